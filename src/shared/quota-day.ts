/** The quota day that an instant falls on, as the operators' time zone has it, and the instant the next one begins. */
export interface QuotaDay {
  /** ISO date, e.g. `2026-11-21`. Part of every reservation's condition: that is why no reset job exists. */
  readonly day: string
  /** Unix milliseconds of the next day's first instant. */
  readonly resetsAt: number
}

export const HOUR_MS = 3_600_000

/** `quotaDayOf(now)` for one time zone. The last day is remembered: the hot path asks before every upstream call. */
export function createQuotaCalendar(timeZone: string): (now: number) => QuotaDay {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const dayOf = (ms: number): string => format.format(ms)
  let last: QuotaDay & { from: number } = { day: '', resetsAt: 0, from: 0 }
  return now => {
    if (now < last.from || now >= last.resetsAt) last = { day: dayOf(now), from: now, resetsAt: nextDayStart(now, dayOf) }
    return last
  }
}

/** Bisects to the first instant of another date: right through 23- and 25-hour days, without a time-zone table of our own. */
function nextDayStart(now: number, dayOf: (ms: number) => string): number {
  const today = dayOf(now)
  let low = now
  let high = now + 26 * 3_600_000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (dayOf(middle) === today) low = middle
    else high = middle
  }
  return high
}
