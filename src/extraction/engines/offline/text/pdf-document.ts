import { getDocumentProxy } from 'unpdf'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'

/** Opens a PDF with pdf.js for the time of `use`; nothing is fetched, nothing logged. */
export async function withPdf<T>(bytes: Uint8Array, use: (pdf: PDFDocumentProxy) => Promise<T>): Promise<T> {
  // pdf.js takes its input away (it may be transferred), hence the copy.
  const pdf = await getDocumentProxy(Uint8Array.from(bytes), { disableFontFace: true, verbosity: 0 })
  try {
    return await use(pdf)
  } finally {
    await pdf.loadingTask.destroy()
  }
}
