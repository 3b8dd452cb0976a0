import { describe, expect, test } from 'vitest'
import { KEPT_EVENTS, type TokenEvent } from '../../../src/tokens/token-history.ts'
import type { TokenStore } from '../../../src/tokens/token-store.ts'
import { ACT, block, NEXT_NOON, NOW, newToken, penalty, TODAY, TOMORROW, type TokenStores } from './samples.ts'

/** What has happened to a token is told afterwards: by whom, why, until when. */
export function historyPromises(current: () => TokenStores): void {
  describe('history', () => {
    const kinds = async (store: TokenStore, id: string) => (await store.history(id)).map(({ kind }) => kind)

    test('what changes a token is noted with the write that does it, the newest first', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { addedBy: 'importer' }))
      await sibling.penalize('a', penalty('p'))
      await store.recover('a', 'p', NOW + 60_000)
      await store.penalize('a', penalty('q', { kind: 'rate_limited', now: NOW + 70_000, reservedAt: NOW + 70_000, retryAfterMs: 90_000 }))
      await sibling.forgive('a', { penaltyId: 'q', kind: 'rate_limited', wasTrial: false, deadlineGiven: false }, NOW + 71_000)
      await store.setEnabled('a', false, TODAY, { by: 'day-shift', at: NOW + 80_000 })
      await sibling.edit('a', { dailyLimit: 20, expiresAt: NEXT_NOON }, ACT)
      await store.setEnabled('a', true, TODAY, { by: null, at: NOW + 90_000 })
      const nothing = { by: null, reason: null, evidence: null, until: null, day: null }
      const expected: TokenEvent[] = [
        { ...nothing, kind: 'enabled', at: NOW + 90_000 },
        { ...nothing, kind: 'edited', ...ACT, evidence: 'daily limit 100 → 20, expires never → 2026-11-22T12:00:00.000Z' },
        { ...nothing, kind: 'disabled', by: 'day-shift', at: NOW + 80_000 },
        { ...nothing, kind: 'forgiven', at: NOW + 71_000, reason: 'rate_limited' },
        { ...nothing, kind: 'excluded', at: NOW + 70_000, reason: 'rate_limited', evidence: 'HTTP 401: q', until: NOW + 160_000 },
        { ...nothing, kind: 'recovered', at: NOW + 60_000, reason: 'token_error' },
        { ...nothing, kind: 'excluded', at: NOW, reason: 'token_error', evidence: 'HTTP 401: p', until: NOW + 60_000 },
        { ...nothing, kind: 'added', at: NOW - 1000, by: 'importer' },
      ]
      expect(await store.history('a')).toEqual(expected)
      expect(await sibling.history('a')).toEqual(expected)
      expect(await store.history('nobody')).toEqual([])
    })

    test('what changes nothing is no event', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.setEnabled('a', true, TODAY, ACT)
      await store.recover('a', null, NOW)
      await store.forgive('a', { penaltyId: 'other', kind: 'token_error', wasTrial: false, deadlineGiven: false }, NOW)
      await store.reserve(block('a', 15))
      await store.penalize('a', penalty('p', { retryAfterMs: 100_000 }))
      // Of the same incident, by lanes that were refused together: a deadline some seconds later is no news, a much later one is.
      await store.penalize('a', penalty('q', { now: NOW + 1, reservedAt: NOW - 1, retryAfterMs: 110_000 }))
      expect(await kinds(store, 'a')).toEqual(['excluded', 'added'])
      await store.penalize('a', penalty('r', { now: NOW + 2, reservedAt: NOW - 1, retryAfterMs: 900_000 }))
      expect((await store.history('a'))[0]).toMatchObject({ kind: 'prolonged', until: NOW + 900_002 })
    })

    test('the day is told to be spent once, though units come back, and again when the next one is', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { dailyLimit: 20 }))
      await store.reserve(block('a', 15))
      expect(await kinds(store, 'a')).toEqual(['added'])
      const last = block('a', 15)
      await sibling.reserve(last)
      await sibling.handBack('a', last.reservationId, 4)
      expect(await store.reserve(block('a', 15))).toMatchObject({ units: 4 })
      const [event, ...before] = await store.history('a')
      expect(event).toMatchObject({ kind: 'spent', at: NOW, day: TODAY, evidence: '20 of 20 requests are reserved or made.' })
      expect(before.map(({ kind }) => kind)).toEqual(['added'])
      await store.reserve(block('a', 50, { day: TOMORROW, now: NEXT_NOON }))
      expect(await kinds(sibling, 'a')).toEqual(['spent', 'spent', 'added'])
    })

    test('it is of the id: another secret goes on with it, and with the token it is gone', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a', { addedBy: 'first' }))
      await sibling.add(newToken('a', { secret: 'another', addedBy: 'second' }))
      expect((await store.history('a')).map(({ kind, by }) => [kind, by])).toEqual([
        ['replaced', 'second'],
        ['added', 'first'],
      ])
      await store.remove('a', TODAY)
      expect(await sibling.history('a')).toEqual([])
      await sibling.add(newToken('a', { secret: 'another' }))
      expect(await kinds(store, 'a')).toEqual(['added'])
    })

    test('it is a ring: the last events stay, and none is held twice', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      for (let i = 1; i <= KEPT_EVENTS + 2; i += 1)
        await (i % 3 ? store : sibling).setEnabled('a', i % 2 === 0, TODAY, { by: `key-${i}`, at: NOW + i })
      const last = Array.from({ length: KEPT_EVENTS }, (_, i) => `key-${KEPT_EVENTS + 2 - i}`)
      expect((await store.history('a')).map(({ by }) => by)).toEqual(last)
    })

    test('it names nobody, and long words are cut', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      const said = `HTTP 403: ask anna.meier@example.com or "bob%40example.org" ${'x'.repeat(300)}`
      await store.penalize('a', penalty('p', { evidence: said }))
      const { evidence } = (await store.history('a'))[0]!
      expect(evidence).toMatch(/^HTTP 403: ask \[address\] or "\[address\]" x+…$/)
      expect(evidence).toHaveLength(200)
    })
  })
}
