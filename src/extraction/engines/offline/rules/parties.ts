import { cellsOf, type Line, lineHeight, type PageText, type Span, spanAt, spanOf } from '../text/page-text.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import { compact } from './label.ts'

const SELLER = [
  'verkaufer',
  'rechnungssteller',
  'lieferant',
  'seller',
  'vendor',
  'supplier',
  'vendeur',
  'fournisseur',
  'emetteur',
  'from',
  'soldby',
]
const BUYER = [
  'kauferleistungsempfanger',
  'kaufer',
  'leistungsempfanger',
  'rechnungsempfanger',
  'rechnungsadresse',
  'kunde',
  'buyer',
  'billto',
  'invoiceto',
  'soldto',
  'customer',
  'client',
  'acheteur',
  'adressedefacturation',
  'adressedelivraison',
  'deliveryaddress',
  'shipto',
]
/** Lines in a party's block that are about it without being its name. */
const NOT_A_NAME =
  /^(?:nummer|number|globale? nummer|gln|id|lief-nr|kunden-?nr|herrn?|frau|firma|name|anschrift|address|company)\b\W*(?:\d[\d\s]*(?:\(\w+\))?)?\W*$|^(?:globale nummer|gln|nummer|number|lief-nr)\b/i
const LEGAL_FORM =
  /\b(?:gmbh|ag|kg|ohg|ug|e\.?\s?k|e\.\s?v|gbr|se|ltd|limited|llc|llp|plc|inc|corp|co|s\.?a\.?r\.?l|sas|s\.a\.s|s\.a|eurl|b\.?v|n\.?v|srl|s\.?p\.?a|sdn\.?\s?bhd|pte|pty)\b\.?/i
const TAX_ID =
  /(?:ust[-.\s]*id[-.\s]*(?:nr)?|umsatzsteuer-?id\w*|vat\s*(?:id|no|reg\w*|number)?|n°\s*tva(?:\s+client)?|tva|gst\s*(?:id|no|reg\w*)|tax\s*(?:id|no)|siret|steuernummer|st\.?-?nr)\W{0,6}(?:no\W{0,3})?(?<id>[A-Z]{2}\s?[\dA-Z]{8,13}\b|\d[\d/ -]{7,18}\d)/i
const ADDRESS_END =
  /^(?:tel|telefon|phone|fon|fax|e-?mail|www|http|steuer|ust|vat|tva|iban|bic|käufer|verkäufer|bemerk|ansprech|kontakt|contact)/i

interface PartyDraft {
  name: Draft['seller']['name']
  address: Draft['seller']['address']
  tax_id: Draft['seller']['tax_id']
}

const NOBODY: PartyDraft = { name: null, address: null, tax_id: null }

export function readParties(pages: readonly PageText[]): { seller: PartyDraft; buyer: PartyDraft } {
  const lines = pages.flatMap(page => page.lines)
  const buyer = labelledParty(lines, BUYER)
  const seller = labelledParty(lines, SELLER) ?? unlabelledSeller(pages, buyer?.name ?? null)
  const ids = taxIds(lines)
  const buyerAt = buyer?.name == null ? -1 : lines.indexOf(buyer.name.span.line)
  // The first identifier is the seller's, unless it stands in the buyer's block or says "client".
  const sellerId = ids.find(id => !id.client && (buyerAt < 0 || id.at < buyerAt || ids.length > 1)) ?? null
  const buyerId = ids.find(id => id !== sellerId && (id.client || (buyerAt >= 0 && id.at > buyerAt))) ?? null
  return {
    seller: { ...(seller ?? NOBODY), tax_id: sellerId?.found ?? null },
    buyer: { ...(buyer ?? NOBODY), tax_id: buyerId?.found ?? null },
  }
}

/** A block under (or beside) a label: "Verkäufer", "Bill to:", "Customer: Sharp Consulting". */
function labelledParty(lines: readonly Line[], labels: readonly string[]): PartyDraft | null {
  for (const label of labels) {
    for (const [index, line] of lines.entries()) {
      for (const cell of cellsOf(line)) {
        const party = partyAt(lines, index, cell, label)
        if (party !== null) return party
      }
    }
  }
  return null
}

