import { describe, expect, test } from 'vitest'
import type { Lease } from '../../../src/jobs/job.ts'
import { type JobVerdict, KEPT_TURNS, KEPT_VERDICTS, type TurnReason } from '../../../src/jobs/job-history.ts'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import { block, claimed, DAY_MS, type JobStores, LEASE_MS, NOW, submit } from './samples.ts'

const LATER = NOW + LEASE_MS + 1

export function verdict(n: number, changes: Partial<JobVerdict> = {}): JobVerdict {
  return { at: NOW + n, of: 'token', on: 'token-1...', emailNumber: null, evidence: `It failed ${n} addresses.`, ...changes }
}

/** What has happened in a job is told as long as the job is there. */
export function historyPromises(current: () => JobStores): void {
  describe('history', () => {
    const turn = (store: JobStore, lease: Lease, lane: number, n: number, reason: TurnReason = 'requests') =>
      store.saveLane(lease, lane, block(`b-${lane}-${n}`, 0), undefined, { at: NOW + n, to: `tok-${n}`, reason })

    test('the turns of the lanes and the verdicts are told with the newest first, during the run and after it', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      expect(await store.history('j1')).toEqual({ turns: [], verdicts: [] })
      const { lease } = await claimed(store, 'w1')
      await turn(store, lease, 0, 1, 'first')
      await turn(store, lease, 1, 2, 'first')
      await turn(store, lease, 0, 3)
      await store.noteVerdict(lease, verdict(4, { of: 'address', on: null, emailNumber: 7 }))
      await store.noteVerdict(lease, verdict(5))
      await turn(store, lease, 0, 6, 'penalised')
      const expected = {
        turns: [
          { lane: 0, at: NOW + 6, from: 'tok-3', to: 'tok-6', reason: 'penalised' },
          { lane: 0, at: NOW + 3, from: 'tok-1', to: 'tok-3', reason: 'requests' },
          { lane: 1, at: NOW + 2, from: null, to: 'tok-2', reason: 'first' },
          { lane: 0, at: NOW + 1, from: null, to: 'tok-1', reason: 'first' },
        ],
        verdicts: [verdict(5), verdict(4, { of: 'address', on: null, emailNumber: 7 })],
      }
      expect(await sibling.history('j1')).toEqual(expected)
      await store.release(lease, { status: 'completed', expiresAt: NOW + DAY_MS }, NOW)
      expect(await sibling.history('j1')).toEqual(expected)
      expect(await sibling.history('another')).toEqual({ turns: [], verdicts: [] })
    })

    test.each(['left in order', 'taken over'] as const)('who goes on with a job that was %s goes on with its history', async how => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await turn(store, lease, 0, 1, 'first')
      await store.noteVerdict(lease, verdict(2))
      if (how === 'left in order') await store.release(lease, { status: 'pending' }, NOW)
      const heir = await claimed(sibling, 'w2', LATER)
      await turn(sibling, heir.lease, 0, 3, 'first')
      await turn(sibling, heir.lease, 2, 4, 'first')
      await sibling.noteVerdict(heir.lease, verdict(5))
      const { turns, verdicts } = await store.history('j1')
      expect(turns.map(({ lane, to, from }) => [lane, to, from])).toEqual([
        [2, 'tok-4', null],
        [0, 'tok-3', null],
        [0, 'tok-1', null],
      ])
      expect(verdicts).toEqual([verdict(5), verdict(2)])
    })

    test('they are rings: the last ones of each lane, and the last verdicts', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      for (let n = 1; n <= KEPT_TURNS + 5; n += 1) await turn(store, lease, 0, n)
      for (let n = 1; n <= KEPT_VERDICTS + 5; n += 1) await store.noteVerdict(lease, verdict(n))
      await turn(store, lease, 1, 1)
      const { turns, verdicts } = await sibling.history('j1')
      expect(turns.map(({ to }) => to)).toEqual([...Array.from({ length: KEPT_TURNS }, (_, i) => `tok-${KEPT_TURNS + 5 - i}`), 'tok-1'])
      // Where the oldest came from is known, too.
      expect(turns.at(-2)).toMatchObject({ to: 'tok-6', from: 'tok-5' })
      expect(verdicts.map(({ at }) => at - NOW)).toEqual(Array.from({ length: KEPT_VERDICTS }, (_, i) => KEPT_VERDICTS + 5 - i))
    })

    test('verdicts that several lanes come to at the same time are all kept', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await Promise.all([1, 2, 3, 4].map(n => store.noteVerdict(lease, verdict(n))))
      expect((await sibling.history('j1')).verdicts).toEqual([4, 3, 2, 1].map(n => verdict(n)))
    })

    test('it names nobody, and goes with the job', async () => {
      const { store } = current()
      await submit(store, 'j1')
      const { lease } = await claimed(store, 'w1')
      await turn(store, lease, 0, 1)
      await store.noteVerdict(lease, verdict(1, { evidence: `anna@example.com failed ${'x'.repeat(300)}` }))
      const [{ evidence }] = (await store.history('j1')).verdicts as [JobVerdict]
      expect(evidence).toMatch(/^\[address\] failed x+…$/)
      expect(evidence.length).toBeLessThanOrEqual(160)
      await store.release(lease, { status: 'completed', expiresAt: NOW + 1 }, NOW)
      for (let round = 0; round < 50 && (await store.purge(NOW + 2 * DAY_MS, 500)) > 0; round += 1);
      expect(await store.history('j1')).toEqual({ turns: [], verdicts: [] })
    })
  })
}
