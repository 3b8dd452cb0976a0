import { describe, expect, test } from 'vitest'
import { type JobRequest, type JobStatus, transition, VISIBLE_STATUSES } from '../../../src/jobs/job.ts'
import { block, bringTo, claim, claimed, DAY_MS, drawAll, type JobStores, leave, NOW, result, submit } from './samples.ts'

const REQUESTS: readonly (JobRequest | 'resume')[] = ['pause', 'cancel', 'resume']

/** What operators see and ask. */
export function operatorPromises(current: () => JobStores): void {
  describe('requests', () => {
    test.each(VISIBLE_STATUSES)('a job that is %s follows the transitions', async status => {
      const { store, sibling } = current()
      for (const action of REQUESTS) {
        const jobId = `${status}-${action}`
        await bringTo(store, jobId, status)
        const change = transition({ status }, action)
        const outcome = await sibling.request(jobId, action, NOW + 5, NOW + DAY_MS)
        expect(outcome?.changed).toBe(change !== null)
        const job = await store.get(jobId)
        expect(outcome?.job).toEqual(job)
        if (change === null) expect(job).toMatchObject({ status })
        else expect(job).toMatchObject(change)
        if (job?.status === 'cancelled' && status !== 'cancelled') expect(job.finishedAt).toBe(NOW + 5)
        // So that the next round's claim meets its own job only.
        if (job?.status === 'pending') await claimed(store, 'w')
      }
    })

    test('of a job that does not exist are null', async () => {
      expect(await current().store.request('nobody', 'cancel', NOW, NOW)).toBeNull()
    })

    test('a resumed job is claimed again, a paused one is not', async () => {
      const { store, sibling } = current()
      await bringTo(store, 'j1', 'paused')
      expect(await claim(sibling, 'w', NOW + DAY_MS)).toBeNull()
      await sibling.request('j1', 'resume', NOW, NOW)
      expect((await claim(store, 'w'))?.job.jobId).toBe('j1')
    })

    test('a request withdrawn in time is not carried out', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await sibling.request('j1', 'pause', NOW, NOW)
      await sibling.request('j1', 'resume', NOW, NOW)
      expect(await store.heartbeat(lease, NOW, 1000, { lowWater: 0, waitingReason: null, waitingUntil: null })).toEqual({ requested: null })
    })
  })

  describe('lists', () => {
    test('are newest first, page by page, also where jobs are of the same moment or of different months', async () => {
      const { store, sibling } = current()
      const at = [0, 0, 0, 5, 10, DAY_MS, 40 * DAY_MS, 40 * DAY_MS, 200 * DAY_MS]
      for (const [i, age] of at.entries()) await submit(store, `job-${i}`, { createdAt: NOW - age })
      const expected = ['job-2', 'job-1', 'job-0', 'job-3', 'job-4', 'job-5', 'job-7', 'job-6', 'job-8']
      for (const limit of [1, 2, 4, 9, 50]) {
        const seen: string[] = []
        for (let before: { createdAt: number; jobId: string } | null = null; ; ) {
          const page = await sibling.list({ before, limit })
          seen.push(...page.map(job => job.jobId))
          if (page.length < limit) break
          before = page.at(-1)!
        }
        expect(seen).toEqual(expected)
      }
    })

    test('can be of one status', async () => {
      const { store, sibling } = current()
      for (const [i, status] of (['completed', 'paused', 'completed', 'completed', 'pending'] as const).entries())
        await bringTo(store, `job-${i}`, status, NOW + i)
      expect((await sibling.list({ status: 'completed', before: null, limit: 2 })).map(job => job.jobId)).toEqual(['job-3', 'job-2'])
      const rest = await sibling.list({ status: 'completed', before: { createdAt: NOW + 2, jobId: 'job-2' }, limit: 2 })
      expect(rest.map(job => job.jobId)).toEqual(['job-0'])
      expect((await sibling.list({ status: 'paused', before: null, limit: 9 })).map(job => job.jobId)).toEqual(['job-1'])
    })

    test('the queue is in the order of claiming', async () => {
      const { store, sibling } = current()
      await submit(store, 'waits', { priority: 'HIGH', createdAt: NOW - 100 })
      const { lease } = await claimed(store, 'w')
      await store.release(lease, { status: 'waiting_for_capacity', until: NOW + DAY_MS, reason: 'No token' }, NOW)
      await submit(store, 'runs', { priority: 'HIGH' })
      await claimed(store, 'w')
      await submit(store, 'low', { priority: 'LOW', createdAt: NOW - 1000 })
      await submit(store, 'young')
      await submit(store, 'old', { createdAt: NOW - 5 })
      const ids = async (statuses: readonly JobStatus[], limit: number) => (await sibling.queue(statuses, limit)).map(job => job.jobId)
      expect(await ids(['pending', 'waiting_for_capacity'], 10)).toEqual(['waits', 'old', 'young', 'low'])
      expect(await ids(['pending', 'waiting_for_capacity'], 2)).toEqual(['waits', 'old'])
      expect(await ids(['processing'], 10)).toEqual(['runs'])
      expect(await ids(['paused'], 10)).toEqual([])
    })

    test('counts are of all jobs', async () => {
      const { store, sibling } = current()
      expect(await store.counts()).toEqual({ byStatus: {}, totalCreated: 0, emailsProcessed: 0, emailsSuccessful: 0 })
      await bringTo(store, 'c1', 'completed')
      await bringTo(store, 'c2', 'cancelled')
      await bringTo(store, 'c3', 'completed')
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await store.saveLane(lease, 0, block('b', 0))
      await store.record(lease, { lane: 0, block: block('b', 1), result: result(1) })
      await leave(store, lease, { status: 'paused' })
      const byStatus = { completed: 2, cancelled: 1, paused: 1 }
      expect(await sibling.counts()).toEqual({ byStatus, totalCreated: 4, emailsProcessed: 1, emailsSuccessful: 1 })
    })
  })
}