function partyAt(lines: readonly Line[], index: number, cell: Span, label: string): PartyDraft | null {
  const text = cell.text.trim()
  if (compact(text) === label) return blockBelow(lines, index, cell)
  const colon = text.indexOf(':')
  if (colon < 0 || compact(text.slice(0, colon)) !== label) return null
  const value = text.slice(colon + 1).trim()
  if (value === '' || !/[a-z]{2}/i.test(value)) return null
  return { ...NOBODY, name: finding(value, 0.85, spanAt(cell.line, text.length - value.length, text.length, cell.words)) }
}

/** The name is the block's first line that is one; the address runs on to the first line about something else. */
function blockBelow(lines: readonly Line[], index: number, label: Span): PartyDraft | null {
  const left = label.words[0]?.x ?? 0
  const block: Span[] = []
  for (const line of lines.slice(index + 1, index + 12)) {
    const cells = cellsOf(line)
    const own = cells.find(cell => Math.abs((cell.words[0]?.x ?? 1) - left) < 0.04)
    if (own !== undefined && NOT_A_NAME.test(own.text) && !/^(?:name|anschrift|address)\b/i.test(own.text)) continue
    const value = own !== undefined && /^(?:name|anschrift|address)\s*:?$/i.test(own.text) ? cells.at(-1) : (own ?? cells[0])
    if (value === undefined || (own !== undefined && ADDRESS_END.test(own.text))) break
    block.push(value)
  }
  const nameAt = block.findIndex(
    span => !NOT_A_NAME.test(span.text) && /[a-z]{2}/i.test(span.text) && !/^\W*\d[\d\W]*(?:\(\w+\))?$/.test(span.text),
  )
  const name = block[nameAt]
  if (name === undefined) return null
  const rest = block.slice(nameAt + 1, nameAt + 4).filter(span => /\d/.test(span.text) && !/^[+\d\s()/-]+$/.test(span.text))
  return { name: finding(name.text.replace(/^[\s:]+/, '').trim(), 0.8, name), address: joinSpans(rest), tax_id: null }
}

function joinSpans(spans: readonly Span[]): Finding<string> | null {
  const [first] = spans
  if (first === undefined) return null
  const span: Span = { text: '', line: first.line, words: spans.flatMap(part => part.words) }
  return finding(spans.map(part => part.text.trim()).join(', '), 0.65, span)
}

/** Letterheads: the first line with a legal form, else the largest type of the first page's upper third. */
function unlabelledSeller(pages: readonly PageText[], buyer: Finding<string> | null): PartyDraft | null {
  const top = (pages[0]?.lines ?? []).filter(line => (line.words[0]?.y ?? 1) < 0.35)
  const cells = top.flatMap(line => cellsOf(line)).filter(cell => /[a-zäöüéè]{3}/i.test(cell.text) && cell.text.trim() !== buyer?.value)
  const named = cells.find(cell => LEGAL_FORM.test(cell.text))
  if (named !== undefined) return fromLetterhead(named)
  const titles = /invoice|rechnung|facture|avoir|quittung|receipt|stylesheet|page|seite/i
  const largest = cells.filter(cell => !titles.test(cell.text)).toSorted((a, b) => lineHeight(b.line) - lineHeight(a.line))[0]
  return largest === undefined ? null : { ...NOBODY, name: finding(largest.text.trim(), 0.5, largest) }
}

/** "Name ● Street 1 ● 12345 Town" and the like: one line with the whole sender. */
function fromLetterhead(cell: Span): PartyDraft {
  const [name = '', ...address] = cell.text.split(/\s+[-–●•·|,]\s+|,\s+(?=\S+.*\d)/)
  return {
    ...NOBODY,
    name: finding(name.trim(), 0.7, cell),
    address: address.length === 0 ? null : finding(address.join(', '), 0.6, cell),
  }
}

interface FoundTaxId {
  readonly found: Finding<string>
  readonly at: number
  readonly client: boolean
}

/** VAT identifiers before national tax numbers, in reading order. */
function taxIds(lines: readonly Line[]): FoundTaxId[] {
  const ids = lines.flatMap((line, at) => {
    const text = spanOf(line).text
    const match = TAX_ID.exec(text)
    const id = match?.groups?.id
    if (match === null || id === undefined) return []
    const span = spanAt(line, match.index, match.index + match[0].length)
    return [{ found: finding(id.replace(/\s/g, ''), 0.85, span), at, client: /client|kunde|customer/i.test(text) }]
  })
  const isVat = (id: FoundTaxId) => /^[A-Z]{2}/.test(id.found.value)
  return ids.toSorted((a, b) => Number(isVat(b)) - Number(isVat(a)) || a.at - b.at)
}
