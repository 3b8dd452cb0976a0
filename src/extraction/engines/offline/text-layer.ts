import type { Invoice } from '../../invoice.ts'
import type { PageText } from './text/page-text.ts'
import { withPdf } from './text/pdf-document.ts'
import { readPageText, TooMuchTextError } from './text/pdf-text.ts'
import { readAttachedInvoice, readLooseInvoice } from './xml/embedded-invoice.ts'

export interface TextLayer {
  /** The e-invoice that the PDF carries; null where it was not looked for, too. */
  readonly embedded: Invoice | null
  /** One entry for each page; without lines where there is no text, or none that can be had. */
  readonly texts: readonly PageText[]
}

export interface TextLayerOptions {
  readonly pages: number
  /** Reads an e-invoice as the plain PDF that it also is. */
  readonly ignoreXml?: boolean
  /** Leaves the pages alone where there is no e-invoice. */
  readonly onlyEInvoice?: boolean
  /** Hears of each page before it is read. */
  readonly onPage?: () => void
}

/**
 * The embedded invoice and the text of every page; throws `TooMuchTextError`. A PDF that pdf.js cannot open, but PDFium can (which is what made it valid), counts
 * as one without text: its rendered pages are read.
 */
export async function readTextLayer(bytes: Uint8Array, options: TextLayerOptions): Promise<TextLayer> {
  const { pages, ignoreXml = false, onlyEInvoice = false, onPage = () => undefined } = options
  const blank = Array.from({ length: pages }, (_, index): PageText => ({ page: index + 1, lines: [] }))
  const read = withPdf(bytes, async pdf => {
    const embedded = ignoreXml ? null : ((await readAttachedInvoice(pdf).catch(() => null)) ?? readLooseInvoice(bytes))
    if (embedded === null && onlyEInvoice) return { embedded, texts: blank }
    const texts: PageText[] = []
    let words = 0
    for (let page = 1; page <= pages; page += 1) {
      onPage()
      const text = await readPageText(pdf, page).catch(unlessTooMuch({ page, lines: [] }))
      words += countWords(text)
      if (words > MAX_WORDS) throw new TooMuchTextError(`The document has more than ${MAX_WORDS} words.`)
      texts.push(text)
    }
    return { embedded, texts }
  })
  return read.catch((error: unknown) => {
    if (error instanceof TooMuchTextError) throw error
    return { embedded: ignoreXml ? null : readLooseInvoice(bytes), texts: blank }
  })
}

/** A hundred pages of small print have 100,000. */
const MAX_WORDS = 300_000

function countWords({ lines }: PageText): number {
  return lines.reduce((sum, line) => sum + line.words.length, 0)
}

function unlessTooMuch(text: PageText): (error: unknown) => PageText {
  return error => {
    if (error instanceof TooMuchTextError) throw error
    return text
  }
}
