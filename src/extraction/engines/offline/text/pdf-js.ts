import { getResolvedPDFJS } from 'unpdf'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'

/**
 * Opens a PDF with pdf.js for the time of `use`; nothing is fetched, nothing logged. Past unpdf's own opening, which looks a package up that
 * is not there, on disk, for every document.
 */
export async function withPdfJs<T>(bytes: Uint8Array, use: (pdf: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const { getDocument } = await getResolvedPDFJS()
  // pdf.js takes its input away (it may be transferred), hence the copy.
  const loading = getDocument({ data: new Uint8Array(bytes), useSystemFonts: true, disableFontFace: true, verbosity: 0 })
  try {
    return await use(await loading.promise)
  } finally {
    await loading.destroy()
  }
}
