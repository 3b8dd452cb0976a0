import type { JobTime } from '../../processes/job-time.ts'
import { type PackedPages, packPage } from '../../proof/packed-pages.ts'
import type { WordsRequest } from './offline-job.ts'
import type { PageText } from './text/page-text.ts'
import { TooMuchTextError } from './text/pdf-text.ts'
import { isReadable } from './text/text-quality.ts'
import { readTextLayer, type TextLayerOptions } from './text-layer.ts'

/** Runs in a process of its own: the words of the pages with their places, for whoever wants to look values up in them. */
export async function readWords(bytes: Uint8Array, request: WordsRequest, time: JobTime): Promise<PackedPages> {
  const options = { pages: request.pages, ignoreXml: true, onPage: () => time.begins('making') }
  const layer = request.mediaType === 'application/pdf' ? await readTexts(bytes, options) : []
  const written = layer.filter(page => hasWords(page) && isReadable(page))
  const missing = Array.from({ length: request.pages }, (_, index) => index + 1).filter(page => !written.some(text => text.page === page))
  // Loaded where it is needed: it is larger than everything else in this process.
  const read =
    request.ocr && missing.length > 0 ? await (await import('./read-scanned-words.ts')).readScannedWords(bytes, request, missing, time) : []
  const pages = [...written, ...read.filter(hasWords)].toSorted((a, b) => a.page - b.page)
  const unreadable = [...layer, ...read].filter(page => hasWords(page) && !isReadable(page)).map(({ page }) => page)
  // Its rules are loaded for a file that can hold more than one.
  const documents = pages.length < 2 ? [] : (await import('../../proof/documents-in.ts')).documentsIn(pages)
  const seen = new Set(pages.map(({ page }) => page))
  return {
    pages: pages.map(packPage),
    documents,
    unread: missing.filter(page => !seen.has(page)),
    unreadable: [...new Set(unreadable)].filter(page => !written.some(text => text.page === page)),
  }
}

/** A text that is too long to be looked through is none, for this purpose. */
async function readTexts(bytes: Uint8Array, options: TextLayerOptions): Promise<readonly PageText[]> {
  try {
    return (await readTextLayer(bytes, options)).texts
  } catch (error) {
    if (error instanceof TooMuchTextError) return []
    throw error
  }
}

function hasWords({ lines }: PageText): boolean {
  return lines.some(line => line.words.length > 0)
}
