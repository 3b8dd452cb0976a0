import { describe, expect, test } from 'vitest'
import type { SealedRow, SealedRows } from '../../../src/shared/sealed-rows.ts'
import { createSecretBox, tokenPlace } from '../../../src/shared/secret-box.ts'
import { createDynamoTokenSecrets, createDynamoTokenStore } from '../../../src/storage/dynamodb/dynamo-token-store.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteCompanySecrets, createSqliteCompanyStore } from '../../../src/storage/sqlite/sqlite-company-store.ts'
import { createSqliteTokenSecrets, createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import type { TokenStore } from '../../../src/tokens/token-store.ts'
import { newKey } from '../../support/companies.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openTables, openTokenStore, TEST_SECRETS } from '../../support/dynamo-tables-support.ts'
import { block, newToken } from '../tokens/samples.ts'

const OTHER = createSecretBox(Buffer.alloc(32, 9))

async function all(rows: SealedRows, limit: number): Promise<SealedRow[]> {
  const found: SealedRow[] = []
  let after: string | null = null
  do {
    const page = await rows.page(after, limit)
    found.push(...page.rows)
    after = page.next
  } while (after !== null)
  return found
}

interface Tokens {
  readonly rows: SealedRows
  readonly store: TokenStore
  /** The same tokens for a process that has another key. */
  readonly stranger: TokenStore
  close(): Promise<void>
}

function describeTokenSecrets(open: () => Promise<Tokens>): void {
  test('are paged through, each once, with the place they are bound to; fallback tokens have none', async () => {
    const { rows, store, close } = await open()
    for (let n = 0; n < 7; n += 1) await store.add(newToken(`t${n}`))
    await store.add(newToken('file-1', { source: 'file', secret: null }))
    await store.remove('t6', '2026-11-21')
    for (const limit of [1, 2, 6, 100]) {
      const found = (await all(rows, limit)).sort((a, b) => (a.id < b.id ? -1 : 1))
      expect(found.map(row => row.id)).toEqual(['t0', 't1', 't2', 't3', 't4', 't5'])
      for (const { id, place, stored } of found) {
        expect(place).toBe(tokenPlace(id))
        expect(TEST_SECRETS.open(stored, place)).toBe(`secret-of-${id}`)
      }
    }
    await close()
  })

  test('are replaced only while they are what was seen', async () => {
    const { rows, store, close } = await open()
    await store.add(newToken('a'))
    const [row] = await all(rows, 10)
    const sealed = TEST_SECRETS.seal('secret-of-a', row!.place)
    expect(await rows.replace(row!, sealed)).toBe(true)
    expect(await rows.replace(row!, 'too late')).toBe(false)
    expect(await rows.replace({ ...row!, id: 'nobody' }, sealed)).toBe(false)
    expect(await store.secretOf('a')).toBe('secret-of-a')
    await close()
  })

  test('that cannot be read cost a block and no more: nothing throws', async () => {
    const { store, stranger, close } = await open()
    await store.add(newToken('a'))
    expect(await stranger.secretOf('a')).toBeNull()
    const reserved = await stranger.reserve(block('a', 5))
    expect(reserved).toMatchObject({ granted: true, secret: null, unreadable: expect.stringContaining('SECRETS_KEY_PREVIOUS') })
    expect(await store.reserve(block('a', 5))).toMatchObject({ granted: true, secret: 'secret-of-a', unreadable: null })
    await close()
  })

  test('moved from row to row do not open', async () => {
    const { rows, store, close } = await open()
    await store.add(newToken('a'))
    await store.add(newToken('b'))
    const [first, second] = await all(rows, 10)
    await rows.replace(first!, second!.stored)
    expect(await store.secretOf(first!.id)).toBeNull()
    expect(await store.secretOf(second!.id)).toBe(`secret-of-${second!.id}`)
    await close()
  })
}

describe('bearer tokens in the embedded database', () => {
  describeTokenSecrets(async () => {
    const db = openDatabase(':memory:')
    const [store, stranger] = [createSqliteTokenStore(db, TEST_SECRETS), createSqliteTokenStore(db, OTHER)]
    return { rows: createSqliteTokenSecrets(db), store, stranger, close: () => db.close() }
  })
})

describeOnDynamoDb('bearer tokens on DynamoDB Local', endpoint => {
  describeTokenSecrets(async () => {
    const tables = await openTables(endpoint)
    const { dynamo, names } = tables
    const store = openTokenStore(tables)
    const stranger = createDynamoTokenStore({
      ...{ dynamo, table: names.tokens, secrets: OTHER, clock: { now: Date.now, sleep: async () => {} } },
      ...{ dayOf: now => new Date(now).toISOString().slice(0, 10), defaultLimit: 500, tokenItems: 0 },
    })
    return {
      rows: createDynamoTokenSecrets({ dynamo, table: names.tokens }),
      ...{ store, stranger },
      async close() {
        await Promise.all([store.sweep.stop(), stranger.sweep.stop()])
        dynamo.close()
      },
    }
  })
})

describe('company keys in the embedded database', () => {
  test('are paged through and replaced; rows without a key are left alone', async () => {
    const db = openDatabase(':memory:')
    const [store, rows] = [createSqliteCompanyStore(db), createSqliteCompanySecrets(db)]
    for (const storedKey of ['one', '', 'three']) await store.addKey(newKey({ storedKey }))
    const found = await all(rows, 1)
    expect(found.map(({ id, stored }) => [id, stored])).toEqual([
      ['1', 'one'],
      ['3', 'three'],
    ])
    expect([await rows.replace(found[0]!, 'sealed'), await rows.replace(found[0]!, 'late')]).toEqual([true, false])
    expect((await all(rows, 10)).map(row => row.stored)).toEqual(['sealed', 'three'])
    await db.close()
  })
})
