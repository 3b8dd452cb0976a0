import { NO_USAGE } from '../../../companies/ai-usage.ts'
import { invalidFile } from '../../document/document.ts'
import type { EInvoiceReader, EngineResult, ExtractionEngine, ExtractionRequest, PageWordsReader } from '../../engine.ts'
import { ProcessEndedError } from '../../processes/bounded-process.ts'
import type { DocumentClock } from '../../processes/document-clock.ts'
import { createDocumentProcesses, type DocumentProcesses } from '../../processes/document-processes.ts'
import type { Owner } from '../../processes/fair-queue.ts'
import type { OfflineReading, OfflineReply, OfflineRequest } from './offline-job.ts'

export interface OfflineEngineOptions {
  /** Where documents are read; without them the engine has some of its own, which end with it. */
  readonly processes?: DocumentProcesses
  /** Own processes: documents read at the same time; each needs about one core and 200-300 MB while it reads a scan. */
  readonly workers?: number
  /** A page is rendered or shrunk to at most this many pixels before OCR. */
  readonly maxPixels?: number
  /** Tesseract's codes, the main one first; default English. */
  readonly languages?: readonly string[]
  /** Of a long scan only the first pages are read, where somebody wants it so; the time limit holds in any case. */
  readonly maxOcrPages?: number
  /** Reads e-invoices as plain PDFs; for the benchmark. */
  readonly ignoreXml?: boolean
}

export interface OfflineEngine extends ExtractionEngine, EInvoiceReader, PageWordsReader {
  readonly name: 'offline'
  /** Ends its own processes; extractions that run in them are rejected. */
  close(): Promise<void>
}

/** 6.5 megapixels: an A4 page at 260 dpi. Tesseract reads it as well as at 300, in less time, and a page's copies take a third less memory. */
const DEFAULT_MAX_PIXELS = 6_500_000

const DEFAULT_LANGUAGES = ['eng']

/**
 * Reads invoices without network and without key, in processes of their own: the serving process only passes bytes. Aborting a request
 * kills the process that runs it.
 */
export function createOfflineEngine(options: OfflineEngineOptions = {}): OfflineEngine {
  // One place more than asked for: one company has all but one of them.
  const processes = options.processes ?? createDocumentProcesses({ size: (options.workers ?? 2) + 1 })
  return {
    name: 'offline',
    async extract(request) {
      const { document } = request
      const reply = await withinLimits(processes.read(document.bytes, toJob(request, options), readOptionsOf(request)))
      if ('problem' in reply) throw invalidFile('unprocessable', reply.problem)
      return toResult(reply, document.pages)
    },
    async readEInvoice(request) {
      const { bytes, mediaType, pages } = request.document
      const job = { mediaType, pages, schema: request.schema ?? null }
      const reading = await processes.readEInvoice(bytes, job, readOptionsOf(request)).catch((error: unknown) => {
        // It costs the e-invoice, not the answer: the pages may still be read by whoever reads them otherwise.
        if (error instanceof ProcessEndedError) return null
        throw error
      })
      if (reading === null) return null
      if ('problem' in reading) throw invalidFile('unprocessable', reading.problem)
      return toResult(reading, pages)
    },
    readWords({ ocr, document, signal, owner, endsAt }) {
      const { bytes, mediaType, pages } = document
      const { maxPixels = DEFAULT_MAX_PIXELS, languages = DEFAULT_LANGUAGES } = options
      return processes.readWords(bytes, { mediaType, pages, maxPixels, languages, ocr }, readOptionsOf({ signal, owner, endsAt }))
    },
    examine(words, invoice, request) {
      return processes.examine({ words, invoice }, readOptionsOf(request))
    },
    close: async () => {
      if (options.processes === undefined) await processes.close()
    },
  }
}

interface Circumstances {
  readonly signal: AbortSignal
  readonly owner?: Owner | undefined
  readonly endsAt?: number | undefined
  readonly documentClock?: DocumentClock | undefined
}

function readOptionsOf({ signal, owner, endsAt, documentClock }: Circumstances) {
  const known = { ...(owner === undefined ? {} : { owner }), ...(documentClock === undefined ? {} : { documentClock }) }
  return { signal, ...known, ...(endsAt === undefined ? {} : { endsAt }) }
}

/** Only the document can bring a process down: memory or time beyond the limits, or a fault in PDFium or Tesseract. A retry would, too. */
function withinLimits(reading: Promise<OfflineReply>): Promise<OfflineReply> {
  return reading.catch((error: unknown) => {
    if (!(error instanceof ProcessEndedError)) throw error
    throw invalidFile('unprocessable', `The document cannot be read within the limits. ${error.message}`)
  })
}

function toResult(reading: OfflineReading, pages: number): EngineResult {
  return { ...reading, pages, usage: NO_USAGE, raw_usage: null, model: null }
}

function toJob({ document, schema }: ExtractionRequest, options: OfflineEngineOptions): OfflineRequest {
  return {
    mediaType: document.mediaType,
    pages: document.pages,
    schema: schema ?? null,
    maxPixels: options.maxPixels ?? DEFAULT_MAX_PIXELS,
    maxOcrPages: options.maxOcrPages ?? document.pages,
    languages: options.languages ?? DEFAULT_LANGUAGES,
    ignoreXml: options.ignoreXml ?? false,
  }
}
