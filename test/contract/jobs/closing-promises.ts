import { describe, expect, test } from 'vitest'
import type { Ending } from '../../../src/jobs/job-store.ts'
import { block, bringTo, claim, claimed, DAY_MS, drawAll, type JobStores, LEASE_MS, NOW, submit } from './samples.ts'

const LATER = NOW + LEASE_MS + 1
const HELD = [block('b0', 3), block('b1', 7, { tokenId: 'token-2', source: 'file' })]
const ENDINGS: readonly Ending[] = [
  { status: 'completed', expiresAt: NOW + DAY_MS },
  { status: 'failed', expiresAt: NOW + DAY_MS, reason: 'why' },
  { status: 'pending' },
  { status: 'waiting_for_capacity', until: NOW + DAY_MS, reason: 'No token' },
]

/** What is still to be handed back when a worker has left its lane or its job: noted in the write by which it left. */
export function closingPromises(current: () => JobStores): void {
  describe('blocks that are left', () => {
    test.each(ENDINGS)('a job left as $status: what is to be handed back is found by others until it is taken off', async ending => {
      const { store, sibling } = current()
      await submit(store, 'other')
      await submit(store, 'j1', { priority: 'HIGH' })
      const { lease } = await claimed(store, 'w1')
      await store.release(lease, ending, NOW, HELD)
      const found = await sibling.closing()
      expect(found).toEqual([{ jobId: 'j1', version: lease.version, blocks: HELD }])
      await sibling.closed(found[0]!)
      await store.closed(found[0]!)
      expect(await store.closing()).toEqual([])
      expect((await store.get('j1'))!.status).toBe(ending.status)
    })

    test('operators may go on with the job meanwhile; its next worker is told, too', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await store.request('j1', 'pause', NOW, NOW + DAY_MS)
      await store.release(lease, { status: 'paused' }, NOW, HELD)
      expect(await sibling.closing()).toHaveLength(1)
      await sibling.request('j1', 'resume', NOW, NOW + DAY_MS)
      expect(await store.closing()).toHaveLength(1)
      const heir = await claimed(sibling, 'w2')
      expect(heir.closing.blocks).toEqual(HELD)
      await sibling.closed(heir.closing)
      expect(await store.closing()).toEqual([])
      expect(await sibling.heartbeat(heir.lease, NOW + 1, LEASE_MS, { lowWater: 0, waitingReason: null, waitingUntil: null })).toEqual({
        requested: null,
      })
      await sibling.release(heir.lease, { status: 'pending' }, NOW)
      expect((await claimed(store, 'w3')).closing.blocks).toEqual([])
    })

    test('a job whose blocks are all handed back is purged, and its callback is due, as ever', async () => {
      const { store } = current()
      await submit(store, 'j1', { callbackUrl: 'https://hooks.example/done' })
      const { lease } = await claimed(store, 'w1')
      await store.release(lease, { status: 'completed', expiresAt: NOW + 1000 }, NOW, HELD)
      for (const closing of await store.closing()) await store.closed(closing)
      expect(await store.dueCallbacks(NOW + 1, 1000, 10)).toEqual([{ jobId: 'j1', url: 'https://hooks.example/done' }])
      for (let purges = 0; purges < 20; purges += 1) await store.purge(NOW + DAY_MS, 100)
      expect(await store.get('j1')).toBeNull()
    })

    test('the heir of a lane that turned finds both blocks: the one to go on with, and the one to hand back', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await store.saveLane(lease, 0, block('old', 0))
      await store.saveLane(lease, 0, block('new', 0), block('old', 4))
      const heir = await claimed(sibling, 'w2', LATER)
      expect(heir.job.lanes).toEqual([{ lane: 0, ...block('new', 0) }])
      expect(heir.closing.blocks).toEqual([block('old', 4)])
      // Nothing is left of it once the next turn is written down.
      await sibling.saveLane(heir.lease, 0, block('next', 0))
      expect((await claimed(store, 'w3', LATER + LEASE_MS + 1)).closing.blocks).toEqual([])
    })

    test('a job that was left in order has nothing to hand back', async () => {
      const { store } = current()
      await bringTo(store, 'j1', 'completed')
      expect(await store.closing()).toEqual([])
      expect(await claim(store, 'w')).toBeNull()
    })
  })
}
