import type { Line } from '../text/page-text.ts'
import type { DocumentView, LabelHit, Row } from './document-view.ts'
import type { LabelKind } from './labels/label-kind.ts'
import { type NumberToken, numbersOf } from './numbers.ts'

export type ColumnKind = 'position' | 'description' | 'code' | 'quantity' | 'unit' | 'price' | 'discount' | 'rate' | 'tax' | 'net' | 'gross'

export interface Column {
  readonly kind: ColumnKind
  readonly left: number
  readonly right: number
}

/** A row of goods: its numbers by column, and the words that describe it. */
export interface GoodsRow {
  readonly row: Row
  readonly numbers: ReadonlyMap<ColumnKind, readonly NumberToken[]>
  /** Rows of text under it that belong to it. */
  readonly more: readonly Row[]
  readonly columns: readonly Column[]
}

export interface GoodsTable {
  readonly rows: readonly GoodsRow[]
  /** Every row from a heading to the table's end, by index: sums and taxes are looked for elsewhere. */
  readonly inside: ReadonlySet<number>
  /** The headings themselves. */
  readonly headings: ReadonlySet<number>
}

const KIND_OF: Partial<Readonly<Record<LabelKind, ColumnKind>>> = {
  colPosition: 'position',
  colDescription: 'description',
  colCode: 'code',
  colQuantity: 'quantity',
  colUnit: 'unit',
  colPrice: 'price',
  colDiscount: 'discount',
  colRate: 'rate',
  colTax: 'tax',
  colNet: 'net',
  colGross: 'gross',
}

/** The goods tables of all pages: from each heading row to the first sum. */
export function readGoodsTable(view: DocumentView): GoodsTable {
  const rows: GoodsRow[] = []
  const [inside, headings] = [new Set<number>(), new Set<number>()]
  let columns: readonly Column[] | null = null
  for (const row of view.rows) {
    const heading = headingAt(view, row)
    if (heading !== null) {
      columns = heading.columns
      for (const index of heading.rows) headings.add(index)
    }
    if (columns === null || headings.has(row.index)) continue
    const numbers = numbersByColumn(row, columns, view)
    if (endsTable(row, numbers) || sumsUp(rows, numbers)) {
      columns = null
      continue
    }
    inside.add(row.index)
    if (isCarryOver(row)) continue
    if (isGoodsRow(numbers, columns)) rows.push({ row, numbers, more: [], columns })
    else addMore(rows, row)
  }
  return { rows, inside, headings }
}

/** A description may run on below its row, at most this many lines. */
const MAX_MORE = 6

function addMore(rows: GoodsRow[], row: Row): void {
  const last = rows.at(-1)
  if (last === undefined || last.row.page !== row.page || last.more.length >= MAX_MORE) return
  rows[rows.length - 1] = { ...last, more: [...last.more, row] }
}

interface Heading {
  readonly columns: readonly Column[]
  readonly rows: readonly number[]
}

/** Three columns of which one holds money make a heading; a row with amounts of its own is none. */
function headingAt(view: DocumentView, row: Row): Heading | null {
  const own = columnsOf(row)
  if (own.length < 2) return null
  const next = view.rows[row.index + 1]
  const close = next !== undefined && next.page === row.page && next.top - row.top < row.height * 2.2
  const lower = close && !hasAmounts(next.line, view) ? columnsOf(next) : []
  const joined = lower.length > 0 && next !== undefined && next.hits.length >= next.cells.length / 2 ? mergeColumns(own, lower) : own
  const columns = settle(joined)
  const kinds = new Set(columns.map(({ kind }) => kind))
  const telling = ['description', 'quantity', 'price', 'net', 'gross'].filter(kind => kinds.has(kind as ColumnKind)).length
  const money = kinds.has('net') || kinds.has('gross') || kinds.has('price')
  const goods = kinds.has('description') || kinds.has('quantity') || kinds.has('price')
  if (telling < 2 || columns.length < 3 || !money || !goods || hasAmounts(row.line, view)) return null
  return { columns, rows: joined === own ? [row.index] : [row.index, row.index + 1] }
}

function hasAmounts(line: Line, view: DocumentView): boolean {
  return numbersOf(line, view.format).some(number => !number.isPercent && (number.decimals > 0 || number.value > 99))
}

interface RawColumn {
  readonly kinds: readonly ColumnKind[]
  readonly left: number
  readonly right: number
}

function columnsOf(row: Row): RawColumn[] {
  return row.hits.flatMap(hit => {
    const kinds = [...hit.kinds].flatMap(kind => KIND_OF[kind] ?? [])
    return kinds.length === 0 ? [] : [{ kinds, ...extentOf(hit) }]
  })
}

function extentOf({ row, start, end }: LabelHit): { left: number; right: number } {
  const words = row.line.words.slice(start, end)
  return { left: words[0]?.x ?? 0, right: (words.at(-1)?.x ?? 0) + (words.at(-1)?.width ?? 0) }
}

/** Headings of two lines: what stands under a column's heading widens it, what stands elsewhere is a column of its own. */
function mergeColumns(upper: readonly RawColumn[], lower: readonly RawColumn[]): RawColumn[] {
  const merged = [...upper]
  for (const column of lower) {
    const at = merged.findIndex(other => other.left < column.right && other.right > column.left)
    const above = merged[at]
    if (above === undefined) merged.push(column)
    else merged[at] = { kinds: above.kinds, left: Math.min(above.left, column.left), right: Math.max(above.right, column.right) }
  }
  return merged.toSorted((a, b) => a.left - b.left)
}

