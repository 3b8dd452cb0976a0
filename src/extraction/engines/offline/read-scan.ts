import { checkInvoice } from '../../invoice-checks.ts'
import type { Warning } from '../../warnings.ts'
import type { GreyImage } from './ocr/grey-image.ts'
import type { Segmentation } from './ocr/ocr-reader.ts'
import type { PageReader } from './ocr/page-reader.ts'
import { type Draft, draftToInvoice } from './rules/finding.ts'
import { readInvoice } from './rules/read-invoice.ts'
import { looksLikeReceipt, readReceipt } from './rules/read-receipt.ts'
import type { PageText } from './text/page-text.ts'

export interface ScanPage {
  readonly page: number
  readonly image: GreyImage
}

/** Makes the pages' images anew for each reading, one at a time: a page is 9 MB, and a second reading is the exception. */
export interface ScanSource {
  readonly pages: readonly number[]
  images(): AsyncIterable<ScanPage>
}

export interface Scan {
  readonly draft: Draft
  readonly pages: readonly PageText[]
  /** Pages that were not read for want of time. */
  readonly unread: readonly number[]
  /** What the rules found doubtful about their own reading. */
  readonly doubts: readonly Warning[]
}

/** Till rolls are narrower than any page. A phone's photo of a receipt is 3:4. */
const ROLL_ASPECT = 0.62

/**
 * Reads the images, once in the segmentation that their shape suggests; a second time in the other one where the first reading leaves
 * a core value open or its sums do not close. `written` are the document's pages that had text of their own.
 */
export async function readScan(source: ScanSource, reader: PageReader, written: readonly PageText[]): Promise<Scan> {
  const first = await readAll(source, reader, suggested)
  if (written.length === 0 && looksLikeReceipt(first)) return readTill(source, reader, first)
  const unread = unreadOf(source, first)
  const one = invoiceScan([...written, ...first], unread)
  if (isSound(one.draft) || unread.length > 0 || !reader.hasTimeAgainFor(first)) return one
  const second = invoiceScan([...written, ...(await readAll(source, reader, image => other(suggested(image))))], unread)
  return soundness(second.draft) > soundness(one.draft) ? merge(second, one) : merge(one, second)
}

/** A receipt's readings vote together: no reading is right in every line. */
async function readTill(source: ScanSource, reader: PageReader, first: readonly PageText[]): Promise<Scan> {
  const draft = readReceipt(first)
  const unread = unreadOf(source, first)
  if (isCertain(draft) || unread.length > 0 || !reader.hasTimeAgainFor(first)) return { draft, pages: first, unread, doubts: [] }
  const second = await readAll(source, reader, image => other(suggested(image)))
  return { draft: readReceipt([...first, ...second]), pages: first, unread, doubts: [] }
}

/** How a picture of this shape is best cut into lines. */
export function suggested({ width, height }: GreyImage): Segmentation {
  return width / height < ROLL_ASPECT ? 'receipt' : 'page'
}

/** Nothing that a second reading could settle. */
function isCertain({ total, invoice_date, seller }: Draft): boolean {
  return (total?.confidence ?? 0) >= 0.8 && (invoice_date?.confidence ?? 0) >= 0.8 && (seller.name?.confidence ?? 0) >= 0.8
}

async function readAll(source: ScanSource, reader: PageReader, segmentation: (image: GreyImage) => Segmentation): Promise<PageText[]> {
  const pages: PageText[] = []
  for await (const { page, image } of source.images()) {
    pages.push(await reader.read(page, image, segmentation(image)))
    // What is left is not even made: rendering takes time as well.
    if (!reader.hasTimeFor(1)) break
  }
  return pages
}

function unreadOf(source: ScanSource, read: readonly PageText[]): number[] {
  const done = new Set(read.map(({ page }) => page))
  return source.pages.filter(page => !done.has(page))
}

function other(segmentation: Segmentation): Segmentation {
  return segmentation === 'page' ? 'receipt' : 'page'
}

function invoiceScan(pages: readonly PageText[], unread: readonly number[]): Scan {
  const ordered = pages.toSorted((a, b) => a.page - b.page)
  const { draft, warnings } = readInvoice(ordered)
  return { draft, pages: ordered, unread, doubts: warnings }
}

function isSound(draft: Draft): boolean {
  const core = [draft.total, draft.invoice_date, draft.invoice_number]
  return core.every(found => found !== null) && checkInvoice(draftToInvoice(draft)).every(check => check.passed)
}

/** Core values found, plus the sums that close, minus those that do not. */
function soundness(draft: Draft): number {
  const core = [draft.total, draft.invoice_date, draft.invoice_number, draft.seller.name, draft.currency]
  const checks = checkInvoice(draftToInvoice(draft))
  return core.filter(found => found !== null).length + checks.reduce((sum, check) => sum + (check.passed ? 1 : -1), 0)
}

/** What the better reading leaves open is taken from the other one, lists as a whole. */
function merge(better: Scan, other: Scan): Scan {
  return { draft: mergeTree(better.draft, other.draft) as Draft, pages: better.pages, unread: better.unread, doubts: better.doubts }
}

function mergeTree(better: unknown, other: unknown): unknown {
  if (better === null) return other
  if (Array.isArray(better)) return better.length > 0 ? better : other
  if (typeof better !== 'object' || 'span' in better || other === null || typeof other !== 'object') return better
  const fallback = new Map(Object.entries(other))
  return Object.fromEntries(Object.entries(better).map(([key, value]) => [key, mergeTree(value, fallback.get(key) ?? null)]))
}
