import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts'
import { tempDir } from '../../support/temp-dir.ts'

let db: Database

beforeEach(() => {
  db = openDatabase(':memory:')
})
afterEach(() => db.close())

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

/** Tells in which groups the writes were committed: the sums of a group are finished once, just before its commit. */
function groupedWrites(): { write(): Promise<void>; readonly sizes: number[] } {
  const sizes: number[] = []
  const size = {
    key: 'size',
    create: () => ({ writes: 0 }),
    finish: (sum: { writes: number }) => {
      sizes.push(sum.writes)
    },
    committed: () => {},
  }
  const write = () =>
    db.write(() => {
      db.perGroup(size).writes += 1
    })
  return { write, sizes }
}

test('writes that come turn by turn share one commit, and a turn without company ends the group', async () => {
  const { write, sizes } = groupedWrites()
  const writes: Promise<void>[] = []
  for (let i = 0; i < 6; i += 1) {
    writes.push(write(), write())
    await turn()
  }
  await Promise.all(writes)
  expect(sizes).toEqual([12])
  await Promise.all([write(), write()])
  await write()
  expect(sizes).toEqual([12, 2, 1])
})

test('however much company comes, a write does not wait for ever', async () => {
  const { write, sizes } = groupedWrites()
  let committed = false
  const first = write().then(() => {
    committed = true
  })
  const writes = [first]
  for (let turns = 0; turns < 100 && !committed; turns += 1) {
    writes.push(write())
    await turn()
  }
  expect(committed).toBe(true)
  await Promise.all(writes)
  expect(sizes[0]).toBeGreaterThan(10)
})

test('a group that is rolled back tells nobody that it was committed', async () => {
  const told: string[] = []
  const sum = (key: string) => ({ key, create: () => key, finish: () => {}, committed: () => told.push(key) })
  const good = db.write(() => db.perGroup(sum('good')))
  const bad = db.write(() => {
    db.perGroup(sum('bad'))
    throw new Error('no')
  })
  await expect(bad).rejects.toThrow('no')
  await good
  expect(told).toEqual(['good'])
})

test('while another process holds the lock a group waits for it once, not once for each member', async () => {
  const file = join(tempDir(), 'tokenwheel.db')
  const locked = openDatabase(file, { patienceMs: 20 })
  const other = new DatabaseSync(file)
  onTestFinished(async () => {
    other.close()
    await locked.close()
  })
  other.exec('BEGIN IMMEDIATE')
  const begins = vi.spyOn(StatementSync.prototype, 'run')
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => locked.write(() => 'written')))
  const tried = begins.mock.contexts.filter(statement => (statement as StatementSync).sourceSQL === 'BEGIN IMMEDIATE').length
  begins.mockRestore()
  expect(tried).toBe(1)
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailableError) })
  other.exec('ROLLBACK')
  expect(await locked.write(() => 'written')).toBe('written')
})

test('a lock of another program is waited for without holding up the thread', async () => {
  const file = join(tempDir(), 'tokenwheel.db')
  const ours = openDatabase(file)
  const other = new DatabaseSync(file)
  onTestFinished(async () => {
    other.close()
    await ours.close()
  })
  other.exec('BEGIN IMMEDIATE')
  const [first, second] = [ours.write(() => 'first'), ours.write(() => 'second')]
  await new Promise(resolve => setTimeout(resolve, 200))
  // Given free by this very thread, which only comes to it because nothing holds it.
  const third = ours.write(() => 'third')
  other.exec('ROLLBACK')
  expect(await Promise.all([first, second, third])).toEqual(['first', 'second', 'third'])
})

test('closing waits for what is to be written, and not for ever', async () => {
  const file = join(tempDir(), 'tokenwheel.db')
  const ours = openDatabase(file, { patienceMs: 60 })
  const other = new DatabaseSync(file)
  onTestFinished(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  const refused = expect(ours.write(() => 'written')).rejects.toThrow(StoreUnavailableError)
  await ours.close()
  await refused
})
