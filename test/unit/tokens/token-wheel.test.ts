import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { ERROR_TYPES, type ErrorType } from '../../../src/shared/error-types.ts'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { type AnnouncedCalls, createAnnouncedCalls } from '../../../src/tokens/announced-calls.ts'
import { type Block, toRecord } from '../../../src/tokens/block.ts'
import { AddressEvidence } from '../../../src/tokens/faults.ts'
import { createTokenWheel } from '../../../src/tokens/token-wheel.ts'
import { TokensInUse } from '../../../src/tokens/tokens-in-use.ts'
import { createUpstreamBreaker } from '../../../src/tokens/upstream-breaker.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { SharedCallRecords } from '../../support/simulation/shared-call-records.ts'

const { rotation } = appSettingsSchema.parse({})

/** A wheel with one token on an embedded store. */
async function wheelOfOne(announced?: AnnouncedCalls) {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  onTestFinished(() => db.close())
  const store = createSqliteTokenStore(db, createSecretBox(undefined))
  await store.add({
    tokenId: 'a',
    secret: 'secret-of-a',
    fingerprint: 'f',
    source: 'pool',
    dailyLimit: 500,
    createdAt: clock.now(),
    expiresAt: null,
  })
  const breaker = createUpstreamBreaker(clock)
  const wheel = createTokenWheel({
    store,
    fallback: { refresh: async () => 0, secretOf: () => null },
    breaker,
    clock,
    quotaDay: createQuotaCalendar('UTC'),
    rotation,
    logger: pino({ level: 'silent' }),
    announced,
  })
  const open = async (inUse: readonly string[] = []): Promise<Block> => {
    const taken = new TokensInUse()
    for (const tokenId of inUse) taken.take(tokenId)
    const plan = await wheel.plan({ maxUnits: 15, last: null, inUse: taken, careful: false, avoid: new Set(), isPaced: true })
    if (plan === null || 'until' in plan) throw new Error('no capacity')
    const block = await wheel.reserve(plan)
    if (block === null) throw new Error('refused')
    return block
  }
  return { clock, store, wheel, breaker, open }
}

const someone = () => new AddressEvidence('a@b.example')
const NOT_FOUND = { errorType: 'not_found', message: 'no such person', status: 404, retryAfterMs: null } as const
const TOKEN_ERROR = { errorType: 'token_error', message: 'expired', status: 401, retryAfterMs: null } as const

test('a trial that succeeds lifts the exclusion, and every further success one error, until none is left to write about', async () => {
  const { clock, store, wheel, open } = await wheelOfOne()
  for (const errors of [1, 2]) {
    await wheel.charge(await open(), 'normal', TOKEN_ERROR, someone())
    const failed = (await store.get('a'))!
    expect(failed).toMatchObject({ errorCount: errors, exclusion: { reason: 'token_error' } })
    await clock.advance(failed.exclusion!.until - clock.now())
  }

  const { exclusion } = (await store.get('a'))!
  const trial = await open()
  expect(trial).toMatchObject({ units: 1, trialOf: exclusion!.penaltyId })
  await wheel.charge(trial, 'normal', null, someone())
  const lifted = (await store.get('a'))!
  expect(lifted).toMatchObject({ exclusion: null, errorCount: 1 })

  const block = await open()
  await wheel.charge(block, 'normal', null, someone())
  expect((await store.get('a'))!.errorCount).toBe(0)
  expect(wheel.charge(block, 'normal', null, someone())).toEqual({ next: 'answer', verdict: null })
})

test('an answer about the address lifts the exclusion of a trial, too', async () => {
  const { clock, store, wheel, open } = await wheelOfOne()
  await wheel.charge(await open(), 'normal', TOKEN_ERROR, someone())
  await clock.advance((await store.get('a'))!.exclusion!.until - clock.now())
  await wheel.charge(await open(), 'normal', NOT_FOUND, someone())
  expect((await store.get('a'))!.exclusion).toBeNull()
})

