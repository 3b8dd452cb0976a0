import { describe, expect, test } from 'vitest'
import { MAX_PROFILE_BYTES } from '../../../src/profiles/profile-size.ts'
import { block, claimed, DAY_MS, drawAll, failure, type JobStores, NOW, result, submit } from './samples.ts'

/** Reading results, saving them later, erasing a person from them. */
export function resultPromises(current: () => JobStores): void {
  /** Results 1 to 12: every third one failed, alternately as not_found and timeout. */
  const finished = async (jobId = 'j1') => {
    const { store } = current()
    await submit(store, jobId, { total: 12 })
    const { lease } = await claimed(store, 'w')
    await drawAll(store, lease)
    await store.saveLane(lease, 0, block('b', 0))
    for (let n = 1; n <= 12; n += 1) {
      const failed = failure(n, { errorType: n % 2 ? 'not_found' : 'timeout' })
      await store.record(lease, { lane: 0, block: block('b', n), result: n % 3 === 0 ? failed : result(n, { saved: n > 6 }) })
    }
    await store.release(lease, { status: 'completed', expiresAt: NOW + DAY_MS }, NOW)
    return current()
  }

  describe('results', () => {
    test('paging shows all in order, with and without filters', async () => {
      const { sibling } = await finished()
      const all = async (limit: number, filter: { success?: boolean; errorType?: 'timeout' | 'not_found' }) => {
        const numbers: number[] = []
        for (let after = 0; ; ) {
          const page = await sibling.results('j1', { after, limit, ...filter })
          numbers.push(...page.map(r => r.emailNumber))
          if (page.length < limit) return numbers
          after = page.at(-1)!.emailNumber
        }
      }
      for (const limit of [1, 4, 5, 100]) {
        expect(await all(limit, {})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
        expect(await all(limit, { success: true })).toEqual([1, 2, 4, 5, 7, 8, 10, 11])
        expect(await all(limit, { success: false })).toEqual([3, 6, 9, 12])
        expect(await all(limit, { errorType: 'timeout' })).toEqual([6, 12])
        expect(await all(limit, { success: true, errorType: 'timeout' })).toEqual([])
      }
      expect(await sibling.results('nobody', { after: 0, limit: 10 })).toEqual([])
    })

    test('the largest profiles are kept, page after page', async () => {
      const { store, sibling } = current()
      await submit(store, 'j1', { total: 5 })
      const { lease } = await claimed(store, 'w')
      await drawAll(store, lease)
      await store.saveLane(lease, 0, block('b', 0))
      const largest = [1, 2, 3, 4, 5].map(n =>
        result(n, { email: `${n}${'ж'.repeat(241)}@example.com`, data: { bio: 'x'.repeat(MAX_PROFILE_BYTES - 10) } }),
      )
      for (const [i, one] of largest.entries()) await store.record(lease, { lane: 0, block: block('b', i + 1), result: one })
      expect(await sibling.results('j1', { after: 0, limit: 10 })).toEqual(largest)
    })

    test('what is saved later is marked once and counted once', async () => {
      const { store, sibling } = await finished()
      expect(await store.savedCounts('j1')).toEqual({ fetched: 8, saved: 4, failed: 4 })
      await Promise.all([store.markSaved('j1', 1), sibling.markSaved('j1', 1)])
      await store.markSaved('j1', 2)
      await store.markSaved('j1', 2)
      await store.markSaved('j1', 7)
      expect(await sibling.savedCounts('j1')).toEqual({ fetched: 8, saved: 6, failed: 2 })
      expect(await sibling.results('j1', { after: 0, limit: 2 })).toMatchObject([{ saved: true }, { saved: true }])
      await store.markSaved('j1', 99)
      expect(await sibling.results('j1', { after: 12, limit: 10 })).toEqual([])
      expect(await store.savedCounts('nobody')).toEqual({ fetched: 0, saved: 0, failed: 0 })
    })

    test('erasing a person takes the profile out of every job, however the address was written', async () => {
      const { store, sibling } = await finished('j1')
      await finished('j2')
      expect(await sibling.eraseProfile('USER4@Example.com')).toBe(2)
      for (const jobId of ['j1', 'j2']) {
        const results = await store.results(jobId, { after: 0, limit: 100 })
        expect(results.filter(r => r.success && r.data === null).map(r => r.emailNumber)).toEqual([4])
        expect(results).toHaveLength(12)
      }
      // Nothing names the person any more: neither list, result nor the upstream's words.
      for (const jobId of ['j1', 'j2']) expect(JSON.stringify(await store.results(jobId, { after: 0, limit: 100 }))).not.toMatch(/user4@/i)
      expect(await store.findPerson('user4@example.com')).toEqual([])
      expect(await store.eraseProfile('user4@example.com')).toBe(0)
      expect(await store.eraseProfile('user3@example.com')).toBe(0)
      expect(await store.eraseProfile('nobody@example.com')).toBe(0)
    })

    test('a refused entry that names the person among other words is found and erased as a whole, one of somebody else is not', async () => {
      const { store, sibling } = current()
      const refused = (n: number, email: string) =>
        failure(n, { email, error: 'The address is not an e-mail address.', errorType: 'data_validation', tokenUsed: null, attempts: 0 })
      const entries = ['Ada <ADÄ@example.com>', 'joadä@example.com, x', 'adä@example.com\\u000aBcc: all', 'no address']
      await submit(store, 'j1', { total: 6, rejected: entries.map((email, i) => refused(i + 2, email)) })
      expect((await sibling.findPerson('adä@example.com')).map(({ emailNumber, result }) => [emailNumber, result?.email])).toEqual([
        [2, entries[0]],
        [4, entries[2]],
      ])
      expect(await store.eraseProfile('Adä@Example.com')).toBe(0)
      const left = (await sibling.results('j1', { after: 0, limit: 10 })).map(({ emailNumber, email }) => [emailNumber, email])
      expect(left).toEqual([
        [2, '[erased]'],
        [3, entries[1]],
        [4, '[erased]'],
        [5, entries[3]],
      ])
      expect(await sibling.findPerson('adä@example.com')).toEqual([])
    })
  })
}
