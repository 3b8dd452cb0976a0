import type { AiUsage } from '../../companies/ai-usage.ts'
import { refuse } from '../../companies/company-key.ts'
import type { CompanyStore } from '../../companies/company-store.ts'
import type { KeyRests } from '../../companies/key-rests.ts'
import type { CompanyKey, FallbackKey, KeyChoice, SelectKey } from '../../companies/select-key.ts'
import type { UsageLedger } from '../../companies/usage-ledger.ts'
import type { Logger } from '../../logging/logger.ts'
import type { RetryAttemptLog } from '../../retry/retry-attempt-log.ts'
import { RetryFailedError, type RetryLogEntry, type RetryPolicy } from '../../retry/retry-policy.ts'
import { type ProviderName, providerNamed } from '../../settings/ai-providers.ts'
import { AppError } from '../../shared/app-error.ts'
import { type Clock, toIso } from '../../shared/clock.ts'
import { safeText } from '../../shared/redact.ts'
import type { Document } from '../document/document.ts'
import type { EngineResult, ExtractionEngine, JsonSchema } from '../engine.ts'
import { extractionFailed, keysRest, unsupportedProvider } from '../extraction-errors.ts'
import type { Owner } from '../processes/fair-queue.ts'
import { classifyForRetry, ProviderError } from './provider-error.ts'

/** A chosen key with the engine that speaks to its provider. */
export interface ReadyKey {
  readonly key: CompanyKey | FallbackKey
  readonly keyId: number | null
  readonly provider: ProviderName
  readonly engine: ExtractionEngine
  readonly model: string
  /** Null: the provider's own. */
  readonly baseUrl: string | null
}

export interface ProviderJob {
  readonly companyId: string
  readonly document: Document
  readonly schema: JsonSchema | null
  /** Whose turn it takes where a document is parted. */
  readonly owner?: Owner
  /** Aborts with the deadline or the client. */
  readonly signal: AbortSignal
  /** Unix milliseconds. */
  readonly deadline: number
  readonly ledger: UsageLedger
}

export interface ProviderAnswer {
  readonly result: EngineResult
  readonly provider: ProviderName
  readonly retryLog: readonly RetryLogEntry[]
  /** HTTP calls made, the successful one included. */
  readonly attempts: number
}

