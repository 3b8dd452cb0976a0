import { type Line, lineHeight, type PageText, type Span, spanOf } from '../text/page-text.ts'
import { type Draft, type Finding, finding } from './finding.ts'

/** "Company Reg No. 75495-W" names no company. */
const REGISTRATION_LINE = /\b(?:co|company|business|roc|gst|reg)\b\W*(?:reg\w*|no|id|#)\b/i

/** The seller stands in the head of a receipt: in its first lines, before the goods. */
const HEAD_LINES = 14
/** Legal forms, also as OCR spells them. */
const LEGAL_FORM =
  /\b(?:S[DOQ][NMH]\.?\s*[B8E]H[DO0]|[S5]\/B|BHD|LTD|LIMITED|INC|LLC|PLC|GMBH|CO|COMPANY|CORP|PTE|PTY|SARL|SAS|OHG|KG|E\.?K)\b\.?/i
/** What businesses call themselves, in the languages of the labels and in Malay, whose receipts are the best public corpus. */
const BUSINESS =
  /\b(?:enterprise|trading|restaurant|restoran|hardware|mart|supermarket|market|store|stores|shop|bakery|bakeries|cafe|café|hotel|pharmacy|farmasi|stationery|bookstore|book|books|kedai|syarikat|perniagaan|industries|services|workshop|motor|station|handicraft|tailoring|electrical|fashion|boutique|clinic|klinik|bistro|kitchen|food|marketing|centre|center|house|gmbh|bäckerei|apotheke|boulangerie|pharmacie|librairie)\b/i
/** Lines of the head that are about something else. */
const NOT_SELLER =
  /\b(?:jalan|jln|lot|lorong|taman|street|road|avenue|straße|strasse|rue|floor|level|tel|fax|phone|gst|reg|invoice|receipt|date|cashier|bill|www|http|email|no\s*[.:]?\s*\d|table|check|welcome|thank|member|doc|co\.?\s*no|company\s*no|kuala\s*lumpur|selangor|johor)\b|@|\d{5}/i
/** Registration numbers that stand behind the name: "(519537-X)", "(Co. No. 113825-W)", "(M) 860671-D". */
const REGISTRATION =
  /\s*[([{]?\s*(?:co\.?\s*(?:no|reg)\.?[\s:]*)?#?\d{4,}\s?-?\s?[A-Z]?\s*[)\]}]?\s*$|\s*\(\s*[A-Z]{0,3}\d{5,}[-\w]*\s*\)\s*$/i

export function readReceiptSeller(pages: readonly PageText[]): Draft['seller'] {
  const head = (pages[0]?.lines ?? []).slice(0, HEAD_LINES)
  const at = nameLine(head)
  const name = at < 0 ? null : nameFrom(head, at)
  return { name, address: addressFrom(head.slice(at + 1)), tax_id: taxIdFrom(pages) }
}

/** A legal form decides; then a business word; then the first clean line of large enough type. */
function nameLine(head: readonly Line[]): number {
  const before = head.findIndex(line =>
    /\b(?:tax\s*invoice|cash\s*(?:bill|sale)|receipt\s*(?:no|#)|invoice\s*no)\b/i.test(spanOf(line).text),
  )
  const candidates = head.slice(0, before < 1 ? head.length : before)
  const texts = candidates.map(line => spanOf(line).text)
  const legal = texts.findIndex(text => LEGAL_FORM.test(text) && lettersOf(text) >= 6 && !REGISTRATION_LINE.test(text))
  if (legal >= 0) return withNameAbove(candidates, legal)
  const business = texts.findIndex(text => BUSINESS.test(text) && !NOT_SELLER.test(text))
  if (business >= 0) return business
  const typical = median(candidates.map(lineHeight))
  return candidates.findIndex((line, index) => isClean(line, texts[index] ?? '') && lineHeight(line) > typical * 0.8)
}

/** A name that fills more than one line ends with its legal form: "AIK HUAT HARDWARE / ENTERPRISE (SETIA ALAM) SDN BHD". */
function withNameAbove(lines: readonly Line[], legal: number): number {
  let first = legal
  while (first > 0 && legal - first < 2) {
    const above = lines[first - 1]
    const current = lines[first]
    if (above === undefined || current === undefined) break
    const text = spanOf(above).text
    const sameType = Math.abs(lineHeight(above) - lineHeight(current)) < lineHeight(current) * 0.35
    const complete = lettersOf(spanOf(current).text) > 16 && first === legal
    if (complete || !sameType || !isClean(above, text) || NOT_SELLER.test(text)) break
    first -= 1
  }
  return first
}

function nameFrom(head: readonly Line[], at: number): Finding<string> | null {
  const lines = [head[at]].filter(line => line !== undefined)
  for (let next = at + 1; next < at + 3 && !LEGAL_FORM.test(joined(lines)); next += 1) {
    const line = head[next]
    const text = line === undefined ? '' : spanOf(line).text
    if (line === undefined || NOT_SELLER.test(text) || !(LEGAL_FORM.test(text) || BUSINESS.test(text))) break
    lines.push(line)
  }
  const [first] = lines
  if (first === undefined) return null
  const value = cleanName(joined(lines))
  const span: Span = { text: value, line: first, words: lines.flatMap(line => line.words) }
  return value === '' ? null : finding(value, LEGAL_FORM.test(value) ? 0.9 : 0.7, span)
}

function joined(lines: readonly Line[]): string {
  return lines.map(line => spanOf(line).text).join(' ')
}

/** Without registration number, stray marks at the ends, and with the legal form spelt right. */
function cleanName(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\bS[DOQ][NMH]\.?\s*[B8E]H[DO0]\b\.?/gi, match => (match === match.toUpperCase() ? 'SDN BHD' : 'Sdn Bhd'))
    .replace(/\b5\/B\b/g, 'S/B')
    .replace(/((?:SDN BHD|Sdn Bhd|S\/B)(?:\s?\([A-Z]{1,3}\))?).*$/, '$1')
    .replace(REGISTRATION, '')
    .replace(/^[^\p{L}\d]+|[^\p{L}\d).]+$/gu, '')
    .replace(/^(?:[a-z]{1,2}\s+[.,]?\s*)(?=[A-Z]{3})/, '')
    .trim()
}

function addressFrom(lines: readonly Line[]): Finding<string> | null {
  const end = lines.findIndex(line => /\b(?:tel|fax|gst|invoice|receipt|date|phone|email|www|cash)\b|@/i.test(spanOf(line).text))
  const block = lines.slice(0, end < 0 ? 4 : Math.min(end, 6)).filter(line => !/^\W*\(?[\d-]+-?[A-Z]\)?\W*$/i.test(spanOf(line).text))
  const [first] = block
  if (first === undefined || !block.some(line => /\d/.test(spanOf(line).text))) return null
  const value = block
    .map(line =>
      spanOf(line)
        .text.replace(/\s+/g, ' ')
        .replace(/[,.\s]+$/, ''),
    )
    .join(', ')
  return finding(value, 0.6, { text: value, line: first, words: block.flatMap(line => line.words) })
}

const TAX_ID = /\b(?:gst|vat|tax|ust)\W{0,3}(?:reg\w*|id|no)?\W{0,4}(?:no|id)?\W{0,4}(?<id>[A-Z]{0,2}\d{8,13})/i

function taxIdFrom(pages: readonly PageText[]): Finding<string> | null {
  for (const line of pages.flatMap(page => page.lines)) {
    const id = TAX_ID.exec(spanOf(line).text)?.groups?.id
    if (id !== undefined) return finding(id, 0.8, spanOf(line))
  }
  return null
}

function isClean(line: Line, text: string): boolean {
  const confidence = line.words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, line.words.length)
  return confidence > 0.6 && lettersOf(text) >= 5 && lettersOf(text) > text.replace(/\s/g, '').length * 0.7 && !NOT_SELLER.test(text)
}

function lettersOf(text: string): number {
  return text.replace(/[^\p{L}]/gu, '').length
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
