import { expect, test } from 'vitest'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { type DynamoTables, openProfileStore, openTables, openTokenStore } from '../../support/dynamo-tables-support.ts'
import { block, NOW, newToken, TODAY } from './samples.ts'

const ISO_NOON = '2026-11-21T12:00:00'

/** As the predecessor writes it: ISO strings, no limit, no fingerprint, no version. */
function legacy(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    token_id: id,
    token: `legacy-secret-of-${id}`,
    created_at: '2026-01-05T08:00:00.123456',
    daily_usage: 0,
    total_usage: 0,
    is_active: true,
    error_count: 0,
    ...changes,
  }
}

describeOnDynamoDb('tokens and profiles of the predecessor on DynamoDB', endpoint => {
  const opened = async (
    items: readonly Record<string, unknown>[],
    body: (store: ReturnType<typeof openTokenStore>, tables: DynamoTables) => Promise<void>,
  ) => {
    const tables = await openTables(endpoint)
    for (const item of items) await tables.dynamo.put(tables.names.tokens, item)
    const store = openTokenStore(tables)
    try {
      await body(store, tables)
    } finally {
      await store.sweep.stop()
      tables.dynamo.close()
    }
  }

  test('are found, chosen and spent without anybody moving them', () =>
    opened(
      [
        legacy('used', { daily_usage: 490, total_usage: 9000, last_used: `${ISO_NOON}.5`, error_count: 2, last_error: 'HTTP 401' }),
        legacy('fresh'),
        legacy('yesterday', { daily_usage: 500, last_used: '2026-11-20T23:59:59+00:00' }),
        legacy('inactive', { is_active: false }),
        legacy('expired', { expires_at: '2026-11-21T11:59:59Z' }),
      ],
      async store => {
        await store.sweep.firstPass()
        const found = await store.candidates({ day: TODAY, now: NOW, source: 'pool', limit: 10 })
        expect(found.map(token => token.tokenId).sort()).toEqual(['fresh', 'used', 'yesterday'])
        expect(await store.reserve(block('used', 15))).toMatchObject({ granted: true, units: 10, secret: 'legacy-secret-of-used' })
        expect(await store.get('used')).toMatchObject({
          dailyLimit: 500,
          dailyUsage: 500,
          totalUsage: 9010,
          errorCount: 2,
          lastError: 'HTTP 401',
        })
        expect(await store.reserve(block('yesterday', 15))).toMatchObject({ granted: true, units: 15 })
        expect(await store.get('inactive')).toMatchObject({ enabled: false })
        expect(await store.reserve(block('expired', 1))).toMatchObject({ granted: false })
        expect(await store.get('fresh')).toMatchObject({ createdAt: Date.parse('2026-01-05T08:00:00.123Z') })
        expect(await store.totals({ day: TODAY, now: NOW, source: 'pool' })).toMatchObject({ totalTokens: 5, activeTokens: 3 })
      },
    ))

  test('can be used before the sweep has come by, by many at once', () =>
    opened([], async (store, tables) => {
      await store.sweep.firstPass()
      await tables.dynamo.put(tables.names.tokens, legacy('late', { daily_usage: 480, last_used: `${ISO_NOON}Z` }))
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.reserve(block('late', 4))))
      expect(outcomes.reduce((sum, outcome) => sum + (outcome.granted ? outcome.units : 0), 0)).toBe(20)
    }))

  test('count of an unknown day is taken for today: rather too much than too little', () =>
    opened([legacy('a', { daily_usage: 100 })], async (store, { dynamo, names }) => {
      await store.sweep.firstPass()
      const today = new Date().toISOString().slice(0, 10)
      expect(await dynamo.get(names.tokens, { token_id: 'a' })).toMatchObject({ quota_day: today, daily_usage: 100 })
    }))

  test('are sealed when they are upgraded, and keep what we do not know', () =>
    opened([legacy('a', { team: 'sales' })], async (store, { dynamo, names }) => {
      await store.sweep.firstPass()
      const item = await dynamo.get(names.tokens, { token_id: 'a' })
      expect(item).toMatchObject({ team: 'sales', v: 1, is_active: true })
      expect(String(item?.token)).toMatch(/^enc:v1:/)
      expect(await store.secretOf('a')).toBe('legacy-secret-of-a')
    }))

  test('one secret under two ids is used once', () =>
    opened([legacy('a', { token: 'same' }), legacy('b', { token: 'same' })], async store => {
      await store.sweep.firstPass()
      const found = await store.candidates({ day: TODAY, now: NOW, source: 'pool', limit: 10 })
      expect(found).toHaveLength(1)
      const aside = found[0]!.tokenId === 'a' ? 'b' : 'a'
      expect(await store.get(aside)).toMatchObject({ enabled: false, lastError: `Holds the same secret as token ${found[0]!.tokenId}.` })
    }))

  test('a secret that stands in the table already is not registered a second time', () =>
    opened([legacy('a')], async store => {
      const { createHmac } = await import('node:crypto')
      const print = createHmac('sha256', await store.fingerprintKey())
        .update('legacy-secret-of-a')
        .digest('hex')
      expect(await store.add(newToken('b', { secret: 'legacy-secret-of-a', fingerprint: print }))).toEqual({
        outcome: 'duplicate',
        tokenId: 'a',
      })
    }))

  test.each<[string, unknown, unknown]>([
    ['a map', { name: 'Ada', years: [1, 2] }, { name: 'Ada', years: [1, 2] }],
    ['JSON', '{"name":"Ada"}', { name: 'Ada' }],
    ['text', 'Ada, London', 'Ada, London'],
  ])('saved profiles are read as they are: %s', async (_kind, stored, data) => {
    const tables = await openTables(endpoint)
    const item = {
      email: 'ada@example.com',
      timestamp: '2026-03-01T10:00:00.000001',
      success: true,
      saved_at: '2026-03-01T10:00:01',
      token_used: 't',
      email_number: 3,
      job_id: 'j',
    }
    await tables.dynamo.put(tables.names.profiles, { ...item, profile_data: stored })
    const profiles = openProfileStore(tables)
    expect(await profiles.find('Ada@example.com', 5)).toEqual([
      {
        email: 'ada@example.com',
        timestamp: Date.parse('2026-03-01T10:00:00.000Z'),
        success: true,
        profileData: data,
        savedAt: Date.parse('2026-03-01T10:00:01Z'),
        tokenUsed: 't',
        emailNumber: 3,
        owner: null,
        jobId: 'j',
      },
    ])
    expect(await profiles.erase('ada@example.com')).toBe(1)
    tables.dynamo.close()
  })
})
