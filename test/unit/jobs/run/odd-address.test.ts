import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { openSqliteBatchStores } from '../../../../src/storage/sqlite/open-sqlite-stores.ts'
import type { TokenStore } from '../../../../src/tokens/token-store.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'
import { composeTestBatch } from '../../../support/test-batch.ts'

const JOB = 'job'
const PEOPLE = ['a', 'b', 'c', 'd'].map(name => `${name}@example.com`)
/** No text of an unforeseen error may reach an answer: it may hold anything. */
const SECRET = 'sk-live-1234567890'

/** A job of four addresses on embedded stores, of which a test breaks what it likes. */
async function start(broken: {
  readonly fetch?: (email: string) => void
  readonly record?: (email: string, success: boolean) => void
  readonly reserve?: () => void
}) {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  const { tokens, jobs, profiles } = openSqliteBatchStores(db, createSecretBox(undefined))
  const brokenJobs: JobStore = {
    ...jobs,
    async record(lease, entry) {
      if (entry.result !== null) broken.record?.(entry.result.email, entry.result.success)
      return jobs.record(lease, entry)
    },
  }
  const brokenTokens: TokenStore = {
    ...tokens,
    async reserve(request) {
      broken.reserve?.()
      return tokens.reserve(request)
    },
  }
  const calls: string[] = []
  const { worker } = composeTestBatch({
    stores: { tokens: brokenTokens, jobs: brokenJobs, profiles },
    provider: {
      async fetch(email) {
        calls.push(email)
        broken.fetch?.(email)
        return { ok: true, restMs: null, profile: { email } }
      },
      close: async () => {},
    },
    ...{ clock, quotaDay: createQuotaCalendar('UTC'), leaseMs: 30_000, maxConcurrentJobs: 1 },
  })
  onTestFinished(async () => {
    await worker.stop(0)
    await db.close()
  })
  const token = { tokenId: 'token', secret: 'secret', fingerprint: 'token', source: 'pool', dailyLimit: 50 } as const
  await tokens.add({ ...token, createdAt: clock.now(), expiresAt: null })
  const options = { ...DEFAULT_OPTIONS, delaySeconds: 0, saveToDynamodb: false }
  await jobs.create({ jobId: JOB, owner: null, options, createdAt: clock.now() })
  await jobs.append(
    JOB,
    PEOPLE.map((email, i) => ({ emailNumber: i + 1, email })),
    [],
  )
  const counts = { totalEmails: PEOPLE.length, invalidEmails: 0, duplicatesRemoved: 0 }
  await jobs.publish({ jobId: JOB, ...counts, now: clock.now(), idempotency: null })
  worker.start()
  const until = async (status: string) => {
    for (let turn = 0; turn < 2_000; turn += 1) {
      const job = (await jobs.get(JOB))!
      if (job.status === status) return job
      if (turn % 20 === 19) await clock.advance(1_000)
      await settled()
    }
    throw new Error(`The job is ${(await jobs.get(JOB))!.status}, not ${status}`)
  }
  const results = async () => Object.fromEntries((await jobs.results(JOB, { after: 0, limit: 10 })).map(r => [r.email[0]!, r]))
  return { clock, jobs, tokens, worker, calls, until, results }
}

test('an address whose answer cannot be dealt with has that as its result, and all others theirs', async () => {
  const { until, results, calls } = await start({
    fetch(email) {
      if (email.startsWith('b')) throw new TypeError(`no idea what to do with ${SECRET}`)
    },
  })
  expect(await until('completed')).toMatchObject({ processed: 4, successful: 3, errorBreakdown: { unknown: 1 }, failure: null })
  const { b, c } = await results()
  expect(b).toMatchObject({ success: false, errorType: 'unknown', attempts: 1, tokenUsed: 'token' })
  expect(b!.error).toContain('TypeError')
  expect(b!.error).not.toContain(SECRET)
  expect(c).toMatchObject({ success: true })
  expect(calls).toEqual(PEOPLE)
})

test('a result that cannot be written costs its address, and nobody else', async () => {
  const { until, results, calls } = await start({
    record(email, success) {
      if (email.startsWith('b') && success) throw new RangeError(`too odd: ${SECRET}`)
    },
  })
  expect(await until('completed')).toMatchObject({ processed: 4, successful: 3, failure: null })
  const { b } = await results()
  expect(b).toMatchObject({ success: false, data: null, errorType: 'unknown', attempts: 1 })
  expect(b!.error).toContain('RangeError')
  expect(calls).toEqual(PEOPLE)
})

test('a job that the service cannot go on with says why, and goes on where it stood when it is resumed', async () => {
  let fails = true
  const { clock, jobs, tokens, worker, until, calls } = await start({
    reserve() {
      if (fails) throw new Error(`it holds ${SECRET}`)
    },
  })
  const failed = await until('failed')
  expect(failed.failure).toMatch(/an error of its own \(Error\).*resume the job/)
  expect(failed.failure).not.toContain(SECRET)
  fails = false
  await jobs.request(JOB, 'resume', clock.now(), clock.now() + 86_400_000)
  worker.nudge()
  expect(await until('completed')).toMatchObject({ processed: 4, successful: 4, failure: null })
  expect(calls).toEqual(PEOPLE)
  expect(await tokens.get('token')).toMatchObject({ dailyUsage: 4 })
})
