import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'

const at = (zone: string, instant: string) => {
  const { day, resetsAt } = createQuotaCalendar(zone)(Date.parse(instant))
  return [day, new Date(resetsAt).toISOString()]
}

describe('the quota day', () => {
  it.each([
    ['UTC', '2026-03-10T12:00:00Z', '2026-03-10', '2026-03-11T00:00:00.000Z'],
    ['UTC', '2026-03-10T00:00:00Z', '2026-03-10', '2026-03-11T00:00:00.000Z'],
    ['UTC', '2026-03-10T23:59:59.999Z', '2026-03-10', '2026-03-11T00:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-10T18:30:00Z', '2026-03-11', '2026-03-11T18:30:00.000Z'],
    ['Asia/Kathmandu', '2026-03-10T18:14:59Z', '2026-03-10', '2026-03-10T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-10T12:00:00Z', '2026-03-11', '2026-03-11T10:00:00.000Z'],
    ['America/Los_Angeles', '2026-03-10T02:00:00Z', '2026-03-09', '2026-03-10T07:00:00.000Z'],
  ])('%s at %s is %s and ends at %s', (zone, instant, day, resetsAt) => {
    expect(at(zone, instant)).toEqual([day, resetsAt])
  })

  it('has 23 hours in spring and 25 in autumn', () => {
    expect(at('Europe/Berlin', '2026-03-28T23:00:00Z')).toEqual(['2026-03-29', '2026-03-29T22:00:00.000Z'])
    expect(at('Europe/Berlin', '2026-10-24T22:00:00Z')).toEqual(['2026-10-25', '2026-10-25T23:00:00.000Z'])
  })

  it('begins at one where the clock skips midnight', () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00.
    expect(at('Africa/Cairo', '2026-04-23T12:00:00Z')).toEqual(['2026-04-23', '2026-04-23T22:00:00.000Z'])
  })

  it('is one day from its first to its last millisecond, and the next one after it', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Cairo')
    fc.assert(
      fc.property(zones, fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (zone, now) => {
        const { day, resetsAt } = createQuotaCalendar(zone)(now)
        const fresh = createQuotaCalendar(zone)
        expect(resetsAt - now).toBeGreaterThan(0)
        expect(resetsAt - now).toBeLessThanOrEqual(25 * 3_600_000)
        expect(fresh(resetsAt - 1).day).toBe(day)
        expect(fresh(resetsAt).day > day).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('remembers nothing wrong when the clock goes back', () => {
    const calendar = createQuotaCalendar('UTC')
    expect(calendar(Date.parse('2026-03-11T00:00:01Z')).day).toBe('2026-03-11')
    expect(calendar(Date.parse('2026-03-10T23:59:59Z')).day).toBe('2026-03-10')
  })
})
