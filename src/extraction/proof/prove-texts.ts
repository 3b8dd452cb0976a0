import { COUNTRY_NAMES } from './country-names.ts'
import { findText, plainOf, type TextPlace } from './find-text.ts'
import { foldText } from './fold-text.ts'
import type { PageIndex } from './page-index.ts'
import { asSeen } from './prove-identifiers.ts'
import { ABSENT, seen, type Verdict } from './verdict.ts'

const LEGAL_FORM =
  /[\s,]+(?:gmbh(?: & co\.? kg(?:aa)?)?|ag|kg|ohg|e\.? ?k\.?|ug|se|s\.?a\.?s?\.?|s\.?a\.?r\.?l\.?|s\.?r\.?l\.?|s\.?p\.?a\.?|s\.?l\.?u?\.?|b\.?v\.?|n\.?v\.?|ltd\.?|limited|inc\.?|llc|plc|oy|ab|as|aps|a\/s|sp\. ?z ?o\. ?o\.?|s\.?r\.?o\.?|kft\.?|zrt\.?|lda\.?|ltda\.?)$/i

export function proveName(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const [place] = findText(index, value)
  if (place !== undefined) return asSeen(value, place, plainOf(value).length < 4 ? 0.6 : undefined)
  // Letterheads leave the legal form away. What is left must be a name still.
  const name = value.trim().replace(LEGAL_FORM, '')
  if (name === value.trim() || plainOf(name).length < 6) return ABSENT
  const [part] = findText(index, name)
  return part === undefined ? ABSENT : seen('fuzzy', part)
}

/** A share of the page's height within which the parts of an address stand. */
const ADDRESS_HEIGHT = 0.16

/** As a whole, or part by part: pages put the country in words, before the town or nowhere. */
export function proveAddress(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const [whole] = findText(index, value)
  if (whole !== undefined) return asSeen(value, whole)
  const parts = value
    .split(/[,;\n]/)
    .map(part => part.trim())
    .filter(part => plainOf(part) !== '')
  const found = parts.map(part => (isCountry(part) ? 'country' : findPart(index, part)))
  const places = found.filter(places => places !== 'country')
  if (places.length === 0 || places.some(({ length }) => length === 0)) return ABSENT
  if (found.includes('country') && !countryFits(parts.find(isCountry) ?? '', index)) return ABSENT
  return together(places)
}

/** A town without its postcode's country ("D-80333 München"), and a street number that the page prints first. */
function findPart(index: PageIndex, part: string): TextPlace[] {
  const places = findText(index, part, { limit: 20 })
  if (places.length > 0) return places
  const turned = /^(\d+\w?)\s+(.+)$/.exec(part) ?? /^(.+?)\s+(\d+\w?)$/.exec(part)
  return turned === null ? [] : findText(index, `${turned[2]} ${turned[1]}`, { limit: 20 })
}

/** The places of all parts that stand closest to each other; without such a group the parts belong to several addresses. */
function together(places: readonly TextPlace[][]): Verdict {
  const [first = [], ...others] = places
  for (const start of first) {
    const near = others.map(options =>
      options.find(({ line }) => line.page === start.line.page && Math.abs(line.top - start.line.top) <= ADDRESS_HEIGHT),
    )
    if (near.some(place => place === undefined)) continue
    const all = [start, ...near.filter(place => place !== undefined)]
    return seen('normalised', { line: start.line, words: [...new Set(all.flatMap(({ words }) => words))] })
  }
  return ABSENT
}

function isCountry(part: string): boolean {
  const plain = plainOf(part)
  return COUNTRY_NAMES.some(names => names.includes(plain))
}

/** A page that names countries must name this one; one that names none says nothing against it. */
function countryFits(part: string, index: PageIndex): boolean {
  const plain = plainOf(part)
  const own = COUNTRY_NAMES.find(names => names.includes(plain)) ?? []
  const [code = ''] = own
  const words = new Set(index.lines.flatMap(({ pieces }) => pieces.map(piece => piece.plain)))
  if (own.slice(1).some(name => words.has(name))) return true
  const upper = code.toUpperCase()
  const text = index.lines.map(line => line.text).join('\n')
  if (
    new RegExp(String.raw`\b${upper}(?:\d|[ -]?[A-Z]{0,2}\d|$)|\b${upper}\b`, 'm').test(text) ||
    new RegExp(String.raw`\b${upper[0]}-\d{4,5}\b`).test(text)
  )
    return true
  return !/\b[A-Z]{2}[ ]?\d{2}[ ]?[A-Z\d]{4}[ ]?\d{4}|\b[A-Z]{2}U?\d{8,12}\b|\b[A-Z]{1,2}-\d{4,5}\b/.test(text)
}

/** Terms, notes and other running text: as a whole, or each of its lines and sentences. */
export function proveRunningText(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const [whole] = findText(index, value)
  if (whole !== undefined) return asSeen(value, whole)
  const parts = value.split(/\n|(?<=[.!?;])\s+/).filter(part => plainOf(part) !== '')
  if (parts.length < 2) return ABSENT
  const places = parts.map(part => findText(index, part, { limit: 4 })[0])
  const [first] = places
  if (first === undefined || places.some(place => place === undefined)) return ABSENT
  const near = places.filter(place => place !== undefined && place.line.page === first.line.page)
  return seen('normalised', { line: first.line, words: [...new Set(near.flatMap(place => place?.words ?? []))] })
}

/** Words that name each kind of document, folded. */
const KINDS: Readonly<Record<string, RegExp>> = {
  invoice: /invoice|rechnung|facture|factura|fattura|factuur|fatura|faktura|lasku|szamla|\bbill\b|quittance|kvitto|gebuhren|abrechnung/,
  credit_note:
    /credit ?note|gutschrift|avoir|storno|nota de credito|abono|nota di credito|creditnota|creditfactuur|kreditnota|kreditfaktura|hyvityslasku|jovairo|dobropis|korekta|korrektur/,
  corrected_invoice: /korrektur|corrected|rectifi|rettific|korekta|correc/,
  prepayment_invoice: /prepayment|vorauszahlung|anzahlung|abschlag|teilrechnung|acompte|anticipo|proforma/,
  self_billed_invoice: /self.?bill|gutschrift|selbst ausgestellt|autofactur/,
  receipt: /receipt|quittung|kassenbon|bon\b|ticket|recu|recibo|scontrino|kvitto|kuitti|nyugta|paragon|cash/,
}

export function proveDocumentType(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const words = KINDS[value] ?? KINDS.invoice!
  const line = index.lines.find(({ text }) => words.test(foldText(text)))
  if (line === undefined) return ABSENT
  const word = line.line.words.filter(({ text }) => words.test(foldText(text)))
  return seen('normalised', { line, words: word.length > 0 ? word : line.line.words }, 0.85)
}
