import { withPdf } from '../../document/pdfium.ts'
import type { Invoice } from '../../invoice.ts'
import { readPages } from './read-pages.ts'
import type { PageText } from './text/page-text.ts'
import { TooMuchTextError } from './text/pdf-text.ts'
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
 * The embedded invoice and the text of every page; throws `TooMuchTextError`. A PDF is valid where PDFium opens it, so that a page of which it
 * makes nothing has none.
 */
export async function readTextLayer(bytes: Uint8Array, options: TextLayerOptions): Promise<TextLayer> {
  const { ignoreXml = false, onlyEInvoice = false } = options
  const read = withPdf(bytes, async (pdf): Promise<TextLayer> => {
    const embedded = ignoreXml ? null : ((await readAttachedInvoice(pdf, bytes)) ?? readLooseInvoice(bytes))
    return { embedded, texts: embedded === null && onlyEInvoice ? blankPages(options) : readPages(pdf, options) }
  })
  return read.catch((error: unknown) => {
    if (error instanceof TooMuchTextError) throw error
    return { embedded: ignoreXml ? null : readLooseInvoice(bytes), texts: blankPages(options) }
  })
}

function blankPages({ pages }: TextLayerOptions): PageText[] {
  return Array.from({ length: pages }, (_, index) => ({ page: index + 1, lines: [] }))
}
