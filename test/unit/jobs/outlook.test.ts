import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS, type Priority } from '../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import { createOutlooks, type Outlooks, queuedJob } from '../../../src/jobs/outlook.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { createHourWindows } from '../../../src/tokens/hour-window.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const ADDRESSES = 100
/** Of one lane that asks every two seconds. */
const RUN_MS = ADDRESSES * 2_000

describe('what a submission is told', () => {
  let db: Database
  let jobs: JobStore
  let clock: ManualClock
  let outlooks: Outlooks
  let readings = 0
  let isAway = false

  beforeEach(async () => {
    readings = 0
    isAway = false
    db = openDatabase(':memory:')
    jobs = createSqliteJobStore(db)
    clock = new ManualClock(NOW)
    const tokens = createSqliteTokenStore(db, createSecretBox(undefined))
    const token = { tokenId: 'a', secret: 'a', fingerprint: 'a', source: 'pool', dailyLimit: 500, createdAt: NOW, expiresAt: null } as const
    await tokens.add(token)
    const quotaDay = createQuotaCalendar('UTC')
    outlooks = createOutlooks({
      tokens,
      jobs: {
        queue: (...query) => {
          readings += 1
          return isAway ? Promise.reject(new StoreUnavailableError('The job store', null)) : jobs.queue(...query)
        },
      },
      refreshFallback: async () => 0,
      grantsOf: () => [],
      breakerUntil: () => null,
      latencyMs: () => 0,
      clock,
      quotaDay,
      hours: createHourWindows(quotaDay, undefined),
      slots: 1,
    })
  })
  afterEach(() => db.close())

  const submit = async (jobId: string, priority: Priority = 'NORMAL') => {
    const options = { ...DEFAULT_OPTIONS, priority, delaySeconds: 2, parallelTokens: 1 }
    await jobs.create({ jobId, owner: null, options, createdAt: clock.now() })
    await jobs.append(
      jobId,
      Array.from({ length: ADDRESSES }, (_, n) => ({ emailNumber: n + 1, email: `user${n}@example.com` })),
      [],
    )
    const counts = { totalEmails: ADDRESSES, invalidEmails: 0, duplicatesRemoved: 0 }
    await jobs.publish({ jobId, ...counts, now: clock.now(), idempotency: null })
    return queuedJob((await jobs.get(jobId))!)
  }
  const end = async (jobId: string, priority?: Priority) => {
    const outlook = await outlooks.admit(await submit(jobId, priority))
    return outlook.forecast.of(jobId)!.finishesAt! - NOW
  }

  it('counts those before it, without reading pool and queue for each', async () => {
    expect(await end('first')).toBe(RUN_MS)
    expect(await end('second')).toBe(2 * RUN_MS)
    expect(await end('urgent', 'HIGH')).toBe(RUN_MS)
    expect(await end('third')).toBe(4 * RUN_MS)
    expect(readings).toBe(1)
    // Whoever looks is told the same.
    expect((await outlooks.recent()).forecast.of('third')!.finishesAt! - NOW).toBe(4 * RUN_MS)
  })

  it('stands one behind the other where they come at the same moment', async () => {
    const queued = [await submit('a'), await submit('b'), await submit('c')]
    await outlooks.current()
    const later = [await submit('d'), await submit('e')]
    const ends = await Promise.all(later.map(async job => (await outlooks.admit(job)).forecast.of(job.jobId)!.finishesAt! - NOW))
    expect(ends).toEqual([(queued.length + 1) * RUN_MS, (queued.length + 2) * RUN_MS])
    expect(readings).toBe(1)
  })

  it('is no older than a second', async () => {
    await end('first')
    clock.jump(NOW + 1_001)
    await end('second')
    expect(readings).toBe(2)
  })

  it('is asked for again by the next one after it could not be read', async () => {
    isAway = true
    await expect(end('first')).rejects.toBeInstanceOf(StoreUnavailableError)
    isAway = false
    expect(await end('second')).toBe(2 * RUN_MS)
  })
})
