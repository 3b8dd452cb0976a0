import { expect, test } from 'vitest'
import type { SuppressionStore } from '../../../src/profiles/suppressions.ts'
import { createDynamoSuppressionStore } from '../../../src/storage/dynamodb/dynamo-suppression-store.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteSuppressionStore } from '../../../src/storage/sqlite/sqlite-suppression-store.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openTables } from '../../support/dynamo-tables-support.ts'

const NOW = Date.parse('2026-11-21T12:00:00.000Z')

function keepsPromises(open: () => Promise<{ store: SuppressionStore; close(): Promise<void> }>): void {
  test('who is suppressed is told until the time is over', async () => {
    const { store, close } = await open()
    const prints = Array.from({ length: 30 }, (_, n) => `${(n * 7919).toString(16).padStart(12, '0')}${'a'.repeat(20)}`)
    for (const [n, print] of prints.entries()) await store.suppress(print, NOW + 1000 * (n + 1))
    expect((await store.suppressed(NOW)).map(each => each.fingerprint).sort()).toEqual([...prints].sort())
    expect(await store.suppressed(NOW + 29_500)).toEqual([{ fingerprint: prints[29], until: NOW + 30_000 }])
    await store.suppress(prints[29]!, NOW + 90_000)
    expect(await store.suppressed(NOW + 60_000)).toEqual([{ fingerprint: prints[29], until: NOW + 90_000 }])
    await close()
  })
}

keepsPromises(async () => {
  const db = openDatabase(':memory:')
  return { store: createSqliteSuppressionStore(db), close: () => db.close() }
})

describeOnDynamoDb('on DynamoDB Local', endpoint => {
  keepsPromises(async () => {
    const { dynamo, names } = await openTables(endpoint)
    return { store: createDynamoSuppressionStore({ dynamo, table: names.results }), close: async () => dynamo.close() }
  })
})
