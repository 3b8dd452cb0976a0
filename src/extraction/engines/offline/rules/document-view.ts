import { cellsOf, type Line, type PageText, type Span, spanAt, spanOf, type Word } from '../text/page-text.ts'
import { compact } from './label.ts'
import { LANGUAGES } from './labels/all-languages.ts'
import { ENGLISH } from './labels/en.ts'
import type { LabelKind, LanguageLabels } from './labels/label-kind.ts'
import { type Lexicon, languagesOf, lexiconOf } from './labels/lexicon.ts'
import { type NumberFormat, numberFormatOf } from './numbers.ts'

/** A known label where it stands. Of several that begin at a word the longest counts: "Total savings" is not "Total". */
export interface LabelHit {
  readonly kinds: ReadonlySet<LabelKind>
  readonly row: Row
  /** Index of its first word in the line, and of the word after its last. */
  readonly start: number
  readonly end: number
  readonly cell: Cell
  /** True where its cell begins with it. */
  readonly atStart: boolean
  /** Letters of its cell behind it, up to a colon or a number: "Date de facture ASSOCIÉE" says something else than "Date de facture". */
  readonly leftover: number
}

export interface Cell {
  readonly span: Span
  readonly text: string
  readonly left: number
  readonly right: number
  /** Index of its first word in the line. */
  readonly first: number
}

export interface Row {
  readonly line: Line
  readonly page: number
  /** Counts over all pages. */
  readonly index: number
  readonly top: number
  readonly height: number
  readonly text: string
  readonly cells: readonly Cell[]
  readonly hits: readonly LabelHit[]
}

/** The pages as all rules see them: lines with their cells and labels, the languages, and how numbers are written. */
export interface DocumentView {
  readonly pages: readonly PageText[]
  readonly rows: readonly Row[]
  /** The likeliest first; empty for a language without labels here. */
  readonly languages: readonly LanguageLabels[]
  readonly format: NumberFormat
  /** The typical height of its type. */
  readonly typeHeight: number
}

export function viewOf(pages: readonly PageText[]): DocumentView {
  const split = pages.map(page => ({ ...page, lines: page.lines.map(line => ({ ...line, words: line.words.flatMap(splitGlued) })) }))
  const languages = languagesOf(split.flatMap(page => page.lines.flatMap(runsOf)))
  // Of an unknown language some word may be a neighbour's: all labels are tried, and nothing that they say is believed much.
  const lexicon = lexiconOf(languages.length === 0 ? LANGUAGES : languages.includes(ENGLISH) ? languages : [...languages, ENGLISH])
  const rows: Row[] = []
  for (const { page, lines } of split) for (const line of lines) rows.push(rowOf(line, page, rows.length, lexicon))
  const heights = rows.flatMap(row => row.line.words.map(word => word.height)).toSorted((a, b) => a - b)
  return { pages: split, rows, languages, format: numberFormatOf(split), typeHeight: heights[heights.length >> 1] ?? 0.012 }
}

