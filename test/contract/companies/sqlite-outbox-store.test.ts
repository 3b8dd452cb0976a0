import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteOutboxStore } from '../../../src/storage/sqlite/sqlite-outbox-store.ts'
import { describeOutboxStore } from './outbox-store-contract.ts'

describeOutboxStore('SQLite', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tokenwheel-'))
  let db = openDatabase(join(dir, 'outbox.db'))
  return {
    store: createSqliteOutboxStore(db),
    async reopen() {
      await db.close()
      db = openDatabase(join(dir, 'outbox.db'))
      return createSqliteOutboxStore(db)
    },
    async close() {
      await db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
})
