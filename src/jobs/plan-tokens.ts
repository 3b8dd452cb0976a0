import { forecast } from './forecast.ts'
import type { ForecastWorld, QueuedJob } from './forecast-world.ts'
import { enqueue } from './outlook.ts'

export interface TokenPlan {
  /** When the pool as it is would be done with them, behind what is queued; null: never. */
  readonly doneAt: number | null
  /** So many fresh tokens, without the present ones, would be done in time; null: no number would (the lanes are too few), or no time was named. */
  readonly tokensNeeded: number | null
  /** So many fresh tokens beside the present ones. */
  readonly tokensMissing: number | null
}

/** No plan asks for more: a token an address would be as quick. */
const MOST_TOKENS = 1_000_000

/**
 * How many tokens a list needs by an instant, by the one forecast. Pure.
 *
 * @param perToken daily limit of a fresh token
 */
export function planTokens(world: ForecastWorld, list: QueuedJob, by: number | null, perToken: number): TokenPlan {
  const planned = enqueue(world, list)
  const doneAt = (of: ForecastWorld) => forecast(of).of(list.jobId)?.finishesAt ?? null
  const inTime = (pool: ForecastWorld['pool'], fallback: ForecastWorld['fallback']) => (tokens: number) => {
    const fresh = { tokens, leftToday: tokens * perToken, perDay: tokens * perToken, from: world.now }
    const at = doneAt({ ...planned, pool: [...pool, fresh], tokens: null, fallback })
    return at !== null && at <= by!
  }
  return {
    doneAt: doneAt(planned),
    tokensNeeded: by === null ? null : fewest(inTime([], [])),
    tokensMissing: by === null ? null : fewest(inTime(world.pool, world.fallback)),
  }
}

/** The smallest number that suffices; more never do worse. */
function fewest(suffices: (tokens: number) => boolean): number | null {
  if (suffices(0)) return 0
  let [low, high] = [0, 1]
  while (!suffices(high)) {
    if (high >= MOST_TOKENS) return null
    low = high
    high = Math.min(high * 2, MOST_TOKENS)
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle
  }
  return high
}
