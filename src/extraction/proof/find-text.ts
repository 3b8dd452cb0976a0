import type { Word } from '../engines/offline/text/page-text.ts'
import { foldText } from './fold-text.ts'
import type { IndexedLine, PageIndex, Piece } from './page-index.ts'

/** Where a text stands: its words, in reading order, on one page. */
export interface TextPlace {
  readonly line: IndexedLine
  readonly words: readonly Word[]
}

export interface TextOptions {
  /** An identifier stands on one line, and nothing that could belong to it stands beside it. */
  readonly identifier?: boolean
  /** As many places as are worth having. */
  readonly limit?: number
}

/** Of a text that goes on below: no further down than this many times its height, and no more lines than that. */
const MAX_LINE_GAP = 3.2
const MAX_LINES_BELOW = 6
/** How far left of a column's edge its next line may begin, as a share of the page. */
const INDENT = 0.02
/** A text that can be continued in many ways is given up. */
const MAX_STEPS = 4000

/** Letters and digits alone: blanks, punctuation and line breaks differ between a value and its page. */
export function plainOf(value: string): string {
  return foldText(value).replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * The places where a text stands, over words, line breaks and hyphenation, in one column or across a line. Every letter and digit must be
 * there, in order and with nothing between.
 */
export function findText(index: PageIndex, value: string, options: TextOptions = {}): TextPlace[] {
  const { identifier = false, limit = 8 } = options
  const wanted = plainOf(value)
  if (wanted === '') return []
  const found: TextPlace[] = []
  const budget = { steps: MAX_STEPS }
  for (const start of startsOf(index, wanted)) {
    if (identifier && !start.opens) continue
    const path = walk(index, start, wanted, 0, start, identifier, budget)
    if (path === null) continue
    found.push({ line: start.line, words: [...new Set(path.map(({ word }) => word))] })
    if (found.length >= limit) break
  }
  return found
}

/** A piece of one letter begins longer texts as well: "A & B GmbH". */
function startsOf({ starts }: PageIndex, wanted: string): Piece[] {
  const short = starts.get(wanted.slice(0, 1)) ?? []
  return wanted.length === 1 ? [...short] : [...(starts.get(wanted.slice(0, 2)) ?? []), ...short]
}

function walk(
  index: PageIndex,
  piece: Piece,
  wanted: string,
  from: number,
  columnStart: Piece,
  identifier: boolean,
  budget: { steps: number },
): Piece[] | null {
  budget.steps -= 1
  if (budget.steps < 0 || !wanted.startsWith(piece.plain, from)) return null
  const next = from + piece.plain.length
  if (next === wanted.length) return identifier && !piece.closes ? null : [piece]
  for (const follower of followers(index, piece, columnStart, identifier)) {
    const start = follower.line === piece.line ? columnStart : follower
    const rest = walk(index, follower, wanted, next, start, identifier, budget)
    if (rest !== null) return [piece, ...rest]
  }
  return null
}

/** What may come next: the piece to the right, or the beginning of the column's next line. */
function* followers(index: PageIndex, piece: Piece, columnStart: Piece, identifier: boolean): Generator<Piece> {
  const { line } = piece
  const right = line.pieces[piece.at + 1]
  if (right !== undefined) yield right
  if (identifier || !(piece.endsCell || right === undefined)) return
  const left = Math.min(columnStart.word.x, ...cellOf(columnStart)) - INDENT
  const edge = piece.word.x + piece.word.width
  for (let below = line.index + 1; below <= line.index + MAX_LINES_BELOW; below += 1) {
    const next = index.lines[below]
    if (next === undefined || next.page !== line.page) return
    if (next.top - line.top > MAX_LINE_GAP * Math.max(line.height, next.height)) return
    for (const first of next.pieces) if (first.opensCell && first.word.x >= left && first.word.x <= edge) yield first
  }
}

/** Left edges of the cell that a piece stands in: a text may begin behind its label, and go on under it. */
function cellOf({ line, at }: Piece): number[] {
  for (let place = at; place >= 0; place -= 1) {
    const piece = line.pieces[place]
    if (piece?.opensCell) return [piece.word.x]
  }
  return []
}
