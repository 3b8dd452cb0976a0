import { CURRENCY_CODES } from './currencies.ts'
import type { Cell, DocumentView, LabelHit, Row } from './document-view.ts'
import type { GoodsTable } from './goods-table.ts'

/** Cells that stand under each other, left edges in line: an address, a column of labels, a footer's column. */
export interface Block {
  readonly cells: readonly { readonly row: Row; readonly cell: Cell }[]
  readonly left: number
  readonly top: number
  readonly page: number
}

/** Left edges of one block differ by no more than this, in page widths. */
const EDGE = 0.015
/** Right edges and middles differ by less, where lines are set flush right or centred: by chance they agree more often. */
const FAR_EDGE = 0.004
/** Lines of one block are no further apart than this, in heights of their type. */
const LEADING = 2.1

/** A gap of so much more than the one before begins another block: two addresses in one column. */
const WIDER = 1.45

interface OpenBlock extends Block {
  readonly right: number
  readonly cells: { row: Row; cell: Cell }[]
  bottom: number
  height: number
  gap: number | null
}

/** The blocks of the pages outside the goods, in reading order. */
export function blocksOf(view: DocumentView, table: GoodsTable): Block[] {
  const blocks: OpenBlock[] = []
  for (const row of view.rows) {
    if (table.inside.has(row.index) || table.headings.has(row.index)) continue
    for (const cell of row.cells) {
      const reached = blocks.filter(candidate => goesOn(candidate, row, cell))
      // A long line is centred under the cell beside its own column by chance: the left edge decides.
      const block = reached.findLast(({ left }) => Math.abs(left - cell.left) < EDGE) ?? reached.at(-1)
      if (block === undefined) {
        blocks.push({
          cells: [{ row, cell }],
          left: cell.left,
          right: cell.right,
          top: row.top,
          page: row.page,
          bottom: row.top,
          height: row.height,
          gap: null,
        })
        continue
      }
      block.cells.push({ row, cell })
      block.gap = row.top - block.bottom
      block.bottom = row.top
      block.height = row.height
    }
  }
  return blocks
}

function goesOn({ page, left, right, bottom, height, gap }: OpenBlock, row: Row, cell: Cell): boolean {
  const distance = row.top - bottom
  const close = distance < Math.max(row.height, height) * LEADING && distance > -row.height / 2
  return (
    page === row.page &&
    isAligned({ left, right }, cell) &&
    close &&
    (gap === null || distance < gap * WIDER || distance < row.height * 1.2)
  )
}

function isAligned(block: { readonly left: number; readonly right: number }, { left, right }: Cell): boolean {
  const centred = Math.abs(block.left + block.right - left - right) / 2 < FAR_EDGE
  return Math.abs(block.left - left) < EDGE || Math.abs(block.right - right) < FAR_EDGE || centred
}

