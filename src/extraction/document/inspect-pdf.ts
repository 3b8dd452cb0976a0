import type { PdfInspection } from './document.ts'
import { measurePdf } from './pdf-budget.ts'
import { isTruncatedPdf } from './pdf-structure.ts'
import { pdfium } from './pdfium.ts'

// Loaded while the process starts, not when the first document is there.
void pdfium()

/** Runs in a process of its own: what is wrong with a PDF before anything of it is drawn, else its number of pages. */
export async function inspectPdf(bytes: Uint8Array): Promise<PdfInspection> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isTruncatedPdf(file)) return { problem: 'The PDF is truncated: its end is missing.' }
  const { exceeded, carriesFiles } = await measurePdf(file)
  if (exceeded !== null) return { problem: exceeded }
  try {
    const document = await (await pdfium()).loadDocument(bytes)
    try {
      const pages = document.getPageCount()
      return pages > 0 ? { pages, carriesFiles } : { problem: 'The PDF has no pages.' }
    } finally {
      document.destroy()
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : ''
    if (/password|security/i.test(words)) return { problem: 'The PDF is encrypted. Please remove its password and send it again.' }
    return { problem: 'The PDF is broken and cannot be opened.' }
  }
}
