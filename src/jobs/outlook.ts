import type { Clock } from '../shared/clock.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import type { HourWindows } from '../tokens/hour-window.ts'
import { expectedLimit, hourSpentUntil, isExpired, leftInHour, remainingOn, type TokenSource, usageOn } from '../tokens/token.ts'
import type { PoolTotals, RestingTokens, TokenStore } from '../tokens/token-store.ts'
import { type Forecast, forecast } from './forecast.ts'
import type { ForecastWorld, HourlyLimit, JobForecast, QueuedJob, SingleToken, TokenShare } from './forecast-world.ts'
import type { Job } from './job.ts'
import { PRIORITIES } from './job-options.ts'
import type { JobStore } from './job-store.ts'

export interface OutlookParts {
  readonly tokens: Pick<TokenStore, 'totals' | 'resting' | 'list'>
  readonly jobs: Pick<JobStore, 'queue'>
  /** Reads the token file if it has changed; how many tokens it holds. */
  readonly refreshFallback: () => Promise<number>
  /** What the lanes of a job that runs in this process have been granted; empty for others. */
  readonly grantsOf: (jobId: string) => readonly { readonly lane: number; readonly tokenId: string; readonly units: number }[]
  readonly breakerUntil: () => number | null
  readonly latencyMs: () => number
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly hours: HourWindows
  /** Jobs that all replicas together run at the same time. */
  readonly slots: number
}

/** What the forecast was made of, and what it says. */
export interface Outlook {
  readonly world: ForecastWorld
  readonly pool: PoolTotals
  /** What can serve at this moment: of the pool, or of the token file where the pool has nothing. */
  readonly availableTokens: number
  readonly availableCapacity: number
  readonly forecast: Forecast
}

/** Reads pool and queue and makes the one forecast of them. However many ask, pool and queue are read once in a while. */
export interface Outlooks {
  /** At most some seconds old, for everybody who only looks. */
  recent(): Promise<Outlook>
  /** At most a second old, with what was admitted meanwhile: for what would be submitted. */
  current(): Promise<Outlook>
  /** The current one with a job that was submitted just now, where the claims will find it; the next one stands behind it. */
  admit(job: QueuedJob): Promise<Outlook>
  /** The pool has changed by an operator's hand: the next look reads it anew. */
  forget(): void
}

const RECENT_MS = 5_000
const CURRENT_MS = 1_000
/** Reading takes at most this share of the time, however large the pool. */
const READING_SHARE = 10
/** Jobs of the queue that are followed; one behind them has no forecast until it is among them. */
const FOLLOWED = 1_000
/** A pool of this size is looked at token by token. */
const SMALL_POOL = 100
const UNFINISHED = ['processing', 'pending', 'waiting_for_capacity'] as const

/** When pool and queue were read, and how long it took: ms. */
interface Reading {
  readonly at: number
  took: number
}

export function createOutlooks(parts: OutlookParts): Outlooks {
  const { clock, tokens } = parts
  let last: { readonly reading: Reading; readonly outlook: Promise<Outlook> } | null = null

  const sharesOf = async (source: TokenSource, now: number): Promise<{ totals: PoolTotals; shares: TokenShare[] }> => {
    const query = { day: parts.quotaDay(now).day, now, source }
    const [totals, resting] = await Promise.all([tokens.totals(query), tokens.resting(query)])
    return { totals, shares: [...servingShares(totals, resting, now), ...resting.map(({ until, ...rest }) => ({ ...rest, from: until }))] }
  }

  const oneByOne = async (now: number): Promise<SingleToken[]> => {
    const { day } = parts.quotaDay(now)
    const all = await tokens.list({ after: null, limit: SMALL_POOL, source: 'pool' })
    return all
      .filter(token => token.enabled && !isExpired(token, now))
      .map(token => ({
        tokenId: token.tokenId,
        leftToday: remainingOn(day, token),
        usedToday: usageOn(day, token),
        perDay: expectedLimit(token),
        from: Math.max(token.exclusion?.until ?? now, hourSpentUntil(token, now) ?? now, now),
        leftThisHour: leftInHour(parts.hours(now), token),
      }))
  }

  const read = async (): Promise<Outlook> => {
    const now = clock.now()
    const files = await parts.refreshFallback()
    const [pool, file, unfinished] = await Promise.all([
      sharesOf('pool', now),
      files === 0 ? null : sharesOf('file', now),
      parts.jobs.queue(UNFINISHED, FOLLOWED),
    ])
    const queue = unfinished.map(job => queuedJob(job, parts.grantsOf(job.jobId)))
    const world: ForecastWorld = {
      now,
      nextReset: at => parts.quotaDay(at).resetsAt,
      hourly: hourlyLimit(parts.hours, now),
      pool: withUnitsInHand(pool.shares, queue),
      tokens: pool.totals.totalTokens <= SMALL_POOL ? await oneByOne(now) : null,
      fallback: file?.shares ?? [],
      queue,
      slots: parts.slots,
      latencyMs: parts.latencyMs(),
      blockedUntil: parts.breakerUntil(),
    }
    const { availableTokens, availableCapacity } = pool.totals.availableCapacity > 0 || file === null ? pool.totals : file.totals
    return { world, pool: pool.totals, availableTokens, availableCapacity, forecast: forecast(world) }
  }

  const fresh = (): Promise<Outlook> => {
    const reading: Reading = { at: clock.now(), took: 0 }
    const outlook = read()
    last = { reading, outlook }
    // One that failed is as good as one that was read: a store that is away is not asked by everybody who looks.
    const settled = () => {
      reading.took = clock.now() - reading.at
    }
    outlook.then(settled, settled)
    return outlook
  }

  const within = (ageMs: number): Promise<Outlook> => {
    const now = clock.now()
    return last === null || now < last.reading.at || now - last.reading.at > ageMs ? fresh() : last.outlook
  }
  /** Whoever submits wants to know what failed for others a moment ago: it may be back. */
  const current = (): Promise<Outlook> => {
    const outlook = within(CURRENT_MS)
    const { reading } = last!
    return outlook.catch((error: unknown) => {
      if (last?.reading === reading) last = null
      throw error
    })
  }

  return {
    current,
    recent: () => within(Math.max(RECENT_MS, READING_SHARE * (last?.reading.took ?? 0))),
    forget() {
      last = null
    },
    admit(job) {
      // Those who were admitted at the same time stand one behind the other: each takes over what the one before has made.
      const outlook = current().then(known => withJob(known, job))
      if (last !== null) last = { ...last, outlook }
      return outlook
    },
  }
}

