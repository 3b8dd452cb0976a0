import { expect, test } from 'vitest'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { createAnnouncedCalls } from '../../../src/tokens/announced-calls.ts'
import type { CallRecords } from '../../../src/tokens/call-records.ts'
import { settled } from '../../support/manual-clock.ts'
import { SharedCallRecords } from '../../support/simulation/shared-call-records.ts'

const LANES = 3
/** Enough to share writes, and none waits for another. */
const ENOUGH = { lanes: 6, addresses: 1_000, delayMs: 0 }

/** Two processes of two machines; writes of the first one can be counted, held up, and lose their answers. */
function startWorld() {
  const records = new SharedCallRecords()
  const clock = { now: () => 0, sleep: async () => {} }
  const net = { writes: 0, hold: null as Promise<void> | null, loseAnswer: false }
  const watched: CallRecords = {
    create: (...args) => records.create(...args),
    fence: (...args) => records.fence(...args),
    async announce(...args) {
      net.writes += 1
      await net.hold
      const found = await records.announce(...args)
      if (net.loseAnswer) throw new StoreUnavailableError('simulated store', new Error('answer lost'))
      return found
    },
  }
  const own = createAnnouncedCalls({ records: watched, clock, callsAWrite: LANES })
  const heir = createAnnouncedCalls({ records, clock, callsAWrite: LANES })
  return { clock, net, own, heir }
}

test('what was announced is what an heir charges; after his look nothing can be announced any more', async () => {
  const { own, heir } = startWorld()
  own.join(ENOUGH)
  const [resting, calling] = [own.reservationId(), own.reservationId()]
  await own.announce(resting, 1)
  await own.announce(calling, 1)
  await own.announce(calling, 2)
  expect([await heir.fence(resting), await heir.fence(calling)]).toEqual([1, 2])
  expect(await own.announce(resting, 2)).toBe(false)
  // Asked again, by the heir's own heir.
  expect(await heir.fence(resting)).toBe(1)
})

test('a fence costs the other blocks of its process nothing', async () => {
  const { own, heir } = startWorld()
  own.join(ENOUGH)
  const [taken, kept] = [own.reservationId(), own.reservationId()]
  await own.announce(taken, 1)
  await own.announce(kept, 1)
  await heir.fence(taken)
  expect(await Promise.all([own.announce(kept, 2), own.announce(taken, 2)])).toEqual([true, false])
  expect(await heir.fence(kept)).toBe(2)
})

test('an announcement that was under way while the block was taken over is refused, or the heir has read it', async () => {
  const { own, heir, net } = startWorld()
  own.join(ENOUGH)
  const block = own.reservationId()
  await own.announce(block, 1)
  const released = Promise.withResolvers<void>()
  net.hold = released.promise
  const late = own.announce(block, 2)
  await settled()
  expect(await heir.fence(block)).toBe(1)
  released.resolve()
  expect(await late).toBe(false)
})

test('a block that was planned while enough lanes work costs an heir nothing before its first announcement; after his look there is none', async () => {
  const { own, heir } = startWorld()
  const leave = own.join(ENOUGH)
  const unknown = own.reservationId()
  // Nobody is refused where there is no record yet.
  expect(await heir.fence(unknown)).toBeNull()
  await own.announce(own.reservationId(), 1)
  const [fresh, later] = [own.reservationId(), own.reservationId()]
  leave()
  const [few, free] = [own.reservationId(), own.reservationId()]
  expect([await heir.fence(fresh), await heir.fence(few)]).toEqual([0, null])
  expect(await own.announce(fresh, 1)).toBe(false)
  // Also when fewer lanes are left: its id has said so.
  expect([own.isAnnounced(later, 1), own.isAnnounced(free, 1)]).toEqual([false, true])
  expect([await own.announce(later, 1), await heir.fence(later)]).toEqual([true, 1])
})

test('lanes that call at the same moment share a write; with fewer lanes than share one nothing is announced, and the heir knows nothing', async () => {
  const { own, heir, net } = startWorld()
  const lonely = own.reservationId()
  expect([own.isAnnounced(lonely, 1), await heir.fence(lonely)]).toEqual([true, null])
  const leave = own.join(ENOUGH)
  const blocks = [own.reservationId(), own.reservationId(), own.reservationId()]
  expect(own.isAnnounced(blocks[0]!, 1)).toBe(false)
  await Promise.all(blocks.map(block => own.announce(block, 1)))
  expect(net.writes).toBe(1)
  leave()
  // What was announced once is announced to its end: the heir takes silence for rest.
  expect(own.isAnnounced(blocks[0]!, 2)).toBe(false)
})

test('an announcement whose answer was lost binds its block, also when fewer lanes are left meanwhile', async () => {
  const { own, heir, net } = startWorld()
  const leave = own.join(ENOUGH)
  const block = own.reservationId()
  net.loseAnswer = true
  await expect(own.announce(block, 1)).rejects.toThrow(StoreUnavailableError)
  net.loseAnswer = false
  leave()
  expect([own.isAnnounced(block, 1), await own.announce(block, 1), await own.announce(block, 2)]).toEqual([false, true, true])
  expect(await heir.fence(block)).toBe(2)
})

test('calls that come one by one are announced with those that come next, once the saved writes are spent', async () => {
  const { own, net, clock } = startWorld()
  own.join(ENOUGH)
  const blocks = [own.reservationId(), own.reservationId(), own.reservationId()]
  const calls = 300
  for (let call = 1; call <= calls / LANES; call += 1)
    for (const block of blocks) {
      for (const other of blocks) if (other !== block && !own.isAnnounced(other, call)) own.rests(other, call, clock.now() + 100)
      await own.announce(block, call)
    }
  expect(net.writes).toBeLessThanOrEqual(calls / LANES + 50)
})

test('a block that was begun while too few worked: the next write tells what it has made, and from then on its calls are announced', async () => {
  const { own, heir, clock } = startWorld()
  const [resting, fresh, calling] = [own.reservationId(), own.reservationId(), own.reservationId()]
  own.begins(resting)
  for (const [block, call] of [
    [resting, 2],
    [fresh, 1],
    [calling, 1],
  ] as const)
    own.rests(block, call, clock.now() + 100)
  own.begins(calling)
  const leave = own.join(ENOUGH)
  expect(own.isAnnounced(resting, 2)).toBe(false)
  await Promise.all(Array.from({ length: LANES }, () => own.announce(own.reservationId(), 1)))
  leave()
  expect([own.isAnnounced(resting, 2), own.isAnnounced(fresh, 1), own.isAnnounced(calling, 2)]).toEqual([false, false, true])
  expect([await heir.fence(resting), await heir.fence(fresh), await heir.fence(calling)]).toEqual([1, 0, null])
})

test('a lane that has called while nothing was announced does not rest any more: its older word is not taken for its last', async () => {
  const { own, heir, clock } = startWorld()
  const [alone, others] = [own.reservationId(), [own.reservationId(), own.reservationId()]]
  own.rests(alone, 1, clock.now())
  own.begins(alone)
  own.join(ENOUGH)
  for (let call = 1; call <= 200; call += 1) for (const block of others) await own.announce(block, call)
  expect(await heir.fence(alone)).toBeNull()
})
