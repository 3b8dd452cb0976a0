import { encodeGreyPng } from './ocr/grey-image.ts'
import { OcrReader } from './ocr/ocr-reader.ts'
import { renderPdfPages, shrinkImage } from './ocr/page-renderer.ts'
import type { DrawRequest } from './offline-job.ts'

/**
 * Runs in a process of its own: pages as PNG files in grey, for a provider that takes no PDF, or no picture of that size. A page without an
 * area is left out.
 */
export async function drawPages(bytes: Uint8Array, { mediaType, first, last, maxPixels, dpi }: DrawRequest): Promise<Uint8Array[]> {
  if (mediaType !== 'application/pdf') return [encodeGreyPng(await shrinkImage(bytes, new OcrReader(), maxPixels))]
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const drawn: Uint8Array[] = []
  for await (const { image } of renderPdfPages(bytes, pages, { maxPixels, dpi })) drawn.push(encodeGreyPng(image))
  return drawn
}
