import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edit, forgive, type Penalty, penalize, recover, type Token } from '../../../src/tokens/token.ts'
import { ACT, block, NEXT_NOON, NOW, newToken, penalty, TODAY, TOMORROW, type TokenStores } from './samples.ts'

const anyPenalty = fc.record({
  act: fc.constant('penalize' as const),
  id: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom('token_error' as const, 'rate_limited' as const),
  age: fc.integer({ min: 0, max: 100_000 }),
  retryAfterMs: fc.option(fc.oneof(fc.integer({ min: 1, max: 500_000 }), fc.constant(7_200_000)), { nil: undefined }),
  quota: fc.option(fc.record({ unusedUnits: fc.integer({ min: 0, max: 15 }), refused: fc.boolean(), saysDay: fc.boolean() }), {
    nil: undefined,
  }),
})
const anyRecovery = fc.record({ act: fc.constant('recover' as const), id: fc.option(fc.integer({ min: 1, max: 6 })) })
const anyForgiveness = fc.record({
  act: fc.constant('forgive' as const),
  id: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom('token_error' as const, 'rate_limited' as const),
  wasTrial: fc.boolean(),
  deadlineGiven: fc.boolean(),
})

/** Penalties and their lifting: every adapter stores exactly what the pure functions say. */
export function statePromises(current: () => TokenStores): void {
  describe('state', () => {
    test('an edit changes limit and expiry, and nothing that is counted', async () => {
      const { store, sibling } = current()
      await store.add(newToken('edited'))
      await store.reserve(block('edited', 30))
      const before = (await store.get('edited'))!
      for (const change of [{ dailyLimit: 40 }, { expiresAt: NOW + 5_000 }, { dailyLimit: 20, expiresAt: null }]) {
        const expected: Token = edit((await store.get('edited'))!, change)
        expect(await store.edit('edited', change, ACT)).toEqual(expected)
        expect(await sibling.get('edited')).toEqual(expected)
      }
      expect(await store.get('edited')).toEqual({ ...before, dailyLimit: 20 })
      // What was granted beyond the new limit stays granted, and nothing more is.
      expect((await sibling.reserve(block('edited', 1))).granted).toBe(false)
      expect((await store.edit('edited', { dailyLimit: 35 }, ACT))?.dailyLimit).toBe(35)
      expect(await sibling.reserve(block('edited', 15))).toMatchObject({ granted: true, units: 5 })
      expect(await store.edit('nobody', { dailyLimit: 1 }, ACT)).toBeNull()
    })

    test("an upstream's cap below the limit is learned: nothing more that day, a block beyond the next, further only where that was granted", async () => {
      const { store, sibling } = current()
      const totals = (day: string, now: number) => store.totals({ day, now, source: 'pool' })
      await store.add(newToken('capped'))
      await store.reserve(block('capped', 15))
      const resetsAt = NOW + 43_200_000
      const quota = { day: TODAY, resetsAt, unusedUnits: 4, refused: true, saysDay: false }
      await store.penalize('capped', penalty('cap', { kind: 'rate_limited', retryAfterMs: 50_000_000, quota }))
      expect(await sibling.get('capped')).toMatchObject({ learned: { limit: 10, day: TODAY }, exclusion: { until: resetsAt } })
      expect(await totals(TODAY, NOW)).toMatchObject({ maxDailyCapacity: 10, availableCapacity: 0, availableTokens: 0 })
      expect(await store.resting({ day: TODAY, now: NOW, source: 'pool' })).toEqual([
        { until: resetsAt, tokens: 1, leftToday: 0, perDay: 10 },
      ])

      const tomorrow = { day: TOMORROW, now: NEXT_NOON }
      expect(await totals(TOMORROW, NEXT_NOON)).toMatchObject({ maxDailyCapacity: 10, availableCapacity: 10, availableTokens: 1 })
      expect(await sibling.reserve(block('capped', 50, tomorrow))).toMatchObject({ granted: true, units: 1, trialOf: 'cap' })
      await sibling.recover('capped', 'cap', NOW)
      expect(await store.get('capped')).toMatchObject({ learned: { limit: 10 }, exclusion: null })
      expect(await store.reserve(block('capped', 50, tomorrow))).toMatchObject({ granted: true, units: 24 })
      expect((await sibling.reserve(block('capped', 1, tomorrow))).granted).toBe(false)
      expect(await store.candidates({ ...tomorrow, source: 'pool', limit: 9 })).toEqual([])
      expect(await totals(TOMORROW, NEXT_NOON)).toMatchObject({ availableCapacity: 0, availableTokens: 0 })

      const later = { day: '2026-11-23', now: NEXT_NOON + 86_400_000 }
      expect(await store.candidates({ ...later, source: 'pool', limit: 9 })).toMatchObject([{ tokenId: 'capped' }])
      expect(await sibling.reserve(block('capped', 50, later))).toMatchObject({
        granted: true,
        units: 40,
        token: { learned: { limit: 25 } },
      })
      expect((await store.get('capped'))?.learned).toMatchObject({ limit: 25, day: TODAY })
      await store.setEnabled('capped', true, later.day, ACT)
      expect(await sibling.reserve(block('capped', 50, later))).toMatchObject({ granted: true, units: 50, token: { learned: null } })
    })

    test('a cap that nobody has named is put to the test, and forgotten when there turns out to be more', async () => {
      const { store, sibling } = current()
      await store.add(newToken('capped'))
      await store.reserve(block('capped', 10))
      const quota = { day: TODAY, resetsAt: NOW + 43_200_000, unusedUnits: 0, refused: true, saysDay: false }
      const refused = (id: string, now: number) =>
        store.penalize('capped', penalty(id, { kind: 'rate_limited', quota, now, reservedAt: now }))
      expect(await refused('first', NOW)).toMatchObject({ learned: null })
      expect(await sibling.reserve(block('capped', 15, { now: NOW + 60_000 }))).toMatchObject({ units: 1, trialOf: 'first' })
      expect(await refused('second', NOW + 60_001)).toMatchObject({ learned: { limit: 9 }, exclusion: { until: NOW + 180_001 } })
      expect(await store.totals({ day: TODAY, now: NOW + 70_000, source: 'pool' })).toMatchObject({ maxDailyCapacity: 9 })
      const trial = { now: NOW + 180_001 }
      expect(await sibling.candidates({ day: TODAY, ...trial, source: 'pool', limit: 9 })).toMatchObject([{ tokenId: 'capped' }])
      expect(await store.reserve(block('capped', 15, trial))).toMatchObject({ units: 1, trialOf: 'second' })
      await store.recover('capped', 'second', NOW)
      expect(await sibling.get('capped')).toMatchObject({ learned: null, exclusion: null })
      expect(await store.reserve(block('capped', 15, trial))).toMatchObject({ units: 15 })
    })

    test('any sequence of penalties, recoveries and forgiveness leaves what the pure functions leave', async () => {
      const { store, sibling } = current()
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(anyPenalty, anyRecovery, anyForgiveness), { maxLength: 12 }), async steps => {
          run += 1
          const id = `token-${run}`
          await store.add(newToken(id))
          await store.reserve(block(id, 50))
          let model: Token = (await store.get(id))!
          let now = NOW
          for (const step of steps) {
            now += 20_000
            if (step.act === 'penalize') {
              const { kind, age, retryAfterMs, quota } = step
              const given: Penalty = {
                ...penalty(`p${step.id}`, { kind, now, reservedAt: now - age, maxErrors: 3 }),
                ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
                ...(quota === undefined ? {} : { quota: { day: TODAY, resetsAt: NOW + 150_000, ...quota } }),
              }
              model = penalize(model, given)
              expect(await store.penalize(id, given)).toEqual(model)
            } else if (step.act === 'recover') {
              const trialOf = step.id === null ? null : `p${step.id}`
              model = recover(model, trialOf)
              await sibling.recover(id, trialOf, NOW)
            } else {
              const undo = { penaltyId: `p${step.id}`, kind: step.kind, wasTrial: step.wasTrial, deadlineGiven: step.deadlineGiven }
              model = forgive(model, undo, now)
              await store.forgive(id, undo, now)
            }
            expect(await sibling.get(id)).toEqual(model)
          }
        }),
        { numRuns: 40 },
      )
    })

    test('the same penalty twice counts once', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      await Promise.all([store.penalize('a', penalty('p')), sibling.penalize('a', penalty('p'))])
      expect(await store.penalize('a', penalty('p'))).toMatchObject({ errorCount: 1, strikes: 1 })
    })

    test('changes that meet are all kept', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      const late = (i: number) => penalty(`p${i}`, { now: NOW + i, reservedAt: NOW + 1_000_000, maxErrors: 100 })
      await Promise.all([
        ...Array.from({ length: 8 }, (_, i) => (i % 2 ? store : sibling).penalize('a', late(i))),
        ...Array.from({ length: 4 }, (_, i) => (i % 2 ? store : sibling).charge('a', '2026-11-21', 3)),
      ])
      expect(await store.get('a')).toMatchObject({ errorCount: 8, strikes: 8, dailyUsage: 12 })
    })

    test('enabling lifts the exclusion and forgets the errors; disabling keeps both', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      await store.penalize('a', penalty('p'))
      expect(await sibling.setEnabled('a', false, TODAY, ACT)).toMatchObject({
        enabled: false,
        errorCount: 1,
        exclusion: { penaltyId: 'p' },
      })
      expect(await store.reserve(block('a', 1, { now: NOW + 100_000_000 }))).toMatchObject({ granted: false })
      const cleared = { enabled: true, errorCount: 0, consecutiveErrors: 0, strikes: 0, exclusion: null }
      expect(await sibling.setEnabled('a', true, TODAY, ACT)).toMatchObject(cleared)
      expect(await store.reserve(block('a', 15))).toMatchObject({ granted: true, units: 15 })
    })

    test('a token that a clock has counted ahead is none that can serve, until its day or until it is enabled: then with its count', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      await store.reserve(block('a', 8, { day: TOMORROW, now: NEXT_NOON }))
      const today = { day: TODAY, now: NOW, source: 'pool' } as const
      expect(await sibling.candidates({ ...today, limit: 10 })).toEqual([])
      expect(await store.totals(today)).toMatchObject({ totalTokens: 1, activeTokens: 1, availableTokens: 0, availableCapacity: 0 })
      expect(await sibling.reserve(block('a', 1))).toMatchObject({ granted: false })
      expect(await store.setEnabled('a', true, TODAY, ACT)).toMatchObject({ quotaDay: TODAY, dailyUsage: 8 })
      expect(await store.totals(today)).toMatchObject({ availableTokens: 1, availableCapacity: 12 })
      expect(await sibling.reserve(block('a', 20))).toMatchObject({ granted: true, units: 12 })
      expect(await sibling.reserve(block('a', 20, { day: TOMORROW, now: NEXT_NOON }))).toMatchObject({ granted: true, units: 20 })
    })

    test('a recovery of one token leaves the others alone', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.add(newToken('b'))
      await store.penalize('a', penalty('p'))
      await store.penalize('b', penalty('q'))
      await store.recover('a', 'p', NOW)
      expect(await store.get('a')).toMatchObject({ exclusion: null, errorCount: 0 })
      expect(await store.get('b')).toMatchObject({ exclusion: { penaltyId: 'q' }, errorCount: 1 })
    })

    test('what is unknown is left unknown', async () => {
      const { store } = current()
      await store.recover('nobody', null, NOW)
      await store.forgive('nobody', { penaltyId: 'p', kind: 'token_error', wasTrial: false, deadlineGiven: false }, NOW)
      await store.charge('nobody', '2026-11-21', 1)
      expect(await store.get('nobody')).toBeNull()
      expect(await store.list({ after: null, limit: 10, source: 'pool' })).toEqual([])
    })
  })
}
