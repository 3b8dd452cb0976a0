import type { MediaType } from '../../document/media-type.ts'
import type { FieldsOf, JsonSchema } from '../../engine.ts'
import type { Invoice } from '../../invoice.ts'
import type { Warning } from '../../warnings.ts'

/** What the engine asks of a document's process; everything in it can be cloned. The document's bytes travel beside it. */
export interface OfflineRequest {
  readonly mediaType: MediaType
  readonly pages: number
  readonly schema: JsonSchema | null
  readonly maxPixels: number
  readonly maxOcrPages: number
  /** What OCR is prepared for, the main one first. */
  readonly languages: readonly string[]
  /** Reads an e-invoice as the plain PDF that it also is; for the benchmark and for comparing both. */
  readonly ignoreXml: boolean
}

/** What is asked of a process where only the words of the pages are wanted. */
export type WordsRequest = Pick<OfflineRequest, 'mediaType' | 'pages' | 'maxPixels' | 'languages'> & {
  /** Reads the pages that have no text of their own, too. */
  readonly ocr: boolean
}

/** What is asked of a process where pages are wanted as pictures. */
export interface DrawRequest {
  readonly mediaType: MediaType
  /** Pages of the document, from 1, both included. */
  readonly first: number
  readonly last: number
  /** Of one page, whatever size it claims. */
  readonly maxPixels: number
  readonly dpi: number
}

/** `problem` is what is wrong with the document, in words for the caller. */
export type OfflineReply = OfflineReading | { readonly problem: string }

export interface OfflineReading {
  readonly invoice: Invoice
  readonly fields: FieldsOf<Invoice>
  readonly custom: Record<string, unknown> | null
  readonly confidence: number
  readonly method: 'xml' | 'text' | 'ocr'
  readonly warnings: readonly Warning[]
}
