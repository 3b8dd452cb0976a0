import { checkAddress } from './address.ts'
import { nameScore } from './column-name.ts'

export interface ColumnChoice {
  /** 0-based; null: every cell of the list is an address, and all of them count. */
  readonly index: number | null
  /** What the header calls it. */
  readonly name: string | null
  readonly foundBy: 'header' | 'content' | 'default'
  /** The 0-based record of the header; -1: there is none. What stands above it is a title. */
  readonly headerRow: number
  /** How much speaks for it: comparable between two ways to read the same list. */
  readonly score: number
}

type Rows = readonly (readonly string[])[]

/** A title, a note, an empty-looking line of separators: a header further down than this is none. */
const HEADER_WITHIN = 6
/** What the column holds counts for more than what it is called: a header may be about addresses and hold none. */
const CONTENT_WEIGHT = 4
/** Of the filled cells below an unknown name: so many must be addresses for the name to be one. */
const ENOUGH = 0.8
const SHOWN_NAME = 100

/** The column with the addresses, by the names in the header and by what the first records hold. Pure. */
export function chooseColumn(rows: Rows): ColumnChoice {
  const isAddress = rows.map(row => row.map(cell => cell.includes('@') && checkAddress(cell).ok))
  const firstData = isAddress.findIndex(row => row.some(Boolean))
  const above = rows.slice(0, Math.min(firstData === -1 ? rows.length : firstData, HEADER_WITHIN))
  const headerRow = findHeader(above, widthOf(rows))
  const first = headerRow === -1 ? above.length : headerRow + 1
  const content = contentOf(rows.slice(first), isAddress.slice(first))
  if (headerRow === -1 && above.length === 0 && isListOfAddresses(rows, isAddress)) {
    return { index: null, name: null, foundBy: 'content', headerRow, score: CONTENT_WEIGHT }
  }
  const header = rows[headerRow]
  const scores = content.map((share, index) => CONTENT_WEIGHT * share + nameScore(header?.[index] ?? ''))
  const best = scores.reduce((a, score, index) => (score > scores[a]! ? index : a), 0)
  const score = scores[best] ?? 0
  if (header !== undefined) {
    const name = header[best] ?? ''
    const foundBy = nameScore(name) > 0 ? 'header' : 'content'
    return { index: best, name: shownName(name), foundBy, headerRow, score }
  }
  const unknown = namesColumn(rows, above.length, best, content[best] ?? 0)
  const name = unknown === -1 ? null : shownName(rows[unknown]![best]!)
  return { index: best, name, foundBy: score > 0 ? 'content' : 'default', headerRow: unknown, score }
}

/** Of the records above the first address: the one that names an e-mail column best, one as wide as the table before a single cell, the lower one of two alike. */
function findHeader(above: Rows, width: number): number {
  let [best, bestScore] = [-1, 0]
  for (const [index, row] of above.entries()) {
    const name = Math.max(0, ...row.map(nameScore))
    const score = name === 0 ? 0 : name + (row.length === width ? 10 : 0)
    if (score > 0 && score >= bestScore) [best, bestScore] = [index, score]
  }
  return best
}

/**
 * The record right above the first address, when it names the columns in words that nobody here knows. Only in a table: in a plain list the
 * first line is rather an address with a slip of the pen.
 */
function namesColumn(rows: Rows, firstData: number, column: number, share: number): number {
  const row = rows[firstData - 1]
  if (row === undefined || row.length < 2 || rows.length - firstData < 2 || share < ENOUGH) return -1
  return row.every(cell => /\p{L}/u.test(cell) && !/[@\d]/.test(cell)) && row[column] !== undefined ? firstData - 1 : -1
}

/** Of each column: which share of its filled cells are addresses. */
function contentOf(rows: Rows, isAddress: readonly (readonly boolean[])[]): number[] {
  return Array.from({ length: Math.max(1, ...rows.map(row => row.length)) }, (_, column) => {
    const filled = rows.filter(row => (row[column] ?? '').trim() !== '').length
    const hits = isAddress.filter(row => row[column] === true).length
    return filled === 0 ? 0 : hits / filled
  })
}

/** Addresses side by side, as they are pasted from a mail's recipients. */
function isListOfAddresses(rows: Rows, isAddress: readonly (readonly boolean[])[]): boolean {
  const cells = rows.flatMap((row, at) => row.map((cell, index) => ({ empty: cell.trim() === '', ok: isAddress[at]![index]! })))
  return (
    rows.some(row => row.length > 1) && cells.filter(cell => cell.ok).length > rows.length && cells.every(({ empty, ok }) => empty || ok)
  )
}

/** The commonest number of cells. */
function widthOf(rows: Rows): number {
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0])[0]
}

function shownName(name: string): string {
  return name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_NAME)
}