test('the pool is not looked at again because sibling lanes have taken tokens meanwhile, but for more of them than a look brings', async () => {
  const { clock, store, open } = await wheelOfOne()
  const looks = vi.spyOn(store, 'candidates')
  const siblings = Array.from({ length: 40 }, (_, n) => `sibling-${n}`)
  await open()
  for (let taken = 1; taken < 16; taken += 1) await open(siblings.slice(0, taken))
  expect(looks).toHaveBeenCalledTimes(1)
  await open(siblings)
  expect(looks).toHaveBeenCalledTimes(2)
  for (const [{ limit }] of looks.mock.calls.slice(1)) expect(limit).toBeGreaterThan(siblings.length)
  await clock.advance(100)
  await open(siblings)
  expect(looks).toHaveBeenCalledTimes(3)
})

test('an outcome is charged by whose fault it is: errors of a token alone exclude it, only a proof closes the breaker, and what was never sent gives the probe back', async () => {
  for (const [errorType, { fault, isProof }] of Object.entries(ERROR_TYPES) as [ErrorType, (typeof ERROR_TYPES)[ErrorType]][]) {
    const { store, wheel, breaker, open } = await wheelOfOne()
    const told = [vi.spyOn(breaker, 'succeeded'), vi.spyOn(breaker, 'failed'), vi.spyOn(breaker, 'abandoned')]
    const block = await open()
    await wheel.charge(block, 'normal', { errorType, message: 'said so', status: null, retryAfterMs: null }, someone())
    const isTokens = fault === 'token' || fault === 'token-for-now'
    expect([errorType, block.spoilt, (await store.get('a'))!.exclusion?.reason]).toEqual([
      errorType,
      isTokens,
      isTokens ? errorType : undefined,
    ])
    const calls = told.map(spy => spy.mock.calls.length)
    const expected = isProof ? [1, 0, 0] : fault === 'entry' ? [0, 0, 1] : [0, 1, 0]
    expect([errorType, calls]).toEqual([errorType, expected])
  }
})

test('a block that was left behind on another day, by the clock of whoever finds it, goes back; of a day to come nothing is begun', async () => {
  const { clock, store, wheel, open } = await wheelOfOne()
  const block = await open()
  const left = { ...toRecord(block), used: 2 }
  await clock.advance(13 * 3_600_000)
  expect(await wheel.resumeBlock(left)).toBeNull()
  // Nothing was noted of its calls: one more than is known may have been made.
  expect([(await store.get('a'))!.dailyUsage, await store.writtenOff(left.day)]).toEqual([3, 1])
  expect(await wheel.resumeBlock({ ...left, reservationId: 'never-made', day: '2027-01-01' })).toBeNull()
  expect((await store.get('a'))!.quotaDay).toBe(left.day)
})

test('around the reset nothing is planned: units that are taken then might be of the wrong day', async () => {
  const { clock, wheel } = await wheelOfOne()
  const ask = () => wheel.plan({ maxUnits: 15, last: null, inUse: new TokensInUse(), careful: false, avoid: new Set() })
  await clock.advance(12 * 3_600_000 - 500)
  const midnight = clock.now() + 500
  expect(await ask()).toEqual({ until: midnight })
  await clock.advance(500)
  expect(await ask()).toMatchObject({ record: { tokenId: 'a' } })
})

test('a call is not made that others’ announcement has denied since it was looked at: no heir would charge it', async () => {
  const instant = { now: () => 0, sleep: async () => {} }
  const announced = createAnnouncedCalls({ records: new SharedCallRecords(), clock: instant, callsAWrite: 1 })
  const { wheel, open } = await wheelOfOne(announced)
  const [block, other] = [await open(), announced.reservationId()]
  wheel.rests(block, 1_000)
  expect(wheel.isAnnounced(block)).toBe(true)
  wheel.join({ lanes: 2, addresses: 100, delayMs: 0 })
  await announced.announce(announced.reservationId(), 1)
  await announced.announce(other, 1)
  expect([wheel.begin(block), block.used]).toEqual([false, 0])
  expect([await wheel.announce(block), wheel.begin(block), block.used]).toEqual([true, true, 1])
})
