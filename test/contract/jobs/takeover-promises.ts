import { describe, expect, test } from 'vitest'
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

/** What a crash leaves to the next worker: the blocks, the units known to be spent, the results. */
export function takeoverPromises(current: () => JobStores): void {
  describe('takeover', () => {
    test('the heir finds each lane with its block and the units that were spent', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 40 })
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1, 2, 3], 0, 'r0')
      await store.saveLane(lease, 1, block('r1', 0, { tokenId: 'token-2', source: 'file', units: 7 }))
      await store.record(lease, { lane: 1, block: block('r1', 2, { tokenId: 'token-2' }), result: null })
      const heir = await claimed(sibling, 'w2', LATER)
      expect(heir.job.lanes).toEqual([
        { lane: 0, ...block('r0', 3) },
        { lane: 1, ...block('r1', 2, { tokenId: 'token-2', source: 'file', units: 7 }) },
      ])
      expect(heir.job).toMatchObject({ processed: 3, successful: 3, tokenSwitches: 2 })
      expect(await sibling.get('j1')).toMatchObject({ processed: 3, successful: 3, lanes: heir.job.lanes })
    })

    test('units that were spent before the last heartbeat still count', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 40 })
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1, 2, 3, 4, 5], 0, 'r0')
      await store.heartbeat(lease, NOW + 1000, LEASE_MS, { ...IDLE, lowWater: 5 })
      await store.record(lease, { lane: 0, block: block('r0', 6), result: failure(6) })
      const heir = await claimed(sibling, 'w2', LATER + 1000)
      expect(heir.lowWater).toBe(5)
      expect(heir.job.lanes).toEqual([{ lane: 0, ...block('r0', 6) }])
      expect(heir.job).toMatchObject({ processed: 6, successful: 5, errorBreakdown: { not_found: 1 } })
      expect((await drawAll(sibling, heir.lease, heir.lowWater))[0]).toBe(7)
    })

    test('also when the crash comes right after it: a unit is never free again because its result is old news', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 40 })
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1, 2], 0, 'r0')
      await store.heartbeat(lease, NOW + 500, LEASE_MS, { ...IDLE, lowWater: 2 })
      await work(store, lease, [3, 4, 5], 1, 'r1')
      await store.heartbeat(lease, NOW + 1000, LEASE_MS, { ...IDLE, lowWater: 5 })
      const heir = await claimed(sibling, 'w2', LATER + 1000)
      expect(heir.job.lanes).toEqual([
        { lane: 0, ...block('r0', 2) },
        { lane: 1, ...block('r1', 3) },
      ])
      expect(heir.job).toMatchObject({ processed: 5, successful: 5 })
    })

    test('a block that was closed before the crash is forgotten', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 40 })
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [1, 2, 3], 0, 'old')
      await store.saveLane(lease, 0, block('new', 0))
      const heir = await claimed(sibling, 'w2', LATER)
      expect(heir.job.lanes).toEqual([{ lane: 0, ...block('new', 0) }])
    })

    test('crash after crash: counts, results and lanes stay right', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 60, rejected: [failure(9, { errorType: 'data_validation', attempts: 0, tokenUsed: null })] })
      let at = NOW
      let done = 0
      for (let life = 0; life < 5; life += 1) {
        const jobs = life % 2 ? sibling : store
        const claimedJob = await claimed(jobs, `w${life}`, at)
        expect(claimedJob.job).toMatchObject({ processed: done + 1, successful: done })
        if (life > 0) expect(claimedJob.job.lanes).toMatchObject([{ reservationId: `r${life - 1}`, used: 9 }])
        const open = await drawAll(jobs, claimedJob.lease, claimedJob.lowWater)
        expect(open).toHaveLength(59 - done)
        // The last of ten is done, the one before it is not: a hole that the next life has to find.
        const mine = [...open.slice(0, 8), open[9]!]
        await work(jobs, claimedJob.lease, mine.slice(0, 5), 0, `r${life}`)
        const progress = { ...IDLE, lowWater: open[4]! }
        if (life % 2 === 0) await jobs.heartbeat(claimedJob.lease, at + 1, LEASE_MS, progress)
        for (const [i, number] of mine.slice(5).entries())
          await jobs.record(claimedJob.lease, { lane: 0, block: block(`r${life}`, 6 + i), result: result(number) })
        done += 9
        at += LEASE_MS + 10
      }
      const last = await claimed(store, 'last', at)
      await work(store, last.lease, await drawAll(store, last.lease, last.lowWater), 0, 'end')
      await store.release(last.lease, { status: 'completed', expiresAt: at + DAY_MS }, at)
      expect(await sibling.get('j1')).toMatchObject({ processed: 60, successful: 59, errorBreakdown: { data_validation: 1 } })
      expect(await resultNumbers(sibling, 'j1')).toHaveLength(60)
    })

    test('a request that was not carried out is still there', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      await claimed(store, 'w1')
      await store.request('j1', 'cancel', NOW, NOW)
      expect((await claimed(sibling, 'w2', LATER)).job.requested).toBe('cancel')
    })

    test('what the dead worker had drawn shows up as nothing but addresses to do', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await drawAll(store, lease)
      await work(store, lease, [4])
      const heir = await claimed(sibling, 'w2', LATER)
      expect(await sibling.results('j1', { after: 0, limit: 2 })).toEqual([result(4)])
      expect(await sibling.results('j1', { after: 0, limit: 100, success: false })).toEqual([])
      await leave(sibling, heir.lease, { status: 'cancelled', expiresAt: LATER + DAY_MS }, LATER)
      expect(await store.results('j1', { after: 0, limit: 100 })).toEqual([result(4)])
      expect(await store.savedCounts('j1')).toEqual({ fetched: 1, saved: 0, failed: 0 })
    })
  })
}
