import type { JobTime } from '../../processes/job-time.ts'
import { documentsIn } from '../../proof/documents-in.ts'
import { examinerOf } from '../../proof/examine.ts'
import { mergeFields, withoutDenials } from '../../proof/merge-fields.ts'
import { lowTextQuality, pagesNotRead, readingCutShort, type Warning } from '../../warnings.ts'
import { calibrateFields } from './calibrate.ts'
import { OcrReader } from './ocr/ocr-reader.ts'
import { PageReader } from './ocr/page-reader.ts'
import { decodeImage, renderPdfPages, tiffPage } from './ocr/page-renderer.ts'
import type { OfflineReading, OfflineReply, OfflineRequest } from './offline-job.ts'
import { exactReading, ofBearableLength, readEInvoice } from './read-e-invoice.ts'
import { readScan, type Scan, type ScanPage, type ScanSource } from './read-scan.ts'
import { readCustomFields } from './rules/custom-fields.ts'
import { type Draft, draftToFields, draftToInvoice, overallConfidence } from './rules/finding.ts'
import { readInvoice } from './rules/read-invoice.ts'
import type { PageText } from './text/page-text.ts'
import { TooMuchTextError } from './text/pdf-text.ts'
import { isReadable } from './text/text-quality.ts'
import { readTextLayer } from './text-layer.ts'

let reader = new OcrReader()

/** Runs in a process of its own: the embedded invoice, else the text layer, else what OCR makes of the rendered pages. */
export async function readOffline(bytes: Uint8Array, request: OfflineRequest, time: JobTime): Promise<OfflineReply> {
  const job = { ...request, bytes, time, ocr: ocrFor(request.languages) }
  try {
    if (request.mediaType === 'application/xml') return await readXml(job)
    return ofBearableLength(await (request.mediaType === 'application/pdf' ? readPdf(job) : readImage(job)))
  } catch (error) {
    if (error instanceof TooMuchTextError) return { problem: error.message }
    throw error
  }
}

type Job = OfflineRequest & { readonly bytes: Uint8Array; readonly time: JobTime; readonly ocr: OcrReader }

/** A service asks for the same languages all its life: the one that is kept is the one that is wanted. */
function ocrFor(languages: readonly string[]): OcrReader {
  if (reader.languages.join() !== languages.join()) reader = new OcrReader(languages)
  return reader
}

async function readXml({ bytes, ...request }: Job): Promise<OfflineReply> {
  return (await readEInvoice(bytes, request)) ?? { problem: 'The XML is neither a UBL nor a CII invoice.' }
}

async function readPdf(request: Job): Promise<OfflineReply> {
  const { embedded, texts } = await readTextLayer(request.bytes, { ...request, onPage: () => request.time.begins('making') })
  if (embedded !== null) return exactReading(embedded, request, texts)
  const written = texts.filter(text => !isBlank(text) && isReadable(text))
  const scanned = texts.filter(text => !written.includes(text)).map(({ page }) => page)
  if (scanned.length === 0) {
    const { draft, warnings } = readInvoice(texts)
    return reply(draft, request, texts, { method: 'text', warnings })
  }
  const wanted = scanned.slice(0, request.maxOcrPages)
  const source = { pages: wanted, images: () => renderPdfPages(request.bytes, wanted, request) }
  return readScanned(source, request, written, 'The pages of the PDF cannot be rendered.')
}

async function readImage(request: Job): Promise<OfflineReply> {
  const pages = Array.from({ length: Math.min(request.pages, request.maxOcrPages) }, (_, index) => index + 1)
  return readScanned({ pages, images: () => decodePages(request, pages) }, request, [], 'The image is broken and cannot be decoded.')
}

async function* decodePages({ bytes, mediaType, maxPixels, ocr }: Job, pages: readonly number[]): AsyncGenerator<ScanPage> {
  for (const page of pages) {
    const file = mediaType === 'image/tiff' ? tiffPage(bytes, page) : bytes
    yield { page, image: await decodeImage(file, ocr, maxPixels) }
  }
}

/** What PDFium cannot render or Leptonica cannot decode is the document's fault. */
async function readScanned(source: ScanSource, request: Job, written: readonly PageText[], problem: string): Promise<OfflineReply> {
  await request.ocr.start()
  const pages = new PageReader(request.ocr, request.time)
  const scan = await readScan(source, pages, written).catch(() => null)
  if (scan === null) return { problem }
  return reply(scan.draft, request, scan.pages, { method: 'ocr', warnings: warningsOf(scan, pages.hasty) })
}

/** A page number or a scanner's stamp is no text layer. */
const MIN_CHARACTERS = 40

function isBlank({ lines }: PageText): boolean {
  return lines.reduce((sum, line) => sum + line.words.reduce((length, word) => length + word.text.length, 0), 0) < MIN_CHARACTERS
}

function warningsOf({ pages, unread, doubts }: Scan, hasty: readonly number[]): Warning[] {
  // Of a page that is no text nothing follows, not even that it is no invoice.
  const unreadable = pages.filter(text => !isReadable(text)).map(({ page }) => page)
  // An empty page among others is the back of a sheet. Nothing but empty pages are pictures that nobody could make out.
  if (pages.every(({ lines }) => lines.length === 0)) unreadable.push(...pages.map(({ page }) => page))
  return [
    ...(unread.length > 0 ? [pagesNotRead(unread)] : []),
    ...(hasty.length > 0 ? [readingCutShort(hasty)] : []),
    ...(unreadable.length > 0 ? [lowTextQuality(unreadable)] : []),
    ...(unreadable.length > 0 ? [] : doubts),
  ]
}

const LEFT_TO_RULES = ['ambiguous_date', 'ambiguous_currency', 'copied_total']

function reply(
  draft: Draft,
  { schema }: OfflineRequest,
  pages: readonly PageText[],
  how: Pick<OfflineReading, 'method' | 'warnings'>,
): OfflineReading {
  const invoice = draftToInvoice(draft)
  const { fields: proven, warnings: said } = examinerOf(pages, documentsIn(pages))(invoice)
  const isScan = how.method === 'ocr'
  // A picture is read in more than one way: what one reading lacks another may have shown.
  const merged = mergeFields(draftToFields(draft), isScan ? withoutDenials(proven) : proven)
  const fields = calibrateFields(merged, invoice, isScan ? (invoice.document_type === 'receipt' ? 'receipt' : 'picture') : 'text')
  const custom = schema === null ? null : readCustomFields(schema, pages)
  // The rules say themselves where they had to choose; the proof adds what it alone can see.
  const known = new Set<string>([...how.warnings.map(({ code }) => code), ...LEFT_TO_RULES, ...(isScan ? ['value_not_on_page'] : [])])
  const poor = known.has('low_text_quality') || known.has('pages_not_read')
  const warnings = said.filter(({ code }) => !known.has(code) && !(poor && code === 'not_an_invoice'))
  return {
    ...{ invoice, fields, custom, confidence: overallConfidence(fields) },
    method: how.method,
    warnings: [...how.warnings, ...warnings],
  }
}
