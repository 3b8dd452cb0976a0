import { randomUUID } from 'node:crypto'
import type { Tracer } from '@opentelemetry/api'
import type { RoutePlugin } from './http/server.ts'
import { createCallbacks } from './jobs/callbacks/callbacks.ts'
import { eventsRoutes } from './jobs/events.routes.ts'
import { createJobEvents, type JobEvents } from './jobs/job-events.ts'
import { viewResult } from './jobs/job-views.ts'
import { jobsRoutes } from './jobs/jobs.routes.ts'
import { createJobsService } from './jobs/jobs-service.ts'
import { createOutlooks } from './jobs/outlook.ts'
import { planRoutes } from './jobs/plan.routes.ts'
import { resultsRoutes } from './jobs/results.routes.ts'
import { createCapacitySignal } from './jobs/run/capacity-signal.ts'
import { createJobWorker, type JobWorker } from './jobs/run/job-worker.ts'
import { createSubmitBatch } from './jobs/submit/submit-batch.ts'
import type { Logger } from './logging/logger.ts'
import { createErasePerson, type Traces } from './profiles/erase-person.ts'
import { createHttpProfileProvider } from './profiles/http-profile-provider.ts'
import { type CallLabels, observeLatency } from './profiles/observed-latency.ts'
import { createProfileAvailability } from './profiles/profile-availability.ts'
import type { ProfileProvider } from './profiles/profile-provider.ts'
import { profilesRoutes } from './profiles/profiles.routes.ts'
import { createSuppressions, NOBODY_SUPPRESSED, withoutSuppressed } from './profiles/suppressions.ts'
import type { RetryAttemptLog } from './retry/retry-attempt-log.ts'
import type { RetryPolicy } from './retry/retry-policy.ts'
import type { Settings } from './settings/settings.ts'
import type { Clock } from './shared/clock.ts'
import { ERASED } from './shared/erase-text.ts'
import type { ErrorType } from './shared/error-types.ts'
import type { DurationsOfKind } from './shared/histogram.ts'
import type { QuotaDay } from './shared/quota-day.ts'
import { noStoreTime, type StoreTime } from './shared/store-time.ts'
import { Tally } from './shared/tally.ts'
import type { StopSteps } from './stop-steps.ts'
import type { BatchStores } from './storage/stores.ts'
import { createAnnouncedCalls } from './tokens/announced-calls.ts'
import type { CallJournal } from './tokens/call-journal.ts'
import { createFallbackTokens, type FallbackTokens } from './tokens/fallback-tokens.ts'
import { HeldBlocks } from './tokens/held-blocks.ts'
import { createHourWindows } from './tokens/hour-window.ts'
import { createRevocationWatch } from './tokens/revocation-watch.ts'
import { tokenRoutes } from './tokens/token.routes.ts'
import type { Exclusion } from './tokens/token.ts'
import { TokenOutcomes } from './tokens/token-outcomes.ts'
import { createTokenService, type TokenService } from './tokens/token-service.ts'
import { createTokenWheel } from './tokens/token-wheel.ts'
import { tokensRoutes } from './tokens/tokens.routes.ts'
import { type BreakerState, createUpstreamBreaker, type UpstreamBreaker } from './tokens/upstream-breaker.ts'

export interface BatchParts {
  readonly settings: Pick<Settings, 'app' | 'TOKEN_FILE' | 'CALLBACK_SECRET' | 'MAX_CONCURRENT_JOBS'>
  /** Not closed here. */
  readonly stores: Pick<BatchStores, 'tokens' | 'jobs' | 'profiles'> & Partial<Pick<BatchStores, 'suppressions' | 'calls'>>
  /** What else an erasure has to reach. */
  readonly traces?: Traces
  readonly journal: CallJournal
  readonly retry: RetryPolicy
  readonly retryAttempts: RetryAttemptLog
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  /** What the clock is compared with. Default: nothing. */
  readonly storeTime?: StoreTime
  readonly logger: Logger
  /** The upstream. Default: the HTTP API that the settings describe. */
  readonly provider?: ProfileProvider
  /** Default: the tokens of TOKEN_FILE. */
  readonly fallback?: FallbackTokens
  /** In [0, 1): which of equal tokens is chosen. */
  readonly random?: () => number
  /** Where the spans of runs and calls go. Default: none is made. */
  readonly tracer?: Tracer | undefined
  /** For benches and tests only: lets jobs run with less than the contract's 0.5 seconds between calls. */
  readonly minDelaySeconds?: number | undefined
  /** For tests only: announces calls of fewer lanes than would be worth it. */
  readonly callsAWrite?: number | undefined
}

