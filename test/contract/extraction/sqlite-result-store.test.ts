import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteResultStore } from '../../../src/storage/sqlite/sqlite-result-store.ts'
import { describeResultStore } from './result-store-contract.ts'

describeResultStore('SQLite', async () => {
  const db = openDatabase(':memory:')
  return { store: createSqliteResultStore(db), close: async () => void (await db.close()) }
})