export interface CallProviderParts {
  readonly selectKey: SelectKey
  readonly store: CompanyStore
  readonly rests: KeyRests
  readonly engines: Readonly<Record<ProviderName, ExtractionEngine>>
  readonly models: Readonly<Record<ProviderName, string>>
  readonly baseUrls: Readonly<Partial<Record<ProviderName, string | undefined>>>
  readonly defaultProvider: string
  readonly policy: RetryPolicy
  readonly retryAttempts: RetryAttemptLog
  /** The longest wait for a resting key, in milliseconds: the retry policy's cap. */
  readonly maxWaitMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** A key that answered 429 without saying for how long. A success ends the rest early. */
const RATE_LIMIT_REST_MS = 10_000
/** A key without quota: billing and daily limits do not change from one minute to the next, an operator's top-up should not wait for hours. */
const QUOTA_REST_MS = 15 * 60_000
/** While all keys rest, another request may prove one of them: looked at this often. */
const LOOK_AGAIN_MS = 1000

/**
 * The first key for a company, or what serves instead. Waits for a resting key only as long as a retry would.
 * @throws `otherwise` when the usable keys are all among `tried` (or, on the first choice, cannot be decrypted)
 */
export async function chooseKey(
  parts: CallProviderParts,
  job: Pick<ProviderJob, 'companyId' | 'signal' | 'deadline'>,
  tried: readonly number[] = [],
  otherwise?: unknown,
): Promise<Exclude<KeyChoice, { kind: 'resting' | 'exhausted' }>> {
  const { clock } = parts
  for (;;) {
    const choice = await parts.selectKey(job.companyId, tried)
    if (choice.kind === 'exhausted') throw otherwise ?? refuse('TOKEN_UNAVAILABLE')
    if (choice.kind !== 'resting') return choice
    const wait = choice.until - clock.now()
    if (wait > parts.maxWaitMs || clock.now() + wait >= job.deadline) throw keysRest(wait)
    await clock.sleep(Math.min(Math.max(wait, 1), LOOK_AGAIN_MS), job.signal)
  }
}

/**
 * Calls the provider through the retry policy. A rejected key is blocked, one without quota rests, and the company's next key takes over at
 * once, which costs no retry; every other transient failure is repeated on the same key.
 */
export async function callProvider(parts: CallProviderParts, job: ProviderJob, first: CompanyKey | FallbackKey): Promise<ProviderAnswer> {
  const run: Run = { parts, job, tried: idOf(first), log: [] }
  let current = makeReady(parts, first) ?? (await nextKey(run, unsupportedProvider(first)))
  try {
    const { value } = await parts.policy.execute(
      async () => {
        for (;;) {
          const outcome = await callOnce(run, current)
          if ('result' in outcome) return outcome.result
          current = await takeOver(run, current, outcome.error)
        }
      },
      { classify: classifyForRetry, signal: job.signal, deadline: job.deadline },
    )
    return { result: value, provider: current.provider, retryLog: run.log, attempts: run.log.length + 1 }
  } catch (error) {
    throw error instanceof RetryFailedError ? error.cause : error
  }
}

/** One request's way through the keys. */
interface Run {
  readonly parts: CallProviderParts
  readonly job: ProviderJob
  /** Keys that were chosen already. */
  readonly tried: number[]
  /** One entry per failed call. */
  readonly log: RetryLogEntry[]
}

async function callOnce(run: Run, ready: ReadyKey): Promise<{ result: EngineResult } | { error: unknown }> {
  const { parts, job } = run
  const { document, schema, signal, ledger, owner } = job
  const startedAt = parts.clock.now()
  const optional = {
    ...(schema === null ? {} : { schema }),
    ...(ready.baseUrl === null ? {} : { baseUrl: ready.baseUrl }),
    ...(owner === undefined ? {} : { owner }),
  }
  const billed = { keyId: ready.keyId, provider: ready.engine.name, model: ready.model }
  try {
    const onBilled = (usage: AiUsage, raw: unknown) => ledger.add(billed, usage, raw)
    const access = { apiKey: ready.key.apiKey, model: ready.model, onBilled }
    const result = await ready.engine.extract({ document, signal, ...access, ...optional })
    if (ready.keyId !== null) parts.rests.proved(ready.keyId, startedAt)
    return { result }
  } catch (error) {
    noteFailure(run, ready, error)
    return { error }
  }
}

function noteFailure({ parts, job, log }: Run, { keyId }: ReadyKey, error: unknown): void {
  const { retryable } = classifyForRetry(error)
  const entry = { attempt: log.length + 1, error: describe(error), retryable, timestamp: toIso(parts.clock.now()) }
  log.push(entry)
  const { attempt, timestamp } = entry
  parts.retryAttempts.record({
    ...{ keyId, companyId: job.companyId, attempt, timestamp },
    errorMessage: entry.error,
    isRetryable: retryable,
  })
  parts.logger.warn({ token_id: keyId, attempt, retryable }, `Extraction attempt ${attempt} failed: ${entry.error}`)
}

/** The company's next key that can be called. @throws `otherwise` or a refusal when there is none */
async function nextKey({ parts, job, tried }: Run, otherwise: unknown): Promise<ReadyKey> {
  let reason = otherwise
  for (;;) {
    const choice = await chooseKey(parts, job, tried, reason)
    if (choice.kind === 'offline') throw reason
    tried.push(...idOf(choice))
    const ready = makeReady(parts, choice)
    if (ready !== undefined) return ready
    reason = unsupportedProvider(choice)
    if (choice.kind === 'fallback') throw reason
  }
}

/** Punishes the key for what is its own fault and finds the next one. @throws the error itself when it is no reason to change keys */
async function takeOver(run: Run, { key }: ReadyKey, error: unknown): Promise<ReadyKey> {
  const { parts, job, tried } = run
  if (job.signal.aborted || !(error instanceof ProviderError) || key.kind !== 'company') throw error
  if (error.reason === 'invalid_key') {
    await block(parts, key)
    return nextKey(run, error)
  }
  if (error.reason !== 'quota' && error.reason !== 'rate_limited') throw error
  const rest = error.reason === 'quota' ? Math.max(QUOTA_REST_MS, error.retryAfterMs ?? 0) : (error.retryAfterMs ?? RATE_LIMIT_REST_MS)
  parts.rests.rest(key, parts.clock.now() + rest, error.message)
  const choice = await parts.selectKey(job.companyId, tried).catch(() => undefined)
  // No other key: the policy waits and repeats on this one, if that makes sense at all.
  if (choice?.kind !== 'company') throw error
  tried.push(choice.keyId)
  return makeReady(parts, choice) ?? nextKey(run, error)
}

async function block(parts: CallProviderParts, key: CompanyKey): Promise<void> {
  parts.logger.error({ token_id: key.keyId, company_id: key.companyId }, `Company key ${key.keyId} is blocked: the provider rejects it`)
  try {
    await parts.store.blockKey(key.keyId, key.storedKey)
  } catch (error) {
    // The store is away: at least this process leaves the key alone for a while.
    parts.logger.warn({ err: error, token_id: key.keyId }, 'The rejected key could not be marked as Blocked')
    parts.rests.rest(key, parts.clock.now() + QUOTA_REST_MS, 'rejected by the provider')
  }
}

function makeReady(parts: CallProviderParts, key: CompanyKey | FallbackKey): ReadyKey | undefined {
  const provider = providerNamed(key.provider === '' ? parts.defaultProvider : key.provider)
  if (provider === undefined) {
    parts.logger.error({ token_id: idOf(key)[0] ?? null }, `The provider "${safeText(key.provider, 50)}" of a key is not supported`)
    return undefined
  }
  const model = key.model ?? parts.models[provider]
  const keyId = key.kind === 'company' ? key.keyId : null
  return {
    key,
    keyId,
    provider,
    engine: parts.engines[provider],
    model,
    baseUrl: (key.kind === 'company' ? key.baseUrl : null) ?? parts.baseUrls[provider] ?? null,
  }
}

function idOf(key: CompanyKey | FallbackKey): number[] {
  return key.kind === 'company' ? [key.keyId] : []
}

function describe(error: unknown): string {
  return safeText(error instanceof Error ? error.message : String(error), 1000)
}

/** What the caller is told when every attempt was in vain. */
export function asFailure(error: unknown): AppError {
  return error instanceof AppError ? error : extractionFailed(error)
}