/** Legal forms of companies, by the country that has them; what several share names none. */
const LEGAL_FORMS: readonly (readonly [RegExp, string | null])[] = [
  [/\bgmbh\b|\be\.?\s?k\.?$|\bohg\b|\bgbr\b|\bug\b\s?\(|\bmbh\b|\be\.\s?v\.|\bgmbh\s?& co|\bpartg/i, null],
  [/\b(?:pty\.?\s?ltd|pty limited)\b/i, 'AU'],
  [/\b(?:pvt\.?\s?ltd|private limited)\b/i, 'IN'],
  [/\bsdn\.?\s?bhd\b/i, 'MY'],
  [/\bpte\.?\s?ltd\b/i, 'SG'],
  [/\bkk\b|\bk\.k\.|\bco\.,\s?ltd/i, null],
  [/\binc\b\.?|\bllc\b|\bl\.l\.c\.|\bcorp\b\.?|\bcorporation\b|\bpllc\b|\bllp\b/i, null],
  [/\bltd\b\.?|\blimited\b|\bplc\b/i, null],
  [/\bs\.?a\.?r\.?l\.?\b|\bs\.?a\.?s\.?(?:u\.?)?(?=\s|$|,)|\beurl\b|\bsasu\b|\bsarl\b|\bsci\b|\bsnc\b/i, null],
  [/\bsp\.?\s?z\s?o\.?\s?o\b|\bs\.\s?c\.(?=\s|$)|\bsp\.\s?[jk]\.|\bspółka\b/i, 'PL'],
  [/\bs\.?\s?r\.?\s?o\.?(?=\s|$|,)|\bspol\. s r\.|\ba\.\s?s\.(?=\s|$|,)/i, null],
  [/\bkft\b\.?|\bzrt\b\.?|\bbt\b\.(?=\s|$)|\bnyrt\b/i, 'HU'],
  [/\bs\.?r\.?l\.?s?(?=\s|$|,)|\bs\.?p\.?a\.?(?=\s|$|,)|\bs\.?n\.?c\.?(?=\s|$|,)/i, null],
  [/\bs\.?\s?l\.?\s?u?\.?(?=\s|$|,)|\bs\.l\.u\.|\bs\.\s?l\.\s?l/i, 'ES'],
  [/\bs\.?a\.? de c\.?v\b/i, 'MX'],
  [/\bb\.?v\.?(?=\s|$|,)|\bn\.?v\.?(?=\s|$|,)|\bv\.?o\.?f\.?(?=\s|$|,)|\bbvba\b|\bsprl\b/i, null],
  [/\bab\b|\bhb\b/i, 'SE'],
  [/\bas\b|\basa\b/i, null],
  [/\baps\b|\ba\/s\b|\bi\/s\b/i, 'DK'],
  [/\boyj?\b|\bky\b|\btmi\b/i, 'FI'],
  [/\blda\b\.?|\bltda\b\.?|\bunipessoal\b/i, null],
  [/\ba\.?ş\.?(?=\s|$|,)|\bltd\.?\s?şti\b|\bşti\b|\bsti\b\.?/i, 'TR'],
  [/\bs\.?a\.?(?=\s|$|,)|\bag\b|\bkg\b|\bse\b(?=\s|$)|\bsa\b/i, null],
  [/\bd\.o\.o\b|\bd\.d\b|\bεπε\b|\bαε\b|\bοε\b|\bооо\b/iu, null],
]

/** Short forms are words of some languages: they count at the end of a name that begins with a capital. */
export function legalFormOf(text: string): { readonly country: string | null } | null {
  const name = text.trim().replace(/[\s.,;:)-]+$/, match => (match.startsWith('.') ? '.' : ''))
  for (const [regex, country] of LEGAL_FORMS) {
    const match = regex.exec(name)
    if (match === null) continue
    const before = name.slice(0, match.index).trim()
    const after = name.slice(match.index + match[0].length).replace(/^[\s.,&)(]+/, '')
    const short = match[0].replace(/[^\p{L}]/gu, '').length <= 3
    const capital = /^[\p{Lu}\d"'„«(]/u.test(name)
    if (
      before.length >= 2 &&
      capital &&
      (!short || after.length <= 14) &&
      (!short || /^[\p{Lu}]/u.test(match[0]) || match[0].includes('.') || /\b(?:kft|oy|ab|as|bv|nv|aps|gmbh)\b/i.test(match[0]))
    )
      return { country }
  }
  return null
}

const STREET =
  /\b(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|dr\.|boulevard|blvd|suite|p\.?o\.? box|rue|av\.|place|chemin|impasse|calle|c\/|avda|plaza|paseo|via|viale|piazza|corso|largo|rua|travessa|praça|ul\.?|al\.|plac|utca|út|tér|körút|str\.?|strada|bd\.|bulevardul|cad\.?|caddesi|sok\.?|sokak|mah\.?|mahallesi|ulice|nám\.|třída|näs|vägen)\b|\p{L}(?:straße|strasse|str\.?|gasse|weg|platz|allee|ring|damm|ufer|straat|laan|weg|plein|kade|gracht|gatan|vägen|vej|gade|gata|veien|vegen|katu|tie|kuja|stræde|allé)\b/iu
const POSTCODE =
  /(?<![\d,.])(?:\d{4,6}|\d{2}-\d{3}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{2} \d{5}|\d{4}-\d{3}|\d{5}-\d{3})(?![\d,.])/
/** What is reached by wire, bank or register, and no name. */
const CONTACT =
  /@|\bwww\.|https?:|\b(?:tel|telefon|telefono|phone|fax|mobile?|mob|gsm|tlf|puh|tfno|e-?mail|iban|bic|swift|reg\.?\s?no|krs|regon|siret|rcs|hrb|page|seite|str\. \d)\b\s*[:.]?\s*[\d+(]/i

export function isStreet(text: string): boolean {
  return STREET.test(text) && /\d/.test(text)
}

export function isPostcode(text: string): boolean {
  return POSTCODE.test(text) && /\p{L}{2}/u.test(text) && !/:/.test(text)
}

export function isContact(text: string): boolean {
  return CONTACT.test(text)
}

const NOT_NAMES =
  /^(?:herrn?|frau|mr|mrs|ms|monsieur|madame|firma|messrs|att|attn|z\.\s?hd|name|anschrift|address|adresse|adres|indirizzo|dirección|company|c\/o|page|seite|www|http|original|kopie|copy|duplicate|duplikat|oryginał|kopia|paid|bezahlt|thank|vielen dank|merci|gracias|grazie|tax|date|datum|number|nummer|logo|your logo|tel|e-?mail|id|gln|globale? nummer|global id|bank|to|from|an|de|von|da)\b\W*$/i

/** Whether a line can be somebody's name: letters, no sentence, no address, nothing that is a label. */
const REFERENCES = ['number', 'order', 'delivery', 'date', 'due', 'otherDate', 'otherNumber'] as const

const CURRENCY = new RegExp(`^(?:${CURRENCY_CODES})$`)

export function canBeName(cell: Cell, hits: readonly LabelHit[]): boolean {
  const text = cell.text.trim()
  const letters = text.replace(/[^\p{L}]/gu, '').length
  if (letters < 3 || text.length > 70 || NOT_NAMES.test(text) || CURRENCY.test(text) || isContact(text)) return false
  if (letters < text.replace(/\s/g, '').length * 0.55) return false
  if (/:\s*$|^\W*\d+\W*$|[€£$¥]\s?\d|\d[.,]\d{2}\b|\?|!$/.test(text)) return false
  if (isStreet(text) && legalFormOf(text) === null) return false
  if (/^\d{4,}\b/.test(text) || (/\d{4,}/.test(text) && legalFormOf(text) === null)) return false
  // A cell that is a label, a document's name with its number, or a reference with its own ("Your order AB321"), is nobody.
  const own = hits.filter(hit => hit.cell === cell && hit.atStart)
  return !own.some(
    hit =>
      hit.end - hit.start >= cell.span.words.length ||
      ([...hit.kinds].some(kind => kind.startsWith('kind')) && hit.leftover < 4) ||
      (REFERENCES.some(kind => hit.kinds.has(kind)) && hit.leftover < 4 && /\d/.test(text)),
  )
}
