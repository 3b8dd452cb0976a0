import type { AiUsage } from '../companies/ai-usage.ts'
import type { RecordUsage } from '../companies/record-usage.ts'
import { createUsageLedger, type UsageLedger } from '../companies/usage-ledger.ts'
import type { RetryLogEntry } from '../retry/retry-policy.ts'
import { AI_PROVIDERS } from '../settings/ai-providers.ts'
import { toIso } from '../shared/clock.ts'
import { safeText } from '../shared/redact.ts'
import { inStep, type Trace } from '../tracing/trace.ts'
import { type Answer, type AnswerDocumentParts, answerDocument, type Job } from './answer-document.ts'
import { checkCustomValues } from './custom-values.ts'
import { type DocumentLimits, type PdfInspector, readDocument } from './document/document.ts'
import type { EngineName, EngineResult, FieldsOf, JsonSchema } from './engine.ts'
import type { ExtractionCounters } from './extraction-counters.ts'
import { clientGone, deadlinePassed } from './extraction-errors.ts'
import type { Invoice } from './invoice.ts'
import { checkInvoice, type InvoiceCheck } from './invoice-checks.ts'
import type { DocumentClock } from './processes/document-clock.ts'
import { asFailure } from './providers/call-provider.ts'
import { needsReview } from './review.ts'
import type { Warning } from './warnings.ts'

export interface ExtractionInput {
  /** What the caller knows the request by; two of them may share one. */
  readonly requestId: string
  /** Under which its usage is counted once: this request's alone. */
  readonly usageId: string
  /** Name of the API key that sent it. */
  readonly caller: string
  readonly companyId: string
  readonly username: string
  readonly branch: string | null
  readonly licenceId: string | null
  /** Custom fields, already known to be expressible; null for none. */
  readonly schema: JsonSchema | null
  readonly file: Uint8Array
  /** Aborts when the client hangs up. */
  readonly signal: AbortSignal
  /** The request's span; undefined where nothing is recorded. */
  readonly trace?: Trace | undefined
}

export interface Extraction {
  readonly invoice: Invoice
  readonly custom: Record<string, unknown> | null
  readonly meta: {
    readonly request_id: string
    readonly engine: EngineName
    /** Null where the offline engine answered. */
    readonly provider: string | null
    readonly model: string | null
    readonly attempts: number
    readonly retry_log: readonly RetryLogEntry[]
    readonly pages: number
    readonly duration_ms: number
    readonly usage: AiUsage
    readonly checks: readonly InvoiceCheck[]
    readonly confidence: number | null
    readonly fields: FieldsOf<Invoice> | null
    readonly method: EngineResult['method']
    readonly warnings: readonly Warning[]
    /** True when a person should look. */
    readonly review: boolean
  }
}

export type ExtractInvoice = (input: ExtractionInput) => Promise<Extraction>

export interface ExtractInvoiceParts extends AnswerDocumentParts {
  readonly inspector: PdfInspector
  readonly limits: DocumentLimits
  readonly timeoutSeconds: number
  /** One for each document: what its processes may take by the clock. */
  readonly documentClock: () => DocumentClock
  readonly recordUsage: RecordUsage
  readonly counters: ExtractionCounters
}

/** The use case: validate the file, check the company's keys, choose one, extract, meter, answer. */
export function createExtractInvoice(parts: ExtractInvoiceParts): ExtractInvoice {
  return async input => {
    const { value: answer, ledger, durationMs } = await serveRequest(parts, input, job => answerDocument(parts, job))
    parts.counters.succeeded(answer.engine, answer.attempts)
    input.trace?.span.setAttribute('tokenwheel.extraction.engine', answer.engine)
    const extraction = extractionOf(input, answer, ledger, durationMs)
    logSuccess(parts, input, extraction, answer.keyId)
    return extraction
  }
}

/** What a request came to, metered already: what a caller is told is on record. */
interface Served<T> {
  readonly value: T
  readonly ledger: UsageLedger
  readonly durationMs: number
}

