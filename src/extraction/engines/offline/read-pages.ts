import type { OpenPdf } from '../../document/pdfium.ts'
import type { PageText } from './text/page-text.ts'
import { readPageText, TooMuchTextError } from './text/pdf-text.ts'

interface PagesOptions {
  readonly pages: number
  /** Hears of each page before it is read. */
  readonly onPage?: () => void
}

/** The text of the first pages of an open PDF; throws `TooMuchTextError`. */
export function readPages(pdf: OpenPdf, { pages, onPage }: PagesOptions): PageText[] {
  const texts: PageText[] = []
  let words = 0
  for (let page = 1; page <= pages; page += 1) {
    onPage?.()
    const text = readPageText(pdf, page)
    words += countWords(text)
    if (words > MAX_WORDS) throw new TooMuchTextError(`The document has more than ${MAX_WORDS} words.`)
    texts.push(text)
  }
  return texts
}

/** A hundred pages of small print have 100,000. */
const MAX_WORDS = 300_000

function countWords({ lines }: PageText): number {
  return lines.reduce((sum, line) => sum + line.words.length, 0)
}
