import type { AiUsage } from '../../companies/ai-usage.ts'
import type { CompanyStore } from '../../companies/company-store.ts'
import type { KeyRests } from '../../companies/key-rests.ts'
import type { CompanyKey } from '../../companies/select-key.ts'
import type { UsageLedger } from '../../companies/usage-ledger.ts'
import type { RetryAttemptLog } from '../../retry/retry-attempt-log.ts'
import { RetryFailedError, type RetryLogEntry, type RetryPolicy } from '../../retry/retry-policy.ts'
import type { ProviderName } from '../../settings/ai-providers.ts'
import { AppError } from '../../shared/app-error.ts'
import { toIso } from '../../shared/clock.ts'
import { safeText } from '../../shared/redact.ts'
import type { Trace } from '../../tracing/trace.ts'
import type { Document } from '../document/document.ts'
import type { EngineResult, JsonSchema } from '../engine.ts'
import { extractionFailed } from '../extraction-errors.ts'
import type { Owner } from '../processes/fair-queue.ts'
import { type ChooseRouteParts, modelOf, nextRoute, placeOf, type RouteJob, type Run } from './choose-route.ts'
import { consequencesOf, type FailureReason } from './failure-reasons.ts'
import { classifyForRetry, ProviderError } from './provider-error.ts'
import type { ReadyKey } from './route.ts'

export interface ProviderJob extends RouteJob {
  readonly requestId: string
  readonly document: Document
  readonly schema: JsonSchema | null
  /** Whose turn it takes where a document is parted. */
  readonly owner?: Owner
  readonly ledger: UsageLedger
  /** Where the calls' spans belong. */
  readonly trace?: Trace | undefined
}

export interface ProviderAnswer {
  readonly result: EngineResult
  readonly provider: ProviderName
  /** TokenID of the key that served; null for the fallback's. */
  readonly keyId: number | null
  readonly retryLog: readonly RetryLogEntry[]
  /** HTTP calls made, the successful one included. */
  readonly attempts: number
}

export interface CallProviderParts extends ChooseRouteParts {
  readonly store: CompanyStore
  readonly rests: KeyRests
  readonly policy: RetryPolicy
  readonly retryAttempts: RetryAttemptLog
  readonly onCalled: OnCalled
}

/** `ok`, why the provider failed, or `none`: neither an answer nor a failure came in time. */
export type CallOutcome = FailureReason | 'ok' | 'none'
/** Told of each call of a provider. */
export type OnCalled = (provider: ProviderName, outcome: CallOutcome, durationMs: number) => void

type ProviderRun = Run<CallProviderParts, ProviderJob>

/** A key that answered 429 without saying for how long. A success ends the rest early. */
const RATE_LIMIT_REST_MS = 10_000
/** An account without quota or access: this does not change from one minute to the next, an operator's top-up should not wait for hours. */
const ACCOUNT_REST_MS = 15 * 60_000
/** Of the time that is left, what one call may take while another provider could take over: enough remains for that one. */
const SHARE_OF_TIME = 2 / 3

/**
 * Calls the providers until one answers. What a failure says of whom decides who is next (`failure-reasons.ts`): a dead key is blocked, one
 * without quota rests, a provider that fails is left for another at once; none of this costs a retry. When every key, then the fallback, has
 * failed, the retry policy repeats what may pass, one call at a time; when nothing may, the offline engine takes over where it is allowed to.
 */
export async function callProvider(run: ProviderRun, first: ReadyKey): Promise<ProviderAnswer | 'offline'> {
  const { parts, job, log } = run
  try {
    const { value } = await parts.policy.execute(
      async round => {
        let ready = round === 1 ? first : await again(run)
        for (;;) {
          const outcome = await callOnce(run, ready)
          if ('result' in outcome) return { result: outcome.result, provider: ready.provider, keyId: ready.keyId }
          ready = await takeOver(run, ready, outcome.error)
        }
      },
      { classify: error => (isHopeless(run) ? { retryable: false } : classifyForRetry(error)), signal: job.signal, deadline: job.deadline },
    )
    return { ...value, retryLog: log, attempts: log.length + 1 }
  } catch (thrown) {
    const error = thrown instanceof RetryFailedError ? thrown.cause : thrown
    if (parts.standIn.offline && !job.signal.aborted && mayStandIn(error)) return 'offline'
    throw error
  }
}

