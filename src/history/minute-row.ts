/** What one process counted in one minute. A minute of which there is no row is one in which no process ran. */
export interface MinuteRow {
  /** Minutes since the Unix epoch. */
  readonly minute: number
  readonly process: string
  /** Named in our own words ({@link COUNTED}); what is 0 is left out. */
  readonly counters: Counters
}

/** Counts since a start, or between two moments; a name that is missing counts 0. */
export type Counters = Readonly<Record<string, number>>

/** The first part of each name. Behind it, after a dot, stands what was told apart: an error type, a provider, a bound. */
export const COUNTED = {
  /** By error type; `none` is a profile. */
  result: 'result',
  /** Calls beyond the first of the addresses that have got their result. */
  retries: 'retries',
  /** Calls of the profile upstream. */
  upstream: 'upstream',
  /** The upstream counted as failing at the end of the minute, or began to in it. */
  upstreamOpen: 'upstream_open',
  /** By engine. */
  extracted: 'extracted',
  /** By error code. */
  notExtracted: 'not_extracted',
  /** Calls of the AI providers, by provider. */
  provider: 'provider',
} as const

export const MINUTE_MS = 60_000
/** So long a minute is kept: enough to compare this night with the last one's end. */
export const KEPT_MINUTES = 1_440

export function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS)
}

/** What was counted in between. A count that fell belongs to somebody who started anew: all of it is new. */
export function between(before: Counters, after: Counters): Record<string, number> {
  const grown: Record<string, number> = {}
  for (const [name, value] of Object.entries(after)) {
    const known = before[name] ?? 0
    const growth = value < known ? value : value - known
    if (growth > 0) grown[name] = growth
  }
  return grown
}

export function summed(all: readonly Counters[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const counters of all) for (const [name, value] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + value
  return sum
}

/** What is counted behind this first part, by what stands after it. */
export function countedBy(first: string, counters: Counters): Record<string, number> {
  const prefix = `${first}.`
  const found = Object.entries(counters).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}
