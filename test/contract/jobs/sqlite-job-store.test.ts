import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { openSharedDatabase } from '../../support/shared-database.ts'
import { describeJobStore } from './describe-job-store.ts'

describeJobStore('SQLite', async () => {
  const { first, second, close } = await openSharedDatabase()
  return { store: createSqliteJobStore(first), sibling: createSqliteJobStore(second), close }
})
