import { describe, expect, test } from 'vitest'
import { DEFAULT_OPTIONS, resolveOptions } from '../../../src/jobs/job-options.ts'
import { UNUSUAL } from '../../support/unusual-options.ts'
import {
  addresses,
  claim,
  claimed,
  DAY_MS,
  drawAll,
  failure,
  type JobStores,
  NOW,
  newJob,
  OPTIONS,
  publish,
  resultNumbers,
  submit,
} from './samples.ts'

/** From the first address to a pending job: nobody sees half a job. */
export function submissionPromises(current: () => JobStores): void {
  describe('submission', () => {
    test('a job is invisible until it is published', async () => {
      const { store, sibling } = current()
      await store.create(newJob('j1', { priority: 'HIGH' }))
      await store.append('j1', addresses(1, 3), [])
      expect(await sibling.get('j1')).toBeNull()
      expect(await sibling.list({ before: null, limit: 10 })).toEqual([])
      expect(await claim(sibling, 'w')).toBeNull()
      expect(await sibling.request('j1', 'cancel', NOW, NOW)).toBeNull()
      expect(await publish(store, 'j1', 3)).toEqual({ outcome: 'published' })
      expect(await sibling.get('j1')).toEqual({
        jobId: 'j1',
        owner: null,
        status: 'pending',
        options: { ...OPTIONS, priority: 'HIGH' },
        totalEmails: 3,
        invalidEmails: 0,
        duplicatesRemoved: 0,
        processed: 0,
        successful: 0,
        errorBreakdown: {},
        tokenSwitches: 0,
        lanes: [],
        requested: null,
        worker: null,
        leaseUntil: null,
        waitingUntil: null,
        waitingReason: null,
        failure: null,
        createdAt: NOW,
        startedAt: null,
        finishedAt: null,
      })
    })

    test('its options come back as they were, wherever the job is seen', async () => {
      const { store, sibling } = current()
      const options = resolveOptions(UNUSUAL, DEFAULT_OPTIONS)
      await submit(store, 'j1', options)
      const seen = [
        await sibling.get('j1'),
        ...(await sibling.list({ before: null, limit: 10 })),
        ...(await sibling.queue(['pending'], 10)),
      ]
      const { job } = await claimed(sibling, 'w')
      expect([...seen, job].map(job => job?.options)).toEqual([options, options, options, options])
    })

    test('publishing again changes nothing, whatever the job has become', async () => {
      const { store } = current()
      await submit(store, 'j1', { total: 3 })
      await claimed(store, 'w')
      expect(await publish(store, 'j1', 99)).toEqual({ outcome: 'published' })
      expect(await store.get('j1')).toMatchObject({ status: 'processing', totalEmails: 3 })
    })

    test('a batch that is appended again is there once', async () => {
      const { store } = current()
      const refused = failure(2, { errorType: 'data_validation', attempts: 0, tokenUsed: null })
      await store.create(newJob('j1'))
      const valid = addresses(1, 4).filter(address => address.emailNumber !== 2)
      await store.append('j1', valid, [refused])
      await store.append('j1', valid, [refused])
      await publish(store, 'j1', 4, 1)
      expect(await store.get('j1')).toMatchObject({ processed: 1, errorBreakdown: { data_validation: 1 } })
      const { lease } = await claimed(store, 'w')
      expect(await drawAll(store, lease)).toEqual([1, 3, 4])
    })

    test('refused addresses have their results from the start, are counted, and are never handed out', async () => {
      const { store, sibling } = current()
      const refused = [
        failure(2, { errorType: 'data_validation', attempts: 0, tokenUsed: null }),
        failure(600, { errorType: 'header_injection', attempts: 0, tokenUsed: null }),
        failure(601, { errorType: 'header_injection', attempts: 0, tokenUsed: null }),
      ]
      await submit(store, 'j1', { total: 601, rejected: refused })
      expect(await sibling.get('j1')).toMatchObject({
        totalEmails: 601,
        invalidEmails: 3,
        processed: 3,
        successful: 0,
        errorBreakdown: { data_validation: 1, header_injection: 2 },
      })
      expect(await sibling.results('j1', { after: 0, limit: 10 })).toEqual(refused)
      const { lease } = await claimed(sibling, 'w')
      const drawn = await drawAll(sibling, lease)
      expect(drawn).toHaveLength(598)
      expect(drawn).not.toContain(2)
      expect(drawn).not.toContain(600)
    })

    test('a discarded submission never comes to life; a published job is not discarded', async () => {
      const { store } = current()
      await store.create(newJob('j1'))
      await store.append('j1', addresses(1, 3), [])
      await store.discard('j1')
      await publish(store, 'j1', 3)
      expect(await store.get('j1')).toBeNull()
      expect(await claim(store, 'w')).toBeNull()
      await submit(store, 'j2')
      await store.discard('j2')
      expect(await store.get('j2')).toMatchObject({ status: 'pending' })
      await store.discard('nobody')
    })

    test('an idempotency key names its first job, and says whether the body was the same', async () => {
      const { store, sibling } = current()
      const idempotency = { key: 'k', bodyHash: 'h', expiresAt: NOW + DAY_MS }
      const make = async (jobId: string, changes: { bodyHash?: string; now?: number } = {}) => {
        const now = changes.now ?? NOW
        await store.create(newJob(jobId, { createdAt: now }))
        await store.append(jobId, addresses(1, 2), [])
        const key = { ...idempotency, expiresAt: now + DAY_MS, bodyHash: changes.bodyHash ?? 'h' }
        return sibling.publish({ jobId, totalEmails: 2, invalidEmails: 0, duplicatesRemoved: 0, now, idempotency: key })
      }
      expect(await make('j1')).toEqual({ outcome: 'published' })
      const again = { jobId: 'j1', totalEmails: 2, invalidEmails: 0, duplicatesRemoved: 0, now: NOW, idempotency }
      expect(await sibling.publish(again)).toEqual({ outcome: 'published' })
      expect(await make('j2')).toEqual({ outcome: 'seen', jobId: 'j1', sameBody: true })
      expect(await make('j3', { bodyHash: 'other' })).toEqual({ outcome: 'seen', jobId: 'j1', sameBody: false })
      expect(await store.get('j2')).toBeNull()
      expect(await make('j4', { now: NOW + DAY_MS + 1 })).toEqual({ outcome: 'published' })
      expect((await store.list({ before: null, limit: 10 })).map(job => job.jobId)).toEqual(['j4', 'j1'])
    })

    test('of many submissions with one key at the same time exactly one becomes a job', async () => {
      const { store, sibling } = current()
      const ids = ['j1', 'j2', 'j3', 'j4', 'j5']
      const idempotency = { key: 'k', bodyHash: 'h', expiresAt: NOW + DAY_MS }
      for (const jobId of ids) {
        await store.create(newJob(jobId))
        await store.append(jobId, addresses(1, 1), [])
      }
      const outcomes = await Promise.all(
        ids.map((jobId, i) =>
          (i % 2 ? store : sibling).publish({ jobId, totalEmails: 1, invalidEmails: 0, duplicatesRemoved: 0, now: NOW, idempotency }),
        ),
      )
      const winner = ids[outcomes.findIndex(outcome => outcome.outcome === 'published')]
      expect(outcomes.filter(outcome => outcome.outcome === 'published')).toHaveLength(1)
      expect(outcomes.filter(outcome => outcome.outcome === 'seen').every(o => 'jobId' in o && o.jobId === winner && o.sameBody)).toBe(true)
      expect((await store.list({ before: null, limit: 10 })).map(job => job.jobId)).toEqual([winner])
    })

    test('the longest addresses fit', async () => {
      const { store } = current()
      const long = addresses(1, 500).map(a => ({ ...a, email: `${'ä'.repeat(240)}${String(a.emailNumber).padStart(5, '0')}@ex.com` }))
      await store.create(newJob('j1'))
      await store.append('j1', long, [])
      await publish(store, 'j1', 500)
      const { lease } = await claimed(store, 'w')
      const { addresses: drawn } = await store.draw(lease, 0)
      expect(drawn[0]).toEqual(long[0])
      expect(await resultNumbers(store, 'j1')).toEqual([])
    })
  })
}
