import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteOutboxStore, moveOutboxRows, OUTBOX_MIGRATIONS } from '../../../src/storage/sqlite/sqlite-outbox-store.ts'
import { usageRecord } from '../../support/companies.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { describeOutboxStore } from './outbox-store-contract.ts'

describeOutboxStore('SQLite', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tokenwheel-'))
  let db = openDatabase(join(dir, 'outbox.db'), { migrations: OUTBOX_MIGRATIONS })
  return {
    store: createSqliteOutboxStore(db),
    async reopen() {
      await db.close()
      db = openDatabase(join(dir, 'outbox.db'), { migrations: OUTBOX_MIGRATIONS })
      return createSqliteOutboxStore(db)
    },
    async close() {
      await db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
})

test('rows lie in the file under the names of the first version: it finds what this one wrote, and this one what it left', async () => {
  const db = openDatabase(join(tempDir(), 'outbox.db'))
  onTestFinished(() => db.close())
  const store = createSqliteOutboxStore(db)
  const { keyId, ...record } = usageRecord({ keyId: 7 })
  const old = JSON.stringify({ ...record, requestId: 'left', tokenId: keyId })
  const insert = 'INSERT INTO usage_outbox (request_id, record, next_attempt_at, created_at) VALUES (?, ?, 0, 0)'
  await db.write(() => void db.statement(insert).run('left', old))
  await store.put({ ...record, keyId }, 0)
  expect((await store.due(0, 10)).map(row => row.record)).toEqual([
    { ...record, requestId: 'left', keyId },
    { ...record, keyId },
  ])
  const written = db.read(() => db.statement('SELECT record FROM usage_outbox WHERE request_id = ?').get(record.requestId))
  expect(JSON.parse(String(written?.record))).toEqual({ ...record, tokenId: keyId })
})

test('an erasure reaches the words about a row, a row that nobody can read any more, and an address with marks that JSON escapes', async () => {
  const db = openDatabase(join(tempDir(), 'outbox.db'), { migrations: OUTBOX_MIGRATIONS })
  onTestFinished(() => db.close())
  const store = createSqliteOutboxStore(db)
  const record = usageRecord({ requestedBy: '"a\\b"@x.example' })
  await store.put(record, 0)
  await store.defer(record.requestId, 0, 'no place for "A\\B"@x.example')
  const insert = 'INSERT INTO usage_outbox (request_id, record, next_attempt_at, created_at) VALUES (?, ?, 0, 1)'
  await db.write(() => void db.statement(insert).run('damaged', '{"requestedBy":"\\"a\\\\b\\"@x.example'))
  await store.eraseText('"a\\b"@x.example')
  const rows = db.read(() => db.statement('SELECT record, last_error FROM usage_outbox ORDER BY created_at').all())
  expect(JSON.parse(String(rows[0]!.record)).requestedBy).toBe('[erased]')
  expect([rows[0]!.last_error, rows[1]!.record]).toEqual(['no place for [erased]', '{"requestedBy":"[erased]'])
})

test('rows that an earlier version has left in the file of everything else are moved, each once', async () => {
  const earlier = openDatabase(join(tempDir(), 'tokenwheel.db'))
  const own = openDatabase(join(tempDir(), 'outbox.db'), { migrations: OUTBOX_MIGRATIONS })
  onTestFinished(async () => {
    await Promise.all([earlier.close(), own.close()])
  })
  const [before, after] = [createSqliteOutboxStore(earlier), createSqliteOutboxStore(own)]
  const records = ['a', 'b'].map(requestId => ({ ...usageRecord({ keyId: 7 }), requestId }))
  for (const record of records) await before.put(record, 1)
  // A crash has come between the two files.
  await after.put(records[0]!, 1)
  await moveOutboxRows(earlier, own)
  await moveOutboxRows(earlier, own)
  expect(await before.depth()).toBe(0)
  expect((await after.due(1, 10)).map(({ record }) => record)).toEqual(records)
})
