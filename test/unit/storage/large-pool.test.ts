import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { tempDir } from '../../support/temp-dir.ts'

const NOW = Date.parse('2026-11-21T12:00:00.000Z')
const DAY = '2026-11-21'
const TOKENS = 1_100
const QUERY = { day: DAY, now: NOW, source: 'pool' } as const

async function openLargePool(elapsed: () => number) {
  const db = openDatabase(join(tempDir(), 'tokenwheel.db'))
  const store = createSqliteTokenStore(db, createSecretBox(undefined), elapsed)
  const add = (n: number) =>
    store.add({
      ...{ tokenId: `tok-${n}`, secret: `secret-${n}`, fingerprint: `print-${n}`, source: 'pool' },
      ...{ dailyLimit: 100, createdAt: NOW, expiresAt: null },
    })
  await Promise.all(Array.from({ length: TOKENS }, (_, n) => add(n)))
  return { db, store }
}

it('a large pool is read in a thread of its own, as well as where it is served, and what was read is kept for a second', async () => {
  let elapsed = 0
  const { db, store } = await openLargePool(() => elapsed)
  await store.setEnabled('tok-7', false, DAY, { by: null, at: 0 })
  await store.reserve({ tokenId: 'tok-8', reservationId: 'r', day: DAY, maxUnits: 15, now: NOW, trialMs: 1_000 })
  const totals = await store.totals(QUERY)
  expect(totals).toEqual({
    ...{ totalTokens: TOKENS, activeTokens: TOKENS - 1, availableTokens: TOKENS - 1, nextUntil: null },
    ...{ totalDailyUsage: 15, maxDailyCapacity: (TOKENS - 1) * 100, availableCapacity: (TOKENS - 1) * 100 - 15 },
  })
  expect(await store.resting(QUERY)).toEqual([])
  expect(await store.survey({ day: DAY, now: NOW })).toMatchObject({ tokens: TOKENS, attention: 1, attentionIds: ['tok-7'] })

  await store.setEnabled('tok-9', false, DAY, { by: null, at: 0 })
  elapsed = 400
  expect(await store.totals(QUERY)).toBe(totals)
  elapsed = 1_001
  expect((await store.totals(QUERY)).activeTokens).toBe(TOKENS - 2)
  await store.setEnabled('tok-9', true, DAY, { by: null, at: 0 })
  // Kept of the last moment, but not for a second later by the clock that tokens are judged by, and another day.
  expect((await store.totals({ ...QUERY, now: NOW + 1_001 })).activeTokens).toBe(TOKENS - 1)
  expect((await store.totals({ ...QUERY, day: '2026-11-22', now: NOW + 86_400_000 })).totalDailyUsage).toBe(0)

  // A question that is under way when the database is closed ends with it.
  const outcome = store.survey({ day: '2026-11-23', now: NOW }).then(
    () => 'answered',
    (error: Error) => error.name,
  )
  await db.close()
  expect(['answered', 'StoreUnavailableError']).toContain(await outcome)
})
