import type { CompanyStore } from '../companies/company-store.ts'
import type { OutboxStats } from '../companies/usage-outbox.ts'
import type { ExtractionStats } from '../extraction/extraction-counters.ts'
import type { HeldUp } from '../jobs/run/job-run.ts'
import type { JobWorker } from '../jobs/run/job-worker.ts'
import type { BulkQueueStats } from '../logging/bulk-queue.ts'
import { SlowStoreError, StoreUnavailableError } from '../shared/app-error.ts'
import { toIso } from '../shared/clock.ts'
import { safeText } from '../shared/redact.ts'
import type { StoreTime } from '../shared/store-time.ts'
import type { TokenService } from '../tokens/token-service.ts'
import type { UpstreamBreaker } from '../tokens/upstream-breaker.ts'
import { type ComponentHealth, type Probe, STANDSTILLS } from './health.ts'

/** A harmless shortage. */
const SLOTS_COST = 5
/** Capacity below this share of the day is worth a word. */
const LOW_CAPACITY = 0.1
/** Crashes that cost more than this share of the day's pool are worth a word. */
const MUCH_WRITTEN_OFF = 0.01

export function tokenStoreProbe(tokens: TokenService): Probe {
  return async () => {
    const { pool, fallback, day, writtenOff } = await tokens.totals()
    const { totalTokens, availableTokens, availableCapacity } = pool
    const details = {
      total_tokens: totalTokens,
      available_tokens: availableTokens,
      available_capacity: availableCapacity,
      written_off_today: writtenOff,
    }
    const say = (issue: string) => ({ status: 'degraded' as const, issue, details })
    const halted = (reason: string) => ({ ...say(`${STANDSTILLS.fetching}: ${reason}`), standstill: 'fetching' as const })
    const resets = `The quota day ends at ${toIso(day.resetsAt)}.`
    if (pool.totalTokens === 0) {
      if (fallback.availableCapacity > 0)
        return say(`No token is registered; ${fallback.tokens} fallback tokens of the token file are in use.`)
      if (fallback.tokens > 0)
        return halted(`no token is registered, and none of the ${fallback.tokens} of the token file can serve. ${resets}`)
      return halted('no token is registered. Add one with POST /tokens/add, or list some in the token file.')
    }
    if (pool.availableTokens === 0) {
      const why = await tokens.whyNoneServes()
      if (fallback.availableCapacity > 0)
        return say(`No token of the pool can serve (${why}); the token file still has ${fallback.availableCapacity} requests. ${resets}`)
      return halted(`no token can serve: ${why} (GET /tokens/status says more of each). ${resets}`)
    }
    if (pool.availableCapacity < pool.maxDailyCapacity * LOW_CAPACITY) {
      return say(`Only ${pool.availableCapacity} of ${pool.maxDailyCapacity} requests are left today. ${resets}`)
    }
    if (writtenOff > pool.maxDailyCapacity * MUCH_WRITTEN_OFF)
      return say(
        `${writtenOff} of ${pool.maxDailyCapacity} requests of the day are written off: killed processes may have sent them. ${resets}`,
      )
    return { status: 'healthy', details }
  }
}

/** A clock that is off by more than this is worth a word: NTP keeps it within milliseconds. */
const MUCH_SKEW_MS = 2_000
/** From here on two clocks never agree on the day, or hardly. */
const HALF_A_DAY_MS = 43_200_000

/** Adds what a clock that differs from the store's time costs. */
export function withClock(probe: Probe, time: StoreTime): Probe {
  return async () => {
    const found = await probe()
    const { provenMs, atMostMs, against } = time.skew()
    const details = { ...found.details, clock_skew_ms: Math.round(provenMs) }
    if (Math.abs(provenMs) <= MUCH_SKEW_MS) return { ...found, details }
    const isHalted = atMostMs >= HALF_A_DAY_MS
    const seconds = (ms: number) => Math.round(Math.abs(ms) / 100) / 10
    const skew = `clock is ${seconds(provenMs)} s ${provenMs > 0 ? 'ahead of' : 'behind'} the time ${against}`
    const issue = isHalted
      ? `${STANDSTILLS.fetching}: this process's ${skew}, and no call is made while the two do not agree on the day. Set the clocks (NTP).`
      : `This process's ${skew}: no call is made for ${seconds(atMostMs)} s before and after each reset. Set the clocks (NTP).`
    return {
      ...found,
      ...(isHalted ? { standstill: 'fetching' as const } : {}),
      status: found.status === 'healthy' ? 'degraded' : found.status,
      issue: found.issue === undefined ? issue : isHalted ? `${issue} ${found.issue}` : `${found.issue} ${issue}`,
      details,
    }
  }
}

export function heldUpRuns(worker: JobWorker): HeldUp[] {
  return worker.activeRuns().flatMap(run => run.heldUp() ?? [])
}

/** A store that can be read and takes no writes looks well to everybody but the lanes: a lock of another program, a full disk, a right that was withdrawn. */
function heldUpFinding(heldUp: readonly HeldUp[], active: number): Pick<ComponentHealth, 'status' | 'standstill' | 'issue'> {
  const { since, cause } = heldUp.reduce((oldest, each) => (each.since < oldest.since ? each : oldest))
  const why = cause === null ? '' : ` (${safeText(cause, 500)})`
  const words = `the store takes no writes (the first that waits has done so since ${toIso(since)})${why}. What was fetched is kept in memory, and all goes on by itself.`
  // Others write all the same.
  if (heldUp.length < active) return { status: 'degraded', issue: `${heldUp.length} of ${active} running jobs are held up: ${words}` }
  return { status: 'degraded', standstill: 'fetching', issue: `${STANDSTILLS.fetching}: ${words}` }
}

