import type { Line, PageText, Word } from '../../src/extraction/engines/offline/text/page-text.ts'

const CHARACTER = 0.01
const LINE = 0.02

/** A page as the rules see it, from text: one string a line, `|` and blanks around it part two columns by a wide gap. */
export function pageOf(
  lines: readonly string[],
  options: { readonly page?: number; readonly confidence?: number; readonly aspect?: number } = {},
): PageText {
  const { page = 1, confidence = 1, aspect = 0.7 } = options
  return { page, lines: lines.map((text, index): Line => ({ page, aspect, words: wordsOf(text, index * LINE, confidence) })) }
}

function wordsOf(text: string, y: number, confidence: number): Word[] {
  let x = 0.05
  return text.split(' ').flatMap((word): Word[] => {
    if (word === '|') {
      x += CHARACTER * 6
      return []
    }
    const width = word.length * CHARACTER
    const placed = { text: word, x, y, width, height: 0.012, confidence }
    x += width + CHARACTER / 2
    return [placed]
  })
}
