import { cellsOf, type Line, type PageText, type Span, spanAt, spanOf, type Word } from '../text/page-text.ts'
import { findMoney, parseDecimal, sameAmount } from './amount.ts'
import { emptyLineDraft, finding, type LineDraft } from './finding.ts'
import { compact } from './label.ts'

/** Words of a table header by what their column holds; three different kinds on neighbouring lines make a header. */
const HEADER: Readonly<Record<string, readonly string[]>> = {
  description: [
    'beschreibung',
    'bezeichnung',
    'artikel',
    'produkt',
    'leistung',
    'description',
    'product',
    'item',
    'itemdesc',
    'designation',
    'libelle',
  ],
  quantity: ['menge', 'anzahl', 'stuck', 'quantity', 'qty', 'quantite', 'qte', 'units', 'pcs'],
  price: ['preis', 'nettopreis', 'einzelpreis', 'ep', 'unitprice', 'price', 'prixunitaire', 'prix', 'puht', 'uprice', 'rate'],
  total: [
    'betrag',
    'gesamt',
    'gesamtbetrag',
    'nettobetrag',
    'summe',
    'entgelt',
    'positionsbetrag',
    'amount',
    'total',
    'totalprice',
    'montant',
    'prixht',
    'totalht',
  ],
  position: ['pos', 'position', 'no', 'nr', 'artnr'],
  tax: ['ust', 'mwst', 'steuer', 'steuersatz', 'vat', 'tax', 'tva', 'gst'],
}
/** What ends a table: the first sum, breakdown or payment line. */
const TABLE_END =
  /^(?:(?:zwischensumme|positionssumme|belegsummen|summe|gesamt\w*|netto(?:betrag|summe)|total|sub-?total|net total|zuzüglich|ust\.? ?(?:gesamt|satz)|taxe?|tva|règlement|payment|notes?|amount due)\b|umsatzsteuer|steueraufschl|zahlungs|zu- und ab)/i

/** Price details, allowances and the like, which stand under an item and have amounts of their own. */
const NOT_A_ROW = /^\W*(?:abschlag|zuschlag|rabatt|bruttopreis|getline\w*|skonto|discount|remise|übertrag|carried|report)/i

/**
 * Lines of the goods table. A row is recognised by arithmetic (quantity x price = total, with a percentage discount where one is
 * printed), not by columns: those shift from page to page. Where the sum does not close (a price for ten, an allowance inside the row),
 * the running position number at its start makes a row too. Cells of one row may stand on two neighbouring lines.
 */
export function readLineItems(pages: readonly PageText[]): LineDraft[] {
  const items: LineDraft[] = []
  let inside = false
  for (const { lines } of pages) {
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index]
      if (line === undefined) continue
      if (headerKinds(lines, index) >= 3) inside = true
      else if (inside && endsTable(line) && readRow([line], null) === null) inside = false
      if (!inside || isHeader(line) || NOT_A_ROW.test(spanOf(line).text)) continue
      const found = rowAt(lines, index, items.length + 1)
      if (found === null) continue
      items.push(found.row)
      index += found.lines - 1
    }
  }
  return items
}

function rowAt(lines: readonly Line[], index: number, position: number): { row: LineDraft; lines: number } | null {
  for (const numbered of [null, position]) {
    for (const count of [1, 2]) {
      const part = lines.slice(index, index + count)
      const row = part.length === count && part.slice(1).every(isRest) ? readRow(part, numbered) : null
      if (row !== null) return { row, lines: count }
    }
  }
  return null
}

/** The second half of a broken row holds one or two of its cells, and is no detail of its own. */
function isRest(line: Line): boolean {
  return numbersOf(line).length <= 2 && !NOT_A_ROW.test(spanOf(line).text)
}

function headerKinds(lines: readonly Line[], index: number): number {
  const texts = lines
    .slice(index, index + 2)
    .flatMap(line => [...cellsOf(line).map(cell => cell.text), ...line.words.map(word => word.text)])
  const words = new Set(texts.map(compact))
  return Object.values(HEADER).filter(names => names.some(name => words.has(name))).length
}

const HEADER_WORDS = new Set(Object.values(HEADER).flat())

/** Every word of it is a header's, or part of one ("Unit", "w/o"), and none is a number. */
function isHeader(line: Line): boolean {
  const words = line.words.map(word => compact(word.text)).filter(word => word.length > 1)
  return !/\d/.test(spanOf(line).text) && words.filter(word => HEADER_WORDS.has(word)).length * 2 >= Math.max(1, words.length)
}

function endsTable(line: Line): boolean {
  return !isHeader(line) && cellsOf(line).some(cell => TABLE_END.test(cell.text))
}

interface NumberCell {
  readonly value: number
  readonly isMoney: boolean
  readonly isPercent: boolean
  readonly span: Span
}

/** With `position`, the line's first word must be that number, and its last amount is the total whatever the rest says. */
function readRow(lines: readonly Line[], position: number | null): LineDraft | null {
  const numbers = lines.flatMap(numbersOf)
  const total = numbers.filter(number => number.isMoney && !number.isPercent).at(-1)
  if (total === undefined || numbers.length < 3) return null
  const rest = numbers.filter(number => number !== total && !number.isPercent)
  const percents = numbers.filter(number => number.isPercent)
  if (position !== null) return lines[0]?.words[0]?.text === String(position) ? toNumberedItem(lines, { total, percents, rest }) : null
  for (const price of rest) {
    const quantity = rest.find(other => other !== price && closes(other.value, price.value, total.value, percents))
    if (quantity !== undefined) return toItem(lines, { total, ...byPlace(quantity, price), percents, rest })
  }
  return null
}

