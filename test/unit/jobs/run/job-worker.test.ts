import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { openSqliteBatchStores } from '../../../../src/storage/sqlite/open-sqlite-stores.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'
import { composeTestBatch } from '../../../support/test-batch.ts'

const LEASE_MS = 30_000
/** A heartbeat every third of the lease. */
const BEAT_MS = LEASE_MS / 3

/** A worker on embedded stores whose job store a test takes away, and whose upstream answers when a test lets it. */
async function startWorker() {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  const { tokens, jobs, profiles } = openSqliteBatchStores(db, createSecretBox(undefined))
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
  const { worker } = composeTestBatch({
    stores: { tokens, jobs: overNetwork, profiles },
    provider: {
      async fetch(email) {
        upstream.calls.push(email)
        await upstream.answers.promise
        return { ok: true, restMs: null, profile: { email } }
      },
      close: async () => {},
    },
    ...{ clock, quotaDay: createQuotaCalendar('UTC'), leaseMs: LEASE_MS, maxConcurrentJobs: 3 },
  })
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
    await jobs.create({ jobId, owner: null, options, createdAt })
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
