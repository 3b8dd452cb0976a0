import { AppError } from '../../shared/app-error.ts'
import type { InspectOptions, PdfInspection, ReadOptions } from '../document/document.ts'
import type { Examination } from '../engine.ts'
import type { DrawRequest, OfflineReply, OfflineRequest, WordsRequest } from '../engines/offline/offline-job.ts'
import type { EInvoiceRequest } from '../engines/offline/read-e-invoice.ts'
import type { ExamineRequest } from '../proof/examine.ts'
import type { PackedPages } from '../proof/packed-pages.ts'
import { ProcessEndedError } from './bounded-process.ts'
import { DocumentClock } from './document-clock.ts'
import { type JobOptions, ProcessPool } from './process-pool.ts'

/** What a document's process can be asked for. The document itself travels beside it. */
export type DocumentTask =
  | { readonly task: 'inspect'; readonly withWords: boolean }
  | { readonly task: 'read'; readonly request: OfflineRequest }
  | { readonly task: 'e-invoice'; readonly request: EInvoiceRequest }
  | { readonly task: 'pages'; readonly first: number; readonly last: number }
  | { readonly task: 'words'; readonly request: WordsRequest }
  | { readonly task: 'examine'; readonly request: ExamineRequest }
  | { readonly task: 'draw'; readonly request: DrawRequest }
export type DocumentAnswer = PdfInspection | OfflineReply | PackedPages | Examination | Uint8Array | readonly Uint8Array[] | null

export interface DocumentProcessesOptions {
  /** Documents at work at the same time; one company has all but one of these places. */
  readonly size?: number
  /** For one document from opening to the last field, by the clock. Waiting for a place does not count. */
  readonly documentSeconds?: number
  readonly maxResidentMb?: number
  /** Documents read after which a process is replaced: Tesseract adapts to what it read, and WebAssembly memory only grows. */
  readonly recycleAfter?: number
  readonly waitingPerCompany?: number
}

/** The processes in which documents are opened: whatever one holds, it costs its process at most. */
export interface DocumentProcesses {
  /** For a document that several of the jobs below are about. */
  clock(): DocumentClock
  inspect(bytes: Uint8Array, options: InspectOptions): Promise<PdfInspection>
  read(bytes: Uint8Array, request: OfflineRequest, options: ReadOptions): Promise<OfflineReply>
  /** Null where the document carries no invoice as XML. */
  readEInvoice(bytes: Uint8Array, request: EInvoiceRequest, options: ReadOptions): Promise<OfflineReply | null>
  /** The pages `first` to `last` of a PDF as a file of their own; null where it cannot be parted. */
  extractPages(bytes: Uint8Array, first: number, last: number, options: ReadOptions): Promise<Uint8Array | null>
  readWords(bytes: Uint8Array, request: WordsRequest, options: ReadOptions): Promise<PackedPages>
  /** What the words of a document say to an invoice that somebody read from it. */
  examine(request: ExamineRequest, options: ReadOptions): Promise<Examination>
  /** Pages as PNG files; a page without an area is left out. */
  drawPages(bytes: Uint8Array, request: DrawRequest, options: ReadOptions): Promise<readonly Uint8Array[]>
  /** Starts a process before anybody waits for it. */
  warm(): void
  close(): Promise<void>
}

/** Two for the work of one company, as many as small machines have cores, and one that is always left for the others. */
const DEFAULT_SIZE = 3
const DEFAULT_DOCUMENT_SECONDS = 30
/** An A4 page under Tesseract takes 230 MB in all. Three of them and the service stay below 1.2 GB together. */
const DEFAULT_RESIDENT_MB = 320
const DEFAULT_RECYCLE_AFTER = 25
/** Opening takes milliseconds, making a page's text or picture a second or two; the sixth part of the time is for what is made to last. */
const SHARE_FOR_STEP = 1 / 6
/** Of the time by the clock, for what comes after: a killed process, the answer's way. */
const RESERVE_MS = 1_000
/**
 * Opening a PDF and reading its text layer leave next to nothing behind, and a process that has grown all the same is full and replaced for
 * that. A new one costs half a second of a core before it reads as fast: shared out over 6,000 documents it is felt by none, over 160 it was
 * a fifth of the work and a second at p99.
 */
