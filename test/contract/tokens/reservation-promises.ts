import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACT, block, NEXT_NOON, NOW, newToken, penalty, TODAY, TOMORROW, type TokenStores } from './samples.ts'

/** G1: what was granted for a day never exceeds the limit, however it is asked for. */
export function reservationPromises(current: () => TokenStores): void {
  describe('reservation', () => {
    test('grants what was asked while there is enough, then the remainder, then nothing', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      const first = await store.reserve(block('a', 15))
      expect(first).toMatchObject({ granted: true, units: 15, secret: 'secret-of-a', trialOf: null })
      expect(first.token).toMatchObject({ dailyUsage: 15, totalUsage: 15, quotaDay: TODAY, lastUsed: NOW })
      expect(await store.get('a')).toEqual(first.token)
      expect(await sibling.reserve(block('a', 15))).toMatchObject({ granted: true, units: 5, token: { dailyUsage: 20 } })
      expect(await store.reserve(block('a', 15))).toMatchObject({ granted: false, token: { dailyUsage: 20 } })
      expect(await store.get('a')).toMatchObject({ dailyUsage: 20, totalUsage: 20 })
    })

    test('the same reservation id again returns the first grant and charges nothing, in any process', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      // The first of a day, and one that meets the day already begun: in a process that knows the token, and in one that does not.
      for (const dailyUsage of [15, 30]) {
        const request = block('a', 15)
        const outcomes = await Promise.all([store, sibling, store, sibling].map(s => s.reserve(request)))
        expect(outcomes.map(outcome => outcome.granted && outcome.units)).toEqual([15, 15, 15, 15])
        expect(await sibling.reserve({ ...request, maxUnits: 50 })).toMatchObject({ granted: true, units: 15 })
        expect(await store.get('a')).toMatchObject({ dailyUsage })
      }
    })

    test('of many reservations at once the sum is the limit, to the unit', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 100 }))
      const outcomes = await Promise.all(Array.from({ length: 24 }, (_, i) => (i % 2 ? store : sibling).reserve(block('a', 7))))
      const spent = outcomes.reduce((sum, outcome) => sum + (outcome.granted ? outcome.units : 0), 0)
      expect(spent).toBe(100)
      expect(await store.get('a')).toMatchObject({ dailyUsage: 100 })
    })

    test('refuses a token that is unknown, disabled, expired or excluded, and shows the state', async () => {
      const { store } = current()
      await store.add(newToken('disabled'))
      await store.setEnabled('disabled', false, TODAY, ACT)
      await store.add(newToken('expired', { expiresAt: NOW }))
      await store.add(newToken('excluded'))
      await store.penalize('excluded', penalty('p'))
      expect(await store.reserve(block('nobody', 1))).toEqual({ granted: false, token: null })
      expect(await store.reserve(block('disabled', 1))).toMatchObject({ granted: false, token: { enabled: false } })
      expect(await store.reserve(block('expired', 1))).toMatchObject({ granted: false, token: { expiresAt: NOW } })
      expect(await store.reserve(block('excluded', 1))).toMatchObject({ granted: false, token: { exclusion: { penaltyId: 'p' } } })
      for (const id of ['disabled', 'expired', 'excluded']) expect(await store.get(id)).toMatchObject({ dailyUsage: 0 })
    })

    test('a new quota day begins at zero, and the blocks of the old one are worth nothing any more', async () => {
      const { store } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      const old = block('a', 20)
      await store.reserve(old)
      expect(await store.reserve(block('a', 15, { day: TOMORROW, now: NEXT_NOON }))).toMatchObject({ granted: true, units: 15 })
      expect(await store.reservedUnits('a', old.reservationId)).toBeNull()
      await store.handBack('a', old.reservationId, 20)
      expect(await store.get('a')).toMatchObject({ quotaDay: TOMORROW, dailyUsage: 15, totalUsage: 35 })
    })

    test('many at once on the first moment of a day share one limit', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 30 }))
      await store.reserve(block('a', 30))
      const next = { day: TOMORROW, now: NEXT_NOON }
      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? store : sibling).reserve(block('a', 7, next))))
      expect(outcomes.reduce((sum, outcome) => sum + (outcome.granted ? outcome.units : 0), 0)).toBe(30)
    })

    test('a clock that runs late gets nothing: the count of a later day is never set back', async () => {
      const { store } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      await store.reserve(block('a', 15, { day: TOMORROW, now: NEXT_NOON }))
      expect(await store.reserve(block('a', 5))).toMatchObject({ granted: false })
      expect(await store.get('a')).toMatchObject({ quotaDay: TOMORROW, dailyUsage: 15 })
    })

    test('a half-open token is tried with one unit by one lane at a time', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 5))
      await store.penalize('a', penalty('p', { cooldownMs: 1000 }))
      const later = { now: NOW + 1000 }
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 ? store : sibling).reserve(block('a', 15, later))))
      const granted = outcomes.filter(outcome => outcome.granted)
      expect(granted).toMatchObject([{ units: 1, trialOf: 'p' }])
      expect(await store.reserve(block('a', 15, { now: NOW + 1000 + 59_999 }))).toMatchObject({ granted: false })
      expect(await store.reserve(block('a', 15, { now: NOW + 1000 + 60_000 }))).toMatchObject({ granted: true, units: 1, trialOf: 'p' })
      await store.recover('a', 'p', NOW)
      expect(await store.reserve(block('a', 15, later))).toMatchObject({ granted: true, units: 15, trialOf: null })
    })

    test('a trial that is asked for again is the same trial', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.penalize('a', penalty('p', { cooldownMs: 1000 }))
      const trial = block('a', 15, { now: NOW + 2000 })
      await store.reserve(trial)
      expect(await store.reserve(trial)).toMatchObject({ granted: true, units: 1, trialOf: 'p' })
      expect(await store.get('a')).toMatchObject({ dailyUsage: 1 })
    })

    test('settling hands back what was not used, once', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 15 }))
      const request = block('a', 15)
      await store.reserve(request)
      expect(await sibling.reservedUnits('a', request.reservationId)).toBe(15)
      await Promise.all([store.handBack('a', request.reservationId, 4), sibling.handBack('a', request.reservationId, 4)])
      await store.handBack('a', request.reservationId, 4)
      expect(await store.get('a')).toMatchObject({ dailyUsage: 11, totalUsage: 11 })
      expect(await store.reservedUnits('a', request.reservationId)).toBeNull()
      expect(await store.reserve(block('a', 15))).toMatchObject({ granted: true, units: 4 })
    })

    test.each([
      [99, 5],
      [0, 15],
      [-3, 15],
    ])('settling %i of 10 units beside 5 others leaves %i counted', async (unused, counted) => {
      const { store } = current()
      await store.add(newToken('a'))
      const request = block('a', 10)
      await store.reserve(request)
      await store.reserve(block('a', 5))
      await store.handBack('a', request.reservationId, unused)
      expect(await store.get('a')).toMatchObject({ dailyUsage: counted })
    })

    test('settling what was never reserved changes nothing', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 10))
      await store.handBack('a', 'never', 10)
      await store.handBack('nobody', 'never', 10)
      expect(await store.reservedUnits('a', 'never')).toBeNull()
      expect(await store.get('a')).toMatchObject({ dailyUsage: 10 })
    })

    test('a reservation of a lane that is gone is found once, and can not be made afterwards, by anybody', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      const made = block('a', 8)
      await store.reserve(made)
      expect(await sibling.adopt('a', made.reservationId, TODAY)).toBe(8)
      expect(await sibling.adopt('a', made.reservationId, TODAY)).toBe(8)
      await sibling.handBack('a', made.reservationId, 5)
      expect(await store.adopt('a', made.reservationId, TODAY)).toBeNull()
      // The write of a process that was held up, or one that the network has kept.
      expect(await store.reserve(made)).toMatchObject({ granted: false })
      await store.handBack('a', made.reservationId, 5)
      expect(await store.get('a')).toMatchObject({ dailyUsage: 3, totalUsage: 3 })
    })

    test('a reservation that was not made yet when its lane was gone is refused when it comes, also as the first one of a day', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      for (const [day, now] of [
        [TODAY, NOW],
        [TODAY, NOW],
        [TOMORROW, NEXT_NOON],
      ] as const) {
        const late = block('a', 8, { day, now })
        expect(await sibling.adopt('a', late.reservationId, day)).toBeNull()
        expect(await store.reserve(late)).toMatchObject({ granted: false })
        expect(await sibling.reservedUnits('a', late.reservationId)).toBeNull()
      }
      expect(await store.adopt('nobody', 'never', TODAY)).toBeNull()
      expect(await store.reserve(block('a', 20, { day: TOMORROW, now: NEXT_NOON }))).toMatchObject({ granted: true, units: 20 })
    })

    test('units written off are counted by their day', async () => {
      const { store, sibling } = current()
      await store.writeOff(TODAY, 2)
      await sibling.writeOff(TODAY, 1)
      expect([await store.writtenOff(TODAY), await store.writtenOff(TOMORROW)]).toEqual([3, 0])
      expect(await store.list({ after: null, limit: 10, source: 'pool' })).toEqual([])
    })

    test('charging counts beyond the limit if need be, never down, and never into a past day', async () => {
      const { store } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      await store.reserve(block('a', 15))
      await store.charge('a', TODAY, 10)
      expect(await store.get('a')).toMatchObject({ dailyUsage: 25, totalUsage: 25 })
      expect(await store.reserve(block('a', 1))).toMatchObject({ granted: false })
      await store.charge('a', TOMORROW, 3)
      expect(await store.get('a')).toMatchObject({ quotaDay: TOMORROW, dailyUsage: 3 })
      await store.charge('a', TODAY, 7)
      expect(await store.get('a')).toMatchObject({ quotaDay: TOMORROW, dailyUsage: 3 })
      expect(await store.reserve(block('a', 20, { day: TOMORROW, now: NEXT_NOON }))).toMatchObject({ granted: true, units: 17 })
    })

    test('no sequence of blocks, hand-backs, charges and removals spends more than the limit of a day', async () => {
      const { store, sibling } = current()
      const step = fc.record({
        act: fc.constantFrom('reserve', 'reserve', 'reserve', 'handBack', 'repeat', 'charge', 'readd', 'midnight'),
        units: fc.integer({ min: 1, max: 9 }),
        other: fc.boolean(),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), fc.integer({ min: 1, max: 30 }), async (steps, dailyLimit) => {
          run += 1
          const id = `run-${run}`
          await store.add(newToken(id, { dailyLimit }))
          let today = 0
          let spent = 0
          const open: { request: ReturnType<typeof block>; units: number }[] = []
          for (const { act, units, other } of steps) {
            const here = other ? sibling : store
            const day = ['2026-11-21', '2026-11-22', '2026-11-23'][today]!
            const now = NOW + today * 86_400_000
            if (act === 'reserve') {
              const request = block(id, units, { day, now })
              const outcome = await here.reserve(request)
              if (outcome.granted) {
                open.push({ request, units: outcome.units })
                spent += outcome.units
              } else expect(spent).toBeGreaterThanOrEqual(dailyLimit)
            } else if (act === 'handBack') {
              const held = open.pop()
              if (held === undefined) continue
              const unused = Math.min(units, held.units)
              await here.handBack(id, held.request.reservationId, unused)
              await here.handBack(id, held.request.reservationId, unused)
              spent -= unused
            } else if (act === 'repeat') {
              const held = open.at(-1)
              if (held === undefined) continue
              expect(await here.reserve(held.request)).toMatchObject({ granted: true, units: held.units })
            } else if (act === 'charge') {
              await here.charge(id, day, 1)
              spent += 1
            } else if (act === 'readd') {
              await here.remove(id, day)
              await here.add(newToken(id, { dailyLimit }))
              // What was held when its token was removed can not be handed back to the new one.
              open.length = 0
            } else if (today < 2) {
              today += 1
              spent = 0
              open.length = 0
            }
            const token = await store.get(id)
            if (token?.quotaDay === day) expect(token.dailyUsage).toBeGreaterThanOrEqual(spent)
            if (act !== 'charge' && !steps.some(s => s.act === 'charge')) expect(spent).toBeLessThanOrEqual(dailyLimit)
          }
        }),
        { numRuns: 40 },
      )
    })
  })
}
