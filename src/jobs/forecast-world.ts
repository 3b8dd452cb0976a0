import type { Priority } from './job-options.ts'

/** Tokens that are alike: how many, what they have left of this day together, what they give on a whole one, and when they begin to serve. */
export interface TokenShare {
  readonly tokens: number
  readonly leftToday: number
  readonly perDay: number
  /** A deadline that lies ahead; any instant that has passed: they serve now. */
  readonly from: number
}

/** A job that is not finished. */
export interface QueuedJob {
  readonly jobId: string
  readonly remaining: number
  readonly lanes: number
  readonly delayMs: number
  readonly priority: Priority
  readonly requestsPerToken: number
  /** A worker holds it already, so it keeps its slot. */
  readonly running: boolean
  /** What its lanes have reserved and not spent. */
  readonly blocks: readonly { readonly tokenId: string; readonly units: number }[]
}

/** One token by itself, as {@link TokenShare}. */
export interface SingleToken {
  readonly tokenId: string
  readonly leftToday: number
  readonly usedToday: number
  readonly perDay: number
  readonly from: number
  /** What an hourly limit leaves of the hour that is running; infinite without one. */
  readonly leftThisHour: number
}

/** What each token gives in an hour at most. */
export interface HourlyLimit {
  readonly limit: number
  /** The first instant of the hour after the one of this instant. */
  readonly endsAt: (at: number) => number
}

/** Everything that decides when an address has its turn, at one moment. */
export interface ForecastWorld {
  readonly now: number
  /** The first instant of the quota day after the one of this instant. */
  readonly nextReset: (at: number) => number
  readonly hourly: HourlyLimit | null
  readonly pool: readonly TokenShare[]
  /** The pool token by token where it is small; null where it is not. */
  readonly tokens: readonly SingleToken[] | null
  /** Serves only while the pool has nothing. */
  readonly fallback: readonly TokenShare[]
  /** In the order in which jobs are claimed: HIGH before NORMAL before LOW, the oldest first. */
  readonly queue: readonly QueuedJob[]
  /** Jobs that run at the same time. */
  readonly slots: number
  /** What one upstream call takes. */
  readonly latencyMs: number
  /** The breaker is open until then at least. */
  readonly blockedUntil: number | null
}

export interface JobForecast {
  /** When the last address has its result; null: never with the tokens that there are. */
  readonly finishesAt: number | null
  /** The first standstill for want of capacity: addresses done before it, and its end (null: none is in sight). Null: the job never waits. */
  readonly shortage: { readonly done: number; readonly at: number; readonly until: number | null } | null
}

/** No call is quicker, whatever was seen: a pace must be finite. */
const SHORTEST_MS = 0.1

/**
 * How long one lane is at one address. The delay begins when the answer is there.
 * Lanes that share a token share its clock, so that the pace is that of the lanes or of the usable tokens, whichever are fewer.
 */
export function addressMs(delayMs: number, latencyMs: number): number {
  return Math.max(SHORTEST_MS, delayMs + latencyMs)
}
