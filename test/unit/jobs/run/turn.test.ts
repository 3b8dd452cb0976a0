import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createJobEvents } from '../../../../src/jobs/job-events.ts'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import { createCapacitySignal } from '../../../../src/jobs/run/capacity-signal.ts'
import { JobRun } from '../../../../src/jobs/run/job-run.ts'
import type { FetchOutcome } from '../../../../src/profiles/profile-provider.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from '../../../../src/storage/sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from '../../../../src/storage/sqlite/sqlite-token-store.ts'
import type { TokenStore } from '../../../../src/tokens/token-store.ts'
import { createTokenWheel } from '../../../../src/tokens/token-wheel.ts'
import { createUpstreamBreaker } from '../../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const LEASE_MS = 30_000
const LIMITED: FetchOutcome = {
  ok: false,
  errorType: 'rate_limited',
  message: 'slow down',
  status: 429,
  retryAfterMs: 600_000,
  restMs: null,
}

/**
 * A run of one lane on the real wheel and the embedded stores: two tokens, blocks of five. The second call meets a rate limit, so the lane
 * turns with three units of its block left. Of equal tokens the first is chosen. `turning` is awaited before that turn is written down.
 */
async function turnInMidBlock(turning: (stores: { jobs: JobStore; clock: ManualClock; jobId: string }) => Promise<void>) {
  const clock = new ManualClock()
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  const [tokens, jobs, profiles] = [
    createSqliteTokenStore(database, createSecretBox(undefined)),
    createSqliteJobStore(database),
    createSqliteProfileStore(database),
  ]
  for (const tokenId of ['first', 'second']) {
    const common = { source: 'pool', dailyLimit: 100, createdAt: clock.now(), expiresAt: null } as const
    await tokens.add({ ...common, tokenId, secret: `secret-of-${tokenId}`, fingerprint: tokenId })
  }
  const happened: string[] = []
  const tokensWatched: TokenStore = {
    ...tokens,
    async reserve(request) {
      happened.push('taking units')
      const outcome = await tokens.reserve(request)
      happened.push(`taken ${outcome.granted ? outcome.units : 'none'}`)
      return outcome
    },
    async handBack(tokenId, reservationId, unusedUnits) {
      happened.push(`handing ${unusedUnits} back`)
      await tokens.handBack(tokenId, reservationId, unusedUnits)
      happened.push('handed back')
    },
  }
  const jobId = 'c4a7a7a0-0000-4000-8000-000000000001'
  let turns = 0
  const jobsWatched: JobStore = {
    ...jobs,
    async saveLane(lease, lane, block) {
      turns += 1
      if (turns === 2) await turning({ jobs, clock, jobId })
      happened.push('writing down')
      await jobs.saveLane(lease, lane, block)
      happened.push('written down')
    },
  }
  const options = { ...DEFAULT_OPTIONS, delaySeconds: 0, saveToDynamodb: false, requestsPerToken: 5 }
  await jobs.create({ jobId, owner: null, options, createdAt: clock.now() })
  const addresses = Array.from({ length: 6 }, (_, i) => ({ emailNumber: i + 1, email: `user${i + 1}@example.com` }))
  await jobs.append(jobId, addresses, [])
  await jobs.publish({ jobId, totalEmails: 6, invalidEmails: 0, duplicatesRemoved: 0, now: clock.now(), idempotency: null })

  const quotaDay = createQuotaCalendar('UTC')
  const logger = pino({ level: 'silent' })
  const breaker = createUpstreamBreaker(clock)
  const { rotation, retry } = appSettingsSchema.parse({})
  const answers: FetchOutcome[] = [{ ok: true, restMs: null, profile: {} }, LIMITED]
  const fallback = { refresh: async () => 0, secretOf: () => null }
  const claimed = await jobs.claim({ worker: 'w', now: clock.now(), leaseMs: LEASE_MS })
  const run = new JobRun(
    claimed!,
    {
      jobs: jobsWatched,
      profiles,
      wheel: createTokenWheel({ store: tokensWatched, fallback, breaker, clock, quotaDay, rotation, logger, random: () => 0 }),
      breaker,
      provider: { fetch: async () => answers.shift() ?? { ok: true, restMs: null, profile: {} }, close: async () => {} },
      retry: createRetryPolicy(retry, { clock }),
      retryAttempts: { record() {} },
      events: createJobEvents('e'),
      clock,
      quotaDay,
    },
    { leaseMs: LEASE_MS, retentionMs: 86_400_000, logger, onResult: () => {}, capacity: createCapacitySignal(clock) },
  )
  const dailyUsage = async (tokenId: string) => (await tokens.get(tokenId))!.dailyUsage
  return { run, happened, dailyUsage }
}

const FIRST_TURN = ['writing down', 'written down', 'taking units', 'taken 5']

test('a turn is written down, then the new units are taken and the old ones handed back together', async () => {
  const gate = Promise.withResolvers<void>()
  const { run, happened, dailyUsage } = await turnInMidBlock(() => gate.promise)
  for (let i = 0; i < 40; i += 1) await settled()
  // Until it is written down nothing may be given away: another worker may still go on with the block.
  expect(happened).toEqual(FIRST_TURN)
  gate.resolve()
  expect(await run.ended).toBe('completed')
  expect(happened.slice(FIRST_TURN.length)).toEqual([
    ...['writing down', 'written down', 'taking units', 'handing 3 back', 'taken 5', 'handed back'],
    ...['handing 0 back', 'handed back'],
  ])
  expect([await dailyUsage('first'), await dailyUsage('second')]).toEqual([2, 5])
})

test('a worker that lost its job before a turn is written down takes nothing and hands nothing back', async () => {
  const { run, happened, dailyUsage } = await turnInMidBlock(async ({ jobs, clock }) => {
    clock.jump(clock.now() + LEASE_MS + 1)
    await jobs.claim({ worker: 'other', now: clock.now(), leaseMs: LEASE_MS })
  })
  expect(await run.ended).toBe('lost')
  expect(happened).toEqual([...FIRST_TURN, 'writing down'])
  expect([await dailyUsage('first'), await dailyUsage('second')]).toEqual([5, 0])
})
