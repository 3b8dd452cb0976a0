import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ResultStore } from '../../../src/extraction/kept/result-store.ts'

export interface OpenResultStore {
  readonly store: ResultStore
  close(): Promise<void>
}

/** What every store of kept results does. */
export function describeResultStore(name: string, open: () => Promise<OpenResultStore>): void {
  describe(`kept results on ${name}`, () => {
    let opened: OpenResultStore
    let store: ResultStore
    beforeAll(async () => {
      opened = await open()
      store = opened.store
    })
    afterAll(() => opened.close())

    const result = (id: string, createdAt: string, requestId = 'r') => ({
      id,
      requestId,
      companyId: 'ACME',
      createdAt,
      body: `body of ${id}`,
    })
    const all = async (): Promise<string[]> => (await store.page(null, 100)).map(({ id }) => id)

    it('come back as they were put, the newest first, and a second one of an id changes nothing', async () => {
      await store.put(result('a', '2026-11-01T10:00:00.000Z'))
      await store.put(result('b', '2026-11-03T10:00:00.000Z'))
      await store.put({ ...result('a', '2026-11-09T10:00:00.000Z'), body: 'another' })
      await store.put(result('c', '2026-11-02T10:00:00.000Z', 'other'))
      expect(await store.find('r')).toEqual([
        { ...result('b', '2026-11-03T10:00:00.000Z'), reviews: null, revision: 0 },
        { ...result('a', '2026-11-01T10:00:00.000Z'), reviews: null, revision: 0 },
      ])
      expect(await store.find('unknown')).toEqual([])
    })

    it('take a review only from who has seen the last one', async () => {
      expect(await store.review('a', 0, 'first')).toBe(true)
      expect(await store.review('a', 0, 'late')).toBe(false)
      expect(await store.review('a', 1, 'second')).toBe(true)
      expect(await store.review('nobody', 0, 'x')).toBe(false)
      expect((await store.find('r')).at(-1)).toMatchObject({ id: 'a', reviews: 'second', revision: 2 })
    })

    it('are sealed anew only while nobody has reviewed them in between, and are still what they were', async () => {
      const sealed = { body: 'the body anew', reviews: 'the reviews anew' }
      expect(await store.reseal('a', 1, sealed)).toBe(false)
      expect(await store.reseal('nobody', 0, sealed)).toBe(false)
      expect(await store.reseal('a', 2, sealed)).toBe(true)
      expect(await store.reseal('b', 0, { body: 'anew, too', reviews: null })).toBe(true)
      expect(await store.find('r')).toMatchObject([
        { id: 'b', body: 'anew, too', reviews: null, revision: 0 },
        { ...sealed, id: 'a', revision: 2, createdAt: '2026-11-01T10:00:00.000Z' },
      ])
      expect(await store.review('a', 2, 'third')).toBe(true)
    })

    it('are looked through page by page, removed one by one, and purged by their age', async () => {
      const first = await store.page(null, 2)
      expect(first).toHaveLength(2)
      expect([...first, ...(await store.page(first[1]!.id, 2))].map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c'])
      expect(await store.purge('2026-11-03T00:00:00.000Z', 1)).toBe(1)
      expect(await store.purge('2026-11-03T00:00:00.000Z', 10)).toBe(1)
      expect(await store.purge('2026-11-03T00:00:00.000Z', 10)).toBe(0)
      expect(await all()).toEqual(['b'])
      await store.remove('b')
      expect(await all()).toEqual([])
    })
  })
}
