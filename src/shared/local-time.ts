/** Instants, and what clocks on the wall of one time zone say: milliseconds of the same date and time in UTC. */
export interface LocalTime {
  /** IANA name. */
  readonly timeZone: string
  wallOf(instant: number): number
  /**
   * The first instant at which the clocks there say `wall` or later: of the hour that comes twice when daylight saving ends the first one, of the
   * hour that is left out when it begins its end.
   */
  instantOf(wall: number): number
  /** The hour that comes twice, when the instant falls into it; null for all others. */
  doubleHourAt(instant: number): DoubleHour | null
}

export interface DoubleHour {
  readonly isFirst: boolean
  /** On the wall: where the clocks are put back to, and where they are put back. */
  readonly from: number
  readonly to: number
}

const MINUTE_MS = 60_000
/** On either side of a time on the wall: farther than any zone is from UTC, together with the day that one crossing of the date line left out. */
const NEAR_MS = 48 * 3_600_000

export function createLocalTime(timeZone: string): LocalTime {
  const offsetAt = offsets(timeZone)
  const wallOf = (instant: number) => instant + offsetAt(instant)
  /** The instants at which the clocks say so: one, two of a double hour, none of one that is left out. Ascending. */
  const instantsOf = (wall: number): number[] => {
    const near = new Set([offsetAt(wall - NEAR_MS), offsetAt(wall + NEAR_MS)])
    const instants = [...near].map(offset => wall - offset).filter(instant => wallOf(instant) === wall)
    return instants.sort((a, b) => a - b)
  }
  return {
    timeZone,
    wallOf,
    instantOf: wall => instantsOf(wall)[0] ?? firstBetween(wall - NEAR_MS, wall + NEAR_MS, instant => wallOf(instant) >= wall),
    doubleHourAt(instant) {
      const [first, second] = instantsOf(wallOf(instant))
      if (first === undefined || second === undefined) return null
      const putBackAt = firstBetween(first, second, moment => offsetAt(moment) === offsetAt(second))
      return { isFirst: instant === first, from: putBackAt + offsetAt(second), to: putBackAt + offsetAt(first) }
    },
  }
}

/** By bisection: `is` turns true once between the two, and is true of `to`. */
function firstBetween(from: number, to: number, is: (instant: number) => boolean): number {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (is(middle)) high = middle
    else low = middle
  }
  return high
}

/** Before it no calendar agrees with another, and no DATETIME is older. */
const EARLIEST_MINUTE = Date.UTC(1753, 0, 2) / MINUTE_MS

/** Milliseconds that the clocks are ahead of UTC. The last minute is remembered: rows that are written together are of one. */
function offsets(timeZone: string): (instant: number) => number {
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
  const format = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...digits })
  if (format.resolvedOptions().timeZone === 'UTC') return () => 0
  let last = { minute: Number.NaN, offset: 0 }
  return instant => {
    const minute = Math.max(EARLIEST_MINUTE, Math.floor(instant / MINUTE_MS))
    if (minute === last.minute) return last.offset
    const parts = Object.fromEntries(format.formatToParts(minute * MINUTE_MS).map(({ type, value }) => [type, Number(value)]))
    const wall = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second)
    last = { minute, offset: wall - minute * MINUTE_MS }
    return last.offset
  }
}
