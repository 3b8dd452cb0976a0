import { type Span, spanOf, type Word } from '../text/page-text.ts'
import type { DocumentView } from './document-view.ts'
import { emptyLineDraft, finding, type LineDraft } from './finding.ts'
import type { ColumnKind, GoodsRow, GoodsTable } from './goods-table.ts'
import { type NumberToken, numbersOf } from './numbers.ts'

/** Goods rows as lines of the invoice: the columns say what is what, quantity x price = total says whether they are believed. */
export function linesFromTable(view: DocumentView, table: GoodsTable): LineDraft[] {
  return table.rows.map(row => lineOf(view, row))
}

interface Reading {
  readonly quantity: NumberToken | null
  readonly price: NumberToken | null
  readonly total: NumberToken | null
  readonly discount: NumberToken | null
  readonly rate: NumberToken | null
  readonly closes: boolean
}

function lineOf(view: DocumentView, goods: GoodsRow): LineDraft {
  const reading = readingOf(view, goods)
  const sure = reading.closes ? 0.95 : 0.6
  const value = (token: NumberToken | null, confidence: number) => (token === null ? null : finding(token.value, confidence, token.span))
  const description = descriptionOf(goods)
  const position = goods.numbers.get('position')?.[0]
  return {
    ...emptyLineDraft(),
    line_number: position === undefined ? null : finding(String(position.value), 0.85, position.span),
    description: description === null ? null : finding(description.text, 0.85, description),
    quantity: value(reading.quantity, sure),
    unit: unitOf(goods, reading.quantity),
    unit_price: value(reading.price, sure),
    discount: discountOf(reading),
    tax_rate: reading.rate !== null && isRate(reading.rate) ? value(reading.rate, 0.9) : null,
    line_total: value(reading.total, reading.closes ? 0.95 : reading.quantity === null || reading.price === null ? 0.8 : 0.65),
  }
}

function first(goods: GoodsRow, kind: ColumnKind): NumberToken | null {
  const tokens = goods.numbers.get(kind) ?? []
  return tokens.find(token => !token.isPercent) ?? null
}

function readingOf(view: DocumentView, goods: GoodsRow): Reading {
  const quantity = first(goods, 'quantity')
  const price = first(goods, 'price')
  const discount = goods.numbers.get('discount')?.[0] ?? null
  const rate = rateOf(goods)
  const nets = (goods.numbers.get('net') ?? []).filter(token => !token.isPercent)
  const totals = [...nets, ...(goods.numbers.get('gross') ?? [])]
  const fallback = nets.at(-1) ?? totals.at(-1) ?? null
  const base = { quantity, price, discount, rate }
  if (quantity !== null && price !== null) {
    const closing = totals.find(total => closes(quantity.value, price.value, total.value, discount, rate))
    if (closing !== undefined) return { ...base, total: closing, closes: true }
  }
  return byArithmetic(view, goods, { ...base, total: fallback, closes: false })
}

/** Where the columns do not close, two other numbers of the row may: a value that stands between two columns. */
function byArithmetic(view: DocumentView, goods: GoodsRow, reading: Reading): Reading {
  const { total, discount, rate } = reading
  const tokens = numbersOf(goods.row.line, view.format).filter(token => !token.isPercent)
  const at = tokens.findIndex(token => token.start === (total === null ? -1 : startOf(total, tokens)))
  if (total === null || at < 2) return reading
  for (const price of tokens.slice(1, at).toReversed()) {
    const quantity = tokens.slice(0, tokens.indexOf(price)).findLast(token => closes(token.value, price.value, total.value, discount, rate))
    if (quantity !== undefined)
      return { ...reading, ...(isPriceFirst(goods) ? { quantity: price, price: quantity } : { quantity, price }), closes: true }
  }
  return reading
}

function startOf(token: NumberToken, tokens: readonly NumberToken[]): number {
  return tokens.find(other => other.span.words[0] === token.span.words[0])?.start ?? -1
}

function isPriceFirst({ columns }: GoodsRow): boolean {
  const at = (kind: ColumnKind) => columns.findIndex(column => column.kind === kind)
  return at('price') >= 0 && at('quantity') > at('price')
}