/** One deadline covers all of a request, from opening its file on. What was billed is metered whatever became of the answer. */
export async function serveRequest<T>(
  parts: ExtractInvoiceParts,
  input: ExtractionInput,
  work: (job: Job) => Promise<T>,
): Promise<Served<T>> {
  const { clock, counters, timeoutSeconds } = parts
  const startedAt = clock.now()
  const deadline = withDeadline(timeoutSeconds, input.signal)
  const { signal } = deadline
  const ledger = createUsageLedger()
  const owner = { key: input.caller, company: input.companyId }
  const endsAt = performance.now() + timeoutSeconds * 1000
  const times = { documentClock: parts.documentClock(), endsAt }
  counters.started()
  try {
    const document = await inStep(input.trace, 'read document', () =>
      readDocument(input.file, parts.limits, parts.inspector, { ...times, owner, signal, withWords: parts.proof !== 'off' }),
    )
    input.trace?.span.setAttributes({ 'tokenwheel.document.type': document.mediaType, 'tokenwheel.document.pages': document.pages })
    const value = await work({ ...input, ...times, owner, document, ledger, signal, deadline: startedAt + timeoutSeconds * 1000 })
    await meter(parts, input, ledger)
    return { value, ledger, durationMs: clock.now() - startedAt }
  } catch (error) {
    await meter(parts, input, ledger)
    const failure = deadline.expired() ? deadlinePassed(timeoutSeconds) : input.signal.aborted ? clientGone() : asFailure(error)
    counters.failed(failure.code)
    const facts = { request_id: input.requestId, company_id: input.companyId, code: failure.code, ms: clock.now() - startedAt }
    parts.logger.warn(facts, `Extraction for ${safeText(input.companyId, 50)} failed: ${failure.code}`)
    throw failure
  } finally {
    deadline.end()
  }
}

async function meter(parts: ExtractInvoiceParts, input: ExtractionInput, ledger: UsageLedger): Promise<void> {
  for (const record of ledger.records({ ...input, requestId: input.usageId }, toIso(parts.clock.now())))
    await inStep(input.trace, 'record usage', () => parts.recordUsage(record))
}

/** @param keyId of the company key that served: never the key itself */
export function logSuccess(parts: ExtractInvoiceParts, input: ExtractionInput, { meta }: Extraction, keyId: number | null): void {
  const { requestId, companyId } = input
  const { engine, provider, model, attempts, pages, duration_ms, usage } = meta
  const tokens = usage.input_tokens + usage.output_tokens
  const by = `${model ?? engine}${keyId === null ? '' : `, key ${keyId}`}`
  parts.logger.info(
    {
      request_id: requestId,
      company_id: companyId,
      token_id: keyId,
      provider: provider === null ? null : engine,
      engine,
      model,
      attempts,
      pages,
      ms: duration_ms,
      tokens,
    },
    `Invoice extracted for ${safeText(companyId, 50)} (${by}, ${pages} page(s), ${attempts} attempt(s), ${tokens} AI tokens, ${duration_ms} ms)`,
  )
}

export function extractionOf(input: ExtractionInput, answer: Answer, ledger: UsageLedger, durationMs: number): Extraction {
  const { result, engine, provider, attempts, retryLog } = answer
  const customWarnings = input.schema === null ? [] : checkCustomValues(input.schema, result.custom ?? {})
  const checks = checkInvoice(result.invoice)
  const warnings = [...(result.warnings ?? []), ...customWarnings]
  return {
    invoice: result.invoice,
    custom: result.custom,
    meta: {
      request_id: input.requestId,
      engine,
      provider: provider === null ? null : AI_PROVIDERS[provider].title,
      model: result.model,
      attempts,
      retry_log: retryLog,
      pages: result.pages,
      duration_ms: durationMs,
      usage: ledger.total(),
      checks,
      confidence: result.confidence,
      fields: result.fields,
      method: result.method,
      warnings,
      review: needsReview(result, warnings, checks),
    },
  }
}

/** One signal for the client's hanging up and for the deadline, and which of the two it was. A plain timer: it hardly ever fires. */
function withDeadline(seconds: number, client: AbortSignal) {
  const expiry = new AbortController()
  const timer = setTimeout(() => expiry.abort(deadlinePassed(seconds)), seconds * 1000)
  return {
    signal: AbortSignal.any([client, expiry.signal]),
    expired: () => expiry.signal.aborted,
    end: () => clearTimeout(timer),
  }
}
