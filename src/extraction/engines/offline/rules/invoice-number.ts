import type { Span } from '../text/page-text.ts'
import { findDates } from './date.ts'
import { cellBelow, type DocumentView, hitsOfKind, type LabelHit, partOf, valueBeside } from './document-view.ts'
import { type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'
import type { LabelKind } from './labels/label-kind.ts'

/**
 * A number as sellers form it: letters, digits and marks, with a digit somewhere; its parts may be parted by blanks ("2026 00 117",
 * "RE 2026 00117"), as long as each further part has a digit.
 */
const VALUE =
  /^[#№:.\s-]*(?<value>(?:[\p{Lu}]{1,6}[\s-]\s?(?=[\p{L}\d./_-]*\d))?(?=[\p{L}\d./_\\-]*\d)[\p{L}\d](?:[\p{L}\d./_\\-]*[\p{L}\d])?(?:\s?\/\s?[\p{L}\d-]+)*(?: (?=[\p{L}./-]{0,4}\d)[\p{L}\d](?:[\p{L}\d./_-]*[\p{L}\d])?)*)/u

interface Candidate {
  readonly found: Finding<string>
  readonly weight: number
}

const HEADINGS: readonly LabelKind[] = ['kindInvoice', 'kindCreditNote', 'kindCorrected', 'kindPrepayment', 'kindSelfBilled', 'kindReceipt']

/** The document's own number: by its label, else behind the document's name. Two that contradict each other lower the confidence. */
export function readInvoiceNumber(view: DocumentView, table: GoodsTable): Finding<string> | null {
  const labelled = hitsOfKind(view, 'number').flatMap(hit => candidatesOf(view, hit, table, 1))
  const titled = hitsOfKind(view, ...HEADINGS).flatMap(hit => (hit.kinds.has('number') || !hit.atStart ? [] : besideTitle(hit, table)))
  const candidates = [...labelled, ...titled].toSorted((a, b) => b.weight - a.weight)
  const [best, ...rest] = candidates
  if (best === undefined) return null
  const rival = rest.find(({ found, weight }) => found.value !== best.found.value && weight > best.weight - 0.12)
  return rival === undefined ? best.found : { ...best.found, confidence: Math.min(best.found.confidence, 0.72) }
}

function candidatesOf(view: DocumentView, hit: LabelHit, table: GoodsTable, factor: number): Candidate[] {
  if (table.inside.has(hit.row.index) || hit.leftover > 12) return []
  const beside = valueBeside(hit)
  const value = beside === null ? null : numberIn(beside)
  const place = weightOf(hit)
  if (value !== null) return [{ found: finding(value.text, 0.95, value), weight: factor * place }]
  const under = cellBelow(view, hit)
  const below = under === null ? null : numberIn(under.span)
  // Beside the label stands something else, or nothing: what is under it is its value only in a form.
  return below === null ? [] : [{ found: finding(below.text, 0.88, below), weight: factor * place * 0.9 }]
}

/** "FACTURE N° F20180027", "Invoice ID12345": the number follows the title on its line. */
function besideTitle(hit: LabelHit, table: GoodsTable): Candidate[] {
  if (table.inside.has(hit.row.index) || hit.leftover > 4) return []
  const { row, end, cell } = hit
  const rest = row.line.words.slice(end, cell.first + cell.span.words.length)
  const span = rest.length === 0 ? null : valueBeside(hit)
  const value = span === null ? null : numberIn(span)
  return value === null ? [] : [{ found: finding(value.text, 0.86, value), weight: 0.8 * weightOf(hit) }]
}

/** The head of the first page speaks for the document; remarks further down speak of others. */
function weightOf({ row, leftover, atStart }: LabelHit): number {
  const place = row.page === 1 ? (row.top < 0.5 ? 1 : 0.85) : 0.7
  return place * (atStart ? 1 : 0.9) * (1 - leftover / 40)
}

function numberIn(span: Span): Span | null {
  const match = VALUE.exec(span.text)
  const whole = match?.groups?.value
  if (match === null || whole === undefined) return null
  const dates = findDates(whole)
  const [date] = dates
  const value = (date === undefined ? whole : date.start < 2 ? '' : whole.slice(0, date.start)).trim()
  if (value.replace(/\D/g, '').length === 0 || value.length > 40 || isNoNumber(value)) return null
  const start = match.index + match[0].indexOf(whole)
  return { ...partOf(span, start, start + value.length), text: value }
}

/** Amounts with a currency, years alone beside a month, percentages and phone numbers are no document's number. */
function isNoNumber(value: string): boolean {
  return /^\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$/.test(value) || /^\+/.test(value) || (/^\d$/.test(value) && value === '0')
}

const REFERENCE_KINDS = { order: 'order', delivery: 'delivery' } as const

/** The order's or the delivery note's number. */
export function readReferenceNumber(view: DocumentView, table: GoodsTable, kind: keyof typeof REFERENCE_KINDS): Finding<string> | null {
  const candidates = hitsOfKind(view, REFERENCE_KINDS[kind]).flatMap(hit => candidatesOf(view, hit, table, 1))
  const best = candidates.toSorted((a, b) => b.weight - a.weight)[0]
  return best === undefined ? null : { ...best.found, confidence: Math.min(best.found.confidence, 0.85) }
}
