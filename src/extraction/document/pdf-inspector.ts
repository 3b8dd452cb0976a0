import { WorkerCrashedError, WorkerPool } from '../processes/worker-pool.ts'
import type { PdfInspection, PdfInspector } from './document.ts'

/** PDFium's heap grows to the largest document it saw; a fresh worker costs 30 ms. */
const RECYCLE_AFTER = 500
/** Opening takes milliseconds; a file that needs longer than this is made to. */
const TIME_LIMIT_MS = 10_000

export interface ClosablePdfInspector extends PdfInspector {
  close(): Promise<void>
}

/**
 * The one policy on what a readable PDF is: **PDFium opens it, without a password**, it ends with its end marker, and none of its streams
 * inflates beyond the cap. What other libraries make of it plays no part: where pdf.js then fails, the offline engine reads rendered pages.
 * Its worker is apart from the OCR workers, so that a validation never waits behind a scan.
 */
export function createPdfInspector(options: { readonly workers?: number } = {}): ClosablePdfInspector {
  const pool = new WorkerPool<Uint8Array, PdfInspection>({
    script: new URL('./pdf-inspector-worker.ts', import.meta.url),
    size: options.workers ?? 1,
    recycleAfter: RECYCLE_AFTER,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    timeLimitMs: TIME_LIMIT_MS,
  })
  return {
    async inspectPdf(bytes, signal) {
      try {
        return await pool.run(bytes, signal)
      } catch (error) {
        if (error instanceof WorkerCrashedError) return { problem: 'The PDF cannot be opened within the limits.' }
        throw error
      }
    },
    close: () => pool.close(),
  }
}
