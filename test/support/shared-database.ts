import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/storage/sqlite/database.ts'

/** Two connections to one fresh database file, as two processes would have them. */
export async function openSharedDatabase(): Promise<{ first: Database; second: Database; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-'))
  const file = join(folder, 'test.db')
  const first = openDatabase(file)
  const second = openDatabase(file)
  return {
    first,
    second,
    async close() {
      await Promise.all([first.close(), second.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
