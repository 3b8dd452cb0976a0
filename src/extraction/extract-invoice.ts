import type { AiUsage } from '../companies/ai-usage.ts'
import { refuse } from '../companies/company-key.ts'
import type { RecordUsage } from '../companies/record-usage.ts'
import { createUsageLedger, type UsageLedger } from '../companies/usage-ledger.ts'
import type { RetryLogEntry } from '../retry/retry-policy.ts'
import { AI_PROVIDERS, type ProviderName } from '../settings/ai-providers.ts'
import { toIso } from '../shared/clock.ts'
import { safeText } from '../shared/redact.ts'
import { checkCustomValues } from './custom-values.ts'
import { type Document, type DocumentLimits, invalidFile, type PdfInspector, readDocument } from './document/document.ts'
import type { EInvoiceReader, EngineName, EngineResult, ExtractionEngine, FieldsOf, JsonSchema, PageWordsReader } from './engine.ts'
import type { ExtractionCounters } from './extraction-counters.ts'
import { clientGone, deadlinePassed } from './extraction-errors.ts'
import type { Invoice } from './invoice.ts'
import { checkInvoice, type InvoiceCheck } from './invoice-checks.ts'
import { lookAtPages, type ProofSetting } from './look-at-pages.ts'
import type { Owner } from './processes/fair-queue.ts'
import { asFailure, type CallProviderParts, callProvider } from './providers/call-provider.ts'
import { firstRoute, newRun } from './providers/choose-route.ts'
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

export interface ExtractInvoiceParts extends CallProviderParts {
  readonly offlineEngine: ExtractionEngine & EInvoiceReader & PageWordsReader
  readonly proof: ProofSetting
  /** `first`: an invoice that a document carries as XML is read from there, whoever could read its pages. */
  readonly eInvoice: 'first' | 'provider'
  /** False under `offline: never`. */
  readonly offlineAllowed: boolean
  readonly inspector: PdfInspector
  readonly limits: DocumentLimits
  readonly timeoutSeconds: number
  readonly recordUsage: RecordUsage
  readonly counters: ExtractionCounters
}

interface Answer {
  readonly result: EngineResult
  readonly engine: EngineName
  readonly provider: ProviderName | null
  readonly attempts: number
  readonly retryLog: readonly RetryLogEntry[]
}

/**
 * The use case: validate the file, check the company's keys, choose one, extract, meter, answer. One deadline covers all of it. What was
 * billed is metered whatever became of the answer.
 */
export function createExtractInvoice(parts: ExtractInvoiceParts): ExtractInvoice {
  const { clock, counters } = parts
  return async input => {
    const startedAt = clock.now()
    const deadline = withDeadline(parts.timeoutSeconds, input.signal)
    const ledger = createUsageLedger()
    const owner = { key: input.caller, company: input.companyId }
    const endsAt = performance.now() + parts.timeoutSeconds * 1000
    counters.started()
    try {
      const document = await readDocument(input.file, parts.limits, parts.inspector, { owner, endsAt, signal: deadline.signal })
      const job = { ...input, owner, document, ledger, endsAt, signal: deadline.signal, deadline: startedAt + parts.timeoutSeconds * 1000 }
      const answer = await answerFor(parts, job)
      // Metered before the answer leaves: what a caller was told is on record.
      await meter(parts, input, ledger)
      counters.succeeded(answer.engine, answer.attempts)
      const extraction = extractionOf(input, answer, ledger, clock.now() - startedAt)
      logSuccess(parts, input, extraction)
      return extraction
    } catch (error) {
      await meter(parts, input, ledger)
      const failure = deadline.expired() ? deadlinePassed(parts.timeoutSeconds) : input.signal.aborted ? clientGone() : asFailure(error)
      counters.failed(failure.code)
      const facts = { request_id: input.requestId, company_id: input.companyId, code: failure.code, ms: clock.now() - startedAt }
      parts.logger.warn(facts, `Extraction for ${safeText(input.companyId, 50)} failed: ${failure.code}`)
      throw failure
    } finally {
      deadline.end()
    }
  }
}

type Job = Omit<ExtractionInput, 'file'> & { owner: Owner; document: Document; ledger: UsageLedger; endsAt: number; deadline: number }

