import { cellsOf, type Line, type PageText, type Word } from '../engines/offline/text/page-text.ts'
import { foldText } from './fold-text.ts'
import { findPrintedAmounts, type PrintedAmount } from './printed-amount.ts'
import { findPrintedDates, type PrintedDate } from './printed-date.ts'

/** A run of letters and digits inside a word: what texts are compared by. `RE-2026/17` has three. */
export interface Piece {
  /** Folded: lower case, without marks. */
  readonly plain: string
  readonly word: Word
  readonly line: IndexedLine
  /** Place among the line's pieces. */
  readonly at: number
  /** True where nothing of an identifier can stand before or after it in its word. */
  readonly opens: boolean
  readonly closes: boolean
  /** True for the last piece before a wide gap or the end of the line. */
  readonly endsCell: boolean
  readonly opensCell: boolean
}

export interface IndexedLine {
  readonly page: number
  readonly line: Line
  /** Place among the lines of all pages. */
  readonly index: number
  readonly pieces: readonly Piece[]
  readonly text: string
  readonly top: number
  readonly height: number
  readonly amounts: readonly PrintedAmount[]
}

/** The words of the pages, arranged for looking values up. Built once per document, while the provider is still reading it. */
export interface PageIndex {
  readonly lines: readonly IndexedLine[]
  /** By their first two characters. */
  readonly starts: ReadonlyMap<string, readonly Piece[]>
  /** By magnitude, as JavaScript prints it. */
  readonly amounts: ReadonlyMap<string, readonly AmountPlace[]>
  readonly dates: readonly DatePlace[]
  /** All of it, folded, with blanks: for what the document is about. */
  readonly text: string
}

export type AmountPlace = PrintedAmount & { readonly line: IndexedLine }
export type DatePlace = PrintedDate & { readonly line: IndexedLine }

export function indexPages(pages: readonly PageText[]): PageIndex {
  const lines: IndexedLine[] = []
  const starts = new Map<string, Piece[]>()
  const amounts = new Map<string, AmountPlace[]>()
  const dates: DatePlace[] = []
  for (const page of pages) {
    for (const line of page.lines) {
      if (line.words.length === 0) continue
      const indexed = indexLine(line, page.page, lines.length)
      lines.push(indexed)
      for (const piece of indexed.pieces) into(starts, piece.plain.slice(0, 2), piece)
      for (const amount of indexed.amounts) for (const value of amount.values) into(amounts, String(value), { ...amount, line: indexed })
      for (const date of findPrintedDates(line.words)) dates.push({ ...date, line: indexed })
    }
  }
  return { lines, starts, amounts, dates, text: lines.map(({ text }) => foldText(text)).join('\n') }
}

function indexLine(line: Line, page: number, index: number): IndexedLine {
  const pieces: Piece[] = []
  const indexed: IndexedLine = {
    ...{ page, line, index, pieces },
    text: line.words.map(({ text }) => text).join(' '),
    top: Math.min(...line.words.map(({ y }) => y)),
    height: Math.max(...line.words.map(({ height }) => height)),
    amounts: findPrintedAmounts(line),
  }
  const cells = cellsOf(line).map(({ words }) => words)
  for (const words of cells) {
    for (const [place, word] of words.entries()) {
      const runs = [...word.text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)]
      for (const [run, match] of runs.entries()) {
        const plain = foldText(match[0])
        if (plain === '') continue
        pieces.push({
          ...{ plain, word, line: indexed, at: pieces.length },
          opens: match.index === 0 || OPENING.test(word.text.slice(0, match.index)),
          closes: CLOSING.test(word.text.slice(match.index + match[0].length)),
          opensCell: place === 0 && run === 0,
          endsCell: place === words.length - 1 && run === runs.length - 1,
        })
      }
    }
  }
  return indexed
}

/** What may stand before an identifier in its word, and after it. A hyphen, a dot or a slash between digits belongs to it. */
const OPENING = /[:=#(["'“„«*|]$|^[.,;-]+$/
const CLOSING = /^[)\]"'”“»*,;:.!|]*$|^[,;:|)]/

function into<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [item])
  else list.push(item)
}
