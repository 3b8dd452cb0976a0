import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { openSharedDatabase } from '../../support/shared-database.ts'
import { describeTokenStore } from './describe-token-store.ts'

describeTokenStore('SQLite', async () => {
  const { first, second, close } = await openSharedDatabase()
  const secrets = createSecretBox(Buffer.alloc(32, 7))
  return { store: createSqliteTokenStore(first, secrets), sibling: createSqliteTokenStore(second, secrets), close }
})
