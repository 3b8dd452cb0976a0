import type { AiUsage } from '../companies/ai-usage.ts'
import { PROVIDER_NAMES } from '../settings/ai-providers.ts'
import type { Trace } from '../tracing/trace.ts'
import type { Document } from './document/document.ts'
import type { Invoice } from './invoice.ts'
import type { DocumentClock } from './processes/document-clock.ts'
import type { Owner } from './processes/fair-queue.ts'
import type { PackedPages } from './proof/packed-pages.ts'
import type { Match } from './proof/verdict.ts'
import type { Warning } from './warnings.ts'

/** One engine for each provider, and the one that needs none. */
export const ENGINE_NAMES = [...PROVIDER_NAMES, 'offline'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

/** A JSON Schema object as the caller sent it (already checked to be an object schema by the use case). */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Where a value was read: `page` counts from 1; `box` is [x, y, width, height] in fractions of the page, origin at the top left. */
interface FieldSource {
  readonly page: number
  readonly box: readonly [x: number, y: number, width: number, height: number] | null
}

/**
 * What is known about one value. `confidence` is 0 to 1, null where the engine cannot say. `match` is how the value and its page agree; null
 * where there was no page to compare with (a file of XML, a picture that was not read, `extraction.proof` is off).
 */
export interface FieldInfo {
  readonly confidence: number | null
  readonly match: Match | null
  readonly source: FieldSource | null
}

/** The data tree with every leaf replaced by what is known about it; `null` where the value is null. */
export type FieldsOf<T> = T extends readonly (infer Item)[]
  ? FieldsOf<Item>[]
  : NonNullable<T> extends string | number | boolean
    ? FieldInfo | null
    : { [Key in keyof T]: FieldsOf<T[Key]> }

export interface ExtractionRequest {
  readonly document: Document
  /** Custom fields that the caller asks for beside the invoice. */
  readonly schema?: JsonSchema
  /** Aborting it ends the work at once (a running OCR job's process is killed); `extract` rejects with the signal's reason. */
  readonly signal: AbortSignal
  /** When nobody waits any more, on the clock of `performance.now()`: what can end before, ends before, with what it has. */
  readonly endsAt?: number
  /** Of the document, over all that is done with it in processes of our own. */
  readonly documentClock?: DocumentClock
  /** Whose turn it takes where documents are read in processes of our own. */
  readonly owner?: Owner
  readonly apiKey?: string
  readonly model?: string
  readonly baseUrl?: string
  /** Told of every answer that was billed, at once and whatever becomes of the request: what a provider reported is never lost. */
  readonly onBilled?: (usage: AiUsage, raw: unknown) => void
  /** Where the spans of the provider's calls belong; undefined where nothing is recorded. */
  readonly trace?: Trace | undefined
}

export interface EngineResult {
  readonly invoice: Invoice
  /** Values for the request's `schema`; null when it had none. */
  readonly custom: Record<string, unknown> | null
  /** Mirror of `invoice`; null when the engine knows nothing about its fields' origin. */
  readonly fields: FieldsOf<Invoice> | null
  /** 0 to 1 for the whole document; null when the engine cannot say. */
  readonly confidence: number | null
  readonly pages: number
  /** Of all calls that it took; `onBilled` was told of each. */
  readonly usage: AiUsage
  /** The provider's usage object as it came, for the audit trail; null where there is no provider. */
  readonly raw_usage: unknown
  readonly model: string | null
  /** How the offline engine read the document; null where a provider did. */
  readonly method: 'xml' | 'text' | 'ocr' | null
  /** What the engine could not do; an engine that knows of nothing leaves it out. */
  readonly warnings?: readonly Warning[]
}

/**
 * PORT: reads the invoice that a document carries as XML (Factur-X, ZUGFeRD, UBL, CII), exactly. Null where there is none that can be read;
 * throws `AppError` for what the document is to blame for.
 */
export interface EInvoiceReader {
  readEInvoice(
    request: Pick<ExtractionRequest, 'document' | 'schema' | 'signal' | 'owner' | 'endsAt' | 'documentClock'>,
  ): Promise<EngineResult | null>
}

/** What the pages say to an invoice that somebody read from them: to each value, and as a whole. */
export interface Examination {
  readonly fields: FieldsOf<Invoice>
  readonly warnings: readonly Warning[]
}

/**
 * PORT: the words of a document's pages with their places, for looking values up in them; with `ocr` also those of pages without a text of
 * their own. Rejects when the document cannot be opened within the limits, or too many wait.
 */
export interface PageWordsReader {
  readWords(request: Pick<ExtractionRequest, 'document' | 'signal' | 'owner' | 'endsAt'> & { readonly ocr: boolean }): Promise<PackedPages>
  /** What the words say to an invoice that somebody read from them. Rejects as above. */
  examine(words: PackedPages, invoice: Invoice, request: Pick<ExtractionRequest, 'signal' | 'owner' | 'endsAt'>): Promise<Examination>
}

/**
 * PORT: turns one validated document into an invoice. Throws `AppError` for what the document is to blame for, and the provider's own
 * error otherwise (the retry policy classifies it). An engine never retries by itself and keeps nothing between two calls.
 */
export interface ExtractionEngine {
  readonly name: EngineName
  extract(request: ExtractionRequest): Promise<EngineResult>
}
