import { expect, test } from 'vitest'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { noStoreTime, skewBetween } from '../../../src/shared/store-time.ts'
import { createHourWindows } from '../../../src/tokens/hour-window.ts'
import { createResetGuard } from '../../../src/tokens/reset-guard.ts'

const MIDNIGHT = Date.parse('2026-11-22T00:00:00.000Z')
const MINUTE = 60_000
const calendar = createQuotaCalendar('UTC')
const guardOf = (skewMs: number) => createResetGuard(calendar, { skew: () => skewBetween(skewMs, skewMs, 'of a test') })

test('where clocks agree, calls stop a second before the reset and go on with it', () => {
  const guard = createResetGuard(calendar, noStoreTime)
  expect([-1_001, -1_000, 0].map(ms => guard.closedUntil(MIDNIGHT + ms))).toEqual([null, MIDNIGHT, null])
})

test.each([5 * MINUTE, -5 * MINUTE])('a clock that is %i ms off makes no call while its day and the true one differ', skew => {
  const guard = guardOf(skew)
  for (let ms = -12 * MINUTE; ms <= 12 * MINUTE; ms += 500) {
    const own = MIDNIGHT + ms
    if (guard.closedUntil(own) === null) expect(calendar(own).day).toBe(calendar(own - skew).day)
  }
  expect(guard.closedUntil(MIDNIGHT - 5 * MINUTE - 1_000)).toBe(MIDNIGHT + 5 * MINUTE)
  expect(guard.closedUntil(MIDNIGHT + 5 * MINUTE)).toBeNull()
  expect(guard.closedUntil(MIDNIGHT + 12 * 60 * MINUTE)).toBeNull()
})

test('a clock that is days off makes none at all', () => {
  const guard = guardOf(2 * 24 * 60 * MINUTE)
  for (let hours = 0; hours < 24; hours += 1) expect(guard.closedUntil(MIDNIGHT + hours * 60 * MINUTE)).not.toBeNull()
})

test('the day before a guard’s reset may have 23 or 25 hours', () => {
  const berlin = createQuotaCalendar('Europe/Berlin')
  const guard = createResetGuard(berlin, { skew: () => skewBetween(MINUTE, MINUTE, 'of a test') })
  for (const reset of ['2026-03-29T22:00:00Z', '2026-10-25T23:00:00Z'].map(Date.parse)) {
    expect(guard.closedUntil(reset + MINUTE - 1)).toBe(reset + MINUTE)
    expect(guard.closedUntil(reset + MINUTE)).toBeNull()
  }
})

test('where an hourly limit is set, each hour of the day’s clock ends like a day', () => {
  const kolkata = createQuotaCalendar('Asia/Kolkata')
  const hours = createHourWindows(kolkata, 100)
  const half = Date.parse('2026-11-21T10:30:00.000Z')
  expect([-1, 0].map(ms => hours(half + ms))).toEqual([
    { startsAt: half - 60 * MINUTE, endsAt: half, limit: 100 },
    { startsAt: half, endsAt: half + 60 * MINUTE, limit: 100 },
  ])
  const guard = createResetGuard(kolkata, { skew: () => skewBetween(MINUTE, MINUTE, 'of a test') }, hours)
  const moments = [-61_001, -61_000, MINUTE - 1, MINUTE]
  expect(moments.map(ms => guard.closedUntil(half + ms))).toEqual([null, half + MINUTE, half + MINUTE, null])
})
