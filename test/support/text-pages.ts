import type { PageText } from '../../src/extraction/engines/offline/text/page-text.ts'

/** A page of text without a PDF around it: one line below the other from the top, characters of one width, two blanks for a wide gap. */
export function pageOf(page: number, lines: readonly string[]): PageText {
  const height = 0.012
  return {
    page,
    lines: lines.map((text, index) => ({
      page,
      aspect: 0.7,
      words: [...text.matchAll(/\S+/g)].map(match => {
        const width = match[0].length / 120
        return { text: match[0], x: 0.08 + match.index / 120, y: 0.05 + index * 0.018, width, height, confidence: 1 }
      }),
    })),
  }
}