/** What this process has done since its start. */
export interface BatchCounts {
  readonly upstreamCalls: readonly DurationsOfKind<CallLabels>[]
  readonly breakerOpenings: number
  readonly exclusions: readonly (readonly [reason: Exclusion['reason'], count: number])[]
  readonly results: readonly (readonly [errorType: ErrorType | 'none', count: number])[]
  /** Calls beyond the first of the addresses that have got their result. */
  readonly retries: number
}

/** Batch profile fetching, wired: the pool of tokens, the jobs and what runs them. */
export interface Batch {
  readonly worker: JobWorker
  readonly breaker: UpstreamBreaker
  readonly events: JobEvents
  readonly tokens: TokenService
  counts(): BatchCounts
  /** `/jobs`, `/tokens` and `/profiles`. */
  readonly routes: readonly RoutePlugin[]
  start(): Promise<void>
  /** No new job; lanes finish their address. While the server still answers, so that callers see it happen. */
  stopJobs(): Promise<void>
  /** After the server is closed. */
  readonly stopSteps: StopSteps
}

/** How long lanes may take to finish their address at stop. With the drains after it, a stop stays below 10 seconds. */
const STOP_GRACE_MS = 6_000
const DAY_MS = 86_400_000
/** Where nothing else is stored. */
const NO_TRACES: Traces = { holds: async () => false, erase: async () => {}, settle: () => true }

