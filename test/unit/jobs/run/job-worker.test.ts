import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createJobEvents } from '../../../../src/jobs/job-events.ts'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import { createCapacitySignal } from '../../../../src/jobs/run/capacity-signal.ts'
import { createJobWorker } from '../../../../src/jobs/run/job-worker.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from '../../../../src/storage/sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from '../../../../src/storage/sqlite/sqlite-token-store.ts'
import { createTokenWheel } from '../../../../src/tokens/token-wheel.ts'
import { createUpstreamBreaker } from '../../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const LEASE_MS = 30_000
/** A heartbeat every third of the lease. */
const BEAT_MS = LEASE_MS / 3
const { retry, rotation } = appSettingsSchema.parse({})
const logger = pino({ level: 'silent' })

/** A worker on embedded stores whose job store a test takes away, and whose upstream answers when a test lets it. */
async function startWorker() {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  const tokens = createSqliteTokenStore(db, createSecretBox(undefined))
  const jobs = createSqliteJobStore(db)
  const quotaDay = createQuotaCalendar('UTC')
  const breaker = createUpstreamBreaker(clock)
  const capacity = createCapacitySignal(clock)
  const fallback = { refresh: async () => 0, secretOf: () => null }
  const wheel = createTokenWheel({ store: tokens, fallback, breaker, clock, quotaDay, rotation, logger })
  const [network, upstream] = [{ isDown: false }, { calls: [] as string[], answers: Promise.withResolvers<void>() }]
  const overNetwork = new Proxy(jobs, {
    get(target, name: keyof JobStore) {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        if (network.isDown) throw new StoreUnavailableError('job store', new Error('away'))
        return method(...args)
      }
    },
  })
  const worker = createJobWorker(
    {
      jobs: overNetwork,
      profiles: createSqliteProfileStore(db),
      wheel,
      breaker,
      provider: {
        async fetch(email) {
          upstream.calls.push(email)
          await upstream.answers.promise
          return { ok: true, profile: { email } }
        },
        close: async () => {},
      },
      retry: createRetryPolicy(retry, { clock }),
      retryAttempts: { record() {} },
      events: createJobEvents('test'),
      clock,
      quotaDay,
    },
    { maxConcurrentJobs: 3, leaseMs: LEASE_MS, retentionMs: 86_400_000, logger, capacity, onEnded() {} },
  )
  const createdAt = clock.now()
  await tokens.fingerprintKey()
  const token = {
    tokenId: 'token',
    secret: 'secret',
    fingerprint: 'token',
    source: 'pool',
    dailyLimit: 15,
    createdAt,
    expiresAt: null,
  } as const
  await tokens.add(token)
  onTestFinished(async () => {
    upstream.answers.resolve()
    await worker.stop(0)
    await db.close()
  })
  const submit = async (jobId: string, email: string) => {
    const options = { ...DEFAULT_OPTIONS, delaySeconds: 0, saveToDynamodb: false, requestsPerToken: 5 }
    await jobs.create({ jobId, options, createdAt })
    await jobs.append(jobId, [{ emailNumber: 1, email }], [])
    await jobs.publish({ jobId, totalEmails: 1, invalidEmails: 0, duplicatesRemoved: 0, now: clock.now(), idempotency: null })
  }
  return { clock, jobs, worker, network, upstream, submit }
}

/** The embedded store commits a few turns after it was asked. */
async function committed(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await settled()
}

test('after an outage that outlasted the lease, no worker claims anew what it is still working on', async () => {
  const { clock, jobs, worker, network, upstream, submit } = await startWorker()
  await submit('first', 'anna@example.com')
  worker.start()
  await committed()
  expect(upstream.calls).toEqual(['anna@example.com'])
  await submit('second', 'ben@example.com')
  network.isDown = true
  // The lease is over, and the heartbeat that renews it is still to come.
  await clock.advance(LEASE_MS + BEAT_MS / 2)
  network.isDown = false
  worker.nudge()
  await committed()
  expect(upstream.calls).toEqual(['anna@example.com'])
  expect(worker.activeRuns().map(({ job }) => job.jobId)).toEqual(['first'])

  await clock.advance(BEAT_MS)
  await committed()
  worker.nudge()
  await committed()
  expect(upstream.calls).toEqual(['anna@example.com', 'ben@example.com'])
  upstream.answers.resolve()
  await committed()
  for (const jobId of ['first', 'second']) expect(await jobs.get(jobId)).toMatchObject({ status: 'completed', successful: 1 })
  expect(upstream.calls).toHaveLength(2)
})

test('a nudge, or a token that has come, brings the next look at the queue forward', async () => {
  const { worker, upstream, submit } = await startWorker()
  worker.start()
  await submit('during', 'anna@example.com')
  worker.nudge()
  await committed()
  expect(upstream.calls).toEqual(['anna@example.com'])
  await submit('pause', 'ben@example.com')
  await worker.capacityChanged()
  await committed()
  expect(upstream.calls).toEqual(['anna@example.com', 'ben@example.com'])
})
