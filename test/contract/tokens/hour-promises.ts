import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { block, NOW, newToken, TODAY, TOMORROW, type TokenStores } from './samples.ts'

const HOUR = 3_600_000

/** The hourly limit is counted by the same write as the day's: what was granted for an hour never exceeds it, however it is asked for. */
export function hourPromises(current: () => TokenStores): void {
  const inHour = (hours: number, limit: number) => ({ now: NOW + hours * HOUR + 60_000, hour: { startsAt: NOW + hours * HOUR, limit } })
  const grants = (outcomes: readonly { readonly granted: boolean; readonly units?: number }[]) =>
    outcomes.reduce((sum, { granted, units = 0 }) => sum + (granted ? units : 0), 0)

  describe('an hourly limit', () => {
    test('grants what is left of hour and day, then nothing until the next hour', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 25 }))
      expect(await store.reserve(block('a', 7, inHour(0, 10)))).toMatchObject({ granted: true, units: 7 })
      expect(await sibling.reserve(block('a', 7, inHour(0, 10)))).toMatchObject({ granted: true, units: 3 })
      expect(await store.reserve(block('a', 7, inHour(0, 10)))).toMatchObject({ granted: false, token: { dailyUsage: 10 } })
      expect(await store.get('a')).toMatchObject({ hour: { startsAt: NOW, usage: 10, limit: 10 } })
      expect(grants(await Promise.all([1, 2, 3].map(() => store.reserve(block('a', 7, inHour(1, 10))))))).toBe(10)
      expect(await sibling.reserve(block('a', 15, inHour(2, 10)))).toMatchObject({ granted: true, units: 5, token: { dailyUsage: 25 } })
    })

    test('of many reservations at once the sum is the limit, to the unit, also on the first moment of an hour', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      for (const hour of [0, 1]) {
        const asked = Array.from({ length: 12 }, (_, i) => (i % 2 ? store : sibling).reserve(block('a', 4, inHour(hour, 30))))
        expect(grants(await Promise.all(asked))).toBe(30)
      }
      expect(await store.get('a')).toMatchObject({ dailyUsage: 60, hour: { usage: 30 } })
    })

    test('begins with tokens that were counted without one, and leaves them alone where it is not set', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 15))
      expect(await store.get('a')).toMatchObject({ dailyUsage: 15, hour: null })
      expect(await store.reserve(block('a', 15, inHour(0, 10)))).toMatchObject({ granted: true, units: 10 })
    })

    test('gets back what was handed back within the hour; a later hour does not, the day does', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 40 }))
      const [first, second] = [block('a', 6, inHour(0, 10)), block('a', 4, inHour(0, 10))]
      await store.reserve(first)
      await store.reserve(second)
      await sibling.handBack('a', first.reservationId, 5)
      expect(await store.get('a')).toMatchObject({ dailyUsage: 5, hour: { usage: 5 } })
      expect(await store.reserve(block('a', 8, inHour(1, 10)))).toMatchObject({ units: 8 })
      await store.handBack('a', second.reservationId, 3)
      expect(await sibling.get('a')).toMatchObject({ dailyUsage: 10, hour: { startsAt: NOW + HOUR, usage: 8 } })
    })

    test('a clock that runs late gets nothing: the count of a later hour is never set back', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 2, inHour(1, 10)))
      expect(await store.reserve(block('a', 2, { ...inHour(1, 10), ...inHour(0, 10) }))).toMatchObject({ granted: false })
      expect(await store.get('a')).toMatchObject({ hour: { startsAt: NOW + HOUR, usage: 2 } })
    })

    test('is counted on under whatever id the secret comes back', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 10, inHour(0, 10)))
      await store.remove('a', TODAY)
      await store.add(newToken('b', { fingerprint: 'print-of-a' }))
      expect(await store.reserve(block('b', 1, inHour(0, 10)))).toMatchObject({ granted: false })
      expect(await store.reserve(block('b', 1, inHour(1, 10)))).toMatchObject({ granted: true })
    })

    test('a token that is spent for the hour is no candidate, and rests until its end, which the totals know', async () => {
      const { store, sibling } = current()
      const [spent, tired] = [newToken('hour-spent', { dailyLimit: 30 }), newToken('day-spent', { dailyLimit: 10 })]
      for (const token of [spent, tired]) {
        await store.add(token)
        await store.reserve(block(token.tokenId, 10, inHour(0, 10)))
      }
      const query = { day: TODAY, now: NOW + 120_000, source: 'pool' } as const
      const ends = NOW + HOUR
      expect(await sibling.candidates({ ...query, limit: 9 })).toEqual([])
      expect(await sibling.totals(query)).toMatchObject({ activeTokens: 2, availableTokens: 0, availableCapacity: 0, nextUntil: ends })
      expect(await sibling.resting(query)).toEqual([{ until: ends, tokens: 1, leftToday: 20, perDay: 30 }])
      const later = { ...query, now: ends }
      expect(await sibling.candidates({ ...later, limit: 9 })).toMatchObject([{ tokenId: 'hour-spent' }])
      expect(await sibling.totals(later)).toMatchObject({ availableTokens: 1, availableCapacity: 20, nextUntil: null })
      expect(await sibling.resting(later)).toEqual([])
      expect(await store.reserve(block('hour-spent', 15, inHour(1, 10)))).toMatchObject({ granted: true, units: 10 })
    })

    test('no sequence of blocks and hand-backs spends more than the limit of an hour, nor of a day', async () => {
      const { store, sibling } = current()
      const step = fc.record({
        act: fc.constantFrom('reserve', 'reserve', 'reserve', 'handBack', 'late', 'hour', 'midnight'),
        units: fc.integer({ min: 1, max: 9 }),
        other: fc.boolean(),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), fc.integer({ min: 1, max: 20 }), async (steps, limit) => {
          run += 1
          const id = `hours-${run}`
          await store.add(newToken(id, { dailyLimit: 30 }))
          let hour = 0
          const open: { request: ReturnType<typeof block>; units: number; hour: number }[] = []
          const spent = new Map<number, number>()
          for (const { act, units, other } of steps) {
            const here = other ? sibling : store
            const counted = act === 'late' ? hour - 1 : hour
            if (act === 'reserve' || act === 'late') {
              const request = block(id, units, { day: counted < 12 ? TODAY : TOMORROW, ...inHour(counted, limit) })
              const outcome = await here.reserve(request)
              if (!outcome.granted) continue
              open.push({ request, units: outcome.units, hour: counted })
              spent.set(counted, (spent.get(counted) ?? 0) + outcome.units)
            } else if (act === 'handBack') {
              const held = open.pop()
              if (held === undefined) continue
              const unused = Math.min(units, held.units)
              await here.handBack(id, held.request.reservationId, unused)
              await here.handBack(id, held.request.reservationId, unused)
              // Unused is not spent, whether the store could still count it back or not.
              spent.set(held.hour, spent.get(held.hour)! - unused)
            } else hour = act === 'hour' || hour >= 12 ? hour + 1 : 12
            for (const sum of spent.values()) expect(sum).toBeLessThanOrEqual(limit)
            for (const isToday of [true, false])
              expect([...spent].reduce((sum, [of, n]) => sum + (of < 12 === isToday ? n : 0), 0)).toBeLessThanOrEqual(30)
          }
        }),
        { numRuns: 30 },
      )
    })
  })
}
