import { describe, expect, test } from 'vitest'
import type { JobRequest } from '../../../src/jobs/job.ts'
import type { Ending } from '../../../src/jobs/job-store.ts'
import {
  block,
  claim,
  claimed,
  DAY_MS,
  drawAll,
  failure,
  IDLE,
  type JobStores,
  LEASE_MS,
  leave,
  NOW,
  result,
  resultNumbers,
  submit,
  work,
} from './samples.ts'

const PENDING: Ending = { status: 'pending' }
const PAUSED: Ending = { status: 'paused' }
const WAITING: Ending = { status: 'waiting_for_capacity', until: NOW + DAY_MS, reason: 'No token' }
const CANCELLED: Ending = { status: 'cancelled', expiresAt: NOW + DAY_MS }

/** Claiming, working, leaving. */
export function workPromises(current: () => JobStores): void {
  describe('claiming', () => {
    test('HIGH comes before NORMAL before LOW, the oldest first', async () => {
      const { store } = current()
      await submit(store, 'low', { priority: 'LOW', createdAt: NOW - 9000 })
      await submit(store, 'normal-young', { createdAt: NOW - 10 })
      await submit(store, 'normal-old', { createdAt: NOW - 500 })
      await submit(store, 'high', { priority: 'HIGH' })
      const order: string[] = []
      for (let next = await claim(store, 'w'); next !== null; next = await claim(store, 'w')) order.push(next.job.jobId)
      expect(order).toEqual(['high', 'normal-old', 'normal-young', 'low'])
    })

    test('of many workers exactly one gets the job', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const got = await Promise.all(Array.from({ length: 10 }, (_, i) => claim(i % 2 ? store : sibling, `w${i}`)))
      const winners = got.filter(job => job !== null)
      expect(winners).toHaveLength(1)
      const [winner] = winners
      expect(winner).toMatchObject({ lowWater: 0, lease: { jobId: 'j1', worker: winner!.job.worker } })
      expect(winner!.job).toMatchObject({ status: 'processing', startedAt: NOW, leaseUntil: NOW + LEASE_MS })
    })

    test('many workers and many jobs: each job goes to one', async () => {
      const { store, sibling } = current()
      for (let i = 0; i < 6; i += 1) await submit(store, `j${i}`, { createdAt: NOW + i })
      const got = await Promise.all(Array.from({ length: 6 }, (_, i) => claim(i % 2 ? store : sibling, `w${i}`)))
      for (let more = await claim(store, 'late'); more !== null; more = await claim(store, 'late')) got.push(more)
      const ids = got.flatMap(job => job?.job.jobId ?? [])
      expect(ids.sort()).toEqual(['j0', 'j1', 'j2', 'j3', 'j4', 'j5'])
    })

    test('a running job is free when its lease has run out, not a moment earlier; the version rises, the start stays', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const first = await claimed(store, 'w1')
      await store.heartbeat(first.lease, NOW + 10_000, LEASE_MS, IDLE)
      expect(await claim(sibling, 'w2', NOW + 10_000 + LEASE_MS)).toBeNull()
      const second = await claimed(sibling, 'w2', NOW + 10_001 + LEASE_MS)
      expect(second.lease.version).toBeGreaterThan(first.lease.version)
      expect(second.job).toMatchObject({ worker: 'w2', startedAt: NOW })
    })

    test('a waiting job is due at its time, or when it is woken', async () => {
      const { store } = current()
      const waiting = { status: 'waiting_for_capacity', reason: 'No token', until: NOW + 5000 } as const
      await submit(store, 'j1')
      await store.release((await claimed(store, 'w')).lease, waiting, NOW)
      expect(await store.get('j1')).toMatchObject({ status: 'waiting_for_capacity', waitingUntil: NOW + 5000, waitingReason: 'No token' })
      expect(await claim(store, 'w', NOW + 4999)).toBeNull()
      const again = await claimed(store, 'w', NOW + 5000)
      expect(again.job).toMatchObject({ status: 'processing', waitingUntil: null, waitingReason: null })
      await store.release(again.lease, { ...waiting, until: NOW + DAY_MS }, NOW + 5000)
      await store.wakeWaiting(NOW + 6000)
      expect(await store.get('j1')).toMatchObject({ status: 'waiting_for_capacity', waitingUntil: NOW + 6000 })
      await store.wakeWaiting(NOW + 7000)
      expect(await store.get('j1')).toMatchObject({ waitingUntil: NOW + 6000 })
      expect((await claimed(store, 'w', NOW + 6000)).job).toMatchObject({ status: 'processing', waitingUntil: null })
      await store.wakeWaiting(NOW + 8000)
      expect(await store.get('j1')).toMatchObject({ status: 'processing', waitingUntil: null, worker: 'w' })
    })
  })

  describe('working', () => {
    test('addresses come in order, all of them, those with a result left out', async () => {
      const { store } = current()
      await submit(store, 'j1', { total: 1203 })
      const { lease } = await claimed(store, 'w')
      expect(await drawAll(store, lease)).toEqual(Array.from({ length: 1203 }, (_, i) => i + 1))
      await work(store, lease, [1, 2, 7])
      const taken = await claimed(store, 'w2', NOW + LEASE_MS + 1)
      const left = await drawAll(store, taken.lease, taken.lowWater)
      expect(left).toHaveLength(1200)
      expect(left.slice(0, 5)).toEqual([3, 4, 5, 6, 8])
    })

    test('drawing again from the same place hands out the same', async () => {
      const { store } = current()
      await submit(store, 'j1', { total: 30 })
      const { lease } = await claimed(store, 'w')
      const first = await store.draw(lease, 0)
      expect(await store.draw(lease, 0)).toEqual(first)
      expect(first.addresses[0]).toEqual({ emailNumber: 1, email: 'user1@example.com' })
    })

    test('a heartbeat extends the lease and brings what was asked of the job', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      expect(await store.heartbeat(lease, NOW + 10_000, LEASE_MS, IDLE)).toEqual({ requested: null })
      expect(await sibling.get('j1')).toMatchObject({ leaseUntil: NOW + 10_000 + LEASE_MS })
      expect(await sibling.request('j1', 'pause', NOW, NOW)).toMatchObject({
        changed: true,
        job: { status: 'processing', requested: 'pause' },
      })
      const waiting = { lowWater: 0, waitingReason: 'upstream', waitingUntil: NOW + 99 }
      expect(await store.heartbeat(lease, NOW + 20_000, LEASE_MS, waiting)).toEqual({ requested: 'pause' })
      expect(await sibling.get('j1')).toMatchObject({ waitingReason: 'upstream', waitingUntil: NOW + 99 })
    })

    test('counts are right after a heartbeat at the latest', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { rejected: [failure(10, { errorType: 'data_validation', attempts: 0, tokenUsed: null })] })
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await store.saveLane(lease, 0, block('b1', 0))
      await store.record(lease, { lane: 0, block: block('b1', 1), result: result(1, { saved: true }) })
      await store.record(lease, { lane: 0, block: block('b1', 2), result: failure(2) })
      await store.record(lease, { lane: 0, block: block('b1', 3), result: failure(3) })
      await store.record(lease, { lane: 0, block: block('b1', 4), result: result(4, { saved: false }) })
      await store.saveLane(lease, 0, block('b2', 0))
      await store.heartbeat(lease, NOW + 1, LEASE_MS, { ...IDLE, lowWater: 4 })
      const job = await sibling.get('j1')
      expect(job).toMatchObject({ processed: 5, successful: 2, errorBreakdown: { not_found: 2, data_validation: 1 }, tokenSwitches: 2 })
      expect(await sibling.savedCounts('j1')).toEqual({ fetched: 2, saved: 1, failed: 1 })
    })

    test('a number keeps its first result', async () => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await work(store, lease, [1])
      await store.record(lease, { lane: 0, block: block('block-of-lane-0', 2), result: failure(1) })
      expect(await store.results('j1', { after: 0, limit: 10 })).toEqual([result(1)])
      await store.heartbeat(lease, NOW + 1, LEASE_MS, IDLE)
      expect(await store.get('j1')).toMatchObject({ processed: 1, successful: 1, errorBreakdown: {} })
    })

    test('a result comes back as it was written', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      const odd = [
        result(1, { data: { '': '', deep: { list: [1, '', null, { a: [] }], text: 'ü\u0001\n"', big: 1e21, tiny: 1.5e-9 } }, saved: true }),
        result(2, { data: [], saved: false, attempts: 4, tokenUsed: null }),
        result(3, { data: 'text' }),
        failure(4, { errorType: 'timeout', error: '' }),
      ]
      await store.saveLane(lease, 0, block('b', 0))
      for (const [i, entry] of odd.entries()) await store.record(lease, { lane: 0, block: block('b', i + 1), result: entry })
      expect(await sibling.results('j1', { after: 0, limit: 10 })).toEqual(odd)
    })
  })

  describe('leaving', () => {
    test.each<[Ending['status'], Ending, boolean]>([
      ['completed', { status: 'completed', expiresAt: NOW + DAY_MS }, false],
      ['cancelled', { status: 'cancelled', expiresAt: NOW + DAY_MS }, false],
      ['failed', { status: 'failed', expiresAt: NOW + DAY_MS, reason: 'why' }, false],
      ['paused', { status: 'paused' }, false],
      ['pending', { status: 'pending' }, true],
    ])('as %s', async (status, ending, due) => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await work(store, lease, [1, 2])
      await leave(store, lease, ending, NOW + 77)
      const finished = 'expiresAt' in ending ? NOW + 77 : null
      const expected = {
        status,
        worker: null,
        leaseUntil: null,
        requested: null,
        lanes: [],
        processed: 2,
        successful: 2,
        finishedAt: finished,
      }
      expect(await sibling.get('j1')).toMatchObject(expected)
      const next = await claim(sibling, 'w2', NOW + DAY_MS)
      expect(next !== null).toBe(due)
      if (next !== null) expect(await drawAll(sibling, next.lease, next.lowWater)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
      expect(await resultNumbers(store, 'j1')).toEqual([1, 2])
    })

    test('as failed says why, and a resumed job has nothing of it any more', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await leave(store, lease, { status: 'failed', expiresAt: NOW + DAY_MS, reason: 'A bolt from the blue.' }, NOW)
      expect(await sibling.get('j1')).toMatchObject({ failure: 'A bolt from the blue.', waitingReason: null })
      await sibling.request('j1', 'resume', NOW, NOW + DAY_MS)
      expect(await store.get('j1')).toMatchObject({ status: 'pending', failure: null, waitingReason: null })
    })

    test('leaving twice is leaving once: the first answer may have been lost', async () => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w')
      await leave(store, lease, { status: 'paused' })
      await leave(store, lease, { status: 'paused' })
      expect(await store.get('j1')).toMatchObject({ status: 'paused' })
    })

    test.each<[JobRequest | null, Ending[]]>([
      [null, [PAUSED, CANCELLED]],
      ['pause', [PENDING, WAITING, CANCELLED]],
      ['cancel', [PENDING, WAITING, PAUSED]],
    ])(
      'while %s is asked of it, the job is not left in a state that does not heed that, and goes on under its lease',
      async (asked, endings) => {
        const { store, sibling } = current()
        await submit(store, 'j1')
        const { lease } = await claimed(store, 'w')
        await drawAll(store, lease)
        await work(store, lease, [1])
        if (asked !== null) await sibling.request('j1', asked, NOW, NOW + DAY_MS)
        for (const ending of endings) expect(await store.release(lease, ending, NOW)).toEqual({ released: false, requested: asked })
        expect(await sibling.get('j1')).toMatchObject({ status: 'processing', worker: 'w', requested: asked, lanes: [{ lane: 0 }] })
        expect(await store.heartbeat(lease, NOW + 1, LEASE_MS, IDLE)).toEqual({ requested: asked })
        await work(store, lease, [2])
      },
    )

    test.each<[string, Ending]>([
      ['completed', { status: 'completed', expiresAt: NOW + DAY_MS }],
      ['failed', { status: 'failed', expiresAt: NOW + DAY_MS, reason: 'why' }],
    ])('as %s needs nobody to ask, and no request holds it up', async (status, ending) => {
      const { store, sibling } = current()
      for (const asked of [null, 'pause', 'cancel'] as const) {
        await submit(store, `j-${asked}`)
        const { lease } = await claimed(store, 'w')
        if (asked !== null) await sibling.request(lease.jobId, asked, NOW, NOW + DAY_MS)
        expect(await store.release(lease, ending, NOW)).toEqual({ released: true })
        expect(await sibling.get(lease.jobId)).toMatchObject({ status, requested: null })
      }
    })

    test('a request that races with the leaving is heeded by the one or the other, and never swallowed', async () => {
      const { store, sibling } = current()
      for (let round = 0; round < 8; round += 1) {
        const jobId = `race-${round}`
        await submit(store, jobId, { priority: 'HIGH' })
        const { lease } = await claimed(store, 'w')
        const [left, asked] = await Promise.all([store.release(lease, PENDING, NOW), sibling.request(jobId, 'pause', NOW, NOW + DAY_MS)])
        expect(asked?.changed).toBe(true)
        expect(await sibling.get(jobId)).toMatchObject(left.released ? { status: 'paused' } : { status: 'processing', requested: 'pause' })
        if (!left.released) await leave(store, lease, PAUSED)
      }
    })

    test('a job that was left and taken up again goes on with the same results and counts', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 5 })
      let claimedJob = await claimed(store, 'w')
      await drawAll(store, claimedJob.lease)
      await work(store, claimedJob.lease, [1, 3])
      await store.release(claimedJob.lease, { status: 'pending' }, NOW)
      claimedJob = await claimed(sibling, 'w2')
      expect(claimedJob.job).toMatchObject({ processed: 2, successful: 2, lanes: [] })
      expect(await drawAll(sibling, claimedJob.lease, claimedJob.lowWater)).toEqual([2, 4, 5])
      await work(sibling, claimedJob.lease, [2, 4, 5], 1, 'other')
      await sibling.release(claimedJob.lease, { status: 'completed', expiresAt: NOW + DAY_MS }, NOW)
      expect(await store.get('j1')).toMatchObject({ status: 'completed', processed: 5, successful: 5 })
      expect(await resultNumbers(store, 'j1')).toEqual([1, 2, 3, 4, 5])
    })
  })
}
