import { createSqliteProfileStore } from '../../../src/storage/sqlite/sqlite-profile-store.ts'
import { openSharedDatabase } from '../../support/shared-database.ts'
import { describeProfileStore } from './describe-profile-store.ts'

describeProfileStore('SQLite', async () => {
  const { first, second, close } = await openSharedDatabase()
  return { store: createSqliteProfileStore(first), sibling: createSqliteProfileStore(second), close }
})
