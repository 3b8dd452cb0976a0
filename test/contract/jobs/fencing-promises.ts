import { describe, expect, test } from 'vitest'
import { type Lease, LeaseLostError } from '../../../src/jobs/job.ts'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import { verdict } from './history-promises.ts'
import {
  block,
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

const LATER = NOW + LEASE_MS + 1

/** Every write a worker can make with a lease. */
const WRITES: readonly (readonly [string, (jobs: JobStore, lease: Lease) => Promise<unknown>])[] = [
  ['heartbeat', (jobs, lease) => jobs.heartbeat(lease, NOW + DAY_MS, LEASE_MS, { ...IDLE, lowWater: 10 })],
  ['draw', (jobs, lease) => jobs.draw(lease, 0)],
  ['a further draw', (jobs, lease) => jobs.draw(lease, 4)],
  ['saveLane', (jobs, lease) => jobs.saveLane(lease, 0, block('zombie', 0))],
  ['saveLane of a new lane', (jobs, lease) => jobs.saveLane(lease, 2, block('zombie', 0))],
  [
    'a turn that is noted',
    (jobs, lease) => jobs.saveLane(lease, 0, block('zombie', 0), undefined, { at: NOW, to: 'zombie', reason: 'first' }),
  ],
  ['a verdict', (jobs, lease) => jobs.noteVerdict(lease, verdict(1))],
  ['a spent unit', (jobs, lease) => jobs.record(lease, { lane: 0, block: block('block-of-lane-0', 9), result: null })],
  ['a result', (jobs, lease) => jobs.record(lease, { lane: 0, block: block('block-of-lane-0', 9), result: failure(3) })],
  ['the last result', (jobs, lease) => jobs.record(lease, { lane: 0, block: block('block-of-lane-0', 9), result: failure(10) })],
  ['release', (jobs, lease) => jobs.release(lease, { status: 'completed', expiresAt: NOW }, NOW)],
]

/** G4: a worker that lost its lease writes nothing more. */
export function fencingPromises(current: () => JobStores): void {
  /** A worker that drew everything, has results for 1 and 2, and was then held up until another had taken its job over. */
  const zombie = async () => {
    const { store, sibling } = current()
    await submit(store, 'j1')
    const { lease } = await claimed(store, 'w1')
    await drawAll(store, lease)
    await work(store, lease, [1, 2])
    return { store, sibling, lease, heir: await claimed(sibling, 'w2', LATER) }
  }

  describe('fencing', () => {
    test.each(WRITES)('after a takeover: %s is refused and leaves no trace', async (_name, write) => {
      const { store, sibling, lease, heir } = await zombie()
      const before = await sibling.get('j1')
      await expect(write(store, lease)).rejects.toThrow(LeaseLostError)
      expect(await sibling.get('j1')).toEqual(before)
      expect(await sibling.history('j1')).toEqual({ turns: [], verdicts: [] })
      expect(await resultNumbers(sibling, 'j1')).toEqual([1, 2])
      await sibling.heartbeat(heir.lease, LATER + 1, LEASE_MS, IDLE)
      expect(await sibling.get('j1')).toMatchObject({ processed: 2, successful: 2, worker: 'w2' })
      expect(await drawAll(sibling, heir.lease, heir.lowWater)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
    })

    test.each(WRITES)('when the same worker holds a newer lease: %s of the old one is refused', async (_name, write) => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      const newer = await claimed(store, 'w1', LATER)
      await expect(write(store, lease)).rejects.toThrow(LeaseLostError)
      await work(store, newer.lease, await drawAll(store, newer.lease))
      expect(await resultNumbers(store, 'j1')).toHaveLength(10)
    })

    test.each(WRITES.filter(([name]) => name !== 'release'))('after leaving: %s is refused', async (_name, write) => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1, 2])
      await leave(store, lease, { status: 'paused' })
      await expect(write(store, lease)).rejects.toThrow(LeaseLostError)
      expect(await resultNumbers(store, 'j1')).toEqual([1, 2])
      expect(await store.get('j1')).toMatchObject({ status: 'paused', processed: 2 })
    })

    test('a lease that has run out is still good while nobody has taken it', async () => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1])
      expect(await store.heartbeat(lease, NOW + DAY_MS, LEASE_MS, IDLE)).toEqual({ requested: null })
    })

    test('the heir writes every result the zombie may not, in whatever order they come', async () => {
      const { store, sibling, lease, heir } = await zombie()
      const open = await drawAll(sibling, heir.lease, heir.lowWater)
      for (const number of open) {
        const stale = store.record(lease, { lane: 0, block: block('block-of-lane-0', 9), result: failure(number) })
        const own = sibling.record(heir.lease, { lane: 0, block: block('block-of-lane-0', 3), result: result(number) })
        await expect(stale).rejects.toThrow(LeaseLostError)
        await own
      }
      await sibling.release(heir.lease, { status: 'completed', expiresAt: LATER + DAY_MS }, LATER)
      const results = await sibling.results('j1', { after: 0, limit: 100 })
      expect(results.map(r => r.success)).toEqual(Array.from({ length: 10 }, () => true))
      expect(await store.get('j1')).toMatchObject({ processed: 10, successful: 10, errorBreakdown: {} })
    })

    test('a zombie that wakes two owners later is still a zombie', async () => {
      const { store, sibling, lease, heir } = await zombie()
      await drawAll(sibling, heir.lease, heir.lowWater)
      const third = await claimed(store, 'w3', LATER + LEASE_MS + 1)
      for (const [jobs, old] of [
        [store, lease],
        [sibling, heir.lease],
      ] as const) {
        await expect(jobs.record(old, { lane: 0, block: block('b', 1), result: failure(5) })).rejects.toThrow(LeaseLostError)
        await expect(jobs.saveLane(old, 1, block('b', 1))).rejects.toThrow(LeaseLostError)
      }
      await store.release(third.lease, { status: 'pending' }, LATER)
      const fourth = await claimed(sibling, 'w4', LATER)
      await expect(store.record(lease, { lane: 0, block: block('b', 1), result: failure(5) })).rejects.toThrow(LeaseLostError)
      await work(sibling, fourth.lease, await drawAll(sibling, fourth.lease, fourth.lowWater))
      expect(await resultNumbers(store, 'j1')).toHaveLength(10)
    })

    test('a result that races with the takeover is either kept, and not done again, or refused', async () => {
      const { store, sibling } = current()
      for (let round = 0; round < 8; round += 1) {
        const jobId = `race-${round}`
        await submit(store, jobId, { priority: 'HIGH' })
        const { lease } = await claimed(store, 'w1')
        await drawAll(store, lease)
        await store.saveLane(lease, 0, block('b', 0))
        const writes = [1, 2, 3, 4].map(async number => {
          try {
            await store.record(lease, { lane: 0, block: block('b', number), result: failure(number) })
            return number
          } catch (error) {
            if (error instanceof LeaseLostError) return null
            throw error
          }
        })
        const heir = await claimed(sibling, 'w2', LATER)
        const kept = (await Promise.all(writes)).filter(number => number !== null)
        const open = await drawAll(sibling, heir.lease, heir.lowWater)
        expect([...open, ...kept].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        expect(heir.job.processed).toBe(kept.length)
        await work(sibling, heir.lease, open)
        await sibling.release(heir.lease, { status: 'completed', expiresAt: LATER + DAY_MS }, LATER)
        const results = await sibling.results(jobId, { after: 0, limit: 100 })
        expect(results.filter(r => !r.success).map(r => r.emailNumber)).toEqual(kept)
        expect(results).toHaveLength(10)
      }
    })
  })
}
