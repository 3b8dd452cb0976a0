import { describe, expect, test } from 'vitest'
import { ACT, block, NEXT_NOON, NOW, newToken, penalty, TODAY, TOMORROW, type TokenStores } from './samples.ts'

/** Adding, replacing, removing: one secret is one credential, whatever it is called. */
export function registrationPromises(current: () => TokenStores): void {
  describe('registration', () => {
    test('all processes share one fingerprint key, whoever asks first', async () => {
      const { store, sibling } = current()
      const keys = await Promise.all([store.fingerprintKey(), sibling.fingerprintKey(), store.fingerprintKey()])
      expect(keys[0].length).toBeGreaterThanOrEqual(32)
      expect(new Set(keys.map(key => key.toString('hex'))).size).toBe(1)
    })

    test('a token that was added is found by id and fingerprint, with its secret', async () => {
      const { store, sibling } = current()
      expect(await store.add(newToken('a', { dailyLimit: 31, expiresAt: NOW + 5000 }))).toEqual({ outcome: 'added' })
      const expected = {
        tokenId: 'a',
        source: 'pool',
        enabled: true,
        dailyLimit: 31,
        dailyUsage: 0,
        totalUsage: 0,
        errorCount: 0,
        consecutiveErrors: 0,
        strikes: 0,
        lastError: null,
        lastUsed: null,
        createdAt: NOW - 1000,
        expiresAt: NOW + 5000,
        exclusion: null,
        learned: null,
      }
      expect(await sibling.get('a')).toMatchObject(expected)
      expect(await sibling.add(newToken('b', { fingerprint: 'print-of-a' }))).toEqual({ outcome: 'duplicate', tokenId: 'a' })
      expect(await sibling.secretOf('a')).toBe('secret-of-a')
    })

    test('what is unknown is null', async () => {
      const { store } = current()
      expect(await store.get('nobody')).toBeNull()
      expect(await store.secretOf('nobody')).toBeNull()
      expect(await store.setEnabled('nobody', true, TODAY, ACT)).toBeNull()
      expect(await store.penalize('nobody', penalty('p'))).toBeNull()
      expect(await store.remove('nobody', TODAY)).toBe(false)
    })

    test("what the pool remembers for itself is nobody's token, whatever it is called", async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      await store.writeOff(TODAY, 3)
      const key = await store.fingerprintKey()
      for (const id of ['#fingerprint-key', `#written-off-${TODAY}`, 'fp#print-of-a', '']) {
        expect(await store.get(id)).toBeNull()
        expect(await store.secretOf(id)).toBeNull()
        expect(await store.setEnabled(id, true, TODAY, ACT)).toBeNull()
        expect(await store.edit(id, { dailyLimit: 9 }, ACT)).toBeNull()
        expect(await store.reserve({ tokenId: id, reservationId: 'r', day: TODAY, maxUnits: 1, now: NOW, trialMs: 1000 })).toMatchObject({
          granted: false,
        })
        expect(await store.remove(id, TODAY)).toBe(false)
      }
      // A lost key would be made anew, and the same secret counted twice.
      expect(await sibling.fingerprintKey()).toEqual(key)
      expect(await sibling.add(newToken('b', { fingerprint: 'print-of-a' }))).toEqual({ outcome: 'duplicate', tokenId: 'a' })
      expect(await sibling.writtenOff(TODAY)).toBe(3)
    })

    test('a fallback token has no secret here', async () => {
      const { store } = current()
      await store.add(newToken('file-1', { source: 'file', secret: null }))
      expect(await store.secretOf('file-1')).toBeNull()
      expect(await store.get('file-1')).toMatchObject({ source: 'file' })
    })

    test('the same secret again is a duplicate that names its holder, under any id', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      const again = newToken('b', { secret: 'secret-of-a', fingerprint: 'print-of-a' })
      expect(await store.add(again)).toEqual({ outcome: 'duplicate', tokenId: 'a' })
      expect(await store.add(newToken('a'))).toEqual({ outcome: 'duplicate', tokenId: 'a' })
      expect(await store.get('b')).toBeNull()
    })

    test('of many processes that add one secret at the same time exactly one succeeds', async () => {
      const { store, sibling } = current()
      const ids = Array.from({ length: 8 }, (_, i) => `racer-${i}`)
      const added = ids.map((id, i) => (i % 2 ? store : sibling).add(newToken(id, { secret: 's', fingerprint: 'print-of-s' })))
      const outcomes = await Promise.all(added)
      const winner = ids[outcomes.findIndex(outcome => outcome.outcome === 'added')]
      expect(outcomes.filter(outcome => outcome.outcome === 'added')).toHaveLength(1)
      expect(outcomes.filter(outcome => outcome.outcome === 'duplicate').every(o => 'tokenId' in o && o.tokenId === winner)).toBe(true)
      expect(await store.list({ after: null, limit: 10, source: 'pool' })).toHaveLength(1)
    })

    test('another secret under a known id replaces: errors and exclusion are forgotten, the usage of the day is kept', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 40))
      await store.penalize('a', penalty('p1'))
      expect(await store.add(newToken('a', { secret: 'second', fingerprint: 'print-2', dailyLimit: 60 }))).toEqual({ outcome: 'replaced' })
      expect(await store.secretOf('a')).toBe('second')
      expect(await store.get('a')).toMatchObject({
        dailyUsage: 40,
        dailyLimit: 60,
        errorCount: 0,
        exclusion: null,
        lastError: null,
        enabled: true,
      })
      expect(await store.reserve(block('a', 50))).toMatchObject({ granted: true, units: 20 })
    })

    test('the replaced secret has not got its day back when it returns under another id', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 90))
      await store.add(newToken('a', { secret: 'second', fingerprint: 'print-2' }))
      expect((await store.add(newToken('b', { secret: 'secret-of-a', fingerprint: 'print-of-a' }))).outcome).toBe('added')
      expect(await store.reserve(block('b', 50))).toMatchObject({ granted: true, units: 10 })
    })

    test('a removed token is gone: no secret, no reservation, not in any list', async () => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      const held = block('a', 10)
      await store.reserve(held)
      expect(await store.remove('a', TODAY)).toBe(true)
      expect(await sibling.get('a')).toBeNull()
      expect(await sibling.secretOf('a')).toBeNull()
      expect(await sibling.reserve(block('a', 1))).toMatchObject({ granted: false })
      expect(await sibling.list({ after: null, limit: 10, source: 'pool' })).toEqual([])
      expect(await sibling.candidates({ day: TODAY, now: NOW, source: 'pool', limit: 10 })).toEqual([])
      expect(await store.remove('a', TODAY)).toBe(false)
      expect(await sibling.add(newToken('b', { fingerprint: 'print-of-a' }))).toEqual({ outcome: 'added' })
      await store.handBack('a', held.reservationId, 10)
    })

    test.each(['a', 'other'])('removing and adding again on the same day (as "%s") does not renew the limit', async id => {
      const { store, sibling } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 95))
      await store.remove('a', TODAY)
      expect(await sibling.add(newToken(id, { secret: 'secret-of-a', fingerprint: 'print-of-a' }))).toEqual({ outcome: 'added' })
      expect(await sibling.reserve(block(id, 50))).toMatchObject({ granted: true, units: 5 })
      expect(await sibling.secretOf(id)).toBe('secret-of-a')
    })

    test('on the next day a secret that was removed starts anew', async () => {
      const { store } = current()
      await store.add(newToken('a'))
      await store.reserve(block('a', 95))
      await store.remove('a', TODAY)
      await store.add(newToken('b', { secret: 'secret-of-a', fingerprint: 'print-of-a', createdAt: NEXT_NOON }))
      expect(await store.reserve(block('b', 50, { day: TOMORROW, now: NEXT_NOON }))).toMatchObject({ granted: true, units: 50 })
    })

    test('a fallback token that is registered keeps its usage, and is a fallback no more', async () => {
      const { store } = current()
      await store.add(newToken('file-1', { source: 'file', secret: null, fingerprint: 'print-f' }))
      await store.reserve(block('file-1', 70))
      expect(await store.add(newToken('a', { secret: 'f', fingerprint: 'print-f' }))).toEqual({ outcome: 'added' })
      expect(await store.get('file-1')).toBeNull()
      expect(await store.reserve(block('file-1', 1))).toMatchObject({ granted: false })
      expect(await store.reserve(block('a', 50))).toMatchObject({ granted: true, units: 30, secret: 'f' })
    })

    test('a registered token that also stands in the file is a duplicate', async () => {
      const { store } = current()
      await store.add(newToken('a', { fingerprint: 'print-f' }))
      const inFile = newToken('file-1', { source: 'file', secret: null, fingerprint: 'print-f' })
      expect(await store.add(inFile)).toEqual({ outcome: 'duplicate', tokenId: 'a' })
    })

    test('a lane that goes on reserving while its token is registered under another name does not overspend the secret', async () => {
      const { store, sibling } = current()
      await store.add(newToken('file-1', { source: 'file', secret: null, fingerprint: 'print-f', dailyLimit: 60 }))
      const grants = Array.from({ length: 20 }, () => sibling.reserve(block('file-1', 3)))
      const added = store.add(newToken('a', { secret: 'f', fingerprint: 'print-f', dailyLimit: 60 }))
      let spent = 0
      for (const outcome of await Promise.all(grants)) spent += outcome.granted ? outcome.units : 0
      await added
      for (let more = true; more; ) {
        const outcome = await store.reserve(block('a', 7))
        more = outcome.granted
        spent += outcome.granted ? outcome.units : 0
      }
      expect(spent).toBeLessThanOrEqual(60)
      // A grant whose answer is lost cannot be asked for again once its token has another name: those units are spent by nobody today.
      if (current().losesAnswers) expect((60 - spent) % 3).toBe(0)
      else expect(spent).toBe(60)
    })
  })
}
