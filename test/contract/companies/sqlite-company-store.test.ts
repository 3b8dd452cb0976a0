import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../../../src/storage/sqlite/sqlite-company-store.ts'
import { describeCompanyStore } from './company-store-contract.ts'

describeCompanyStore('SQLite', async () => {
  const db = openDatabase(':memory:')
  return { store: createSqliteCompanyStore(db), byHand: async sql => db.statement(sql).run(), close: () => db.close() }
})
