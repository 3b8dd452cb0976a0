import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts'

let directory: string
let file: string
let db: Database

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tokenwheel-checkpoints-'))
  file = join(directory, 'tokenwheel.db')
  db = openDatabase(file)
})
afterEach(async () => {
  await db.close()
  rmSync(directory, { recursive: true, force: true })
})

const ROW_BYTES = 64 * 1024

/** One commit each. */
async function write(rows: number): Promise<void> {
  for (let row = 0; row < rows; row += 1) {
    await db.write(() => {
      db.statement('INSERT INTO ApplicationLogs (Message) VALUES (?)').run('x'.repeat(ROW_BYTES))
    })
  }
}

test('what was committed reaches the database file while the log is still far from full', async () => {
  await write(300)
  // Everything up to the order after 256 commits, whenever the other thread comes round to it.
  await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(256 * ROW_BYTES), { timeout: 20_000, interval: 10 })
})

test('the log of a busy process begins anew when it is full', async () => {
  await write(1_200)
  const full = 6000 * 4120
  expect(statSync(`${file}-wal`).size).toBeLessThan(2.5 * full)
})

test('closing waits for the other thread, and leaves one complete file', async () => {
  await write(260)
  await db.close()
  expect(existsSync(`${file}-wal`)).toBe(false)
  const reader = new DatabaseSync(file, { readOnly: true })
  expect(reader.prepare('SELECT count(*) AS rows FROM ApplicationLogs').get()).toEqual({ rows: 260 })
  reader.close()
})
