import { refuse } from '../companies/company-key.ts'
import type { UsageLedger } from '../companies/usage-ledger.ts'
import type { RetryLogEntry } from '../retry/retry-policy.ts'
import type { ProviderName } from '../settings/ai-providers.ts'
import { inStep, type Trace } from '../tracing/trace.ts'
import { type Document, heicNotRead, invalidFile } from './document/document.ts'
import type { EInvoiceReader, EngineName, EngineResult, ExtractionEngine, JsonSchema, PageWordsReader } from './engine.ts'
import { lookAtPages, type ProofSetting } from './look-at-pages.ts'
import type { DocumentClock } from './processes/document-clock.ts'
import type { Owner } from './processes/fair-queue.ts'
import { type CallProviderParts, callProvider } from './providers/call-provider.ts'
import { firstRoute, newRun } from './providers/choose-route.ts'

export interface AnswerDocumentParts extends CallProviderParts {
  readonly offlineEngine: ExtractionEngine & EInvoiceReader & PageWordsReader
  readonly proof: ProofSetting
  /** `first`: an invoice that a document carries as XML is read from there, whoever could read its pages. */
  readonly eInvoice: 'first' | 'provider'
  /** False under `offline: never`. */
  readonly offlineAllowed: boolean
}

/** One document to be read, for one company, in the time that is left. */
export interface Job {
  readonly requestId: string
  readonly companyId: string
  readonly schema: JsonSchema | null
  readonly document: Document
  readonly owner: Owner
  readonly ledger: UsageLedger
  readonly signal: AbortSignal
  /** The document's. */
  readonly documentClock: DocumentClock
  /** On the clock of `performance.now()`. */
  readonly endsAt: number
  /** Unix milliseconds. */
  readonly deadline: number
  /** Undefined where nothing is recorded. */
  readonly trace?: Trace | undefined
}

export interface Answer {
  readonly result: EngineResult
  readonly engine: EngineName
  readonly provider: ProviderName | null
  /** Of the company key that served; null where none did. */
  readonly keyId: number | null
  readonly attempts: number
  readonly retryLog: readonly RetryLogEntry[]
}

/** Who reads a document, in this order: its own XML, a provider, the offline engine; each as far as the settings and the company's keys let it. */
export async function answerDocument(parts: AnswerDocumentParts, job: Job): Promise<Answer> {
  const exact = carriesInvoice(parts, job.document) ? await inStep(job.trace, 'read e-invoice', () => readEInvoice(parts, job)) : null
  // The XML knows nothing of a caller's own fields: where a provider reads those, the invoice is still the XML's.
  if (exact !== null && (job.schema === null || job.document.mediaType === 'application/xml')) return exact
  const run = newRun(isReadHere(job.document) ? parts : { ...parts, standIn: { ...parts.standIn, offline: false } }, job)
  const first = await inStep(job.trace, 'choose key', () => firstRoute(run))
  if (first === 'offline' || mustStayHere(parts, job.document)) return readOffline(parts, job)
  const look = exact === null ? lookAtPages(parts.offlineEngine, parts.proof, job) : null
  const answer = await callProvider(run, first)
  if (answer === 'offline') return { ...(await readOffline(parts, job)), attempts: run.log.length + 1, retryLog: run.log }
  const proven = look === null ? answer.result : await inStep(job.trace, 'prove', () => look.prove(answer.result))
  const result = exact === null ? proven : { ...exact.result, ...customOf(answer.result) }
  return { ...answer, result, engine: parts.engines[answer.provider].name }
}

/** No provider takes XML, so a file of it is read here in any case. */
function carriesInvoice({ eInvoice }: AnswerDocumentParts, { mediaType, carriesFiles }: Document): boolean {
  return mediaType === 'application/xml' || (eInvoice === 'first' && carriesFiles)
}

export async function readEInvoice(parts: AnswerDocumentParts, { companyId, schema, ...job }: Job): Promise<Answer | null> {
  await requireUsableKey(parts, companyId)
  const { document } = job
  const result = await parts.offlineEngine.readEInvoice({ ...requestOf(job), ...(schema === null ? {} : { schema }) })
  if (result !== null) return { result, engine: parts.offlineEngine.name, provider: null, keyId: null, attempts: 1, retryLog: [] }
  if (document.mediaType === 'application/xml') throw invalidFile('unprocessable', 'The XML is neither a UBL nor a CII invoice.')
  return null
}

/** Before work that calls no key: a company without a usable one is refused here as anywhere. */
export async function requireUsableKey({ selectKey }: AnswerDocumentParts, companyId: string): Promise<void> {
  const choice = await selectKey(companyId)
  if (choice.kind === 'refused') throw refuse(choice.code)
  if (choice.kind === 'exhausted') throw refuse('TOKEN_UNAVAILABLE')
}

function customOf({ custom, usage, raw_usage, model }: EngineResult): Pick<EngineResult, 'custom' | 'usage' | 'raw_usage' | 'model'> {
  return { custom, usage, raw_usage, model }
}

/** No provider reads TIFF: such a scan is read here, where the operator lets it. */
function mustStayHere(parts: AnswerDocumentParts, document: Document): boolean {
  if (document.mediaType !== 'image/tiff') return false
  if (parts.offlineAllowed) return true
  throw invalidFile('unsupported_type', 'The AI providers do not read TIFF. Please send a PDF, PNG, JPEG or WebP file.')
}

/** HEIC has no decoder here: the offline engine neither reads it nor stands in for who does. */
function isReadHere({ mediaType }: Document): boolean {
  return mediaType !== 'image/heic'
}

async function readOffline(parts: AnswerDocumentParts, job: Job): Promise<Answer> {
  if (!isReadHere(job.document)) throw heicNotRead()
  const result = await inStep(job.trace, 'read offline', async inside => {
    const read = await parts.offlineEngine.extract({ ...requestOf(job), ...(job.schema === null ? {} : { schema: job.schema }) })
    inside?.span.setAttribute('tokenwheel.extraction.method', read.method ?? '')
    return read
  })
  return { result, engine: parts.offlineEngine.name, provider: null, keyId: null, attempts: 1, retryLog: [] }
}

function requestOf({ document, signal, owner, documentClock, endsAt }: Omit<Job, 'requestId' | 'companyId' | 'schema'>) {
  return { document, signal, owner, documentClock, endsAt }
}
