import { ProcessEndedError } from '../processes/bounded-process.ts'
import { createDocumentProcesses, type DocumentProcesses } from '../processes/document-processes.ts'
import type { PdfInspector } from './document.ts'

export interface ClosablePdfInspector extends PdfInspector {
  close(): Promise<void>
}

/**
 * The one policy on what a readable PDF is: **PDFium opens it, without a password**, it ends with its end marker, and it stays within the
 * budget of `pdf-budget.ts`. What other libraries make of it plays no part. Without `processes` it has some of its own, which end with it.
 */
export function createPdfInspector(options: { readonly processes?: DocumentProcesses } = {}): ClosablePdfInspector {
  const processes = options.processes ?? createDocumentProcesses({ size: 1 })
  return {
    async inspectPdf(bytes, readOptions = {}) {
      try {
        return await processes.inspect(bytes, readOptions)
      } catch (error) {
        if (error instanceof ProcessEndedError) return { problem: `The PDF cannot be opened within the limits. ${error.message}` }
        throw error
      }
    },
    close: async () => {
      if (options.processes === undefined) await processes.close()
    },
  }
}
