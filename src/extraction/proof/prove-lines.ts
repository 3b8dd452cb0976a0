import type { Word } from '../engines/offline/text/page-text.ts'
import type { Invoice, LineItem } from '../invoice.ts'
import { findText, plainOf, type TextPlace } from './find-text.ts'
import { foldText } from './fold-text.ts'
import type { AmountPlace, IndexedLine, PageIndex } from './page-index.ts'
import { namedRatePlaces } from './prove-amounts.ts'
import { unitWords } from './unit-words.ts'
import { ABSENT, COMPUTED, type Place, seen, seenAmount, type Verdict } from './verdict.ts'

export type LineVerdicts = Record<keyof LineItem, Verdict | null>

export interface ProvenLines {
  readonly verdicts: readonly LineVerdicts[]
  /** Words that belong to a line: nothing else of the invoice stands there. */
  readonly taken: ReadonlySet<Word>
}

/** A line's values on one printed row; numbers say more than words that may stand anywhere. */
interface Row {
  readonly line: IndexedLine
  readonly score: number
}

const WEIGHTS = { line_total: 3, unit_price: 2, quantity: 1, description: 3, item_code: 2 } as const
/** Below this a row is none: a sum of the same amount alone is not the line. */
const MIN_SCORE = 4
/** Rows that are looked at for one line, the best ones. */
const MAX_ROWS = 12
/** A row's further lines: its text goes on below, and may begin above. */
const BAND = 4

/**
 * The values of the invoice's lines, each looked for in its own printed row: "2" stands everywhere on a page, but only once in the row of a
 * line. Rows follow each other as the lines do.
 */
export function proveLines({ line_items }: Invoice, index: PageIndex): ProvenLines {
  const descriptions = line_items.map(item => (item.description === null ? [] : findDescription(index, item.description)))
  const rows = chooseRows(line_items.map((item, at) => candidateRows(item, descriptions[at] ?? [], index)))
  const taken = new Set<Word>()
  const claim = (place: Place) => {
    for (const word of place.words) taken.add(word)
  }
  const [before, after] = [nearestBefore(rows), nearestBefore(rows.toReversed()).toReversed()]
  const numbers = Map.groupBy(line_items, item => item.line_number)
  const verdicts = line_items.map((item, at) => {
    const [row, previous, next] = [rows[at] ?? null, before[at] ?? null, after[at] ?? null]
    const sharesNumber = (numbers.get(item.line_number)?.length ?? 0) > 1
    return proveLine(item, { index, row, previous, next, sharesNumber, descriptions: descriptions[at] ?? [], taken, claim })
  })
  return { verdicts, taken }
}

/** For each place the last row before it that there is. In one pass: answers may have thousands of lines. */
function nearestBefore(rows: readonly (IndexedLine | null)[]): (IndexedLine | null)[] {
  let last: IndexedLine | null = null
  return rows.map(row => {
    const nearest = last
    last = row ?? last
    return nearest
  })
}

function findDescription(index: PageIndex, description: string): TextPlace[] {
  const whole = findText(index, description, { limit: 40 })
  if (whole.length > 0) return whole
  // A name and its explanation: every part must be there, one below the other.
  const parts = description.split(/\n| - |; /).filter(part => plainOf(part).length > 1)
  if (parts.length < 2) return []
  const places = parts.map(part => findText(index, part, { limit: 40 }))
  return (places[0] ?? []).filter(first => places.every(others => others.some(other => isNear(first.line, other.line))))
}

function isNear(a: IndexedLine, b: IndexedLine): boolean {
  return a.page === b.page && Math.abs(a.index - b.index) <= BAND
}

function candidateRows(item: LineItem, descriptions: readonly TextPlace[], index: PageIndex): Row[] {
  const scores = new Map<IndexedLine, number>()
  const add = (lines: Iterable<IndexedLine>, weight: number) => {
    for (const line of new Set(lines)) scores.set(line, (scores.get(line) ?? 0) + weight)
  }
  const linesOf = (value: number | null) =>
    value === null ? [] : (index.amounts.get(String(Math.abs(value))) ?? []).map(({ line }) => line)
  add(linesOf(item.line_total), WEIGHTS.line_total)
  add(linesOf(item.unit_price), WEIGHTS.unit_price)
  add(linesOf(item.quantity), WEIGHTS.quantity)
  // A description beside its numbers, above them, or below.
  const around = descriptions.flatMap(({ line }) =>
    [-2, -1, 0, 1, 2].map(step => index.lines[line.index + step]).filter(other => other?.page === line.page),
  )
  add(
    around.filter(line => line !== undefined),
    WEIGHTS.description,
  )
  add(
    descriptions.map(({ line }) => line),
    1,
  )
  if (item.item_code !== null)
    add(
      findText(index, item.item_code, { identifier: true, limit: 20 }).map(({ line }) => line),
      WEIGHTS.item_code,
    )
  return [...scores]
    .map(([line, score]) => ({ line, score }))
    .filter(({ score }) => score >= MIN_SCORE)
    .toSorted((a, b) => b.score - a.score || a.line.index - b.line.index)
    .slice(0, MAX_ROWS)
}