/** Of the two factors the one with a unit or without decimals is the quantity; where both look alike, the smaller-scaled one is. */
function byPlace(a: NumberCell, b: NumberCell): { quantity: NumberCell; price: NumberCell } {
  const [quantity, price] = a.isMoney && !b.isMoney && Number.isInteger(b.value) ? [b, a] : [a, b]
  return { quantity, price }
}

function closes(quantity: number, price: number, total: number, percents: readonly NumberCell[]): boolean {
  if (quantity === 0) return false
  const gross = quantity * price
  const factors = [1, ...percents.map(percent => 1 - percent.value / 100)]
  // Credit notes print positive quantities and prices with negative totals.
  return factors.some(factor => sameAmount(Math.abs(gross * factor), Math.abs(total), 0.0101))
}

/** Numbers in a row, each with what it is; letters glued to digits (article codes) are no numbers. */
function numbersOf(line: Line): NumberCell[] {
  const text = spanOf(line).text
  const pattern =
    /(?<![\w.,/-])[-−]?\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,4})?(?![\w/]|[.,]\d)|(?<![\w.,/-])[-−]?\d+(?:[.,]\d{1,4})?(?![\w/]|[.,]\d)/g
  return [...text.matchAll(pattern)].flatMap(match => {
    const value = parseDecimal(match[0])
    const end = match.index + match[0].length
    if (value === null) return []
    const isPercent = /^\s?%/.test(text.slice(end))
    return [{ value, isMoney: findMoney(match[0]).length > 0, isPercent, span: spanAt(line, match.index, end) }]
  })
}

interface RowParts {
  readonly total: NumberCell
  readonly quantity: NumberCell
  readonly price: NumberCell
  readonly percents: readonly NumberCell[]
  readonly rest: readonly NumberCell[]
}

function toItem(lines: readonly Line[], { total, quantity, price, percents, rest }: RowParts): LineDraft {
  const gross = quantity.value * price.value
  const discounted = !sameAmount(Math.abs(gross), Math.abs(total.value), 0.0101)
  const rate = percents.find(percent => !discounted || !sameAmount(gross * (1 - percent.value / 100), total.value, 0.0101))
  const words = describe(lines, [total, quantity, price, ...percents])
  const [position] = rest
  const isPosition = position !== undefined && position !== quantity && position !== price && Number.isInteger(position.value)
  const value = (cell: NumberCell) => finding(cell.value, 0.85, cell.span)
  return {
    ...emptyLineDraft(),
    ...(isPosition ? { line_number: finding(String(position.value), 0.8, position.span) } : {}),
    description: words === null ? null : finding(words.text, 0.75, words),
    quantity: value(quantity),
    unit_price: value(price),
    line_total: value(total),
    ...(discounted ? { discount: finding(Number((gross - total.value).toFixed(2)), 0.7, price.span) } : {}),
    ...(rate === undefined || rate.value > 30 ? {} : { tax_rate: value(rate) }),
  }
}

/** The total and the description are certain here; the quantity only with a unit behind it, the price only with a price's four decimals. */
function toNumberedItem(lines: readonly Line[], { total, percents, rest }: Omit<RowParts, 'quantity' | 'price'>): LineDraft {
  const [position, ...others] = rest
  const quantity = others.find(cell => /^[-−]?[\d.,]+\s?[a-zA-Z²³]{1,8}(?:\(\w\))?\.?$/.test(cellAround(cell).text))
  const price = others.find(cell => /[.,]\d{4}$/.test(cell.span.text))
  const words = describe(lines, [total, ...rest, ...percents])
  const value = (cell: NumberCell | undefined, confidence: number) =>
    cell === undefined ? null : finding(cell.value, confidence, cell.span)
  return {
    ...emptyLineDraft(),
    line_number: position === undefined ? null : finding(String(position.value), 0.8, position.span),
    description: words === null ? null : finding(words.text, 0.65, words),
    quantity: value(quantity, 0.6),
    unit_price: value(price, 0.6),
    tax_rate: value(percents[0], 0.6),
    line_total: value(total, 0.65),
  }
}

function cellAround({ span }: NumberCell): Span {
  return cellsOf(span.line).find(({ words }) => words.some(word => span.words.includes(word))) ?? span
}

/** The widest run of words that are no numbers: descriptions are longer than codes and units. */
function describe(lines: readonly Line[], used: readonly NumberCell[]): Span | null {
  const taken = new Set<Word>(used.flatMap(cell => cell.span.words))
  const cells = lines
    .flatMap(line => cellsOf(line))
    .map(cell => ({ ...cell, words: cell.words.filter(word => !taken.has(word)) }))
    .map(cell => spanOf(cell.line, cell.words))
    .filter(cell => /[a-zäöüéèà]{2}/i.test(cell.text))
  return cells.toSorted((a, b) => letters(b.text) - letters(a.text))[0] ?? null
}

function letters(text: string): number {
  return text.replace(/[^a-zäöüßéèêàç]/gi, '').length
}
