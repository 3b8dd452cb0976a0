import type { Invoice } from '../../invoice.ts'
import { OcrReader } from './ocr/ocr-reader.ts'
import { decodeImage, renderPdfPages, tiffPage } from './ocr/page-renderer.ts'
import type { OfflineReading, OfflineReply, OfflineRequest } from './offline-job.ts'
import { readScan, type ScanPage } from './read-scan.ts'
import { readCustomFields } from './rules/custom-fields.ts'
import { type Draft, draftToFields, draftToInvoice, exactFields, overallConfidence } from './rules/finding.ts'
import { readInvoice } from './rules/read-invoice.ts'
import type { PageText } from './text/page-text.ts'
import { withPdf } from './text/pdf-document.ts'
import { readPageText } from './text/pdf-text.ts'
import { readEmbeddedInvoice } from './xml/embedded-invoice.ts'

const ocr = new OcrReader()

/** Runs in a worker thread: the embedded invoice, else the text layer, else what OCR makes of the rendered pages. */
export function readOffline(request: OfflineRequest): Promise<OfflineReply> {
  return request.mediaType === 'application/pdf' ? readPdf(request) : readImage(request)
}

async function readPdf(request: OfflineRequest): Promise<OfflineReply> {
  const { embedded, texts } = await readTextLayer(request)
  if (embedded !== null) return exactReply(embedded, request, texts)
  const scanned = texts.filter(isBlank).map(({ page }) => page)
  if (scanned.length === 0) return reply(readInvoice(texts), request, texts, 'text')
  const images: ScanPage[] = []
  try {
    for await (const page of renderPdfPages(request.bytes, scanned.slice(0, request.maxOcrPages), request.maxPixels)) images.push(page)
  } catch {
    return { problem: 'The pages of the PDF cannot be rendered.' }
  }
  const written = texts.filter(text => !isBlank(text))
  const { draft, pages } = await readScan(images, ocr, written)
  return reply(draft, request, pages, 'ocr')
}

/**
 * The embedded invoice and the text of every page. A PDF that pdf.js cannot open, but PDFium can (which is what made it valid), counts
 * as one without text: its rendered pages are read.
 */
async function readTextLayer({
  bytes,
  pages,
  schema,
  ignoreXml,
}: OfflineRequest): Promise<{ embedded: Invoice | null; texts: PageText[] }> {
  const blank = Array.from({ length: pages }, (_, index): PageText => ({ page: index + 1, lines: [] }))
  const read = withPdf(bytes, async pdf => {
    const embedded = ignoreXml ? null : await readEmbeddedInvoice(pdf).catch(() => null)
    if (embedded !== null && schema === null) return { embedded, texts: [] }
    const texts: PageText[] = []
    for (let page = 1; page <= pages; page += 1) texts.push(await readPageText(pdf, page).catch(() => ({ page, lines: [] })))
    return { embedded, texts }
  })
  return read.catch(() => ({ embedded: null, texts: blank }))
}

async function readImage(request: OfflineRequest): Promise<OfflineReply> {
  const images: ScanPage[] = []
  for (let page = 1; page <= Math.min(request.pages, request.maxOcrPages); page += 1) {
    const bytes = request.mediaType === 'image/tiff' ? tiffPage(request.bytes, page) : request.bytes
    const image = await decodeImage(bytes, ocr, request.maxPixels).catch(() => null)
    if (image === null) return { problem: 'The image is broken and cannot be decoded.' }
    images.push({ page, image })
  }
  const { draft, pages } = await readScan(images, ocr, [])
  return reply(draft, request, pages, 'ocr')
}

/** A page number or a scanner's stamp is no text layer. */
const MIN_CHARACTERS = 40

function isBlank({ lines }: PageText): boolean {
  return lines.reduce((sum, line) => sum + line.words.reduce((length, word) => length + word.text.length, 0), 0) < MIN_CHARACTERS
}

function reply(draft: Draft, { schema }: OfflineRequest, pages: readonly PageText[], method: 'text' | 'ocr'): OfflineReading {
  const fields = draftToFields(draft)
  const custom = schema === null ? null : readCustomFields(schema, pages)
  return { invoice: draftToInvoice(draft), fields, custom, confidence: overallConfidence(fields), method }
}

function exactReply(invoice: Invoice, { schema }: OfflineRequest, pages: readonly PageText[]): OfflineReading {
  const custom = schema === null ? null : readCustomFields(schema, pages)
  return { invoice, fields: exactFields(invoice), custom, confidence: 1, method: 'xml' }
}
