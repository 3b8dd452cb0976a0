import type { Line, PageText, Word } from '../engines/offline/text/page-text.ts'
import type { DocumentPages } from '../warnings.ts'

/**
 * The words of pages as they travel between processes: one text and two arrays a page instead of an object for each word. A hundred full
 * pages come to a megabyte, and cost the serving process a copy.
 */
export interface PackedPages {
  readonly pages: readonly PackedPage[]
  /** Pages without words: pictures that nobody read, and those that were not reached in time. */
  readonly unread: readonly number[]
  /** Pages whose text layer is no text. */
  readonly unreadable: readonly number[]
  /** The invoices in the file, found where the words are read: the serving process has no time for it. */
  readonly documents: readonly DocumentPages[]
}

interface PackedPage {
  readonly page: number
  readonly aspect: number
  /** Words by line breaks: no word holds one. */
  readonly texts: string
  /** x, y, width, height and confidence of each word. */
  readonly places: Float32Array
  /** Words of each line. */
  readonly lines: Uint32Array
}

/** Of each word in `places`. */
export const FIGURES = 5

export function packPage({ page, lines }: PageText): PackedPage {
  const words = lines.flatMap(line => line.words)
  return {
    page,
    aspect: lines[0]?.aspect ?? 1,
    texts: words.map(({ text }) => text.replace(/\s/g, ' ')).join('\n'),
    places: Float32Array.from(words.flatMap(({ x, y, width, height, confidence }) => [x, y, width, height, confidence])),
    lines: Uint32Array.from(lines.map(line => line.words.length)),
  }
}

export function unpackPage({ page, aspect, texts, places, lines }: PackedPage): PageText {
  const all = texts.split('\n')
  let at = 0
  const unpacked: Line[] = []
  for (const count of lines) {
    const words: Word[] = []
    for (const end = at + count; at < end; at += 1) {
      const [x = 0, y = 0, width = 0, height = 0, confidence = 1] = places.subarray(at * FIGURES, at * FIGURES + FIGURES)
      words.push({ text: all[at] ?? '', x, y, width, height, confidence })
    }
    unpacked.push({ page, aspect, words })
  }
  return { page, lines: unpacked }
}