export function composeBatch(parts: BatchParts): Batch {
  const { stores, journal, clock, quotaDay, retry, retryAttempts, logger, storeTime = noStoreTime } = parts
  const { app, TOKEN_FILE, CALLBACK_SECRET, MAX_CONCURRENT_JOBS } = parts.settings
  const { rotation } = app
  const { tokens: store, jobs, profiles } = stores
  const component = (module: string) => logger.child({ module })

  const fallback = parts.fallback ?? createFallbackTokens({ file: TOKEN_FILE, store, clock, dailyLimit: rotation.daily_limit })
  const suppressions =
    stores.suppressions === undefined
      ? NOBODY_SUPPRESSED
      : createSuppressions({
          ...{ store: stores.suppressions, key: () => store.fingerprintKey(), clock, logger: component('profiles/suppressions') },
          keptMs: app.jobs.retention_days * DAY_MS,
        })
  const provider = observeLatency(parts.provider ?? createHttpProfileProvider({ settings: app.profiles, clock }), clock)
  const results = new Tally<ErrorType | 'none'>()
  const exclusions = new Tally<Exclusion['reason']>()
  let [breakerOpenings, retries] = [0, 0]
  const breaker = createLoggedBreaker(clock, component('tokens/upstream-breaker'), isOpen => {
    breakerOpenings += Number(isOpen)
    // What was foreseen a moment ago is not true any more.
    outlooks.forget()
  })
  const held = new HeldBlocks()
  const outcomes = new TokenOutcomes()
  const revocations = createRevocationWatch({ store, held, clock, logger: component('tokens/revocation-watch') })
  const records = stores.calls ?? null
  const announced = records === null ? undefined : createAnnouncedCalls({ records, clock, callsAWrite: parts.callsAWrite })
  const wheel = createTokenWheel({
    ...{ store, fallback, held, breaker, clock, quotaDay, storeTime, rotation, journal, announced, outcomes },
    logger: component('tokens/token-wheel'),
    random: parts.random ?? Math.random,
    onFreed: () => void worker.capacityChanged(),
    onExcluded: reason => exclusions.add(reason),
  })
  const events = createJobEvents(randomUUID().slice(0, 8))
  const callbacks = createCallbacks({
    jobs,
    clock,
    retry,
    logger: component('jobs/callbacks'),
    secret: CALLBACK_SECRET,
    hosts: app.jobs.callback_hosts,
  })
  const worker = createJobWorker(
    {
      jobs,
      profiles,
      wheel,
      breaker,
      provider,
      retry,
      retryAttempts,
      events,
      clock,
      quotaDay,
      isErased: suppressions.has,
      tracer: parts.tracer,
    },
    {
      maxConcurrentJobs: MAX_CONCURRENT_JOBS,
      leaseMs: app.jobs.lease_seconds * 1000,
      retentionMs: app.jobs.retention_days * DAY_MS,
      logger: component('jobs/job-runner'),
      capacity: createCapacitySignal(clock),
      onResult(errorType, attempts) {
        results.add(errorType ?? 'none')
        retries += Math.max(0, attempts - 1)
      },
      onEnded: end => {
        callbacks.nudge()
        // The pool has less than was foreseen, or the job would not wait.
        if (end === 'waiting_for_capacity') outlooks.forget()
      },
    },
  )
  const onCapacity = () => {
    // What was read of the pool a moment ago would contradict its totals.
    outlooks.forget()
    return worker.capacityChanged()
  }
  const { daily_limit: dailyLimit } = rotation
  const hours = createHourWindows(quotaDay, rotation.hourly_limit)
  const tokens = createTokenService({
    ...{ store, fallback, clock, quotaDay, dailyLimit, tokenFile: TOKEN_FILE, onCapacity, outcomes },
    closedUntil: now => wheel.closedUntil(now),
    hours,
    onRevoked: tokenId => {
      outlooks.forget()
      held.revoke(tokenId)
    },
    async callUpstream(email, secret, { tokenId, trace }) {
      const traced = trace && { trace, tokenId, attempt: 1 }
      const outcome = await withoutSuppressed(provider, { has: each => suppressions.has(each, null) }, ERASED).fetch(
        email,
        secret,
        undefined,
        traced,
      )
      return outcome.ok ? { errorType: null, message: null, status: 200, retryAfterMs: null } : outcome
    },
  })
  const outlooks = createOutlooks({
    ...{ tokens: store, jobs, clock, quotaDay, hours },
    refreshFallback: () => fallback.refresh(),
    grantsOf: jobId =>
      worker
        .activeRuns()
        .find(run => run.job.jobId === jobId)
        ?.blocks() ?? [],
    breakerUntil: () => breaker.state().until,
    latencyMs: () => provider.latencyMs(),
    slots: MAX_CONCURRENT_JOBS * rotation.replicas,
  })
  const service = createJobsService({
    ...{ jobs, profiles, worker, outlooks, clock, settings: app },
    submit: createSubmitBatch({ jobs, clock, onSubmitted: () => worker.nudge() }),
    callbacksSigned: CALLBACK_SECRET !== undefined,
    minDelaySeconds: parts.minDelaySeconds ?? 0.5,
  })

  return {
    ...{ worker, breaker, events, tokens },
    counts: () => ({
      upstreamCalls: provider.calls(),
      breakerOpenings,
      exclusions: exclusions.counts(),
      results: results.counts(),
      retries,
    }),
    routes: [
      jobsRoutes({ service, jobs }),
      planRoutes({ outlooks, rotation }),
      resultsRoutes({ service, jobs, profilesAvailable: createProfileAvailability({ profiles, clock }) }),
      eventsRoutes({ service, jobs, events, clock }),
      tokensRoutes(tokens),
      tokenRoutes(tokens),
      profilesRoutes({
        profiles,
        findInJobs: async (email, of) =>
          (await jobs.findPerson(email, of)).map(each => ({ ...each, result: each.result === null ? null : viewResult(each.result) })),
        erase: createErasePerson({
          ...{ profiles, suppressions, traces: parts.traces ?? NO_TRACES },
          findInJobs: (email, of) => jobs.findPerson(email, of),
          eraseFromJobs: (email, of) => jobs.eraseProfile(email, of),
          eraseFromEvents: (jobIds, email) => events.erase(jobIds, email),
        }),
        now: () => clock.now(),
      }),
    ],
    async start() {
      await fallback.refresh().catch((error: unknown) => logger.warn({ err: error }, 'The fallback tokens could not be read'))
      suppressions.start()
      worker.start()
      revocations.start()
      callbacks.start()
    },
    stopJobs: () => worker.stop(STOP_GRACE_MS),
    stopSteps: [
      ['callbacks', () => callbacks.stop()],
      ['revocations', () => revocations.stop()],
      ['suppressions', () => suppressions.stop()],
      ['upstream connections', () => provider.close()],
    ],
  }
}

/** A breaker that says in the log when it opens and closes. */
function createLoggedBreaker(clock: Clock, logger: Logger, onChange: (isOpen: boolean) => void): UpstreamBreaker {
  let wasOpen = false
  const announce = ({ open, evidence, until }: BreakerState) => {
    if (open !== wasOpen) onChange(open)
    wasOpen = open
    if (open) logger.warn({ evidence, until }, `The upstream breaker is open: ${evidence}`)
    else logger.info('The upstream breaker is closed: the upstream works again')
  }
  return createUpstreamBreaker(clock, announce, Math.random)
}
