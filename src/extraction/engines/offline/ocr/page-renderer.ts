import { pdfium } from '../../../document/pdfium.ts'
import { type GreyImage, scaleGrey } from './grey-image.ts'
import type { OcrReader } from './ocr-reader.ts'
import { decodeTiff } from './tiff-image.ts'

/** Tesseract is trained for letters of about 30 pixels: 300 dpi for print. */
const TARGET_DPI = 300
/** Receipts and small photos are enlarged to about this width. */
const TARGET_WIDTH = 1_600
const MAX_ENLARGEMENT = 2

/** Chosen pages of a PDF as grey pixels, one at a time: at most `maxPixels` each, whatever size the page claims. */
export async function* renderPdfPages(
  bytes: Uint8Array,
  pages: readonly number[],
  { maxPixels, dpi = TARGET_DPI }: { readonly maxPixels: number; readonly dpi?: number },
): AsyncGenerator<{ page: number; image: GreyImage }> {
  const document = await (await pdfium()).loadDocument(bytes)
  try {
    for (const page of pages) {
      // A PDFium page is closed by its own render(): each is fetched anew and rendered once.
      const handle = document.getPage(page - 1)
      const { originalWidth, originalHeight } = handle.getOriginalSize()
      const area = Math.max(1, originalWidth * originalHeight)
      const scale = Math.min(dpi / 72, Math.sqrt(maxPixels / area))
      if (originalWidth * scale < 1 || originalHeight * scale < 1) continue
      const { width, height, data } = await handle.render({ scale, colorSpace: 'Gray', render: async bitmap => bitmap.data })
      yield { page, image: { width, height, data } }
    }
  } finally {
    document.destroy()
  }
}

/** An image file as grey pixels at a size that suits OCR: enlarged when small, shrunk to `maxPixels` when large. */
export async function decodeImage(bytes: Uint8Array, reader: OcrReader, maxPixels: number): Promise<GreyImage> {
  const image = await reader.decode(bytes).catch(error => decodeTiff(bytes, file => reader.decode(file), error))
  const enlarged = Math.min(MAX_ENLARGEMENT, Math.max(1, TARGET_WIDTH / image.width))
  const cap = Math.sqrt(maxPixels / (image.width * image.height))
  return scaleGrey(image, Math.min(enlarged, cap))
}

/** An image file as grey pixels, shrunk to `maxPixels` where it has more. */
export async function shrinkImage(bytes: Uint8Array, reader: OcrReader, maxPixels: number): Promise<GreyImage> {
  const image = await reader.decode(bytes)
  return scaleGrey(image, Math.min(1, Math.sqrt(maxPixels / (image.width * image.height))))
}

/** A TIFF whose first directory is page `page`'s: Leptonica reads the first page only. Null beyond the last. */
export function tiffPage(bytes: Uint8Array, page: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const view = new DataView(copy.buffer)
  const little = view.getUint8(0) === 0x49
  let at = view.getUint32(4, little)
  for (let number = 1; number < page; number += 1) at = view.getUint32(at + 2 + view.getUint16(at, little) * 12, little)
  view.setUint32(4, at, little)
  return copy
}