function rateOf(goods: GoodsRow): NumberToken | null {
  const tokens = [...(goods.numbers.get('rate') ?? []), ...(goods.numbers.get('tax') ?? [])]
  const percent = [...tokens, ...[...goods.numbers.values()].flat()].find(token => token.isPercent && isRate(token))
  return (
    tokens.find(token => token.isPercent) ??
    tokens.find(token => isRate(token) && token.decimals !== 2) ??
    tokens.find(isRate) ??
    (goods.numbers.has('discount') ? null : (percent ?? null))
  )
}

function isRate({ value }: NumberToken): boolean {
  return value >= 0 && value <= 30
}

/** A printed price is rounded: each of the units may be off by half of its last digit. */
function closes(quantity: number, price: number, total: number, discount: NumberToken | null, rate: NumberToken | null): boolean {
  if (quantity === 0 && total !== 0) return false
  const gross = quantity * price
  const tolerance = 0.0101 + Math.min(Math.abs(quantity) * 0.0005, Math.abs(total) * 0.002)
  const options = [gross]
  if (discount !== null)
    options.push(gross * (1 - discount.value / 100), gross - Math.abs(discount.value), gross - Math.abs(discount.value) * quantity)
  if (rate !== null) options.push(gross * (1 + rate.value / 100), gross / (1 + rate.value / 100))
  return options.some(option => Math.abs(Math.abs(option) - Math.abs(total)) <= tolerance)
}

function discountOf({ quantity, price, total, discount, closes: closed }: Reading): LineDraft['discount'] {
  if (discount === null || quantity === null || price === null || total === null || discount.value === 0) return null
  const amount = Number((quantity.value * price.value - total.value).toFixed(2))
  return amount > 0 ? finding(amount, closed ? 0.85 : 0.5, discount.span) : null
}

/** Words behind the quantity ("15 Units"), or the unit column's. */
function unitOf(goods: GoodsRow, quantity: NumberToken | null): LineDraft['unit'] {
  const column = goods.columns.find(({ kind }) => kind === 'unit')
  const words = goods.row.line.words
  const inColumn =
    column === undefined
      ? undefined
      : words.find(word => word.x < column.right && word.x + word.width > column.left && /^\p{L}[\p{L}.]*$/u.test(word.text))
  const behind = quantity === null ? undefined : words[words.indexOf(quantity.span.words.at(-1) as Word) + 1]
  const unit = inColumn ?? (behind !== undefined && /^\p{L}{1,8}[²³]?\.?$/u.test(behind.text) ? behind : undefined)
  return unit === undefined ? null : finding(unit.text, 0.7, spanOf(goods.row.line, [unit]))
}

/** The words of the description's column; without one, the widest cell that is no number. */
function descriptionOf(goods: GoodsRow): Span | null {
  const { columns, row } = goods
  const at = columns.findIndex(({ kind }) => kind === 'description')
  const column = columns[at]
  const from = column === undefined ? undefined : previousRight(columns, at)
  const until = columns[at + 1]?.left ?? 1
  const words = row.line.words.filter(word => {
    const middle = word.x + Math.min(word.width / 2, 0.02)
    return column === undefined ? true : middle > (from ?? 0) && (word.x + word.width <= until || middle < until - 0.02)
  })
  const text = spanOf(row.line, withoutEdges(words, goods))
  if (/\p{L}{2}/u.test(text.text)) return text
  const cell = row.cells.toSorted((a, b) => letters(b.text) - letters(a.text))[0]
  return cell !== undefined && letters(cell.text) >= 2 ? cell.span : goods.more[0] === undefined ? null : spanOf(goods.more[0].line)
}

function previousRight(columns: readonly { readonly left: number; readonly right: number }[], at: number): number {
  const description = columns[at]
  const before = columns[at - 1]
  return before === undefined || description === undefined ? 0 : Math.min(before.right, description.left) - 0.001
}

/** Without the numbers of other columns that reach into it. */
function withoutEdges(words: readonly Word[], goods: GoodsRow): Word[] {
  const taken = new Set([...goods.numbers.values()].flat().flatMap(token => token.span.words))
  return words.filter(word => !taken.has(word))
}

function letters(text: string): number {
  return text.replace(/[^\p{L}]/gu, '').length
}
