import { describe, expect, it } from 'vitest'

interface Forecast {
  words(capacity: { available: number; used: number; resetsAt: number; now: number }): string
}
// The page is plain JavaScript, outside of this program's types.
const PAGE = new URL('../../../src/dashboard/page/forecast.js', import.meta.url).href
const { createForecast } = (await import(PAGE)) as { createForecast: () => Forecast }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const RESET = Date.parse('2026-11-22T00:00:00Z')

describe('the forecast of the pool', () => {
  it('goes by the average of the day until it has seen enough itself', () => {
    // Twelve hours into the day 720 are used: one a minute.
    const words = createForecast().words({ available: 600, used: 720, resetsAt: RESET, now: RESET - 12 * HOUR })
    expect(words).toMatch(/^At today's average pace \(1 per minute\) the pool lasts until .*, in 10 h; the reset/)
  })

  it('goes by the last minutes once it has seen half of one', () => {
    const forecast = createForecast()
    const now = RESET - 12 * HOUR
    forecast.words({ available: 700, used: 100, resetsAt: RESET, now })
    const words = forecast.words({ available: 600, used: 200, resetsAt: RESET, now: now + MINUTE })
    expect(words).toMatch(/^At this pace \(100 per minute\) the pool lasts until .*, in 6 min/)
  })

  it('forgets a pace that is over', () => {
    const forecast = createForecast()
    const now = RESET - 12 * HOUR
    forecast.words({ available: 700, used: 100, resetsAt: RESET, now })
    forecast.words({ available: 600, used: 200, resetsAt: RESET, now: now + MINUTE })
    const words = forecast.words({ available: 600, used: 200, resetsAt: RESET, now: now + 20 * MINUTE })
    expect(words).toMatch(/^At today's average pace/)
    expect(forecast.words({ available: 600, used: 200, resetsAt: RESET, now: now + 22 * MINUTE })).toMatch(/^Nothing is being used/)
  })

  it('begins anew after a reset, and says when nothing is left', () => {
    const forecast = createForecast()
    forecast.words({ available: 0, used: 500, resetsAt: RESET, now: RESET - MINUTE })
    const words = forecast.words({ available: 490, used: 10, resetsAt: RESET + 24 * HOUR, now: RESET + MINUTE })
    expect(words).toMatch(/^At today's average pace \(10 per minute\)/)
    expect(forecast.words({ available: 0, used: 500, resetsAt: RESET + 24 * HOUR, now: RESET + 2 * MINUTE })).toMatch(/^Nothing is left/)
  })

  it('says what would be left over when the pool lasts past the reset', () => {
    const words = createForecast().words({ available: 1_000, used: 120, resetsAt: RESET, now: RESET - 12 * HOUR })
    expect(words).toContain('about 880 requests would be left over')
  })
})
