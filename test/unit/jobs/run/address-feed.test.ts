import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AddressCalls } from '../../../../src/jobs/run/address-calls.ts'
import { createAddressFeed } from '../../../../src/jobs/run/address-feed.ts'

const CHUNK = 4

/** A list of `total` addresses, read in chunks; `done` are left out as a store leaves them out. */
function feedOf(total: number, done: ReadonlySet<number> = new Set(), startAfter = 0) {
  const reads: number[] = []
  const draw = async (after: number) => {
    reads.push(after)
    if (after >= total) return { addresses: [], last: null }
    const last = Math.min(total, Math.ceil((after + 1) / CHUNK) * CHUNK)
    const numbers = Array.from({ length: last - after }, (_, n) => after + n + 1).filter(n => !done.has(n))
    return { addresses: numbers.map(emailNumber => ({ emailNumber, email: `u${emailNumber}@x.com` })), last }
  }
  const seen = { successes: 0 }
  return {
    feed: createAddressFeed(draw, { startAfter, lastNumber: total }, { successes: () => seen.successes, suspicion: () => null }),
    reads,
    seen,
  }
}

describe('the address feed', () => {
  it('gives every address once to lanes that draw at the same time, with one read a chunk', async () => {
    const { feed, reads } = feedOf(10)
    const drawn = await Promise.all(Array.from({ length: 12 }, () => feed.next()))
    expect(drawn.map(calls => calls?.address.emailNumber ?? null)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null, null])
    expect(reads).toEqual([0, 4, 8, 10])
  })

  it('passes over chunks that are done', async () => {
    const { feed } = feedOf(10, new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    expect((await feed.next())?.address.emailNumber).toBe(10)
    expect(await feed.next()).toBeNull()
  })

  it('has nothing more when the store has nothing more, although the last addresses were done long ago', async () => {
    const draw = async (after: number) =>
      after === 0 ? { addresses: [{ emailNumber: 1, email: 'u1@x.com' }], last: 1 } : { addresses: [], last: null }
    const feed = createAddressFeed(draw, { startAfter: 0, lastNumber: 9 }, { successes: () => 0, suspicion: () => null })
    expect((await feed.next())?.address.emailNumber).toBe(1)
    expect([await feed.next(), feed.hasMore(), feed.hasUntried()]).toEqual([null, false, false])
  })

  it('gives an address that was put back to somebody else, also at the end of the list', async () => {
    const { feed } = feedOf(2)
    const [first] = [(await feed.next())!, await feed.next()]
    expect(await feed.next()).toBeNull()
    feed.putBack(first)
    expect(feed.lowWater()).toBe(0)
    expect(await feed.next()).toBe(first)
  })

  it('gives an address that was put aside again once somebody has succeeded, at the latest when nothing else is left', async () => {
    const { feed, seen } = feedOf(4)
    const [first, second] = [(await feed.next())!, (await feed.next())!]
    feed.setAside(first)
    expect((await feed.next())?.address.emailNumber).toBe(3)
    seen.successes += 1
    expect(feed.take()).toBe(first)
    feed.setAside(first)
    feed.setAside(second)
    expect((await feed.next())?.address.emailNumber).toBe(4)
    expect(feed.lowWater()).toBe(0)
    expect([await feed.next(), await feed.next(), await feed.next()]).toEqual([first, second, null])
  })

  it('takes up one of those that were set aside for each success, and others in between', async () => {
    const { feed, seen } = feedOf(4)
    const [first, second] = [(await feed.next())!, (await feed.next())!]
    for (const calls of [first, second]) feed.setAside(calls)
    seen.successes += 1
    expect([feed.take(), feed.take()?.address.emailNumber]).toEqual([first, 3])
    seen.successes += 1
    expect(feed.take()).toBe(second)
  })

  it('lets an address that has landed twice take nobody with it', async () => {
    const { feed } = feedOf(4)
    const [, second] = [await feed.next(), (await feed.next())!]
    feed.done(second)
    feed.done(second)
    expect(feed.lowWater()).toBe(0)
  })

  it('can be asked again after a read that failed', async () => {
    let fail = true
    const feed = createAddressFeed(
      async after => {
        if (fail) throw new Error('no')
        return after === 0 ? { addresses: [{ emailNumber: 1, email: 'a@x.com' }], last: 1 } : { addresses: [], last: null }
      },
      { startAfter: 0, lastNumber: 1 },
      { successes: () => 0, suspicion: () => null },
    )
    await expect(feed.next()).rejects.toThrow('no')
    fail = false
    expect((await feed.next())?.address.emailNumber).toBe(1)
  })

  it('never claims more as done than is done, nor less than it knows: everything up to the low water has its result', async () => {
    const operation = fc.tuple(fc.constantFrom('next', 'next', 'done', 'back', 'aside', 'success'), fc.nat(20))
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 13 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 13 })),
        fc.array(operation, { maxLength: 60 }),
        async (total, before, operations) => {
          const done = new Set(before.filter(n => n <= total))
          const { feed, seen } = feedOf(total, new Set(done))
          const held: AddressCalls[] = []
          const back = new Set<number>()
          let drawn = 0
          for (const [kind, pick] of operations) {
            if (kind === 'next') {
              const calls = await feed.next()
              if (calls === null) continue
              held.push(calls)
              back.delete(calls.address.emailNumber)
              drawn = Math.max(drawn, calls.address.emailNumber)
            } else if (kind === 'success') seen.successes += 1
            else if (held.length > 0) {
              const calls = held.splice(pick % held.length, 1)[0]!
              const { emailNumber } = calls.address
              if (kind === 'done') done.add(emailNumber)
              else back.add(emailNumber)
              if (kind === 'done') feed.done(calls)
              else if (kind === 'back') feed.putBack(calls)
              else feed.setAside(calls)
            }
            for (let n = 1; n <= feed.lowWater(); n += 1) expect(done.has(n) || n > total).toBe(true)
            const open = Math.min(drawn + 1, ...held.map(({ address }) => address.emailNumber), ...back)
            expect(feed.lowWater()).toBeGreaterThanOrEqual(open - 1)
          }
          for (let calls = await feed.next(); calls !== null; calls = await feed.next()) {
            expect(done.has(calls.address.emailNumber)).toBe(false)
            done.add(calls.address.emailNumber)
            feed.done(calls)
          }
          for (const { address } of held) done.add(address.emailNumber)
          expect(done.size).toBe(total)
        },
      ),
    )
  })
})