/** "Rechnungsnr.:2026-77" and "Invoice#7" are a label and its value. */
function splitGlued(word: Word): Word[] {
  const match = /^(?!https?:|www\.|mailto:)(?<label>[^\d:#@]*\p{L}[^\d:#@]*[:#])(?<value>[^\s/:].*)$/u.exec(word.text)
  const label = match?.groups?.label
  const value = match?.groups?.value
  if (label === undefined || value === undefined) return [word]
  const share = label.length / word.text.length
  return [
    { ...word, text: label, width: word.width * share },
    { ...word, text: value, x: word.x + word.width * share, width: word.width * (1 - share) },
  ]
}

/** Labels have at most this many words. */
const MAX_WORDS = 8

/** All runs of neighbouring words in compact form. */
function runsOf(line: Line): string[] {
  const words = line.words.map(word => compact(word.text))
  return words.flatMap((_, start) => {
    const runs: string[] = []
    let run = ''
    for (const word of words.slice(start, start + 4)) {
      run += word
      runs.push(run)
    }
    return runs
  })
}

function rowOf(line: Line, page: number, index: number, lexicon: Lexicon): Row {
  let first = 0
  const cells = cellsOf(line).map((span): Cell => {
    const at = first
    first += span.words.length
    const [head, tail] = [span.words[0], span.words.at(-1)]
    return { span, text: span.text.trim(), left: head?.x ?? 0, right: (tail?.x ?? 0) + (tail?.width ?? 0), first: at }
  })
  const hits: LabelHit[] = []
  const row: Row = {
    line,
    page,
    index,
    top: Math.min(...line.words.map(word => word.y)),
    height: Math.max(...line.words.map(word => word.height)),
    text: spanOf(line).text,
    cells,
    hits,
  }
  for (const cell of cells) hits.push(...hitsOf(row, cell, lexicon))
  return row
}

function hitsOf(row: Row, cell: Cell, lexicon: Lexicon): LabelHit[] {
  const { words } = cell.span
  const compacted = words.map(word => compact(word.text))
  const hits: LabelHit[] = []
  for (let start = 0; start < words.length; start += 1) {
    const found = longestAt(compacted, start, lexicon)
    if (found === null) continue
    const { end, kinds } = found
    const before = words.slice(0, start).every(word => !/\p{L}/u.test(word.text) && !/\d{2}/.test(word.text))
    const leftover = /:\s*$/.test(words[end - 1]?.text ?? '') ? 0 : leftoverOf(words.slice(end))
    hits.push({ kinds, row, start: cell.first + start, end: cell.first + end, cell, atStart: before, leftover })
    start = end - 1
  }
  return hits
}

function longestAt(
  words: readonly string[],
  start: number,
  { phrases, longest }: Lexicon,
): { end: number; kinds: ReadonlySet<LabelKind> } | null {
  if (words[start] === '') return null
  let joined = ''
  let found: { end: number; kinds: ReadonlySet<LabelKind> } | null = null
  for (let end = start; end < Math.min(words.length, start + MAX_WORDS) && joined.length < longest; end += 1) {
    joined += words[end]
    const kinds: ReadonlySet<LabelKind> | undefined = words[end] === '' && found !== null ? undefined : phrases.get(joined)
    if (kinds !== undefined) found = { end: end + 1, kinds }
  }
  return found ?? byEnding(words, start, phrases)
}

/** Compounds are endless: "Handelsrechnung", "Verkoopfactuur", "Sähkölasku" are invoices by their last part. */
const ENDINGS = ['rechnung', 'faktura', 'factuur', 'szamla', 'lasku']

function byEnding(
  words: readonly string[],
  start: number,
  phrases: Lexicon['phrases'],
): { end: number; kinds: ReadonlySet<LabelKind> } | null {
  const word = words[start] ?? ''
  const ending = ENDINGS.find(candidate => word.endsWith(candidate) && word.length > candidate.length + 2 && phrases.has(candidate))
  if (ending === undefined) return null
  for (const length of [2, 1]) {
    const kinds = phrases.get(ending + words.slice(start + 1, start + length).join(''))
    if (kinds !== undefined) return { end: start + length, kinds }
  }
  return null
}

/** Codes, rates and brackets behind a label do not change what it says. */
const NEUTRAL = /^(?:[([{]?(?:[A-Z]{3}|[\p{Sc}%]+|\d+(?:[.,]\d+)?\s?%?|in|en|i|w|v|de|of|for|von|auf|di|%)[)\]}]?:?|[^\p{L}\d]+)$/u

function leftoverOf(words: readonly Word[]): number {
  let letters = 0
  for (const { text } of words) {
    if (NEUTRAL.test(text)) continue
    if (/\d/.test(text)) break
    letters += text.replace(/[^\p{L}]/gu, '').length
    if (/:$/.test(text)) break
  }
  return letters
}

/** What stands behind a label on its line: the rest of its cell, else the next cell to the right. */
export function valueBeside({ row, end, cell }: LabelHit): Span | null {
  const rest = row.line.words.slice(end, cell.first + cell.span.words.length)
  const own = trimmed(row.line, rest)
  if (own !== null) return own
  const next = row.cells[row.cells.indexOf(cell) + 1]
  return next === undefined ? null : trimmed(row.line, next.span.words)
}

/** Without colons and dashes before it. */
function trimmed(line: Line, words: readonly Word[]): Span | null {
  const from = words.findIndex(word => /[\p{L}\d]/u.test(word.text))
  return from < 0 ? null : spanOf(line, words.slice(from))
}

/** How far below a label its value may stand, in heights of its type. */
const BELOW_HEIGHTS = 3.6

/** The cell in the next lines that overlaps the label, as in forms with headings. */
export function cellBelow(view: DocumentView, { row, cell, start, end }: LabelHit): Cell | null {
  const words = row.line.words.slice(start, end)
  const left = words[0]?.x ?? cell.left
  const right = (words.at(-1)?.x ?? 0) + (words.at(-1)?.width ?? 0)
  for (const other of view.rows.slice(row.index + 1, row.index + 5)) {
    if (other.page !== row.page || other.top - row.top > row.height * BELOW_HEIGHTS) return null
    const under = other.cells.find(candidate => candidate.left < right && candidate.right > left)
    if (under !== undefined) return under
  }
  return null
}

/** A part of a span's text, as a span. */
export function partOf(span: Span, start: number, end: number): Span {
  return spanAt(span.line, start, end, span.words)
}

export function hitsOfKind(view: DocumentView, ...kinds: readonly LabelKind[]): LabelHit[] {
  return view.rows.flatMap(row => row.hits.filter(hit => kinds.some(kind => hit.kinds.has(kind))))
}
