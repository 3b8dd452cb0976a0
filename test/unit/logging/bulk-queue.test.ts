import { expect, test } from 'vitest'
import { createBulkQueue } from '../../../src/logging/bulk-queue.ts'
import { RowRefusedError, StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const settled = () => new Promise(resolve => setImmediate(resolve))

async function run(write: (items: readonly number[]) => Promise<void>, items: number, rounds = 60) {
  const clock = new ManualClock()
  const queue = createBulkQueue<number>({ ...{ maxItems: 1000, maxBytes: 1e6, maxBatch: 16, intervalMs: 100, clock }, write })
  for (let item = 0; item < items; item += 1) queue.push(item, 10)
  for (let round = 0; round < rounds; round += 1) {
    await settled()
    await clock.advance(100)
  }
  return queue.stats()
}

test('a row that the database refuses goes alone; the others arrive, in order', async () => {
  const written: number[] = []
  const stats = await run(async items => {
    if (items.includes(13)) throw new RowRefusedError('no')
    written.push(...items)
  }, 40)
  expect(written).toEqual(Array.from({ length: 40 }, (_, item) => item).filter(item => item !== 13))
  expect(stats).toMatchObject({ depth: 0, bytes: 0, written: 39, dropped: 1, healthy: true })
})

test('once the refused row has gone, batches grow to their size again', async () => {
  const sizes: number[] = []
  await run(async items => {
    if (items.includes(13)) throw new RowRefusedError('no')
    sizes.push(items.length)
  }, 61)
  expect(sizes.slice(-6)).toEqual([1, 2, 4, 8, 16, 16])
})

test('a database that is away refuses nothing: everything waits', async () => {
  const stats = await run(async () => {
    throw new StoreUnavailableError('database', new Error('away'))
  }, 40)
  expect(stats).toMatchObject({ depth: 40, dropped: 0, healthy: false })
})

test('what waits is changed, also what comes back of a write that failed; a write that hangs is told', async () => {
  const clock = new ManualClock()
  const written: string[] = []
  let write = Promise.withResolvers<void>()
  const queue = createBulkQueue<string>({
    ...{ maxItems: 1000, maxBytes: 1e6, maxBatch: 1, intervalMs: 100, clock },
    async write(items) {
      await write.promise
      written.push(...items)
    },
  })
  queue.push('ada asks', 10)
  queue.push('ada waits', 10)
  await settled()
  await clock.advance(100)
  const erase = (item: string) => item.replace('ada', '[erased]')
  const patience = queue.rewrite(erase, 3000)
  await clock.advance(3000)
  expect(await patience).toBe(false)
  const erased = queue.rewrite(erase, 3000)
  write.reject(new StoreUnavailableError('database', new Error('away')))
  expect(await erased).toBe(true)
  write = Promise.withResolvers<void>()
  write.resolve()
  for (let round = 0; round < 30; round += 1) {
    await settled()
    await clock.advance(100)
  }
  expect(written).toEqual(['[erased] asks', '[erased] waits'])
  expect(await queue.rewrite(erase, 3000)).toBe(true)
})
