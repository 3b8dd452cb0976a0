import { describe, expect, test } from 'vitest'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import { addresses, bringTo, claimed, DAY_MS, drawAll, type JobStores, NOW, newJob, resultNumbers, submit, work } from './samples.ts'

const URL = 'https://example.com/hook'

/** Purges until nothing is left to purge. Bounded: a purge that always finds something would never let the retention rest. */
async function purgeAll(jobs: JobStore, now: number): Promise<void> {
  for (let i = 0; i < 100; i += 1) if ((await jobs.purge(now, 7)) === 0) return
  throw new Error('The purge finds no end')
}

/** Retention and callbacks. */
export function upkeepPromises(current: () => JobStores): void {
  const finish = async (jobId: string, callbackUrl: string | null = null, total = 20) => {
    const { store } = current()
    await submit(store, jobId, { total, priority: 'HIGH', callbackUrl })
    const { lease } = await claimed(store, 'w')
    await drawAll(store, lease)
    await work(
      store,
      lease,
      addresses(1, total).map(address => address.emailNumber),
    )
    await store.release(lease, { status: 'completed', expiresAt: NOW + DAY_MS }, NOW)
  }

  describe('retention', () => {
    test('a job is deleted with its results when it has expired, and not before', async () => {
      const { store, sibling } = current()
      await finish('j1')
      await finish('j2')
      await bringTo(store, 'paused', 'paused')
      await purgeAll(sibling, NOW + DAY_MS - 1)
      expect(await store.get('j1')).not.toBeNull()
      expect(await resultNumbers(store, 'j1')).toHaveLength(20)
      await purgeAll(sibling, NOW + DAY_MS + 1)
      for (const jobId of ['j1', 'j2']) {
        expect(await store.get(jobId)).toBeNull()
        expect(await resultNumbers(store, jobId)).toEqual([])
      }
      await purgeAll(sibling, NOW + 1000 * DAY_MS)
      expect((await store.list({ before: null, limit: 10 })).map(job => job.jobId)).toEqual(['paused'])
    })

    test('a finished job can be deleted at once, any other not', async () => {
      const { store, sibling } = current()
      await finish('j1')
      for (const status of ['pending', 'processing', 'waiting_for_capacity', 'paused'] as const) {
        await bringTo(store, status, status)
        expect(await store.remove(status, NOW)).toBe(false)
        expect(await store.get(status)).toMatchObject({ status })
        if (status === 'pending') await claimed(store, 'w')
      }
      expect(await sibling.remove('j1', NOW)).toBe(true)
      expect(await store.get('j1')).toBeNull()
      expect((await store.list({ before: null, limit: 10 })).map(job => job.jobId)).not.toContain('j1')
      expect((await store.counts()).byStatus.completed).toBeUndefined()
      expect(await sibling.remove('j1', NOW)).toBe(false)
      expect(await sibling.remove('nobody', NOW)).toBe(false)
      await purgeAll(store, NOW + 2 * DAY_MS)
      expect(await resultNumbers(store, 'j1')).toEqual([])
    })

    test('a submission that nobody finished is swept', async () => {
      const { store } = current()
      await store.create(newJob('j1'))
      await store.append('j1', addresses(1, 3), [])
      await purgeAll(store, NOW + 1000)
      await purgeAll(store, NOW + DAY_MS)
      await store.publish({ jobId: 'j1', totalEmails: 3, invalidEmails: 0, duplicatesRemoved: 0, now: NOW, idempotency: null })
      expect(await store.get('j1')).toBeNull()
    })

    test('an unfinished job is kept, however old it is', async () => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await work(store, lease, [1])
      await store.release(lease, { status: 'waiting_for_capacity', until: NOW + 1, reason: 'No token' }, NOW)
      await purgeAll(store, NOW + 3650 * DAY_MS)
      expect(await resultNumbers(store, 'j1')).toEqual([1])
    })

    test('a failed job that was resumed does not expire as failed', async () => {
      const { store } = current()
      await bringTo(store, 'j1', 'failed')
      await store.request('j1', 'resume', NOW, NOW)
      await purgeAll(store, NOW + 2 * DAY_MS)
      expect(await store.get('j1')).toMatchObject({ status: 'pending', finishedAt: null })
    })
  })

  describe('callbacks', () => {
    test('of a finished job are due at once, to one caller, and again only after a while', async () => {
      const { store, sibling } = current()
      await finish('quiet')
      await finish('j1', URL)
      const handed = await Promise.all([store.dueCallbacks(NOW + 1, 60_000, 10), sibling.dueCallbacks(NOW + 1, 60_000, 10)])
      expect(handed.flat()).toEqual([{ jobId: 'j1', url: URL }])
      expect(await store.dueCallbacks(NOW + 60_000, 60_000, 10)).toEqual([])
      expect(await store.dueCallbacks(NOW + 60_001, 60_000, 10)).toEqual([{ jobId: 'j1', url: URL }])
      await sibling.settleCallback('j1', 'delivered')
      expect(await store.dueCallbacks(NOW + DAY_MS, 60_000, 10)).toEqual([])
    })

    test('are due for a job that was cancelled while nobody worked on it', async () => {
      const { store } = current()
      await submit(store, 'j1', { callbackUrl: URL })
      expect(await store.dueCallbacks(NOW, 1000, 10)).toEqual([])
      await store.request('j1', 'cancel', NOW, NOW + DAY_MS)
      expect(await store.dueCallbacks(NOW, 1000, 10)).toEqual([{ jobId: 'j1', url: URL }])
      await store.settleCallback('j1', 'failed')
      expect(await store.dueCallbacks(NOW + DAY_MS, 1000, 10)).toEqual([])
    })

    test('are handed out a few at a time', async () => {
      const { store } = current()
      for (const jobId of ['a', 'b', 'c']) await finish(jobId, URL, 1)
      const first = await store.dueCallbacks(NOW + 1, 60_000, 2)
      const rest = await store.dueCallbacks(NOW + 1, 60_000, 2)
      expect([...first, ...rest].map(callback => callback.jobId).sort()).toEqual(['a', 'b', 'c'])
      expect(first).toHaveLength(2)
    })

    test('settled or not, the job expires in the end', async () => {
      const { store } = current()
      await finish('a', URL, 1)
      await finish('b', URL, 1)
      await store.settleCallback('a', 'delivered')
      await purgeAll(store, NOW + 2 * DAY_MS)
      expect(await store.list({ before: null, limit: 10 })).toEqual([])
    })
  })
}
