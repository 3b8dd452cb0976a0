import { HOUR_MS, type QuotaDay } from '../shared/quota-day.ts'
import type { HourWindow } from './token.ts'

/** The hour of an instant with its limit; null where no hourly limit is set. */
export type HourWindows = (at: number) => (HourWindow & { readonly endsAt: number }) | null

/**
 * Fixed hours of the quota day's clock, counted back from its end: a day's reset is an hour's end too, in every time zone. Fixed, because upstreams
 * whose words we know count so and name the instant at which a window ends, and because one count per token can be part of one conditional write; a
 * rolling hour would need the time of each call.
 */
export function createHourWindows(quotaDay: (now: number) => QuotaDay, limit: number | undefined): HourWindows {
  if (limit === undefined) return () => null
  return at => {
    const { resetsAt } = quotaDay(at)
    const startsAt = resetsAt - Math.ceil((resetsAt - at) / HOUR_MS) * HOUR_MS
    return { startsAt, endsAt: startsAt + HOUR_MS, limit }
  }
}
