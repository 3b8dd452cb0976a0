import { expect, test } from 'vitest'
import { createSharedReads } from '../../../../src/storage/sqlserver/shared-reads.ts'

const settled = () => new Promise(resolve => setImmediate(resolve))

test('a burst shares the read that has not begun, never one that has', async () => {
  const share = createSharedReads(2)
  const begun: PromiseWithResolvers<number>[] = []
  const read = () => {
    begun.push(Promise.withResolvers<number>())
    return begun.at(-1)!.promise
  }
  const burst = async () => {
    const answers = Promise.all(Array.from({ length: 100 }, () => share('a', read)))
    await settled()
    return answers
  }
  const told = [burst(), settled().then(burst), settled().then(settled).then(burst)]
  await settled().then(settled).then(settled).then(settled)
  // Two reads are under way; the third waits for its turn.
  expect(begun).toHaveLength(2)
  const late = burst()
  begun[0]!.resolve(1)
  expect(new Set(await told[0])).toEqual(new Set([1]))
  expect(begun).toHaveLength(3)
  begun[1]!.resolve(2)
  begun[2]!.resolve(3)
  expect(new Set(await told[1])).toEqual(new Set([2]))
  expect(new Set([...(await told[2]!), ...(await late)])).toEqual(new Set([3]))
})

test('other reads are other reads, and a failure ends only its own', async () => {
  const share = createSharedReads(1)
  const fails = share('a', async () => Promise.reject(new Error('no')))
  const works = share('b', async () => 'yes')
  await expect(fails).rejects.toThrow('no')
  expect(await works).toBe('yes')
  expect(await share('a', async () => 'again')).toBe('again')
})