interface Path {
  readonly score: number
  /** Where its last row stands. */
  readonly last: number
  readonly choice: IndexedLine | null
  readonly before: Path | null
}

/** The choice of rows, in the order of the lines, that scores highest; a line may have none. */
function chooseRows(candidates: readonly (readonly Row[])[]): (IndexedLine | null)[] {
  let paths: Path[] = [{ score: 0, last: -1, choice: null, before: null }]
  for (const rows of candidates) {
    const best = new Map<number, Path>()
    const keep = (path: Path) => {
      const other = best.get(path.last)
      if (other === undefined || path.score > other.score) best.set(path.last, path)
    }
    for (const before of paths) {
      keep({ score: before.score, last: before.last, choice: null, before })
      for (const { line, score } of rows) {
        if (line.index > before.last) keep({ score: before.score + score, last: line.index, choice: line, before })
      }
    }
    paths = worthwhile([...best.values()])
  }
  const chosen: (IndexedLine | null)[] = []
  for (let path: Path | null = paths.at(-1) ?? null; path?.before != null; path = path.before) chosen.unshift(path.choice)
  return chosen
}

/** A later end is only worth keeping for a higher score. */
function worthwhile(paths: readonly Path[]): Path[] {
  const kept: Path[] = []
  for (const path of paths.toSorted((a, b) => a.last - b.last)) {
    if (path.score > (kept.at(-1)?.score ?? Number.NEGATIVE_INFINITY)) kept.push(path)
  }
  return kept
}

interface LineContext {
  readonly index: PageIndex
  readonly row: IndexedLine | null
  readonly previous: IndexedLine | null
  /** Another line of the invoice has the same number. */
  readonly sharesNumber: boolean
  /** The next line's row: what stands from there on is not this line's. */
  readonly next: IndexedLine | null
  readonly descriptions: readonly TextPlace[]
  readonly taken: ReadonlySet<Word>
  claim(place: Place): void
}

function proveLine(item: LineItem, context: LineContext): LineVerdicts {
  const { row } = context
  const holds = item.quantity === null || item.unit_price === null || item.line_total === null || closesWith(item)
  const inRow = (value: number | null, from: 'left' | 'right', strict = !holds) =>
    value === null ? null : row === null ? ABSENT : amountInRow(value, from, context, strict)
  const line_number = item.line_number === null ? null : proveLineNumber(item.line_number, context)
  const line_total = inRow(item.line_total, 'right', false)
  const unit_price = inRow(item.unit_price, 'right')
  const quantity = inRow(item.quantity, 'left')
  const discount = inRow(item.discount, 'right')
  const verdicts = {
    ...{ line_number, line_total, unit_price, quantity, discount },
    description: item.description === null ? null : proveDescription(item.description, context),
    item_code: proveText(item.item_code, context),
    hs_code: proveText(item.hs_code, context),
    batch: proveText(item.batch, context),
    unit: item.unit === null ? null : proveUnit(item.unit, context),
    tax_rate: item.tax_rate === null ? null : proveRate(item.tax_rate, context),
  }
  return withComputed(item, verdicts)
}

/**
 * Where the line's arithmetic does not close, one of its values may be wrong: then quantity and price count only where they stand on the row
 * itself, alone in their word.
 */
function amountInRow(value: number, from: 'left' | 'right', context: LineContext, strict: boolean): Verdict {
  const places = (context.index.amounts.get(String(Math.abs(value))) ?? []).filter(
    place =>
      (strict ? place.line === context.row && !place.loose : isOfRow(place.line, context)) &&
      !place.percent &&
      place.words.every(word => !context.taken.has(word)),
  )
  const distance = (place: AmountPlace) => Math.abs(place.line.index - (context.row?.index ?? 0))
  const x = (place: AmountPlace) => (place.words[0]?.x ?? 0) * (from === 'left' ? 1 : -1)
  const best = places.toSorted((a, b) => Number(a.loose) - Number(b.loose) || distance(a) - distance(b) || x(a) - x(b))[0]
  if (best === undefined) return ABSENT
  context.claim(best)
  return seenAmount(value, best)
}

