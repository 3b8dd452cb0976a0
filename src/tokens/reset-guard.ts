import type { QuotaDay } from '../shared/quota-day.ts'
import type { StoreTime } from '../shared/store-time.ts'
import type { HourWindows } from './hour-window.ts'

/** A call that is sent this close to the end of a quota day might be counted on the other side of midnight. */
const ON_ITS_WAY_MS = 1_000

/** Whether a call may start, as far as the reset is concerned: only while no clock that we know of says that it is another day. */
export interface ResetGuard {
  /** When it is worth asking again; null when a call may start at this moment. */
  closedUntil(now: number): number | null
}

/**
 * Before the reset a second for the call's own way, and before and after it as much as our clock may be off. Two processes whose clocks differ
 * are compared with the same time, so neither calls for a day that is over, or has not come, by the other's: no day of that time is overspent. Where
 * an hourly limit is set, each hour's border is one like that.
 */
export function createResetGuard(quotaDay: (now: number) => QuotaDay, time: StoreTime, hours: HourWindows = () => null): ResetGuard {
  let today = { day: '', startsAt: 0 }
  const startOf = (day: string, now: number): number => {
    if (today.day !== day) today = { day, startsAt: lastReset(now, quotaDay) }
    return today.startsAt
  }
  return {
    closedUntil(now) {
      const { day, resetsAt } = quotaDay(now)
      const hour = hours(now)
      const endsAt = hour?.endsAt ?? resetsAt
      const { atMostMs } = time.skew()
      if (endsAt - now <= ON_ITS_WAY_MS + atMostMs) return endsAt + atMostMs
      if (atMostMs === 0) return null
      const opensAt = (hour?.startsAt ?? startOf(day, now)) + atMostMs
      return now < opensAt ? opensAt : null
    },
  }
}

/** A day has 25 hours at most. */
const MORE_THAN_A_DAY_MS = 26 * 3_600_000

function lastReset(now: number, quotaDay: (now: number) => QuotaDay): number {
  let at = now - MORE_THAN_A_DAY_MS
  for (;;) {
    const { resetsAt } = quotaDay(at)
    if (resetsAt > now || resetsAt <= at) return at
    at = resetsAt
  }
}