/** The offline engine may read it in the end, and what is left to repeat has failed others before: nobody waits for that. */
function isHopeless({ parts, repeatable }: ProviderRun): boolean {
  return parts.standIn.offline && repeatable.every(({ ready }) => parts.breakers.standing(ready.route) === 'last')
}

/** A document that every provider refuses is not served by another engine, and neither is a company whose keys may not be used. */
function mayStandIn(error: unknown): boolean {
  return error instanceof ProviderError ? error.fault !== 'document' : error instanceof AppError && error.kind === 'upstream_failed'
}

/** A further round: keys behind a failed address that were spared so far, else the failure that is the longest ago. */
async function again(run: ProviderRun): Promise<ReadyKey> {
  for (const [place, error] of run.failed) if (error.retryable) run.failed.delete(place)
  const spared = await nextRoute(run)
  if (spared === undefined) run.hasAlternative = false
  return spared ?? run.repeatable.shift()!.ready
}

async function callOnce(run: ProviderRun, ready: ReadyKey): Promise<{ result: EngineResult } | { error: unknown }> {
  const { parts, job } = run
  const { document, schema, ledger, owner } = job
  const trace = job.trace?.with({ 'tokenwheel.attempt': run.log.length + 1, 'tokenwheel.key.id': ready.route.key })
  const { clock } = parts
  const startedAt = clock.now()
  const optional = {
    ...(schema === null ? {} : { schema }),
    ...(ready.baseUrl === null ? {} : { baseUrl: ready.baseUrl }),
    ...(owner === undefined ? {} : { owner }),
  }
  const billed = { keyId: ready.keyId, provider: ready.engine.name, model: ready.model }
  const time = timeFor(run)
  parts.breakers.begins(ready.route)
  try {
    const onBilled = (usage: AiUsage, raw: unknown) => ledger.add(billed, usage, raw)
    const access = { apiKey: ready.key.apiKey, model: ready.model, onBilled }
    const result = await ready.engine.extract({ document, signal: time.signal, trace, ...access, ...optional })
    if (ready.keyId !== null) parts.rests.proved(ready.keyId, startedAt)
    parts.breakers.succeeded(ready.route)
    parts.onCalled(ready.provider, 'ok', clock.now() - startedAt)
    return { result }
  } catch (error) {
    noteFailure(run, ready, error)
    parts.onCalled(ready.provider, error instanceof ProviderError ? error.reason : 'none', clock.now() - startedAt)
    return { error }
  } finally {
    time.end()
  }
}

/** The request's own time, or a share of it where somebody else could still serve. */
function timeFor({ job, hasAlternative, parts: { clock } }: ProviderRun): { signal: AbortSignal; end: () => void } {
  if (!hasAlternative) return { signal: job.signal, end: () => {} }
  const [share, ended] = [new AbortController(), new AbortController()]
  const ms = Math.round(Math.max(0, job.deadline - clock.now()) * SHARE_OF_TIME)
  clock.sleep(ms, ended.signal).then(
    () => share.abort(new ProviderError('timeout', `no answer within ${Math.round(ms / 1000)} s`)),
    () => undefined,
  )
  return { signal: AbortSignal.any([job.signal, share.signal]), end: () => ended.abort() }
}