function withJob(known: Outlook, job: QueuedJob): Outlook {
  // The reading may have found it; one behind those that are followed changes nothing for them.
  if (known.forecast.of(job.jobId) !== undefined || known.world.queue.length >= FOLLOWED) return known
  const world = enqueue(known.world, job)
  return { ...known, world, forecast: forecast(world) }
}

function hourlyLimit(hours: HourWindows, now: number): HourlyLimit | null {
  const hour = hours(now)
  return hour === null ? null : { limit: hour.limit, endsAt: at => hours(at)!.endsAt }
}

/** What serves now, and what is spent until the reset: the limits are not told apart, so each token of the two counts with their average. */
function servingShares(totals: PoolTotals, resting: readonly RestingTokens[], now: number): TokenShare[] {
  const { activeTokens, availableTokens, availableCapacity, maxDailyCapacity } = totals
  const tokens = activeTokens - resting.reduce((sum, rest) => sum + rest.tokens, 0)
  const perDay = Math.max(0, maxDailyCapacity - resting.reduce((sum, rest) => sum + rest.perDay, 0))
  // The figures of a large pool are of several moments and samples: they need not agree to the last token.
  const spent = Math.max(0, tokens - availableTokens)
  const each = perDay / Math.max(1, availableTokens + spent)
  return [
    { tokens: availableTokens, leftToday: availableCapacity, perDay: each * availableTokens, from: now },
    { tokens: spent, leftToday: 0, perDay: each * spent, from: now },
  ]
}

/** Where the claims would put it: behind what runs, and behind what is as urgent or more. */
export function enqueue(world: ForecastWorld, job: QueuedJob): ForecastWorld {
  const rank = (of: QueuedJob) => (of.running ? -1 : PRIORITIES.indexOf(of.priority))
  const at = world.queue.findIndex(other => rank(other) > rank(job))
  return { ...world, queue: at === -1 ? [...world.queue, job] : world.queue.toSpliced(at, 0, job) }
}

/** An end as it may be told: while the upstream fails nobody knows one, whatever the next probe is hoped to show. */
export function foreseen({ world }: Pick<Outlook, 'world'>, end: number | null): number | null {
  return world.blockedUntil === null ? end : null
}

/** Also of one that is not among the followed: newly made, in another replica, or far behind. */
export function forecastOf({ world, forecast: known }: Outlook, job: QueuedJob): JobForecast {
  return known.of(job.jobId) ?? forecast(enqueue(world, job)).of(job.jobId)!
}

export function queuedJob(job: Job, grants: ReturnType<OutlookParts['grantsOf']> = []): QueuedJob {
  const { jobId, totalEmails, processed, options, status, requested } = job
  return {
    jobId,
    // What is to be paused or cancelled takes nothing more.
    remaining: requested === null ? Math.max(0, totalEmails - processed) : 0,
    lanes: options.parallelTokens,
    delayMs: options.delaySeconds * 1000,
    priority: options.priority,
    requestsPerToken: options.requestsPerToken,
    running: status === 'processing',
    // Spent is what has led to a result: a call under way is still to be made, as its address is still to be done.
    blocks: job.lanes.map(({ lane, tokenId, units, used }) => {
      const granted = grants.find(grant => grant.lane === lane && grant.tokenId === tokenId)?.units ?? units
      return { tokenId, units: Math.max(0, granted - used) }
    }),
  }
}

/** Units that lanes have reserved and not spent: they count as used in the pool, and are still to be spent. */
function withUnitsInHand(shares: readonly TokenShare[], queue: readonly QueuedJob[]): TokenShare[] {
  const blocks = queue.flatMap(job => job.blocks)
  const units = blocks.reduce((sum, block) => sum + block.units, 0)
  const holders = new Set(blocks.map(block => block.tokenId)).size
  return shares.map((share, index) =>
    index === 0 ? { ...share, tokens: Math.max(share.tokens, holders), leftToday: share.leftToday + units } : share,
  )
}
