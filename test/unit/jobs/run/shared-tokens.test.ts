import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createJobEvents } from '../../../../src/jobs/job-events.ts'
import { DEFAULT_OPTIONS, type JobOptions } from '../../../../src/jobs/job-options.ts'
import { createCapacitySignal } from '../../../../src/jobs/run/capacity-signal.ts'
import { createJobWorker } from '../../../../src/jobs/run/job-worker.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from '../../../../src/storage/sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from '../../../../src/storage/sqlite/sqlite-token-store.ts'
import { HeldBlocks } from '../../../../src/tokens/held-blocks.ts'
import { createRevocationWatch } from '../../../../src/tokens/revocation-watch.ts'
import { createTokenWheel } from '../../../../src/tokens/token-wheel.ts'
import { createUpstreamBreaker } from '../../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const LEASE_MS = 30_000
const { retry, rotation } = appSettingsSchema.parse({})

/** A worker on embedded stores whose upstream answers at once, with its log as an operator sees it. */
async function startWorker(tokenIds: readonly string[], overrides: Partial<JobOptions>) {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  const tokens = createSqliteTokenStore(db, createSecretBox(undefined))
  const jobs = createSqliteJobStore(db)
  const quotaDay = createQuotaCalendar('UTC')
  const breaker = createUpstreamBreaker(clock)
  const capacity = createCapacitySignal(clock)
  const fallback = { refresh: async () => 0, secretOf: () => null }
  const said: string[] = []
  const stream = { write: (line: string) => void said.push((JSON.parse(line) as { msg: string }).msg) }
  const logger = pino({ level: 'info' }, stream)
  const held = new HeldBlocks()
  const calls: { email: string; token: string; at: number }[] = []
  const createdAt = clock.now()
  const watch = createRevocationWatch({ store: tokens, held, clock, logger: pino({ level: 'silent' }) })
  const wheel = createTokenWheel({ store: tokens, fallback, held, breaker, clock, quotaDay, rotation, logger })
  const worker = createJobWorker(
    {
      jobs,
      profiles: createSqliteProfileStore(db),
      wheel,
      breaker,
      provider: {
        async fetch(email, secret) {
          calls.push({ email, token: secret, at: clock.now() - createdAt })
          return { ok: true, restMs: null, profile: { email } }
        },
        close: async () => {},
      },
      retry: createRetryPolicy(retry, { clock }),
      retryAttempts: { record() {} },
      events: createJobEvents('test'),
      clock,
      quotaDay,
    },
    { maxConcurrentJobs: 3, leaseMs: LEASE_MS, retentionMs: 86_400_000, logger, capacity, onResult() {}, onEnded() {} },
  )
  await tokens.fingerprintKey()
  for (const tokenId of tokenIds) {
    await tokens.add({ tokenId, secret: tokenId, fingerprint: tokenId, source: 'pool', dailyLimit: 500, createdAt, expiresAt: null })
  }
  onTestFinished(async () => {
    await Promise.all([watch.stop(), worker.stop(0)])
    await db.close()
  })
  const submit = async (count: number) => {
    const options = { ...DEFAULT_OPTIONS, delaySeconds: 2, saveToDynamodb: false, ...overrides }
    await jobs.create({ jobId: 'job', owner: null, options, createdAt })
    const addresses = Array.from({ length: count }, (_, i) => ({ emailNumber: i + 1, email: `user${i + 1}@domain.com` }))
    await jobs.append('job', addresses, [])
    await jobs.publish({ jobId: 'job', totalEmails: count, invalidEmails: 0, duplicatesRemoved: 0, now: clock.now(), idempotency: null })
    watch.start()
    worker.start()
    await committed()
  }
  /** Second by second, so that whoever wakes has written what it must before the next second. */
  const seconds = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      await clock.advance(1_000)
      await committed()
    }
  }
  return { clock, tokens, held, jobs, calls, said, submit, seconds }
}

/** The embedded store commits a few turns after it was asked. */
async function committed(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await settled()
}

test('lanes that share a token share its clock', async () => {
  const { calls, submit, seconds } = await startWorker(['only'], { parallelTokens: 10, requestsPerToken: 1 })
  await submit(10)
  await seconds(30)
  expect(calls.map(({ at }) => at)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18].map(s => s * 1_000))
})

test('a lane with a token of its own waits for nobody else', async () => {
  const { calls, submit, seconds } = await startWorker(['a', 'b', 'c'], { parallelTokens: 3 })
  await submit(9)
  await seconds(4)
  expect(calls.map(({ at }) => at)).toEqual([0, 0, 0, 2, 2, 2, 4, 4, 4].map(s => s * 1_000))
})

test('a token that is disabled in another process makes no call 10 s later, and one that is disabled here none at all', async () => {
  const { tokens, held, calls, submit, seconds } = await startWorker(['a', 'b'], { requestsPerToken: 50 })
  await submit(40)
  const first = calls[0]!.token
  await tokens.setEnabled(first, false, '2026-11-21', { by: null, at: 0 })
  await seconds(10)
  const heard = calls.length
  await seconds(10)
  expect(calls.slice(heard).map(({ token }) => token)).not.toContain(first)
  expect(calls.length - heard).toBe(5)
  expect((await tokens.get(first))?.dailyUsage).toBe(calls.filter(({ token }) => token === first).length)

  const second = calls.at(-1)!.token
  await tokens.setEnabled(first, true, '2026-11-21', { by: null, at: 0 })
  await tokens.setEnabled(second, false, '2026-11-21', { by: null, at: 0 })
  held.revoke(second)
  const revoked = calls.length
  await seconds(10)
  expect(new Set(calls.slice(revoked).map(({ token }) => token))).toEqual(new Set([first]))
})

test('the log reads as operators know it', async () => {
  const { said, submit, seconds } = await startWorker(['abc12345-one'], { requestsPerToken: 2 })
  await submit(3)
  await seconds(6)
  expect(said.filter(line => !/Active jobs/.test(line))).toEqual([
    '🔍 Requesting token for user1@domain.com (attempt 1/3)',
    '🆕 Switching to token abc12345 (daily usage: 0/500)',
    '📧 Processing 1/3: user1@domain.com',
    '✅ user1@domain.com: Profile fetched successfully',
    '🔍 Requesting token for user2@domain.com (attempt 2/3)',
    '🔄 Continuing with token abc12345 (usage: 2/2)',
    '📧 Processing 2/3: user2@domain.com',
    '✅ user2@domain.com: Profile fetched successfully',
    '🔍 Requesting token for user3@domain.com (attempt 3/3)',
    '🔃 Token abc12345 reached rotation limit (2), switching...',
    '🆕 Switching to token abc12345 (daily usage: 2/500)',
    '📧 Processing 3/3: user3@domain.com',
    '✅ user3@domain.com: Profile fetched successfully',
    '✅ Completed job job (3 successful, 0 failed)',
  ])
})
