import { describe, expect, it } from 'vitest'
import type { PlanView } from '../../../src/jobs/jobs.schemas.ts'

// The page is plain JavaScript, outside of this program's types.
const PAGE = new URL('../../../src/dashboard/page/forecast.js', import.meta.url).href
const { forecastWords } = (await import(PAGE)) as { forecastWords: (plan: PlanView) => string }

const PLAN: PlanView = {
  addresses: 0,
  by: null,
  done_at: '2026-11-21T13:00:00.000Z',
  tokens_needed: null,
  tokens_missing: null,
  queued_addresses: 1_200,
  upstream_fails: false,
  queue_done_at: '2026-11-21T13:00:00.000Z',
  available_tokens: 4,
  available_capacity: 2_000,
  daily_capacity: 2_000,
  spent_at: null,
  left_at_reset: 800,
  resets_at: '2026-11-22T00:00:00.000Z',
  as_of: '2026-11-21T12:00:00.000Z',
}
const words = (changes: Partial<PlanView>) => forecastWords({ ...PLAN, ...changes })

describe('the forecast of the pool says', () => {
  it('when the work is done, and what is left over', () => {
    expect(words({})).toMatch(/^1,200 addresses to fetch: done by .+\. About 800 requests are left over at the reset at .+\.$/)
    expect(words({ queued_addresses: 1 })).toMatch(/^1 address to fetch/)
  })

  it('when the pool is spent before', () => {
    const late = { spent_at: '2026-11-21T12:30:00.000Z', queue_done_at: '2026-11-22T01:00:00.000Z' }
    expect(words(late)).toMatch(/: the pool is spent at .+, all are done by .+\.$/)
  })

  it('when nothing is to be done, or nothing is left', () => {
    expect(words({ queued_addresses: 0, left_at_reset: 2_000 })).toMatch(
      /^Nothing waits to be fetched; 2,000 requests are left until the reset/,
    )
    expect(words({ queued_addresses: 0, available_capacity: 0 })).toMatch(/^Nothing is left\. It goes on after the reset/)
    expect(words({ available_capacity: 0 })).toMatch(/^Nothing is left for the 1,200 addresses to fetch: done by/)
  })

  it('when there is no end', () => {
    expect(words({ queue_done_at: null, upstream_fails: true })).toContain('the upstream fails: nobody knows when')
    expect(words({ queue_done_at: null, available_capacity: 0 })).toContain('no end in sight with these tokens')
  })
})
