import { type Span, spanAt, spanOf } from '../text/page-text.ts'
import { type DateMatch, type DateOrder, findDates } from './date.ts'
import type { Cell, DocumentView, LabelHit, Row } from './document-view.ts'
import { type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'
import type { LabelKind } from './labels/label-kind.ts'

type Role = 'issue' | 'plain' | 'number' | 'due' | 'other' | 'none'

interface DateCandidate {
  readonly role: Role
  readonly weight: number
  readonly date: DateMatch
  readonly span: Span
  readonly row: Row
}

export interface DocumentDates {
  readonly issue: Finding<string> | null
  readonly due: Finding<string> | null
  /** True where a date of numbers alone may as well be read the other way round. */
  readonly ambiguous: boolean
}

/** Countries that write the month first in numbers alone. */
const MONTH_FIRST = new Set(['US', 'PH', 'PR'])

/** Dates by what stands beside or above them, read in the order that the country, the language and the two dates' distance suggest. */
export function readDocumentDates(view: DocumentView, table: GoodsTable, country: string | null): DocumentDates {
  const { order, certain } = orderOf(view, table, country)
  const candidates = datesIn(view, table, order)
  const issue = candidates
    .filter(({ role, weight }) => role !== 'due' && role !== 'other' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  const due = candidates.filter(({ role }) => role === 'due').toSorted((a, b) => b.weight - a.weight)[0] ?? null
  const best = issue[0] ?? null
  const ambiguous = !certain && [best, due].some(candidate => candidate?.date.eitherWay === true)
  const issueFinding = best === null ? null : asFinding(best, issue, ambiguous && best.date.eitherWay)
  const dueFinding = due === null ? null : asFinding(due, [due], ambiguous && due.date.eitherWay)
  if (issueFinding !== null && dueFinding !== null && dueFinding.value < issueFinding.value) {
    return {
      issue: { ...issueFinding, confidence: Math.min(issueFinding.confidence, 0.7) },
      due: { ...dueFinding, confidence: 0.5 },
      ambiguous,
    }
  }
  return { issue: issueFinding, due: dueFinding, ambiguous }
}

const CONFIDENCE: Readonly<Record<Role, number>> = { issue: 0.95, number: 0.93, plain: 0.88, due: 0.93, other: 0.3, none: 0.55 }

function asFinding(best: DateCandidate, all: readonly DateCandidate[], doubtful: boolean): Finding<string> {
  const rival = all.some(other => other.date.value !== best.date.value && other.weight > best.weight - 0.08)
  const base = CONFIDENCE[best.role] * Math.min(1, best.weight + 0.1)
  return finding(best.date.value, doubtful ? Math.min(base, 0.65) : rival ? Math.min(base, 0.72) : base, best.span)
}

function datesIn(view: DocumentView, table: GoodsTable, order: DateOrder): DateCandidate[] {
  return view.rows.flatMap(row =>
    row.cells.flatMap(cell =>
      findDates(cell.span.text, order).map(date => {
        const span = spanAt(row.line, date.start, date.end, cell.span.words)
        const { role, leftover } = roleOf(view, row, cell, date)
        return { role, weight: weightOf(role, leftover, row, table, date, cell), date, span, row }
      }),
    ),
  )
}

const WEIGHTS: Readonly<Record<Role, number>> = { issue: 1, number: 0.95, plain: 0.85, due: 1, other: 0, none: 0.5 }

function weightOf(role: Role, leftover: number, row: Row, table: GoodsTable, date: DateMatch, cell: Cell): number {
  if (table.inside.has(row.index)) return role === 'issue' ? 0.3 : 0.1
  const place = row.page > 1 ? -0.15 : row.top < 0.45 ? 0 : row.top < 0.75 ? -0.06 : -0.15
  // An unlabelled date in a sentence is about something else; alone in its cell it is a letter's date.
  const alone = role === 'none' && date.end - date.start < cell.text.length * 0.6 ? -0.2 : 0
  return WEIGHTS[role] + place + alone - Math.min(0.5, leftover / 12)
}

/** The label that a date belongs to: the last one before it in its cell, else in the cell on its left, else above it. */
function roleOf(view: DocumentView, row: Row, cell: Cell, date: DateMatch): { role: Role; leftover: number } {
  const words = cell.span.words
  const at = cell.first + words.findIndex(word => spanAt(row.line, date.start, date.end, words).words.includes(word))
  const inCell = row.hits.filter(hit => hit.cell === cell && hit.end <= at)
  const own = lastDateHit(inCell, row, at)
  if (own !== null) return own
  // "03/2026-14.05.2026" and words before it: a sentence.
  const left = row.cells[row.cells.indexOf(cell) - 1]
  if (left !== undefined && !/\p{L}{3}/u.test(textBefore(row, cell, at))) {
    const beside = lastDateHit(
      row.hits.filter(hit => hit.cell === left),
      row,
      left.first + left.span.words.length,
    )
    if (beside !== null) return beside
  }
  return above(view, row, cell) ?? { role: 'none', leftover: 0 }
}

function textBefore(row: Row, cell: Cell, at: number): string {
  return spanOf(row.line, row.line.words.slice(cell.first, at)).text
}

/** "vom", "le", "del": a preposition says what the word before it says; alone it says little. */
const PREPOSITION_LETTERS = 3

function lastDateHit(hits: readonly LabelHit[], row: Row, until: number): { role: Role; leftover: number } | null {
  let preposition: { role: Role; leftover: number } | null = null
  for (const hit of hits.toReversed()) {
    const role = roleOfKinds(hit)
    if (role === null) continue
    const label = lettersIn(row, hit.start, hit.end)
    const leftover = lettersIn(row, hit.end, until)
    if (role === 'plain' && label <= PREPOSITION_LETTERS && hit.end - hit.start === 1) {
      preposition ??= { role: hit.atStart ? 'plain' : 'none', leftover: leftover + 1 }
      continue
    }
    return { role, leftover: role === 'number' ? 0 : Math.max(0, leftover - PREPOSITION_LETTERS) }
  }
  return preposition
}

function lettersIn(row: Row, from: number, until: number): number {
  return row.line.words.slice(from, until).reduce((sum, word) => sum + word.text.replace(/[^\p{L}]/gu, '').length, 0)
}

const ROLES: readonly (readonly [LabelKind, Role])[] = [
  ['date', 'issue'],
  ['due', 'due'],
  ['otherDate', 'other'],
  ['plainDate', 'plain'],
  ['number', 'number'],
  ['kindInvoice', 'number'],
  ['kindCreditNote', 'number'],
  ['order', 'other'],
  ['delivery', 'other'],
  ['otherNumber', 'other'],
]

function roleOfKinds({ kinds }: LabelHit): Role | null {
  return ROLES.find(([kind]) => kinds.has(kind))?.[1] ?? null
}

/** Forms print the label over the value. */
function above(view: DocumentView, row: Row, cell: Cell): { role: Role; leftover: number } | null {
  for (const other of view.rows.slice(Math.max(0, row.index - 3), row.index).toReversed()) {
    if (other.page !== row.page || row.top - other.top > row.height * 4) return null
    const hit = other.hits.findLast(candidate => {
      const words = other.line.words.slice(candidate.start, candidate.end)
      const left = words[0]?.x ?? 1
      const right = (words.at(-1)?.x ?? 0) + (words.at(-1)?.width ?? 0)
      return left < cell.right && right > cell.left && roleOfKinds(candidate) !== null
    })
    if (hit !== undefined) {
      const role = roleOfKinds(hit) ?? 'none'
      return role === 'number' ? null : { role, leftover: hit.leftover }
    }
    if (other.cells.some(candidate => candidate.left < cell.right && candidate.right > cell.left)) return null
  }
  return null
}

/** Payment terms in days that are common enough to tell two readings of a pair of dates apart. */
const COMMON_TERMS = new Set([0, 7, 8, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90])

/** Day or month first, by votes: numbers above 12, the seller's country, the language, and the distance of the due date. */
function orderOf(view: DocumentView, table: GoodsTable, country: string | null): { order: DateOrder; certain: boolean } {
  const text = view.rows.map(row => row.text).join('\n')
  const pairs = [...text.matchAll(/(?<!\d)(\d{1,2})\/(\d{1,2})\/(?:20)?\d{2}(?!\d)/g)].map(([, a, b]) => [Number(a), Number(b)] as const)
  const days = pairs.filter(([a]) => a > 12).length
  const months = pairs.filter(([, b]) => b > 12).length
  if (days > 0 !== months > 0) return { order: days > 0 ? 'day-first' : 'month-first', certain: true }
  const english = view.languages.length === 0 || view.languages[0]?.language === 'en'
  let monthFirst = 0
  if (country !== null) monthFirst += MONTH_FIRST.has(country) ? 2 : country === 'CA' ? 0 : -2
  if (!english) monthFirst -= 2
  if (country === null && /US\s?\$|\bUSD\b/.test(text)) monthFirst += 1
  monthFirst += distanceVote(view, table, 'month-first') - distanceVote(view, table, 'day-first')
  return { order: monthFirst > 0 ? 'month-first' : 'day-first', certain: Math.abs(monthFirst) >= 2 }
}

/** What the distance between issue and due date says for a reading: common terms speak for it, a due date before the issue against it. */
function distanceVote(view: DocumentView, table: GoodsTable, order: DateOrder): number {
  const dates = datesIn(view, table, order)
  const issue = dates.find(({ role }) => role === 'issue') ?? dates.find(({ role }) => role === 'plain')
  const due = dates.find(({ role }) => role === 'due')
  if (issue === undefined || due === undefined) return 0
  const distance = (Date.parse(due.date.value) - Date.parse(issue.date.value)) / 86_400_000
  return COMMON_TERMS.has(distance) ? 1.5 : distance < 0 ? -1.5 : distance > 120 ? -0.5 : 0
}