/** One meaning for each heading: "Unit" is the price where no other column is, "VAT" a rate, "Total" the last of several sums. */
function settle(raw: readonly RawColumn[]): Column[] {
  const columns: Column[] = []
  const has = (kind: ColumnKind) => raw.some(column => column.kinds.length === 1 && column.kinds[0] === kind)
  for (const { kinds, left, right } of raw) {
    const options = kinds.filter(kind => kinds.length === 1 || !columns.some(column => column.kind === kind))
    const kind = pick(options, columns, has)
    if (kind !== undefined) columns.push({ kind, left, right })
  }
  return columns
}

const PREFERRED: readonly ColumnKind[] = [
  'description',
  'quantity',
  'rate',
  'price',
  'net',
  'unit',
  'gross',
  'tax',
  'discount',
  'code',
  'position',
]

function pick(options: readonly ColumnKind[], before: readonly Column[], has: (kind: ColumnKind) => boolean): ColumnKind | undefined {
  if (options.includes('position') && before.length === 0) return 'position'
  if (options.includes('unit') && options.includes('price')) return has('price') ? 'unit' : 'price'
  const free = options.filter(kind => !has(kind) || options.length === 1)
  return PREFERRED.find(kind => free.includes(kind)) ?? options[0]
}

/** Text behind the description's column may reach this far towards the next one. */
const GAP = 0.012

function numbersByColumn(row: Row, columns: readonly Column[], view: DocumentView): Map<ColumnKind, NumberToken[]> {
  const found = new Map<ColumnKind, NumberToken[]>()
  for (const cell of row.cells) {
    for (const number of numbersOf(row.line, view.format, cell.span.words)) {
      const column = columnFor(number, columns)
      if (column === null) continue
      const list = found.get(column.kind) ?? []
      list.push(number)
      found.set(column.kind, list)
    }
  }
  return found
}

/** The column whose edges or middle a number stands at; null for numbers inside a description. */
function columnFor({ span }: NumberToken, columns: readonly Column[]): Column | null {
  const left = span.words[0]?.x ?? 0
  const right = (span.words.at(-1)?.x ?? 0) + (span.words.at(-1)?.width ?? 0)
  const at = columns.findIndex(({ kind }) => kind === 'description')
  const description = columns[at]
  const following = columns[at + 1]
  if (description !== undefined && left >= description.left - GAP && right < (following?.left ?? 1) - GAP) return null
  const numeric = columns.filter(({ kind }) => kind !== 'description')
  const distance = (column: Column) =>
    Math.min(Math.abs(left - column.left), Math.abs(right - column.right), Math.abs(left + right - column.left - column.right) / 2)
  const overlap = (column: Column) => Math.min(right, column.right) - Math.max(left, column.left)
  const best = numeric.toSorted((a, b) => distance(a) - distance(b) || overlap(b) - overlap(a))[0]
  // A number far from every heading stands in a column that has none.
  return best === undefined || (distance(best) > 0.08 && overlap(best) <= 0) ? null : best
}

function isGoodsRow(numbers: ReadonlyMap<ColumnKind, readonly NumberToken[]>, columns: readonly Column[]): boolean {
  const money = columns.filter(({ kind }) => kind === 'net' || kind === 'gross')
  const paid = (money.length === 0 ? (['price'] as const) : money.map(({ kind }) => kind)).some(kind =>
    (numbers.get(kind) ?? []).some(number => !number.isPercent),
  )
  return paid
}

const SUMS: readonly LabelKind[] = ['subTotal', 'taxable', 'tax', 'total', 'payable', 'prepaid', 'otherSum', 'discount', 'charge']
/** What carries a page's sum over to the next one ends nothing. */
const CARRY =
  /(?:übertrag|carried|brought|carry|report\b|transport|reporter|riporto|a transportar|przeniesieni|suma y sigue|overført|överför|átvitel|áthozat|převod|raport|nakli|transporteren)/i

function isCarryOver(row: Row): boolean {
  return CARRY.test(row.text) && row.hits.some(hit => hit.kinds.has('otherSum'))
}

/** The first sum: a label for one that begins the row's text, without a quantity and a price of its own. */
function endsTable(row: Row, numbers: ReadonlyMap<ColumnKind, readonly NumberToken[]>): boolean {
  const hit = row.hits.find(candidate => candidate.atStart && SUMS.some(kind => candidate.kinds.has(kind)))
  if (hit === undefined || isCarryOver(row)) return false
  if (numbers.has('quantity') && numbers.has('price')) return false
  const first = row.cells.find(cell => /\p{L}{2}/u.test(cell.text))
  return first === hit.cell && hit.leftover <= MAX_LEFTOVER
}

/** An amount alone that the rows before it add up to is their sum, whatever it is called. */
function sumsUp(rows: readonly GoodsRow[], numbers: ReadonlyMap<ColumnKind, readonly NumberToken[]>): boolean {
  if (rows.length === 0 || numbers.has('quantity') || numbers.has('price')) return false
  const amountOf = (columns: GoodsRow['numbers']) =>
    (columns.get('net') ?? columns.get('gross') ?? []).findLast(token => !token.isPercent)?.value
  const amount = amountOf(numbers)
  const sum = rows.reduce((total, row) => total + (amountOf(row.numbers) ?? 0), 0)
  return amount !== undefined && sum !== 0 && Math.abs(amount - sum) < 0.0101
}

/** "Total station, used" is an article: a label with more than a short word behind it is none. */
const MAX_LEFTOVER = 12
