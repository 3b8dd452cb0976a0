import type { JobTime } from '../../processes/job-time.ts'
import { OcrReader } from './ocr/ocr-reader.ts'
import { PageReader } from './ocr/page-reader.ts'
import { decodeImage, renderPdfPages, tiffPage } from './ocr/page-renderer.ts'
import type { WordsRequest } from './offline-job.ts'
import { type ScanPage, suggested } from './read-scan.ts'
import type { PageText } from './text/page-text.ts'

/** Reads pictures of pages once, for as long as there is time; what cannot be decoded has no words. */
export async function readScannedWords(
  bytes: Uint8Array,
  request: WordsRequest,
  pages: readonly number[],
  time: JobTime,
): Promise<PageText[]> {
  const ocr = new OcrReader(request.languages)
  await ocr.start()
  const reader = new PageReader(ocr, time)
  const read: PageText[] = []
  const images = request.mediaType === 'application/pdf' ? renderPdfPages(bytes, pages, request) : decodePages(bytes, request, pages, ocr)
  try {
    for await (const { page, image } of images) {
      read.push(await reader.read(page, image, suggested(image)))
      if (!reader.hasTimeFor(1)) break
    }
  } catch {
    // The pages that were read stand.
  }
  return read
}

async function* decodePages(
  bytes: Uint8Array,
  { mediaType, maxPixels }: WordsRequest,
  pages: readonly number[],
  ocr: OcrReader,
): AsyncGenerator<ScanPage> {
  for (const page of pages)
    yield { page, image: await decodeImage(mediaType === 'image/tiff' ? tiffPage(bytes, page) : bytes, ocr, maxPixels) }
}