function noteFailure({ parts, job, log }: ProviderRun, { keyId, route, provider }: ReadyKey, error: unknown): void {
  const { breakers, clock } = parts
  // A refused request with a caller's own schema may be that schema's fault: it says nothing about others.
  if (error instanceof ProviderError && (job.schema === null || error.reason !== 'bad_request')) breakers.failed(route, error)
  else if (job.signal.aborted && clock.now() >= job.deadline) breakers.failed(route, new ProviderError('timeout', describe(error)))
  else breakers.abandoned(route)
  const { retryable } = classifyForRetry(error)
  const entry = { attempt: log.length + 1, error: describe(error), retryable, timestamp: toIso(clock.now()) }
  log.push(entry)
  const { attempt, timestamp } = entry
  parts.retryAttempts.record({
    ...{ requestId: job.requestId, keyId, companyId: job.companyId, provider, attempt, timestamp },
    errorMessage: entry.error,
    isRetryable: retryable,
  })
  const facts = { request_id: job.requestId, company_id: job.companyId, token_id: keyId, provider, attempt, retryable }
  parts.logger.warn(facts, `Extraction attempt ${attempt} failed: ${entry.error}`)
}

/** Does what follows from a failure and finds who is next. @throws the error for the retry policy to judge, when nobody is left */
async function takeOver(run: ProviderRun, ready: ReadyKey, error: unknown): Promise<ReadyKey> {
  if (run.job.signal.aborted || !(error instanceof ProviderError) || error.fault === 'document') throw error
  run.reason = error
  await punish(run, ready, error)
  const { reach, repeated } = consequencesOf(error.reason)
  if (reach !== 'key') run.failed.set(reach === 'address' ? placeOf(ready.route) : modelOf(ready.route), error)
  if (repeated) run.repeatable.push({ ready, error })
  const next = await nextRoute(run)
  if (next !== undefined) return next
  throw run.repeatable[0]?.error ?? run.reason
}

/** What is the key's or its account's own fault. */
async function punish(run: ProviderRun, { key, route }: ReadyKey, error: ProviderError): Promise<void> {
  const { parts } = run
  if (error.fault !== 'key' && error.fault !== 'account') return
  const asked = error.retryAfterMs
  const rest = error.reason === 'rate_limited' ? (asked ?? RATE_LIMIT_REST_MS) : Math.max(ACCOUNT_REST_MS, asked ?? 0)
  const until = parts.clock.now() + rest
  if (key.kind === 'fallback') parts.breakers.rest(route, until, error)
  else if (error.fault === 'account') parts.rests.rest(key, until, error.message)
  else await block(run, key, error)
}

async function block(run: ProviderRun, key: CompanyKey, error: ProviderError): Promise<void> {
  const { parts } = run
  const ids = { token_id: key.keyId, company_id: key.companyId }
  try {
    if (await parts.store.blockKey(key.keyId, key.storedKey)) {
      parts.logger.error(ids, `Company key ${key.keyId} is blocked: ${error.message}`)
      parts.rests.died(key, error.message)
    } else {
      parts.logger.warn(ids, `Company key ${key.keyId} was replaced or set aside while it was called: ${error.message}`)
      tryOnceMore(run, key.keyId)
    }
  } catch (failure) {
    // The store is away: at least this process leaves the key alone for a while.
    parts.logger.warn({ err: failure, token_id: key.keyId }, 'The rejected key could not be marked as Blocked')
    parts.rests.died(key, error.message)
    parts.rests.rest(key, parts.clock.now() + ACCOUNT_REST_MS, 'rejected by the provider')
  }
}

/** Its row has another secret by now, or is not usable: the next selection says which. Once a request, whoever goes on replacing it. */
function tryOnceMore({ tried, replaced }: ProviderRun, keyId: number): void {
  if (replaced.has(keyId)) return
  replaced.add(keyId)
  tried.splice(tried.indexOf(keyId), 1)
}

function describe(error: unknown): string {
  return safeText(error instanceof Error ? error.message : String(error), 1000)
}

/** What the caller is told when every attempt was in vain. */
export function asFailure(error: unknown): AppError {
  return error instanceof AppError ? error : extractionFailed(error)
}
