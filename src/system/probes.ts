import type { JobWorker } from '../jobs/job-worker.ts'
import { toIso } from '../shared/clock.ts'
import type { TokenService } from '../tokens/token-service.ts'
import type { UpstreamBreaker } from '../tokens/upstream-breaker.ts'
import type { Probe } from './health.ts'

/** Capacity below this share of the day is worth a word. */
const LOW_CAPACITY = 0.1

export function tokenStoreProbe(tokens: TokenService): Probe {
  return async () => {
    const { pool, fallback, day } = await tokens.totals()
    const details = { total_tokens: pool.totalTokens, available_tokens: pool.availableTokens, available_capacity: pool.availableCapacity }
    const say = (issue: string) => ({ status: 'degraded' as const, issue, details })
    const resets = `The quota day ends at ${toIso(day.resetsAt)}.`
    if (pool.totalTokens === 0) {
      if (fallback.tokens > 0) return say(`No token is registered; ${fallback.tokens} fallback tokens of the token file are in use.`)
      return say('No token is registered: jobs wait. Add one with POST /tokens/add.')
    }
    if (pool.availableTokens === 0) {
      if (fallback.availableCapacity > 0)
        return say(`No token of the pool can serve; the token file still has ${fallback.availableCapacity} requests. ${resets}`)
      return say(
        `No token can serve: ${pool.totalTokens} are spent, excluded, disabled or expired (GET /tokens/status says which). ${resets}`,
      )
    }
    if (pool.availableCapacity < pool.maxDailyCapacity * LOW_CAPACITY) {
      return say(`Only ${pool.availableCapacity} of ${pool.maxDailyCapacity} requests are left today. ${resets}`)
    }
    return { status: 'healthy', details }
  }
}

export function jobRunnerProbe(worker: JobWorker, maxConcurrentJobs: number): Probe {
  return () => {
    const active = worker.activeRuns().length
    const details = { worker_id: worker.workerId, active_jobs: active, max_concurrent_jobs: maxConcurrentJobs }
    if (active < maxConcurrentJobs) return { status: 'healthy', details }
    return { status: 'degraded', issue: `All ${maxConcurrentJobs} job slots are in use; further jobs wait (MAX_CONCURRENT_JOBS).`, details }
  }
}

export function upstreamProbe(breaker: UpstreamBreaker): Probe {
  return () => {
    const state = breaker.state()
    if (!state.open) return { status: 'healthy', details: { breaker: 'closed' } }
    const next = state.until === null ? '' : ` The next probe is due at ${toIso(state.until)}.`
    return {
      status: 'degraded',
      issue: `The profile upstream fails with ${state.cause} for many tokens at once; jobs hold back and no token is blamed.${next}`,
      details: { breaker: 'open', cause: state.cause, tokens: state.tokens },
    }
  }
}
