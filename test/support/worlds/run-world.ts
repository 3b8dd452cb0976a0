import pino from 'pino'
import { createJobEvents } from '../../../src/jobs/job-events.ts'
import { createCapacitySignal } from '../../../src/jobs/run/capacity-signal.ts'
import { createJobWorker, type JobWorker } from '../../../src/jobs/run/job-worker.ts'
import { createRetryPolicy } from '../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from '../../../src/storage/sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { isExcluded } from '../../../src/tokens/token.ts'
import type { TokenStore } from '../../../src/tokens/token-store.ts'
import { createTokenWheel } from '../../../src/tokens/token-wheel.ts'
import { createUpstreamBreaker } from '../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../manual-clock.ts'
import { randomOf, type World, WorldUpstream } from './world.ts'

/** What the engine made of a world, held against the truth. */
export interface WorldOutcome {
  readonly seed: number
  readonly finished: boolean
  readonly goodTokens: number
  /** Good tokens that are excluded in the end. */
  readonly goodTokensExcluded: readonly string[]
  /** Bad tokens that were called at all. */
  readonly badTokens: number
  /** Of those the ones that were called more than ten times before they were excluded. */
  readonly badTokensSpared: readonly string[]
  readonly goodAddresses: number
  /** Good addresses without a profile, with what they got. */
  readonly goodAddressesFailed: readonly string[]
  readonly calls: number
  /** Calls beyond one for each address. */
  readonly callsWasted: number
  readonly callsDuringOutage: number
  readonly simulatedSeconds: number
  /** Tokens that were excluded at some time. */
  readonly everExcluded: readonly string[]
  readonly upstream: WorldUpstream
}

const ENOUGH_CALLS = 10
/** A world that takes longer stands still. */
const MOST_SIMULATED_MS = 6 * 3_600_000
/** Turns of the event loop in which everything that needs no time has happened: the embedded store commits within 16. */
const TURNS = 24
const JOB = 'a0000000-0000-4000-8000-000000000001'

/** Runs the job of a world on the real engine and the embedded store, on a clock that jumps to whatever comes next. */
export async function runWorld(world: World): Promise<WorldOutcome> {
  const clock = new ManualClock('2026-03-10T06:00:00Z')
  const database = openDatabase(':memory:')
  const tokens = createSqliteTokenStore(database, createSecretBox(undefined))
  const jobs = createSqliteJobStore(database)
  for (const { tokenId } of world.tokens)
    await tokens.add({
      tokenId,
      secret: tokenId,
      fingerprint: tokenId,
      source: 'pool',
      dailyLimit: 5000,
      createdAt: clock.now(),
      expiresAt: null,
    })
  const upstream = new WorldUpstream(world, clock)
  const callsBeforeExclusion = new Map<string, number>()
  const watched: TokenStore = {
    ...tokens,
    penalize(tokenId, penalty) {
      if (!callsBeforeExclusion.has(tokenId)) callsBeforeExclusion.set(tokenId, upstream.callsWith.get(tokenId) ?? 0)
      return tokens.penalize(tokenId, penalty)
    },
  }
  const quotaDay = createQuotaCalendar('UTC')
  const logger = pino({ level: 'silent' })
  const { rotation, retry } = appSettingsSchema.parse({})
  const random = randomOf(world.seed + 1)
  const breaker = createUpstreamBreaker(clock, undefined, randomOf(world.seed + 2))
  const fallback = { refresh: async () => 0, secretOf: () => null }
  const parts = { store: watched, fallback, breaker, clock, quotaDay, rotation, logger, random }
  const wheel = createTokenWheel({ ...parts, onFreed: () => void worker.capacityChanged() })
  const worker: JobWorker = createJobWorker(
    {
      jobs,
      profiles: createSqliteProfileStore(database),
      wheel,
      breaker,
      provider: { fetch: (email, secret) => upstream.fetch(email, secret), close: async () => {} },
      retry: createRetryPolicy(retry, { clock, random }),
      retryAttempts: { record() {} },
      events: createJobEvents('world'),
      clock,
      quotaDay,
    },
    {
      maxConcurrentJobs: 1,
      leaseMs: 30_000,
      retentionMs: 86_400_000,
      logger,
      capacity: createCapacitySignal(clock),
      onResult() {},
      onEnded() {},
    },
  )
  const options = {
    delaySeconds: world.delaySeconds,
    saveToDynamodb: false,
    requestsPerToken: world.requestsPerToken,
    parallelTokens: world.lanes,
    priority: 'NORMAL',
    callbackUrl: null,
  } as const
  await jobs.create({ jobId: JOB, owner: null, options, createdAt: clock.now() })
  const emails = world.addresses.map(({ email }, i) => ({ emailNumber: i + 1, email }))
  await jobs.append(JOB, emails, [])
  await jobs.publish({
    jobId: JOB,
    totalEmails: emails.length,
    invalidEmails: 0,
    duplicatesRemoved: 0,
    now: clock.now(),
    idempotency: null,
  })
  const startedAt = clock.now()
  worker.start()
  let finished = false
  while (!finished && clock.now() - startedAt < MOST_SIMULATED_MS) {
    for (let turn = 0; turn < TURNS; turn += 1) await settled()
    finished = (await jobs.get(JOB))?.status === 'completed'
    const next = clock.nextDue()
    if (!finished && next !== null) clock.jump(next)
  }
  const outcome = await judge(world, upstream, callsBeforeExclusion)
  const stopped = worker.stop(0)
  for (let turn = 0; turn < 10 * TURNS; turn += 1) await settled()
  await clock.advance(1000)
  await stopped
  await database.close()
  return outcome

  async function judge({ seed }: World, seen: WorldUpstream, excludedAfter: Map<string, number>): Promise<WorldOutcome> {
    const { callTimes, callsDuringOutage, callsWith } = seen
    const states = await Promise.all(world.tokens.map(async ({ tokenId, bad }) => ({ bad, token: (await tokens.get(tokenId))! })))
    const results = await jobs.results(JOB, { after: 0, limit: 1000 })
    const good = world.addresses.filter(({ mine }) => mine === null)
    const called = world.tokens.flatMap(({ tokenId, bad }) => {
      const made = bad === null ? 0 : (callsWith.get(tokenId) ?? 0) - (bad.fromCall - 1)
      return made > 0
        ? [{ tokenId, wasted: Math.min(made, (excludedAfter.get(tokenId) ?? Number.POSITIVE_INFINITY) - (bad!.fromCall - 1)) }]
        : []
    })
    return {
      seed,
      finished,
      goodTokens: states.filter(({ bad }) => bad === null).length,
      goodTokensExcluded: states
        .filter(({ bad, token }) => bad === null && isExcluded(token, clock.now()))
        .map(({ token }) => `${token.tokenId}: ${token.exclusion!.reason}`),
      badTokens: called.length,
      badTokensSpared: called.filter(({ wasted }) => wasted > ENOUGH_CALLS).map(({ tokenId }) => tokenId),
      goodAddresses: good.length,
      goodAddressesFailed: results
        .filter(({ success, email }) => !success && good.some(address => address.email === email))
        .map(({ email, errorType, attempts }) => `${email}: ${errorType} after ${attempts}`),
      calls: callTimes.length,
      callsWasted: callTimes.length - world.addresses.length,
      callsDuringOutage,
      simulatedSeconds: Math.round((clock.now() - startedAt) / 1000),
      everExcluded: [...excludedAfter.keys()],
      upstream: seen,
    }
  }
}
