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
  /** Page width / page height: turns heights (fractions of the page's height) into widths. */
  readonly aspect: number
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
export function linesFromWords(page: number, aspect: number, words: readonly Word[]): Line[] {
  const rows: { middle: number; height: number; words: Word[] }[] = []
  for (const word of words.toSorted((a, b) => a.y + a.height / 2 - (b.y + b.height / 2))) {
    const middle = word.y + word.height / 2
    const row = rows.findLast(row => Math.abs(row.middle - middle) < Math.min(row.height, word.height) / 2)
    if (row === undefined) rows.push({ middle, height: word.height, words: [word] })
    else row.words.push(word)
  }
  return rows.map(row => ({ page, aspect, words: row.words.toSorted((a, b) => a.x - b.x) }))
}

export function lineTop(line: Line): number {
  return Math.min(...line.words.map(word => word.y))
}

/** The line's outline, in fractions of the page. */
export function outlineOf({ words }: Line): { left: number; right: number; top: number; bottom: number } {
  return {
    left: Math.min(...words.map(word => word.x)),
    right: Math.max(...words.map(word => word.x + word.width)),
    top: Math.min(...words.map(word => word.y)),
    bottom: Math.max(...words.map(word => word.y + word.height)),
  }
}

export function lineHeight(line: Line): number {
  return Math.max(...line.words.map(word => word.height))
}

export function spanOf(line: Line, words: readonly Word[] = line.words): Span {
  return { text: joinWords(line, words).text, line, words }
}

/** A gap of more than this many characters is no blank between two words. */
const WIDE_GAP = 1.7
/** A gap of more than this many characters parts two columns. */
const COLUMN_GAP = 3.2

/**
 * Words as text, with the offset of each. A wide gap becomes two blanks, so that "19  163,16" (a rate and an amount) cannot be read as
 * one number with grouped thousands.
 */
function joinWords(line: Line, words: readonly Word[]): { text: string; starts: number[] } {
  let text = ''
  const starts: number[] = []
  for (const [index, word] of words.entries()) {
    const before = words[index - 1]
    if (before !== undefined) text += gapOf(line, before, word) > WIDE_GAP ? '  ' : ' '
    starts.push(text.length)
    text += word.text
  }
  return { text, starts }
}

/** In characters of the line's mean width: blanks are half of one in proportional type and one in a till's. */
function gapOf(line: Line, left: Word, right: Word): number {
  const [width, characters] = line.words.reduce(([sum, count], word) => [sum + word.width, count + word.text.length], [0, 0])
  return ((right.x - left.x - left.width) * characters) / Math.max(width, 1e-9)
}

/** The words that a range of a span's text covers. */
export function spanAt(line: Line, start: number, end: number, words: readonly Word[] = line.words): Span {
  const { starts } = joinWords(line, words)
  const covered = words.filter((word, index) => {
    const from = starts[index] ?? 0
    return from < end && from + word.text.length > start
  })
  return spanOf(line, covered)
}

/** A line cut at its wide gaps: label and value, or the cells of a table row. */
export function cellsOf(line: Line): Span[] {
  const cells: Word[][] = []
  for (const [index, word] of line.words.entries()) {
    const before = line.words[index - 1]
    if (before === undefined || gapOf(line, before, word) > COLUMN_GAP) cells.push([word])
    else cells.at(-1)?.push(word)
  }
  return cells.map(words => spanOf(line, words))
}
