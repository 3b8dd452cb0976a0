import { describe, expect, test } from 'vitest'
import { type TokenSource, UNTIL_OPERATOR } from '../../../src/tokens/token.ts'
import { ACT, block, NEXT_NOON, NOW, newToken, penalty, TODAY, TOMORROW, type TokenStores } from './samples.ts'

/** What the wheel chooses from, and what operators see. */
export function viewPromises(current: () => TokenStores): void {
  const candidates = async (changes: { day?: string; now?: number; source?: TokenSource; limit?: number } = {}) => {
    const found = await current().store.candidates({ day: TODAY, now: NOW, source: 'pool', limit: 20, ...changes })
    return found.map(token => token.tokenId)
  }

  describe('candidates', () => {
    test('are usable tokens, the best first', async () => {
      const { store } = current()
      for (const id of ['much', 'little', 'none', 'errors']) await store.add(newToken(id))
      await store.reserve(block('much', 50))
      await store.reserve(block('little', 5))
      // 10 per error: one error weighs more than five units.
      await store.penalize('errors', penalty('p', { cooldownMs: 1 }))
      await store.reserve(block('errors', 1, { now: NOW + 1000 }))
      await store.recover('errors', 'p', NOW)
      await store.penalize('errors', penalty('p2', { cooldownMs: 1, now: NOW + 1, reservedAt: NOW + 1 }))
      expect(await candidates({ now: NOW + 100 })).toEqual(['none', 'little', 'errors', 'much'])
    })

    test('with equal scores the least recently used one comes first', async () => {
      const { store } = current()
      for (const id of ['late', 'early']) await store.add(newToken(id))
      await store.reserve(block('late', 5, { now: NOW + 500 }))
      await store.reserve(block('early', 5, { now: NOW + 100 }))
      expect(await candidates()).toEqual(['early', 'late'])
    })

    test('leave out what is spent, excluded, disabled, expired or of the other source', async () => {
      const { store } = current()
      for (const id of ['good', 'spent', 'excluded', 'disabled']) await store.add(newToken(id))
      await store.add(newToken('expired', { expiresAt: NOW }))
      await store.add(newToken('file-1', { source: 'file', secret: null }))
      await store.reserve(block('spent', 100))
      await store.penalize('excluded', penalty('p'))
      await store.setEnabled('disabled', false, TODAY, ACT)
      expect(await candidates()).toEqual(['good'])
      expect(await candidates({ source: 'file' })).toEqual(['file-1'])
    })

    test('come back: after the deadline, after a hand-back, when enabled, on the next day', async () => {
      const { store } = current()
      for (const id of ['excluded', 'handed-back', 'disabled', 'spent']) await store.add(newToken(id))
      await store.penalize('excluded', penalty('p', { cooldownMs: 1000 }))
      const held = block('handed-back', 100)
      await store.reserve(held)
      await store.setEnabled('disabled', false, TODAY, ACT)
      await store.reserve(block('spent', 100))
      expect(await candidates()).toEqual([])
      await store.handBack('handed-back', held.reservationId, 40)
      await store.setEnabled('disabled', true, TODAY, ACT)
      expect(new Set(await candidates())).toEqual(new Set(['disabled', 'handed-back']))
      expect(new Set(await candidates({ now: NOW + 1000 }))).toEqual(new Set(['disabled', 'excluded', 'handed-back']))
      const all = new Set(['disabled', 'excluded', 'handed-back', 'spent'])
      expect(new Set(await candidates({ day: TOMORROW, now: NEXT_NOON }))).toEqual(all)
    })

    test('a trial under way is no candidate; a forgiven token is', async () => {
      const { store } = current()
      await store.add(newToken('trial'))
      await store.add(newToken('forgiven'))
      await store.penalize('trial', penalty('p', { cooldownMs: 1000 }))
      await store.penalize('forgiven', penalty('q'))
      await store.reserve(block('trial', 15, { now: NOW + 2000 }))
      await store.forgive('forgiven', { penaltyId: 'q', kind: 'token_error', wasTrial: false, deadlineGiven: false }, NOW)
      expect(await candidates({ now: NOW + 3000 })).toEqual(['forgiven'])
    })

    test('are at most as many as asked for', async () => {
      const { store } = current()
      for (let i = 0; i < 12; i += 1) await store.add(newToken(`t${i}`))
      expect(new Set(await candidates({ limit: 5 })).size).toBe(5)
      expect(new Set(await candidates({ limit: 12 })).size).toBe(12)
    })
  })

  describe('list and totals', () => {
    test('paging shows every token of a source exactly once, whatever the page size', async () => {
      const { store } = current()
      for (let i = 0; i < 23; i += 1) await store.add(newToken(`t${i}`))
      await store.add(newToken('file-1', { source: 'file', secret: null }))
      for (const limit of [1, 7, 23, 100]) {
        const seen: string[] = []
        for (let after: string | null = null; ; ) {
          const page = await store.list({ after, limit, source: 'pool' })
          seen.push(...page.map(token => token.tokenId))
          expect(page.length).toBeLessThanOrEqual(limit)
          if (page.length < limit) break
          after = page.at(-1)!.tokenId
        }
        expect([...seen].sort()).toEqual(Array.from({ length: 23 }, (_, i) => `t${i}`).sort())
      }
      expect(await store.list({ after: null, limit: 5, source: 'file' })).toMatchObject([{ tokenId: 'file-1' }])
    })

    test('paging goes on where a removed token was', async () => {
      const { store } = current()
      for (let i = 0; i < 6; i += 1) await store.add(newToken(`t${i}`))
      const first = await store.list({ after: null, limit: 3, source: 'pool' })
      await store.remove(first[2]!.tokenId, TODAY)
      const rest = await store.list({ after: first[2]!.tokenId, limit: 10, source: 'pool' })
      expect(new Set([...first, ...rest].map(token => token.tokenId)).size).toBe(6)
    })

    test('totals are of the whole source', async () => {
      const { store } = current()
      const empty = { totalTokens: 0, activeTokens: 0, availableTokens: 0, totalDailyUsage: 0, maxDailyCapacity: 0, availableCapacity: 0 }
      expect(await store.totals({ day: TODAY, now: NOW, source: 'pool' })).toEqual({ ...empty, nextUntil: null })
      for (const id of ['good', 'spent', 'limited', 'barred', 'disabled']) await store.add(newToken(id))
      await store.add(newToken('expired', { expiresAt: NOW - 1 }))
      await store.add(newToken('file-1', { source: 'file', secret: null, dailyLimit: 7 }))
      await store.reserve(block('good', 30))
      await store.reserve(block('spent', 100))
      await store.reserve(block('disabled', 4))
      await store.penalize('limited', penalty('p', { retryAfterMs: 5000 }))
      await store.penalize('barred', penalty('q', { retryAfterMs: 9000 }))
      await store.setEnabled('disabled', false, TODAY, ACT)
      expect(await store.totals({ day: TODAY, now: NOW, source: 'pool' })).toEqual({
        totalTokens: 6,
        activeTokens: 4,
        availableTokens: 1,
        totalDailyUsage: 134,
        maxDailyCapacity: 400,
        availableCapacity: 70,
        nextUntil: NOW + 5000,
      })
      const file = { totalTokens: 1, activeTokens: 1, availableTokens: 1, totalDailyUsage: 0, maxDailyCapacity: 7, availableCapacity: 7 }
      expect(await store.totals({ day: TODAY, now: NOW, source: 'file' })).toEqual({ ...file, nextUntil: null })
      const tomorrow = await store.totals({ day: TOMORROW, now: NEXT_NOON, source: 'pool' })
      expect(tomorrow).toMatchObject({ totalDailyUsage: 0, availableTokens: 4, availableCapacity: 400, nextUntil: null })
    })

    test('the resting are told by their deadline, to the minute, with what they will give', async () => {
      const { store } = current()
      const query = { day: TODAY, now: NOW, source: 'pool' } as const
      expect(await store.resting(query)).toEqual([])
      for (const id of ['good', 'soon', 'soon-too', 'later', 'barred', 'disabled']) await store.add(newToken(id))
      await store.add(newToken('expired', { expiresAt: NOW - 1 }))
      await store.reserve(block('soon', 30))
      await store.penalize('soon', penalty('a', { retryAfterMs: 5_000 }))
      await store.penalize('soon-too', penalty('b', { retryAfterMs: 9_000 }))
      await store.penalize('later', penalty('c', { retryAfterMs: 3_600_000 }))
      await store.penalize('barred', penalty('d', { maxErrors: 1 }))
      for (const id of ['disabled', 'expired']) await store.penalize(id, penalty(`e-${id}`, { retryAfterMs: 5_000 }))
      await store.setEnabled('disabled', false, TODAY, ACT)
      expect(await store.resting(query)).toEqual([
        { until: NOW + 60_000, tokens: 2, leftToday: 170, perDay: 200 },
        { until: NOW + 3_600_000, tokens: 1, leftToday: 100, perDay: 100 },
        { until: UNTIL_OPERATOR, tokens: 1, leftToday: 100, perDay: 100 },
      ])
      expect(await store.resting({ day: TOMORROW, now: NEXT_NOON, source: 'pool' })).toEqual([
        { until: UNTIL_OPERATOR, tokens: 1, leftToday: 100, perDay: 100 },
      ])
      expect(await store.resting({ ...query, source: 'file' })).toEqual([])
    })
  })

  describe('a survey', () => {
    test('names those that need a person, and has a cell for each token', async () => {
      const { store } = current()
      for (const id of ['a-fine', 'b-disabled', 'c-refused', 'd-limited', 'e-spent']) await store.add(newToken(id))
      await store.add(newToken('f-expired', { expiresAt: NOW }))
      await store.add(newToken('file-1', { source: 'file', secret: null }))
      await store.setEnabled('b-disabled', false, TODAY, ACT)
      await store.penalize('c-refused', penalty('p', { cooldownMs: 1_000 }))
      await store.penalize('d-limited', penalty('q', { kind: 'rate_limited' }))
      await store.reserve(block('e-spent', 100))
      const survey = await store.survey({ day: TODAY, now: NOW + 100 })
      expect(survey).toMatchObject({ tokens: 6, attention: 3, attentionIds: ['b-disabled', 'c-refused', 'f-expired'] })
      expect(survey.cells.map(({ worst, states, attention, used }) => [worst, states, attention, used])).toEqual([
        ['a-fine', { active: 1 }, 0, 0],
        ['b-disabled', { disabled: 1 }, 1, 0],
        ['c-refused', { excluded: 1 }, 1, 0],
        ['d-limited', { excluded: 1 }, 0, 0],
        ['e-spent', { exhausted: 1 }, 0, 100],
        ['f-expired', { expired: 1 }, 1, 0],
      ])
      // Its deadline is over, and yet nobody has seen it work.
      expect((await store.survey({ day: TODAY, now: NOW + 5_000 })).attentionIds).toContain('c-refused')
    })
  })
}
