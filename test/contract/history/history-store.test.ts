import { expect, test } from 'vitest'
import type { HistoryStore } from '../../../src/history/history-store.ts'
import { createDynamoHistoryStore } from '../../../src/storage/dynamodb/dynamo-history-store.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteHistoryStore } from '../../../src/storage/sqlite/sqlite-history-store.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openTables } from '../../support/dynamo-tables-support.ts'

/** The last minute of yesterday, and the first of today: what is older than a day would be deleted under the test. */
const LAST = Math.floor(Date.now() / 86_400_000) * 1_440 - 1
const FIRST = LAST + 1

function keepsPromises(open: () => Promise<{ store: HistoryStore; close(): Promise<void> }>): void {
  test('each process has its row of a minute, the last one it wrote, also over the end of a day', async () => {
    const { store, close } = await open()
    await store.write({ minute: LAST, process: 'a', counters: { 'result.none': 1 } })
    await store.write({ minute: LAST, process: 'a', counters: { 'result.none': 3, retries: 1 } })
    await store.write({ minute: LAST, process: 'b', counters: { 'result.not_found': 2 } })
    await store.write({ minute: FIRST, process: 'a', counters: {} })
    await store.write({ minute: FIRST + 1, process: 'a', counters: { retries: 9 } })
    const rows = await store.read(LAST, FIRST)
    expect(rows.sort((x, y) => x.minute - y.minute || (x.process < y.process ? -1 : 1))).toEqual([
      { minute: LAST, process: 'a', counters: { 'result.none': 3, retries: 1 } },
      { minute: LAST, process: 'b', counters: { 'result.not_found': 2 } },
      { minute: FIRST, process: 'a', counters: {} },
    ])
    expect(await store.read(FIRST + 2, FIRST + 9)).toEqual([])
    await close()
  })
}

keepsPromises(async () => {
  const db = openDatabase(':memory:')
  return { store: createSqliteHistoryStore(db), close: () => db.close() }
})

test('on the embedded database what is older than a day goes with the next row', async () => {
  const db = openDatabase(':memory:')
  const store = createSqliteHistoryStore(db)
  for (const minute of [LAST - 1441, LAST - 1440, LAST]) await store.write({ minute, process: 'a', counters: {} })
  expect((await store.read(0, LAST)).map(({ minute }) => minute)).toEqual([LAST - 1440, LAST])
  await db.close()
})

describeOnDynamoDb('on DynamoDB Local', endpoint => {
  keepsPromises(async () => {
    const { dynamo, names } = await openTables(endpoint)
    return { store: createDynamoHistoryStore({ dynamo, table: names.results }), close: async () => dynamo.close() }
  })
})
