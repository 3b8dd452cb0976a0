import type { PdfInspection } from './document.ts'
import { measurePdf } from './pdf-budget.ts'
import { isTruncatedPdf } from './pdf-structure.ts'
import { type OpenPdf, pdfium, withPdf } from './pdfium.ts'

// Loaded while the process starts, not when the first document is there.
void pdfium()

/**
 * Runs in a process of its own: what is wrong with a PDF before anything of it is drawn, else its number of pages.
 * @param look at what is opened anyway, where nothing is wrong with it
 */
export async function inspectPdf(
  bytes: Uint8Array,
  look: (pdf: OpenPdf, carriesFiles: boolean) => void = () => undefined,
): Promise<PdfInspection> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isTruncatedPdf(file)) return { problem: 'The PDF is truncated: its end is missing.' }
  const { exceeded, carriesFiles } = await measurePdf(file)
  if (exceeded !== null) return { problem: exceeded }
  try {
    return await withPdf(bytes, pdf => {
      if (pdf.pages <= 0) return { problem: 'The PDF has no pages.' }
      look(pdf, carriesFiles)
      return { pages: pdf.pages, carriesFiles }
    })
  } catch (error) {
    const words = error instanceof Error ? error.message : ''
    if (/password|security/i.test(words)) return { problem: 'The PDF is encrypted. Please remove its password and send it again.' }
    return { problem: 'The PDF is broken and cannot be opened.' }
  }
}
