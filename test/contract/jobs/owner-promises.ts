import { describe, expect, test } from 'vitest'
import type { Sight } from '../../../src/shared/ownership.ts'
import { claimed, drawAll, type JobStores, leave, NOW, submit, work } from './samples.ts'

const OWNERS = ['key:anna', 'team:sales', null, 'key:bert', 'team:sales'] as const

/** Whose jobs are listed, found and erased. */
export function ownerPromises(current: () => JobStores): void {
  describe('owners', () => {
    /** `job-0` to `job-4`, the oldest first, each of its owner. */
    const submitted = async () => {
      for (const [i, owner] of OWNERS.entries()) await submit(current().store, `job-${i}`, { owner, createdAt: NOW + i, total: 3 })
      return current()
    }

    test('a job belongs to who made it, in every state', async () => {
      const { store, sibling } = await submitted()
      const { lease, job } = await claimed(store, 'w')
      expect([job.jobId, job.owner]).toEqual(['job-0', 'key:anna'])
      await drawAll(store, lease)
      await leave(store, lease, { status: 'paused' })
      expect((await sibling.request('job-0', 'resume', NOW, NOW))?.job.owner).toBe('key:anna')
      for (const [i, owner] of OWNERS.entries()) expect((await sibling.get(`job-${i}`))?.owner).toBe(owner)
    })

    test('lists and queue show the jobs of these owners and of everybody, page by page', async () => {
      const { sibling } = await submitted()
      const list = async (of?: Sight, limit = 10, before: { createdAt: number; jobId: string } | null = null) =>
        (await sibling.list({ before, limit, ...(of === undefined ? {} : { of }) })).map(job => job.jobId)
      expect(await list()).toEqual(['job-4', 'job-3', 'job-2', 'job-1', 'job-0'])
      expect(await list('everything')).toEqual(await list())
      expect(await list(['team:sales'])).toEqual(['job-4', 'job-2', 'job-1'])
      expect(await list(['team:sales'], 1, { createdAt: NOW + 4, jobId: 'job-4' })).toEqual(['job-2'])
      expect(await list(['key:anna', 'key:bert'])).toEqual(['job-3', 'job-2', 'job-0'])
      expect(await list([])).toEqual(['job-2'])
      expect(await list(['key:Anna', 'anna', 'team:anna', 'key:%', ''])).toEqual(['job-2'])
      const queue = async (of: Sight, limit = 10) => (await sibling.queue(['pending'], limit, of)).map(job => job.jobId)
      expect(await queue('everything')).toEqual(['job-0', 'job-1', 'job-2', 'job-3', 'job-4'])
      expect(await queue(['team:sales'], 2)).toEqual(['job-1', 'job-2'])
      expect(await queue([])).toEqual(['job-2'])
    })

    test("a person is found and erased in one's own lists and everybody's alone", async () => {
      const { store, sibling } = await submitted()
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await work(store, lease, [1, 2])
      const places = async (of?: Sight) => (await sibling.findPerson('user1@example.com', of)).map(place => place.jobId).sort()
      expect(await places(['team:sales'])).toEqual(['job-1', 'job-2', 'job-4'])
      expect(await store.eraseProfile('user1@example.com', ['team:sales', 'key:bert'])).toBe(0)
      expect(await places()).toEqual(['job-0'])
      expect((await store.results('job-0', { after: 0, limit: 9 }))[0]).toMatchObject({ email: 'user1@example.com' })
      expect(await store.eraseProfile('user1@example.com', ['key:anna'])).toBe(1)
      expect(await places()).toEqual([])
    })
  })
}
