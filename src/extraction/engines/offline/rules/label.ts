import { cellsOf, type Line, lineTop, type PageText, type Span, spanOf, type Word } from '../text/page-text.ts'

/**
 * Text as labels are compared: lower case, no blanks, no accents, no punctuation. Producers space letters out ("Br uttosumme"), OCR
 * drops blanks, and both disagree on accents; none of that matters here.
 */
export function compact(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ßłøæœđðıþºª№]/g, letter => PLAIN_LETTERS[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z0-9#°€$£%]/g, '')
}

/** Letters that Unicode does not take apart into a plain one and a mark; the ordinal sign is what keyboards have for a degree sign. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  þ: 'th',
  º: '°',
  ª: 'a',
  '№': 'n°',
}

/** One place where a label stands, and everything that could be its value. */
export interface LabelMatch {
  readonly label: string
  readonly line: Line
  /** The words after the label on its line (further cells included). */
  readonly after: Span
  /** The cell under the label, if there is one. */
  readonly below: Span | null
  /** True when the label is the beginning of its cell, which real labels are. */
  readonly atStart: boolean
}

export interface LabelRule {
  /** In compact form, as `compact()` writes it. */
  readonly labels: readonly string[]
  /** A cell that begins with the label and has one of these anywhere is not meant (compact form). */
  readonly not?: readonly string[]
}

/** All matches, best label first (the rule's order), each label's matches in reading order; one match a line. */
export function findLabels(pages: readonly PageText[], rule: LabelRule): LabelMatch[] {
  const matches = rule.labels.map(() => [] as LabelMatch[])
  for (const page of pages) {
    for (const [index, line] of page.lines.entries()) {
      const place = placeIn(line, rule)
      if (place === null) continue
      const below = cellBelow(page.lines.slice(index + 1, index + 4), line.words[place.start])
      const after = spanOf(line, line.words.slice(place.end))
      const label = rule.labels[place.rank] ?? ''
      matches[place.rank]?.push({ label, line, after, below, atStart: startsCell(line, place.start) })
    }
  }
  return matches.flat()
}

interface Place {
  readonly start: number
  readonly end: number
  readonly rank: number
}

function placeIn(line: Line, { labels, not = [] }: LabelRule): Place | null {
  const whole = compact(spanOf(line).text)
  for (const [rank, label] of labels.entries()) {
    if (!whole.includes(label)) continue
    for (let start = 0; start < line.words.length; start += 1) {
      const end = labelEnd(line.words, start, label)
      if (end === null) continue
      const cell = compact(cellsOf(line).find(({ words }) => words.includes(line.words[start] as Word))?.text ?? '')
      if (!not.some(word => cell.includes(word))) return { start, end, rank }
    }
  }
  return null
}

/** Where a label that begins with the word `start` ends (exclusive): with a word's last letter, marks like ":" skipped. */
function labelEnd(words: readonly Word[], start: number, label: string): number | null {
  let joined = ''
  for (let end = start; end < words.length && joined.length < label.length; end += 1) {
    joined += compact(words[end]?.text ?? '')
    if (joined === label) return end + 1
    // "total:571.04" without a blank: the word belongs to the value as well.
    if (joined.startsWith(label)) return /^[#€$£]?(rm)?\d/.test(joined.slice(label.length)) && !/\d$/.test(label) ? end : null
    if (!label.startsWith(joined)) return null
  }
  return null
}

function startsCell(line: Line, wordIndex: number): boolean {
  const word = line.words[wordIndex]
  return cellsOf(line).some(cell => cell.words[0] === word)
}

/** The first cell in the lines under a label that overlaps it, at most three line heights lower. */
function cellBelow(lines: readonly Line[], label: Word | undefined): Span | null {
  if (label === undefined) return null
  for (const line of lines) {
    if (lineTop(line) - label.y > label.height * 4) return null
    const cell = cellsOf(line).find(({ words }) => {
      const left = words[0]?.x ?? 1
      const right = (words.at(-1)?.x ?? 0) + (words.at(-1)?.width ?? 0)
      return left < label.x + label.width && right > label.x
    })
    if (cell !== undefined) return cell
  }
  return null
}
