import { cellsOf, type Line, lineTop, type PageText, type Span, spanOf, type Word } from '../text/page-text.ts'

/**
 * Text as labels are compared: lower case, no blanks, no accents, no punctuation. Producers space letters out ("Br uttosumme"), OCR
 * drops blanks, and both disagree on accents; none of that matters here.
 */
export function compact(text: string): string {
  return text
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9#°€$£%]/g, '')
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
  /** A line that has one of these anywhere is not meant (compact form). */
  readonly not?: readonly string[]
}

/** All matches, best label first (the rule's order), each label's matches in reading order. */
export function findLabels(pages: readonly PageText[], rule: LabelRule): LabelMatch[] {
  const matches = rule.labels.map(() => [] as LabelMatch[])
  for (const page of pages) {
    for (const [index, line] of page.lines.entries()) {
      const whole = compact(spanOf(line).text)
      if (rule.not?.some(word => whole.includes(word))) continue
      const hit = rule.labels.findIndex(label => whole.includes(label))
      if (hit < 0) continue
      const place = rule.labels
        .map((label, rank) => ({ label, rank, range: labelRange(line.words, label) }))
        .find(({ range }) => range !== null)
      if (place?.range == null) continue
      const below = cellBelow(page.lines.slice(index + 1, index + 4), line.words[place.range.start])
      const after = spanOf(line, line.words.slice(place.range.end))
      matches[place.rank]?.push({ label: place.label, line, after, below, atStart: startsCell(line, place.range.start) })
    }
  }
  return matches.flat()
}

/** The words that make up a label: it begins at a word's first letter and ends at a word's last. Trailing marks (":", "in") are skipped. */
function labelRange(words: readonly Word[], label: string): { start: number; end: number } | null {
  for (let start = 0; start < words.length; start += 1) {
    let joined = ''
    for (let end = start; end < words.length && joined.length < label.length; end += 1) {
      joined += compact(words[end]?.text ?? '')
      if (!label.startsWith(joined) && !joined.startsWith(label)) break
      if (joined === label || joined.startsWith(`${label}`) === true) {
        const rest = joined.slice(label.length)
        // "total:571.04" without a blank: the word belongs to the value as well.
        if (rest === '') return { start, end: end + 1 }
        if (/^[#€$£]?(rm)?\d/.test(rest) && !/\d$/.test(label)) return { start, end }
        break
      }
    }
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
