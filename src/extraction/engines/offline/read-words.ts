import type { JobTime } from '../../processes/job-time.ts'
import type { PackedPages } from '../../proof/packed-pages.ts'
import type { WordsRequest } from './offline-job.ts'
import { packWords } from './pack-words.ts'
import type { PageText } from './text/page-text.ts'
import { TooMuchTextError } from './text/pdf-text.ts'
import { readTextLayer, type TextLayerOptions } from './text-layer.ts'

/** Runs in a process of its own: the words of the pages with their places, for whoever wants to look values up in them. */
export async function readWords(bytes: Uint8Array, request: WordsRequest, time: JobTime): Promise<PackedPages> {
  const options = { pages: request.pages, ignoreXml: true, onPage: () => time.begins('making') }
  const layer = request.mediaType === 'application/pdf' ? await readTexts(bytes, options) : []
  if (!request.ocr) return packWords(request.pages, layer)
  return packWords(request.pages, layer, async pages => {
    // Loaded where it is needed: it is larger than everything else in this process.
    const { readScannedWords } = await import('./read-scanned-words.ts')
    return readScannedWords(bytes, request, pages, time)
  })
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