async function answerFor(parts: ExtractInvoiceParts, job: Job): Promise<Answer> {
  const exact = carriesInvoice(parts, job.document) ? await readEInvoice(parts, job) : null
  // The XML knows nothing of a caller's own fields: where a provider reads those, the invoice is still the XML's.
  if (exact !== null && (job.schema === null || job.document.mediaType === 'application/xml')) return exact
  const run = newRun(parts, job)
  const first = await firstRoute(run)
  if (first === 'offline' || mustStayHere(parts, job.document)) return readOffline(parts, job)
  const look = exact === null ? lookAtPages(parts.offlineEngine, parts.proof, job) : null
  const answer = await callProvider(run, first)
  if (answer === 'offline') return { ...(await readOffline(parts, job)), attempts: run.log.length + 1, retryLog: run.log }
  const proven = look === null ? answer.result : await look.prove(answer.result)
  const result = exact === null ? proven : { ...exact.result, ...customOf(answer.result) }
  return { ...answer, result, engine: parts.engines[answer.provider].name }
}

/** No provider takes XML, so a file of it is read here in any case. */
function carriesInvoice({ eInvoice }: ExtractInvoiceParts, { mediaType, carriesFiles }: Document): boolean {
  return mediaType === 'application/xml' || (eInvoice === 'first' && carriesFiles)
}

/** After the company's keys were looked at, although none is called: a company without a usable key is refused here as anywhere. */
async function readEInvoice(
  parts: ExtractInvoiceParts,
  { companyId, document, schema, signal, owner, endsAt }: Job,
): Promise<Answer | null> {
  const choice = await parts.selectKey(companyId)
  if (choice.kind === 'refused') throw refuse(choice.code)
  if (choice.kind === 'exhausted') throw refuse('TOKEN_UNAVAILABLE')
  const result = await parts.offlineEngine.readEInvoice({ document, signal, owner, endsAt, ...(schema === null ? {} : { schema }) })
  if (result !== null) return { result, engine: parts.offlineEngine.name, provider: null, attempts: 1, retryLog: [] }
  if (document.mediaType === 'application/xml') throw invalidFile('unprocessable', 'The XML is neither a UBL nor a CII invoice.')
  return null
}

function customOf({ custom, usage, raw_usage, model }: EngineResult): Pick<EngineResult, 'custom' | 'usage' | 'raw_usage' | 'model'> {
  return { custom, usage, raw_usage, model }
}

/** No provider reads TIFF: such a scan is read here, where the operator lets it. */
function mustStayHere(parts: ExtractInvoiceParts, document: Document): boolean {
  if (document.mediaType !== 'image/tiff') return false
  if (parts.offlineAllowed) return true
  throw invalidFile('unsupported_type', 'The AI providers do not read TIFF. Please send a PDF, PNG, JPEG or WebP file.')
}

async function readOffline(parts: ExtractInvoiceParts, job: Job): Promise<Answer> {
  const { document, schema, signal, owner, endsAt } = job
  const result = await parts.offlineEngine.extract({ document, signal, owner, endsAt, ...(schema === null ? {} : { schema }) })
  return { result, engine: parts.offlineEngine.name, provider: null, attempts: 1, retryLog: [] }
}

async function meter(parts: ExtractInvoiceParts, input: ExtractionInput, ledger: UsageLedger): Promise<void> {
  for (const record of ledger.records({ ...input, requestId: input.usageId }, toIso(parts.clock.now()))) await parts.recordUsage(record)
}

function logSuccess({ logger }: ExtractInvoiceParts, { requestId, companyId }: ExtractionInput, { meta }: Extraction): void {
  const { engine, model, attempts, pages, duration_ms, usage } = meta
  const tokens = usage.input_tokens + usage.output_tokens
  logger.info(
    { request_id: requestId, company_id: companyId, engine, model, attempts, pages, ms: duration_ms, tokens },
    `Invoice extracted for ${safeText(companyId, 50)} (${model ?? engine}, ${pages} page(s), ${attempts} attempt(s), ${tokens} AI tokens, ${duration_ms} ms)`,
  )
}

function extractionOf(input: ExtractionInput, answer: Answer, ledger: UsageLedger, durationMs: number): Extraction {
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
