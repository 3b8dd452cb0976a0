/** One word on a page. Coordinates are fractions of the page, origin at the top left; `confidence` is 0 to 1 (1 for a text layer). */
export interface Word {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly confidence: number
}

/** Words that stand on one baseline, from left to right. */
export interface Line {
  readonly page: number
  readonly words: readonly Word[]
}

/** The lines of one page from top to bottom; `page` counts from 1. */
export interface PageText {
  readonly page: number
  readonly lines: readonly Line[]
}

/** A part of a line with its place: what a rule hands over as a value's source. */
export interface Span {
  readonly text: string
  readonly line: Line
  readonly words: readonly Word[]
}

/**
 * Rebuilds lines from coordinates: words share a line when their vertical middles are closer than half the smaller height. The order
 * in the file says nothing: a total's amount may be drawn pages before its label.
 */
export function linesFromWords(page: number, words: readonly Word[]): Line[] {
  const rows: { middle: number; height: number; words: Word[] }[] = []
  for (const word of words.toSorted((a, b) => a.y + a.height / 2 - (b.y + b.height / 2))) {
    const middle = word.y + word.height / 2
    const row = rows.findLast(row => Math.abs(row.middle - middle) < Math.min(row.height, word.height) / 2)
    if (row === undefined) rows.push({ middle, height: word.height, words: [word] })
    else row.words.push(word)
  }
  return rows.map(row => ({ page, words: row.words.toSorted((a, b) => a.x - b.x) }))
}

export function lineText(line: Line): string {
  return line.words.map(word => word.text).join(' ')
}

export function lineTop(line: Line): number {
  return Math.min(...line.words.map(word => word.y))
}

export function lineHeight(line: Line): number {
  return Math.max(...line.words.map(word => word.height))
}

export function lineLeft(line: Line): number {
  return line.words[0]?.x ?? 0
}

export function spanOf(line: Line, words: readonly Word[] = line.words): Span {
  return { text: words.map(word => word.text).join(' '), line, words }
}

/** Gaps wider than this many word heights part two columns; a blank is about a quarter of the height. */
const COLUMN_GAP = 1.6

/**
 * A line cut at its wide gaps: label and value, or the cells of a table row. `aspect` is page width / page height, which turns the
 * heights (fractions of the page's height) into widths.
 */
export function cellsOf(line: Line, aspect = 0.7): Span[] {
  const cells: Word[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const word of line.words) {
    const gap = word.x - end
    if (gap > (word.height * COLUMN_GAP) / aspect / 1 || cells.length === 0) cells.push([word])
    else cells.at(-1)?.push(word)
    end = Math.max(end, word.x + word.width)
  }
  return cells.map(words => spanOf(line, words))
}
