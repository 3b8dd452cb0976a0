import { expect, test } from 'vitest'
import { createAnnouncedCalls } from '../../../src/tokens/announced-calls.ts'
import type { CallRecords } from '../../../src/tokens/call-records.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'
import { SharedCallRecords } from '../../support/simulation/shared-call-records.ts'

const LANES = 3
/** A lane that is due waits for others for a twentieth of the delay. */
const PACED = { lanes: 2 * LANES, addresses: 1_000, delayMs: 2_000 }

/** Whoever has begun to wait before it passes, waits for it. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  await settled()
  await clock.advance(ms)
}

function startWorld() {
  const records = new SharedCallRecords()
  const clock = new ManualClock()
  const net = { writes: 0, hold: null as Promise<void> | null }
  const watched: CallRecords = {
    create: (...args) => records.create(...args),
    fence: (...args) => records.fence(...args),
    async announce(...args) {
      net.writes += 1
      await net.hold
      return records.announce(...args)
    },
  }
  const own = createAnnouncedCalls({ records: watched, clock, callsAWrite: LANES })
  const heir = createAnnouncedCalls({ records, clock })
  return { clock, net, own, heir }
}

test('the lane that is due first waits for those that are known to come: they call together, and nobody is announced early', async () => {
  const { clock, net, own, heir } = startWorld()
  own.join(PACED)
  const [first, second, third, later] = [own.reservationId(), own.reservationId(), own.reservationId(), own.reservationId()]
  const begun: string[] = []
  const announce = async (block: string) => {
    await own.announce(block, 1)
    begun.push(block)
  }
  for (const [block, afterMs] of [
    [second, 60],
    [third, 100],
    [later, 200],
  ] as const)
    own.rests(block, 1, clock.now() + afterMs)
  void announce(first)
  await pass(clock, 60)
  void announce(second)
  await pass(clock, 40)
  void announce(third)
  expect([begun, net.writes]).toEqual([[], 0])
  await pass(clock, 5)
  expect([begun, net.writes]).toEqual([[first, second, third], 1])
  expect(await heir.fence(later)).toBe(0)
})

test('nobody is waited for longer than a twentieth of the delay, nor without a lane that is known to come', async () => {
  const { clock, own } = startWorld()
  own.join(PACED)
  const [first, later] = [own.reservationId(), own.reservationId()]
  own.rests(later, 1, clock.now() + 111)
  let isBegun = false
  void own.announce(first, 1).then(() => {
    isBegun = true
  })
  await pass(clock, 5)
  expect(isBegun).toBe(true)
})

test('a lane that becomes due while the write is gathered, or while its own announcement is under way, costs no further write', async () => {
  const { clock, net, own } = startWorld()
  own.join(PACED)
  const [first, gathered, early] = [own.reservationId(), own.reservationId(), own.reservationId()]
  const released = Promise.withResolvers<void>()
  net.hold = released.promise
  own.rests(early, 1, clock.now() + 500)
  const all = [own.announce(first, 1)]
  await settled()
  all.push(own.announce(gathered, 1))
  await pass(clock, 5)
  expect([net.writes, own.isAnnounced(early, 1)]).toEqual([1, false])
  all.push(own.announce(early, 1))
  released.resolve()
  expect(await Promise.all(all)).toEqual([true, true, true])
  await pass(clock, 1_000)
  expect(net.writes).toBe(1)
})

test('who did not call when it was due is held up by something else: it is announced with nobody', async () => {
  const { clock, own, heir } = startWorld()
  own.join(PACED)
  const [first, heldUp] = [own.reservationId(), own.reservationId()]
  own.rests(heldUp, 1, clock.now() + 1_000)
  await pass(clock, 1_011)
  const announced = own.announce(first, 1)
  await pass(clock, 5)
  expect([await announced, await heir.fence(heldUp)]).toEqual([true, 0])
})

test('where writes are shared by too few, new blocks go without announcements until calls have paid for them', async () => {
  const { clock, net, own } = startWorld()
  own.join(PACED)
  const call = async (block: string, number: number) => {
    const announced = own.announce(block, number)
    await pass(clock, 5)
    expect(await announced).toBe(true)
    own.begins(block)
  }
  const calls = 300
  let block = own.reservationId()
  for (let made = 0; made < calls; made += 1) {
    if (made % 10 === 0) block = own.reservationId()
    await call(block, (made % 10) + 1)
  }
  expect(net.writes).toBeGreaterThan(calls / LANES / 2)
  // What may be owed, and what the last block was still announced for.
  expect(net.writes).toBeLessThanOrEqual(calls / LANES + 3 + 10)
})

test('short jobs cost more by themselves: their calls are shared by more, but where nothing keeps them below the limit', async () => {
  const clock = new ManualClock()
  const earlyOf = async (addresses: number) => {
    const [own, heir] = Array.from({ length: 2 }, () => createAnnouncedCalls({ records, clock })) as [Announcer, Announcer]
    own.join({ lanes: 12, addresses, delayMs: 2_000 })
    const [first, ...others] = Array.from({ length: 12 }, () => own.reservationId())
    for (const [n, block] of others.entries()) own.rests(block, 1, clock.now() + 1_000 + n)
    const announced = own.announce(first!, 1)
    await pass(clock, 5)
    await announced
    const last = await Promise.all(others.map(block => heir.fence(block)))
    return last.filter(call => call === 1).length
  }
  type Announcer = ReturnType<typeof createAnnouncedCalls>
  const records = new SharedCallRecords()
  expect([await earlyOf(12 * 60), await earlyOf(12 * 59), await earlyOf(12 * 19)]).toEqual([5, 8, 3])
})
