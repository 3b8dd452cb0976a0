import type { PdfInspection } from '../../document/document.ts'
import { inspectPdf } from '../../document/inspect-pdf.ts'
import type { JobTime } from '../../processes/job-time.ts'
import { packWords } from './pack-words.ts'
import { readPages } from './read-pages.ts'
import type { PageText } from './text/page-text.ts'
import { TooMuchTextError } from './text/pdf-text.ts'

/** The words of so few pages take milliseconds, and nobody need open the file again for them; those of more are read while a provider works. */
const FEW_PAGES = 5

/**
 * Runs in a process of its own: an inspection that brings the words of a short PDF with it. Not of one that may carry its invoice as XML, which
 * is compared with its page where it is read.
 */
export async function inspectWithWords(bytes: Uint8Array, time: JobTime): Promise<PdfInspection> {
  let texts: PageText[] | undefined
  const inspection = await inspectPdf(bytes, (pdf, carriesFiles) => {
    if (pdf.pages > FEW_PAGES || carriesFiles) return
    try {
      texts = readPages(pdf, { pages: pdf.pages, onPage: () => time.begins('making') })
    } catch (error) {
      if (!(error instanceof TooMuchTextError)) throw error
      texts = []
    }
  })
  if ('problem' in inspection || texts === undefined) return inspection
  return { ...inspection, words: await packWords(inspection.pages, texts) }
}
