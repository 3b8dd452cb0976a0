import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutboxStore } from '../../../src/companies/outbox-store.ts'
import { usageRecord } from '../../support/companies.ts'

/** What every OutboxStore promises. `reopen` closes and opens the same rows again. */
export function describeOutboxStore(
  name: string,
  open: () => Promise<{ store: OutboxStore; reopen(): Promise<OutboxStore>; close(): Promise<void> }>,
): void {
  describe(`OutboxStore on ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.close())

    test('a row is there after a restart, as it was', async () => {
      const record = usageRecord({ branch: null, rawUsage: '{"a":"ü"}' })
      await opened.store.put(record, 100)
      const again = await opened.reopen()
      expect(await again.due(100, 10)).toEqual([{ record, attempts: 0 }])
    })

    test('oldest first, no more than asked, the same request once', async () => {
      const records = [usageRecord(), usageRecord(), usageRecord()]
      for (const [index, record] of records.entries()) await opened.store.put(record, 100 + index)
      await opened.store.put({ ...records[0]!, inputTokens: 9 }, 200)
      expect(await opened.store.depth()).toBe(3)
      expect((await opened.store.due(1000, 2)).map(({ record }) => record)).toEqual(records.slice(0, 2))
    })

    test('a person who is erased stands in no row, nor in what the store said of one; everybody else does', async () => {
      const named = usageRecord({ requestedBy: 'Ada "Countess" <ÄDA+1@Person.Example>', branch: 'äda+1@person.example', licenceId: null })
      const inUsage = usageRecord({ rawUsage: '{"user":"äda+1@person.example","total":7}' })
      const [deferred, other] = [usageRecord(), usageRecord({ requestedBy: 'grace@person.example' })]
      for (const record of [named, inUsage, deferred, other]) await opened.store.put(record, 100)
      await opened.store.defer(deferred.requestId, 200, "truncated: 'Äda+1@Person.Example'")
      for (let times = 0; times < 2; times += 1) await opened.store.eraseText('äda+1@PERSON.example')
      expect((await opened.store.due(200, 10)).map(row => row.record)).toEqual([
        { ...named, requestedBy: '[erased]', branch: '[erased]' },
        { ...inUsage, rawUsage: '{"user":"[erased]","total":7}' },
        deferred,
        other,
      ])
    })

    test('what is removed is gone; what is deferred comes back at its time', async () => {
      const [first, second] = [usageRecord(), usageRecord()]
      await opened.store.put(first, 100)
      await opened.store.put(second, 101)
      await opened.store.remove([first.requestId])
      await opened.store.defer(second.requestId, 5000, 'refused')
      expect(await opened.store.due(4999, 10)).toEqual([])
      expect(await opened.store.due(5000, 10)).toEqual([{ record: second, attempts: 1 }])
      expect(await opened.store.depth()).toBe(1)
    })
  })
}