const WEAR_OF_INSPECTION = 0.002
const WEAR_OF_WORDS = 0.002

export function createDocumentProcesses(options: DocumentProcessesOptions = {}): DocumentProcesses {
  const limitMs = (options.documentSeconds ?? DEFAULT_DOCUMENT_SECONDS) * 1000
  const stepLimitMs = limitMs * SHARE_FOR_STEP
  const clockLimitMs = Math.max(limitMs / 2, limitMs - RESERVE_MS)
  const pool = new ProcessPool<DocumentTask, DocumentAnswer>({
    script: new URL('./document-process.ts', import.meta.url),
    size: options.size ?? DEFAULT_SIZE,
    recycleAfter: options.recycleAfter ?? DEFAULT_RECYCLE_AFTER,
    limits: { maxResidentMb: options.maxResidentMb ?? DEFAULT_RESIDENT_MB },
    processorLimitMs: limitMs - stepLimitMs,
    stepLimitMs,
    clockLimitMs,
    ...(options.waitingPerCompany === undefined ? {} : { waitingPerCompany: options.waitingPerCompany }),
  })
  const run = (task: DocumentTask, job: JobOptions<DocumentAnswer>) => pool.run(task, job).catch(asOurFault)
  return {
    clock: () => new DocumentClock(clockLimitMs),
    async inspect(bytes, { withWords = false, ...readOptions }) {
      const limits = { wear: WEAR_OF_INSPECTION, processorLimitMs: stepLimitMs }
      const look = async (words: boolean) =>
        (await run({ task: 'inspect', withWords: words }, { ...readOptions, ...limits, bytes })) as PdfInspection
      if (!withWords) return look(false)
      return look(true).catch((error: unknown) => {
        // Words that cannot be had cost the proof, not the answer.
        if (error instanceof ProcessEndedError && readOptions.signal?.aborted !== true) return look(false)
        throw error
      })
    },
    async read(bytes, request, readOptions) {
      return (await run({ task: 'read', request }, { ...readOptions, wear: wearOfReading, bytes })) as OfflineReply
    },
    async readEInvoice(bytes, request, readOptions) {
      return (await run({ task: 'e-invoice', request }, { ...readOptions, wear: WEAR_OF_WORDS, bytes })) as OfflineReply | null
    },
    async extractPages(bytes, first, last, readOptions) {
      const limits = { wear: WEAR_OF_INSPECTION, processorLimitMs: stepLimitMs }
      return (await run({ task: 'pages', first, last }, { ...readOptions, ...limits, bytes })) as Uint8Array | null
    },
    async readWords(bytes, request, readOptions) {
      const wear = request.ocr ? {} : { wear: WEAR_OF_WORDS }
      return (await run({ task: 'words', request }, { ...readOptions, ...wear, bytes })) as PackedPages
    },
    async examine(request, readOptions) {
      return (await run({ task: 'examine', request }, { ...readOptions, wear: WEAR_OF_WORDS })) as Examination
    },
    async drawPages(bytes, request, readOptions) {
      return (await run({ task: 'draw', request }, { ...readOptions, bytes })) as readonly Uint8Array[]
    },
    warm: () => pool.warm(),
    close: () => pool.close(),
  }
}

/** Tesseract alone leaves traces. */
function wearOfReading(reply: DocumentAnswer): number {
  return reply !== null && 'method' in reply && reply.method !== 'ocr' ? WEAR_OF_WORDS : 1
}

const RETRY_AFTER_SECONDS = 15

/** A machine without time is no document's fault: the caller hears that it may come back. */
function asOurFault(error: unknown): never {
  if (!(error instanceof ProcessEndedError) || error.reason !== 'stalled') throw error
  throw new AppError('The service is too busy to read the document. Please try again shortly.', {
    code: 'EXTRACTION_FAILED',
    kind: 'unavailable',
    retryable: true,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    errors: [{ field: 'file', problem: error.message }],
    cause: error,
  })
}
