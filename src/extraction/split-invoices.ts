import { createUsageLedger } from '../companies/usage-ledger.ts'
import type { AppError } from '../shared/app-error.ts'
import { errorTypeOf, fail, inStep } from '../tracing/trace.ts'
import { type Answer, answerDocument, type Job, readEInvoice, requireUsableKey } from './answer-document.ts'
import type { Document } from './document/document.ts'
import { cutTiff } from './document/tiff-directories.ts'
import {
  type ExtractInvoiceParts,
  type Extraction,
  type ExtractionInput,
  extractionOf,
  logSuccess,
  serveRequest,
} from './extract-invoice.ts'
import { plainOf } from './proof/find-text.ts'
import { fieldsInFile } from './proof/merge-fields.ts'
import { asFailure } from './providers/call-provider.ts'
import type { PageSource } from './providers/document-files.ts'
import { type DocumentPages, inFile } from './warnings.ts'

/** One invoice of a file: what was read of it, or why it could not be. `pages` are the file's. */
export type SplitInvoice = { readonly pages: readonly number[] } & (
  | { readonly extraction: Extraction; readonly keyId: number | null }
  | { readonly failure: AppError }
)

/** Each invoice of a file for itself, in their order. @throws where not one of them could be read */
export type SplitInvoices = (input: ExtractionInput) => Promise<readonly SplitInvoice[]>

export interface SplitInvoicesParts extends ExtractInvoiceParts {
  /** Where PDFs are parted. */
  readonly pages: Pick<PageSource, 'extractPages'>
}

/** Invoices of one file that are read at the same time. */
const AT_ONCE = 3

/**
 * The use case: find where each invoice of a file begins, cut the file there and read the parts as files of their own, in the time of one
 * request. Pages without a text of their own are read by OCR for it: whoever asks for parts wants them found. An invoice that cannot be read
 * costs itself.
 */
export function createSplitInvoices(parts: SplitInvoicesParts): SplitInvoices {
  return async input => {
    const { value } = await serveRequest(parts, input, async job => {
      const documents = job.document.pages < 2 ? [] : await inStep(job.trace, 'find invoices', () => documentsOf(parts, job))
      const exact =
        documents.length > 1 && parts.eInvoice === 'first' && job.document.carriesFiles
          ? await inStep(job.trace, 'read e-invoice', () => readEInvoice(parts, job))
          : null
      const ranges = documents.length > 1 ? documents : [{ number: null, pages: pagesFrom(1, job.document.pages) }]
      const split = await inTurn(ranges, range =>
        inStep(job.trace, 'read part', trace => readPart({ parts, input, job: { ...job, trace }, exact }, range)),
      )
      if (split.some(part => 'extraction' in part)) return split
      throw split.find(part => 'failure' in part)!.failure
    })
    const read = value.flatMap(part => ('extraction' in part ? [part] : []))
    for (const { extraction, keyId } of read) logSuccess(parts, input, extraction, keyId)
    const calls = read.reduce((sum, { extraction }) => sum + extraction.meta.attempts, 0)
    parts.counters.succeeded(read[0]!.extraction.meta.engine, calls - read.length + 1)
    return value
  }
}

/** The invoices in the file, with every page in one of them; none where the pages could not be looked at. */
async function documentsOf(parts: SplitInvoicesParts, job: Job): Promise<DocumentPages[]> {
  await requireUsableKey(parts, job.companyId)
  const words = await parts.offlineEngine.readWords({ ...job, ocr: true }).catch((error: unknown) => {
    if (job.signal.aborted) throw error
    return null
  })
  const documents = words?.documents ?? []
  return documents.map(({ number, pages }, index) => {
    const first = index === 0 ? 1 : pages[0]!
    const next = documents[index + 1]?.pages[0] ?? job.document.pages + 1
    return { number, pages: pagesFrom(first, next - 1) }
  })
}

interface Split {
  readonly parts: SplitInvoicesParts
  readonly input: ExtractionInput
  readonly job: Job
  /** What the file carries as XML: the invoice of that number. */
  readonly exact: Answer | null
}

async function readPart({ parts, input, job, exact }: Split, { number, pages }: DocumentPages): Promise<SplitInvoice> {
  const startedAt = parts.clock.now()
  const ledger = createUsageLedger(job.ledger)
  try {
    if (exact !== null && isSame(number, exact.result.invoice.invoice_number)) {
      const warnings = (exact.result.warnings ?? []).filter(({ code }) => code !== 'several_documents')
      const answer = { ...exact, result: { ...exact.result, pages: pages.length, warnings } }
      return { pages, keyId: null, extraction: extractionOf(input, answer, ledger, parts.clock.now() - startedAt) }
    }
    const document = pages.length === job.document.pages ? job.document : await cut(parts, job, pages)
    const answer = await answerDocument(parts, { ...job, document, ledger, documentClock: parts.documentClock() })
    job.trace?.span.setAttribute('tokenwheel.extraction.engine', answer.engine)
    const extraction = extractionOf(input, answer, ledger, parts.clock.now() - startedAt)
    return { pages, keyId: answer.keyId, extraction: placed(extraction, pages[0]!) }
  } catch (error) {
    if (input.signal.aborted) throw error
    const failure = asFailure(error)
    if (job.trace !== undefined) fail(job.trace.span, errorTypeOf(failure))
    return { pages, failure }
  }
}

function isSame(number: string | null, other: string | null): boolean {
  return number !== null && other !== null && plainOf(number) === plainOf(other)
}

/** @throws where the file cannot be parted: reading all of it once more for each part would answer the same for all */
async function cut({ pages: extractor }: SplitInvoicesParts, job: Job, pages: readonly number[]): Promise<Document> {
  const { bytes, mediaType } = job.document
  const [first, last] = [pages[0]!, pages.at(-1)!]
  const part =
    mediaType === 'image/tiff'
      ? cutTiff(bytes, first, last)
      : await extractor.extractPages(bytes, first, last, { signal: job.signal, owner: job.owner })
  if (part === null) throw new Error('The file cannot be parted.')
  return { bytes: part, mediaType, pages: pages.length, carriesFiles: false }
}

/** Places and warnings name the pages of the file that was sent. */
function placed(extraction: Extraction, firstPage: number): Extraction {
  const { fields, warnings } = extraction.meta
  const meta = {
    ...extraction.meta,
    fields: fieldsInFile(fields, firstPage),
    warnings: warnings.map(warning => inFile(warning, firstPage)),
  }
  return { ...extraction, meta }
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const open = items.entries()
  const lane = async () => {
    for (const [index, item] of open) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return results
}

function pagesFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