/** On the row itself, or on a line of its text: above it as long as that belongs to nothing else, below it up to the next row. */
function isOfRow(line: IndexedLine, { row, next }: LineContext): boolean {
  if (row === null || line.page !== row.page) return false
  const step = line.index - row.index
  return step >= 0 ? step <= 1 && (next === null || line.index < next.index) : step === -1
}

/** Where the row begins; else where one of its further lines begins, unless another line of the invoice bears that number. */
function proveLineNumber(value: string, { index, row, previous, next, sharesNumber, taken, claim }: LineContext): Verdict {
  const wanted = plainOf(value)
  if (row === null || wanted === '') return ABSENT
  const steps = sharesNumber ? [0] : [0, -1, -2, 1, 2, 3, 4]
  for (const step of steps) {
    const line = index.lines[row.index + step]
    const first = line?.pieces[0]
    if (line === undefined || first === undefined || line.page !== row.page) continue
    if (step !== 0 && ((previous !== null && line.index <= previous.index) || (next !== null && line.index >= next.index))) continue
    const word = line.line.words.find(other => plainOf(other.text) === wanted && other.x <= first.word.x + 0.06 && !taken.has(other))
    if (word === undefined) continue
    const place = { line, words: [word] }
    claim(place)
    return seen('exact', place)
  }
  return ABSENT
}

function proveDescription(value: string, { index, row, descriptions, claim }: LineContext): Verdict {
  const near = row === null ? descriptions : descriptions.filter(({ line }) => isNear(line, row))
  const place =
    near.toSorted((a, b) => Math.abs(a.line.index - (row?.index ?? 0)) - Math.abs(b.line.index - (row?.index ?? 0)))[0] ?? descriptions[0]
  if (place === undefined) return ABSENT
  if (row !== null && near.length > 0) claim(place)
  const whole = findText(index, value, { limit: 1 }).length > 0
  return seen(whole ? 'normalised' : 'fuzzy', place)
}

function proveText(value: string | null, { index, row }: LineContext): Verdict | null {
  if (value === null) return null
  const places = findText(index, value, { identifier: true, limit: 40 })
  const place =
    (row === null ? undefined : places.find(({ line }) => isNear(line, row))) ?? (plainOf(value).length > 3 ? places[0] : undefined)
  return place === undefined ? ABSENT : seen(place.words.map(word => word.text).join(' ') === value ? 'exact' : 'normalised', place)
}

function proveUnit(value: string, { row, index }: LineContext): Verdict {
  if (row === null) return ABSENT
  const words = new Set(unitWords(value))
  for (const step of [0, 1, -1]) {
    const line = index.lines[row.index + step]
    if (line === undefined || line.page !== row.page) continue
    const word = line.line.words.find(({ text }) => words.has(foldText(text).replace(/^[\d.,]+|[.,;:()]+$/g, '')))
    if (word !== undefined) return seen(word.text === value ? 'exact' : 'normalised', { line, words: [word] })
  }
  return ABSENT
}

/** In its row, or where the rate stands at all: many invoices say it once, at the end. */
function proveRate(rate: number, { index, row, next, taken }: LineContext): Verdict {
  const context = { index, row, next } as LineContext
  const own = (index.amounts.get(String(rate)) ?? []).find(
    place =>
      row !== null && isOfRow(place.line, context) && (place.percent || (!place.loose && place.words.every(word => !taken.has(word)))),
  )
  const place = own ?? namedRatePlaces(index, rate)[0]
  return place === undefined ? ABSENT : seenAmount(rate, place)
}

/** To the cent; only for lines that have quantity, price and total. */
function closesWith({ quantity, unit_price, discount, line_total }: LineItem): boolean {
  return Math.round(((quantity ?? 0) * (unit_price ?? 0) - (discount ?? 0)) * 100) === Math.round((line_total ?? 0) * 100)
}

/** Of quantity, price, discount and total one may follow from the others that were found. */
function withComputed(item: LineItem, verdicts: LineVerdicts): LineVerdicts {
  const { quantity, unit_price, discount, line_total } = item
  if (quantity === null || unit_price === null || line_total === null || !closesWith(item)) return verdicts
  const missing = (['quantity', 'unit_price', 'discount', 'line_total'] as const).filter(name => verdicts[name]?.match === 'absent')
  const [only] = missing
  if (missing.length !== 1 || only === undefined || only === 'quantity') return verdicts
  // Rounded sums hold for many prices: only one that is exact follows.
  if (only === 'unit_price' && (line_total + (discount ?? 0)) / quantity !== unit_price) return verdicts
  return { ...verdicts, [only]: COMPUTED }
}
