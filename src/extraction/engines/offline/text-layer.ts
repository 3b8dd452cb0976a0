import type { Invoice } from '../../invoice.ts'
import type { PageText } from './text/page-text.ts'
import { withPdf } from './text/pdf-document.ts'
import { readPageText } from './text/pdf-text.ts'
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
}

/**
 * The embedded invoice and the text of every page. A PDF that pdf.js cannot open, but PDFium can (which is what made it valid), counts
 * as one without text: its rendered pages are read.
 */
export async function readTextLayer(bytes: Uint8Array, options: TextLayerOptions): Promise<TextLayer> {
  const { pages, ignoreXml = false, onlyEInvoice = false } = options
  const blank = Array.from({ length: pages }, (_, index): PageText => ({ page: index + 1, lines: [] }))
  const read = withPdf(bytes, async pdf => {
    const embedded = ignoreXml ? null : ((await readAttachedInvoice(pdf).catch(() => null)) ?? readLooseInvoice(bytes))
    if (embedded === null && onlyEInvoice) return { embedded, texts: blank }
    const texts: PageText[] = []
    for (let page = 1; page <= pages; page += 1) texts.push(await readPageText(pdf, page).catch(() => ({ page, lines: [] })))
    return { embedded, texts }
  })
  return read.catch(() => ({ embedded: ignoreXml ? null : readLooseInvoice(bytes), texts: blank }))
}