export function jobRunnerProbe(worker: JobWorker, maxConcurrentJobs: number): Probe {
  return () => {
    const active = worker.activeRuns().length
    const heldUp = heldUpRuns(worker)
    const details = {
      worker_id: worker.workerId,
      active_jobs: active,
      held_up_jobs: heldUp.length,
      max_concurrent_jobs: maxConcurrentJobs,
    }
    if (heldUp.length > 0) return { ...heldUpFinding(heldUp, active), details }
    if (active < maxConcurrentJobs) return { status: 'healthy', details }
    // The service does all it was told to do: nothing limps.
    const slots = maxConcurrentJobs === 1 ? 'The only job slot is' : `All ${maxConcurrentJobs} job slots are`
    const issue = `${slots} in use; further jobs wait (MAX_CONCURRENT_JOBS).`
    return { status: 'healthy', cost: SLOTS_COST, issue, details }
  }
}

export function upstreamProbe(breaker: UpstreamBreaker): Probe {
  return () => {
    const state = breaker.state()
    if (!state.open) return { status: 'healthy', details: { breaker: 'closed' } }
    const next = state.until === null ? '' : ` The next probe is due at ${toIso(state.until)}.`
    return {
      status: 'unhealthy',
      standstill: 'fetching',
      issue: `${STANDSTILLS.fetching}: the profile upstream fails: ${state.evidence} Jobs hold back, and no token is blamed.${next}`,
      details: { breaker: 'open', evidence: state.evidence, since: state.since === null ? null : toIso(state.since) },
    }
  }
}

/** Adds what an operator should know although nothing is broken; a finding of the probe's own comes first. */
export function withNote(probe: Probe, note: string | null): Probe {
  return async (): Promise<ComponentHealth> => {
    const found = await probe()
    return note === null || found.issue !== undefined ? found : { ...found, issue: note }
  }
}

/** What somebody else than the probe has found. */
export interface Finding {
  readonly words: string
  /** It limits the component; otherwise it is for an operator to know in time. */
  readonly isBroken: boolean
}

/** Adds what was found beside the probe, whose own words come first. */
export function withFindings(probe: Probe, findings: () => readonly Finding[]): Probe {
  return async () => {
    const result = await probe()
    const found = findings()
    if (found.length === 0) return result
    const issue = [...(result.issue === undefined ? [] : [result.issue]), ...found.map(({ words }) => words)].join(' ')
    const isLimited = result.status === 'healthy' && found.some(({ isBroken }) => isBroken)
    return { ...result, issue, ...(isLimited ? { status: 'degraded' as const } : {}) }
  }
}

export function companyStoreProbe(store: CompanyStore): Probe {
  return async () => {
    try {
      const missing = await store.ping()
      if (missing === null) return { status: 'healthy' }
      return { status: 'degraded', issue: `The company database (TokenMaster) is not complete: ${missing}.` }
    } catch (error) {
      if (error instanceof SlowStoreError)
        return {
          status: 'degraded',
          issue: `The company database (TokenMaster) answers slowly (${safeText(error.message, 500)}): extractions wait for it.`,
        }
      const cause = error instanceof StoreUnavailableError && error.cause instanceof Error ? ` (${safeText(error.cause.message, 500)})` : ''
      return {
        status: 'degraded',
        issue: `The company database (TokenMaster) is out of reach${cause}: extractions run on the fallback, usage waits in the local outbox.`,
      }
    }
  }
}

/** More failures than successes, once there is enough to judge by. */
const JUDGED_FROM = 10

/** @param troubles what fails at the providers, in words */
export function extractionProbe(stats: () => ExtractionStats, troubles: () => readonly string[] = () => []): Probe {
  return () => {
    const { inFlight, succeeded, failedByCode } = stats()
    const failed = failedByCode.EXTRACTION_FAILED ?? 0
    const found = troubles()
    const details = { in_flight: inFlight, succeeded, provider_failures: failed, provider_troubles: found.length }
    const mostFail = failed >= JUDGED_FROM && failed > succeeded
    if (!mostFail && found.length === 0) return { status: 'healthy', details }
    const many = mostFail ? [`${failed} extractions failed at the AI provider since the start, ${succeeded} succeeded.`] : []
    return { status: 'degraded', issue: [...many, ...found].join(' '), details }
  }
}

export function outboxProbe(stats: () => OutboxStats): Probe {
  return () => {
    const { depth, delivered, storeReachable, inMemory, writeProblem } = stats()
    const details = { waiting: depth, delivered, in_memory: inMemory }
    if (inMemory > 0)
      return {
        status: 'degraded',
        issue: `${inMemory} usage rows are kept in memory only: the outbox in DATA_DIR cannot be written (${writeProblem}). Free space on its disk, or end the program that locks it, before the service is stopped.`,
        details,
      }
    if (storeReachable) return { status: 'healthy', details }
    return { status: 'degraded', issue: `${depth} usage rows wait in the local outbox for the company database.`, details }
  }
}

export function logQueueProbe(queues: () => readonly BulkQueueStats[]): Probe {
  return () => {
    const all = queues()
    const sum = (pick: (queue: BulkQueueStats) => number) => all.reduce((total, queue) => total + pick(queue), 0)
    const details = { depth: sum(q => q.depth), written: sum(q => q.written), dropped: sum(q => q.dropped) }
    if (all.every(queue => queue.healthy)) return { status: 'healthy', details }
    return {
      status: 'degraded',
      issue: 'Log rows cannot be written to the company database; what does not fit the queue is dropped.',
      details,
    }
  }
}
