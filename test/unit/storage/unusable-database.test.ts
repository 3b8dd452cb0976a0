import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { StartError } from '../../../src/shared/start-error.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { explainUnusable } from '../../../src/storage/sqlite/unusable-database.ts'
import { tempDir } from '../../support/temp-dir.ts'

function refusal(file: string): StartError {
  try {
    openDatabase(file)
  } catch (error) {
    if (error instanceof StartError) return error
    throw error
  }
  throw new Error('opened')
}

test('a damaged file is named, and what can be done', () => {
  const file = join(tempDir(), 'tokenwheel.db')
  writeFileSync(file, 'x'.repeat(5000))
  expect(refusal(file)).toMatchObject({
    exitCode: 1,
    message: `${file} is damaged or not a database: restore it from a backup, or move it away to begin anew.`,
  })
})

test('a place that cannot be written is a matter of configuration', () => {
  const directory = tempDir()
  writeFileSync(join(directory, 'data'), '')
  expect(refusal(join(directory, 'data', 'tokenwheel.db'))).toMatchObject({
    exitCode: 78,
    message: expect.stringContaining('cannot be written'),
  })
  mkdirSync(join(directory, 'tokenwheel.db'))
  expect(refusal(join(directory, 'tokenwheel.db'))).toMatchObject({ exitCode: 78, message: expect.stringContaining('DATA_DIR') })
})

test('tables of a newer version are left alone', async () => {
  const file = join(tempDir(), 'tokenwheel.db')
  await openDatabase(file).close()
  const db = new DatabaseSync(file)
  db.exec("INSERT INTO schema_migrations VALUES ('999-of-tomorrow.sql', '2027-01-01T00:00:00Z')")
  db.close()
  expect(refusal(file)).toMatchObject({ exitCode: 78, message: expect.stringContaining('999-of-tomorrow.sql') })
})

test.each([
  [{ errcode: 13 }, 1, 'no space left'],
  [{ code: 'ENOSPC' }, 1, 'no space left'],
  [{ errcode: 1032 }, 78, 'cannot be written'],
  [{ code: 'EROFS' }, 78, 'cannot be written'],
  [{ errcode: 5 }, 1, 'locked by another program'],
  [{ errcode: 778 }, 1, 'cannot be read or written'],
])('%j is told in words, with exit code %i', (facts, exitCode, words) => {
  const told = explainUnusable('/data/tokenwheel.db', Object.assign(new Error('raw'), facts))
  expect(told).toMatchObject({ exitCode, message: expect.stringContaining(words) })
})

test('what is no matter of the file stays as it is', () => {
  const error = new TypeError('a mistake of ours')
  expect(explainUnusable('/data/tokenwheel.db', error)).toBe(error)
})
