import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLocalTime } from '../../../src/shared/local-time.ts'

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const ms = (text: string) => Date.parse(`${text}:00.000Z`)
/** Ahead, behind, half and quarter hours, half an hour of daylight saving, clocks that change at midnight, a day that was left out. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
  '+02:00',
]

describe('the time of a zone', () => {
  test.each([
    ['UTC', '2026-07-01T12:00', '2026-07-01T12:00'],
    ['utc', '2026-07-01T12:00', '2026-07-01T12:00'],
    ['Europe/Berlin', '2026-01-01T23:30', '2026-01-02T00:30'],
    ['Europe/Berlin', '2026-07-01T22:30', '2026-07-02T00:30'],
    ['America/New_York', '2026-01-01T03:00', '2025-12-31T22:00'],
    ['Asia/Kathmandu', '2026-01-01T18:15', '2026-01-02T00:00'],
    ['Pacific/Apia', '2011-12-30T09:59', '2011-12-29T23:59'],
    ['Pacific/Apia', '2011-12-30T10:00', '2011-12-31T00:00'],
  ])('%s: %s is %s there', (zone, instant, wall) => {
    const time = createLocalTime(zone)
    expect(iso(time.wallOf(ms(instant)))).toBe(wall)
    expect(iso(time.instantOf(ms(wall)))).toBe(instant)
  })

  test.each([
    ['of an hour that comes twice the first', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30'],
    ['of an hour that is left out its end', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00'],
    ['a day that begins at one', 'America/Havana', '2026-03-08T00:00', '2026-03-08T05:00'],
    ['a day whose first hour comes twice', 'America/Havana', '2026-11-01T00:00', '2026-11-01T04:00'],
    ['half an hour that comes twice', 'Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
    ['a day that was left out', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00'],
  ])('%s (%s)', (_, zone, wall, instant) => {
    expect(iso(createLocalTime(zone).instantOf(ms(wall)))).toBe(instant)
  })

  test.each([
    ['2026-10-24T23:59', null],
    ['2026-10-25T00:00', true],
    ['2026-10-25T00:59', true],
    ['2026-10-25T01:00', false],
    ['2026-10-25T01:59', false],
    ['2026-10-25T02:00', null],
    ['2026-03-29T01:00', null],
  ])('the double hour at %s', (instant, isFirst) => {
    const expected = isFirst === null ? null : { isFirst, from: ms('2026-10-25T02:00'), to: ms('2026-10-25T03:00') }
    expect(createLocalTime('Europe/Berlin').doubleHourAt(ms(instant))).toEqual(expected)
  })

  test('there and back is the same instant, but for the second of two hours, which is the first', () => {
    const instants = fc.integer({ min: ms('1990-01-01T00:00'), max: ms('2035-01-01T00:00') })
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, instant) => {
        const time = createLocalTime(zone)
        const back = time.instantOf(time.wallOf(instant))
        const hour = time.doubleHourAt(instant)
        if (hour === null || hour.isFirst) expect(back).toBe(instant)
        else expect(time.doubleHourAt(back)).toEqual({ ...hour, isFirst: true })
      }),
      { numRuns: 300 },
    )
  })
})
