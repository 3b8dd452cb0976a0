import { NO_USAGE } from '../../../companies/ai-usage.ts'
import { invalidFile } from '../../document/document.ts'
import type { EngineResult, ExtractionEngine, ExtractionRequest } from '../../engine.ts'
import { WorkerCrashedError, WorkerPool } from '../../processes/worker-pool.ts'
import type { OfflineReply, OfflineRequest } from './offline-job.ts'

export interface OfflineEngineOptions {
  /** Documents read at the same time; each needs about one core and 200-300 MB while it reads a scan. */
  readonly workers?: number
  /** A page is rendered or shrunk to at most this many pixels before OCR. */
  readonly maxPixels?: number
  /** Of a long scan only the first pages are read: OCR takes seconds a page, and invoices state their values early. */
  readonly maxOcrPages?: number
  /** Documents after which a worker is replaced: Tesseract adapts to what it read, and WebAssembly memory only grows. */
  readonly recycleAfter?: number
  /** Reads e-invoices as plain PDFs; for the benchmark. */
  readonly ignoreXml?: boolean
}

export interface OfflineEngine extends ExtractionEngine {
  readonly name: 'offline'
  /** Ends every worker; running extractions are rejected. */
  close(): Promise<void>
}

/** 6.5 megapixels: an A4 page at 260 dpi. Tesseract reads it as well as at 300, in less time, and a page's copies take a third less memory. */
const DEFAULT_MAX_PIXELS = 6_500_000
const DEFAULT_MAX_OCR_PAGES = 20
const DEFAULT_RECYCLE_AFTER = 25

/**
 * Reads invoices without network and without key, in worker threads: the main thread only passes bytes. Aborting a request terminates
 * the worker that runs it.
 */
export function createOfflineEngine(options: OfflineEngineOptions = {}): OfflineEngine {
  const pool = new WorkerPool<OfflineRequest, OfflineReply>({
    script: new URL('./offline-worker.ts', import.meta.url),
    size: options.workers ?? 2,
    recycleAfter: options.recycleAfter ?? DEFAULT_RECYCLE_AFTER,
    // A small nursery keeps the resident size level: parsing leaves much short-lived garbage.
    resourceLimits: { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 16 },
  })
  return {
    name: 'offline',
    async extract(request) {
      const { document, signal } = request
      const reply = await pool.run(toJob(request, options), signal).catch((error: unknown) => {
        // Only the document can bring a worker down: memory beyond the limits, or a fault in PDFium or Tesseract. A retry would, too.
        throw error instanceof WorkerCrashedError ? invalidFile('unprocessable', 'The document cannot be read within the limits.') : error
      })
      if ('problem' in reply) throw invalidFile('unprocessable', reply.problem)
      return { ...reply, pages: document.pages, usage: NO_USAGE, raw_usage: null, model: null } satisfies EngineResult
    },
    close: () => pool.close(),
  }
}

function toJob({ document, schema }: ExtractionRequest, options: OfflineEngineOptions): OfflineRequest {
  return {
    bytes: document.bytes,
    mediaType: document.mediaType,
    pages: document.pages,
    schema: schema ?? null,
    maxPixels: options.maxPixels ?? DEFAULT_MAX_PIXELS,
    maxOcrPages: options.maxOcrPages ?? DEFAULT_MAX_OCR_PAGES,
    ignoreXml: options.ignoreXml ?? false,
  }
}
