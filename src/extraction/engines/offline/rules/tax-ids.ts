import { type DocumentView, hitsOfKind, partOf, type Row, valueBeside } from './document-view.ts'
import { type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'

export interface TaxIdFound {
  readonly found: Finding<string>
  readonly row: Row
  readonly left: number
  /** Whose it is, where its label says so. */
  readonly side: 'seller' | 'buyer' | null
  /** The country that its form names; null for national numbers. */
  readonly country: string | null
}

/** VAT identifiers by their country's form (two letters and what follows). */
const VAT_ID =
  /\b(?:ATU\d{8}|BE ?[01]\d{3}[. ]?\d{3}[. ]?\d{3}|BG\d{9,10}|CHE-?\d{3}\.?\d{3}\.?\d{3}(?: ?(?:MWST|TVA|IVA))?|CY\d{8}[A-Z]|CZ\d{8,10}|DE ?\d{3} ?\d{3} ?\d{3}|DK ?\d{2} ?\d{2} ?\d{2} ?\d{2}|EE\d{9}|EL\d{9}|ES[A-Z\d]\d{7}[A-Z\d]|FI\d{8}|FR ?[A-Z\d]{2} ?\d{3} ?\d{3} ?\d{3}|GB ?\d{3} ?\d{4} ?\d{2}(?:\d{3})?|HR\d{11}|HU\d{8}|IE\d[A-Z\d]\d{5}[A-Z]{1,2}|IT ?\d{11}|LT(?:\d{9}|\d{12})|LU\d{8}|LV\d{11}|MT\d{8}|NL ?\d{9}B\d{2}|NO ?\d{9} ?MVA|PL ?\d{10}|PT ?\d{9}|RO ?\d{2,10}|SE ?\d{12}|SI\d{8}|SK\d{10})\b/
/** What national numbers look like behind their label: digits with marks, few letters. */
const NATIONAL = /^[:\s#.]*(?<id>(?=(?:\D*\d){6})[A-Z]{0,5}[\d][\dA-Z ./-]{4,24}[\dA-Z])/i
const BUYERS =
  /client|kunde|customer|cliente|klant|nabywc|vevő|odběratel|cumpăr|alıcı|köpare|kjøper|køber|ostaja|acheteur|käufer|empfänger|\buw\b|\bihre\b|\byour\b/i

/** Tax identifiers: behind their label, or by their form alone. The VAT identifier comes before national numbers. */
export function readTaxIds(view: DocumentView, table: GoodsTable): TaxIdFound[] {
  const found: TaxIdFound[] = []
  for (const hit of hitsOfKind(view, 'taxId')) {
    const span = table.inside.has(hit.row.index) ? null : valueBeside(hit)
    const match = span === null ? null : (VAT_ID.exec(span.text) ?? NATIONAL.exec(span.text))
    const id = match?.groups?.id ?? match?.[0]
    if (span === null || match === null || id === undefined || match.index > 12) continue
    const start = match.index + match[0].indexOf(id)
    const side = BUYERS.test(hit.cell.text) ? 'buyer' : null
    found.push({
      found: finding(tidy(id), 0.9, partOf(span, start, start + id.length)),
      row: hit.row,
      left: hit.cell.left,
      side,
      country: countryOf(id),
    })
  }
  for (const row of view.rows) {
    for (const cell of row.cells) {
      const match = VAT_ID.exec(cell.span.text)
      if (match === null || /iban/i.test(cell.text) || found.some(other => other.found.value === tidy(match[0]))) continue
      const span = partOf(cell.span, match.index, match.index + match[0].length)
      found.push({
        found: finding(tidy(match[0]), 0.85, span),
        row,
        left: cell.left,
        side: BUYERS.test(cell.text) ? 'buyer' : null,
        country: countryOf(match[0]),
      })
    }
  }
  const isVat = (id: TaxIdFound) => Number(id.country !== null)
  return found.toSorted((a, b) => isVat(b) - isVat(a) || a.row.index - b.row.index)
}

/** National numbers keep their own marks ("201/113/40209"); VAT identifiers are written without blanks. */
function tidy(id: string): string {
  return VAT_ID.test(id) ? id.replace(/[\s]/g, '') : id.trim().replace(/\s+/g, ' ').replace(/ /g, '')
}

function countryOf(id: string): string | null {
  if (!VAT_ID.test(id)) return null
  const prefix = id.slice(0, 2).toUpperCase()
  return prefix === 'EL' ? 'GR' : prefix
}
