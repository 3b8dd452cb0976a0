import { UNTIL_OPERATOR } from '../tokens/token.ts'
import { followBlocks } from './forecast-blocks.ts'
import { addressMs, type ForecastWorld, type JobForecast, type QueuedJob, type TokenShare } from './forecast-world.ts'

export interface Forecast {
  of(jobId: string): JobForecast | undefined
  /** When every job is done; null: never. */
  readonly doneAt: number | null
  /** When no token can serve for the first time while there is work; null: that does not happen. */
  readonly spentAt: number | null
  /** What is left at the next reset of what can serve until then. */
  readonly leftAtReset: number
}

/** Work or capacity below this is none: the course is computed in fractions. */
const NOTHING = 1e-6
/** A course has some events a job and some a day. What has more than this ends beyond what anybody plans. */
const MAX_EVENTS = 20_000

/**
 * The one forecast: follows the queue and the pool from event to event (a job is done, a share of tokens is spent or comes back, the day ends)
 * until all work is done. Between two events everything flows evenly. Pure.
 */
export function forecast(world: ForecastWorld): Forecast {
  const course = flow(world)
  const exact = world.tokens === null || !isSmall(world) ? null : followBlocks(world, world.tokens)
  if (exact === null) return course
  const ends = [...exact.jobs.values()].map(job => job.finishesAt)
  const doneAt = ends.includes(null) ? null : Math.max(world.now, ...ends.map(Number))
  return { of: jobId => exact.jobs.get(jobId), doneAt, spentAt: exact.spentAt, leftAtReset: exact.leftAtReset ?? course.leftAtReset }
}

/** Beyond this many blocks times lanes a course block by block would hold the event loop; there a block more or less decides little. */
const FOLLOWED_BLOCKS = 100_000

/** The token file takes over in the course where everything flows. */
function isSmall({ queue, slots, fallback }: ForecastWorld): boolean {
  const blocks = queue.reduce((sum, job) => sum + job.remaining / job.requestsPerToken + job.lanes, 0)
  const lanes = queue.map(job => job.lanes).sort((a, b) => b - a)
  return fallback.length === 0 && blocks * lanes.slice(0, slots).reduce((sum, count) => sum + count, 0) <= FOLLOWED_BLOCKS
}

function flow(world: ForecastWorld): Forecast {
  const course = new Course(world)
  for (let event = 0; event < MAX_EVENTS && course.advance(); event += 1);
  return course.result()
}

interface Work {
  readonly job: QueuedJob
  remaining: number
  active: boolean
  finishesAt: number | null
  shortage: JobForecast['shortage']
}

interface Share {
  readonly of: TokenShare
  left: number
  /** Of the running hour; of the present one as if nothing had been taken yet. */
  hourLeft: number
}

class Course {
  readonly #world: ForecastWorld
  readonly #works: readonly Work[]
  readonly #pool: readonly Share[]
  readonly #fallback: readonly Share[]
  /** Not finished, in the order of the queue. */
  #open: Work[]
  #now: number
  #resetsAt: number
  #hourEndsAt: number
  #spentAt: number | null = null
  #leftAtReset: number | null = null
  /** What was left of each open job at the last reset, to see whether one day is like the other. */
  #lastReset: { at: number; left: Map<Work, number> } | null = null

  constructor(world: ForecastWorld) {
    this.#world = world
    this.#now = Math.max(world.now, world.blockedUntil ?? 0)
    this.#resetsAt = world.nextReset(world.now)
    this.#works = world.queue.map(job => ({ job, remaining: job.remaining, active: job.running, finishesAt: null, shortage: null }))
    this.#open = [...this.#works]
    const share = (of: TokenShare): Share => ({ of, left: of.leftToday, hourLeft: this.#inAnHour(of) })
    this.#pool = world.pool.map(share)
    this.#fallback = world.fallback.map(share)
    this.#hourEndsAt = world.hourly?.endsAt(this.#now) ?? Number.POSITIVE_INFINITY
    while (this.#resetsAt <= this.#now) this.#reset()
  }

  /** Goes on to the next event. False when there is nothing more to come. */
  advance(): boolean {
    this.#closeFinished()
    if (this.#open.length === 0) return false
    const shares = this.#serving()
    if (shares.length === 0) return this.#standStill()
    this.#flow(this.#takeSlots(), shares)
    this.#passBorders()
    return true
  }

  result(): Forecast {
    const works = new Map(this.#works.map(work => [work.job.jobId, work]))
    const capped = (at: number | null) => (at === null ? null : Math.round(Math.min(at, UNTIL_OPERATOR)))
    const ends = this.#works.map(work => work.finishesAt)
    const never = ends.includes(null)
    return {
      of(jobId) {
        const work = works.get(jobId)
        return work === undefined ? undefined : { finishesAt: capped(work.finishesAt), shortage: work.shortage }
      },
      doneAt: never ? null : capped(Math.max(this.#world.now, ...ends.map(Number))),
      spentAt: this.#spentAt === null ? null : Math.round(this.#spentAt),
      leftAtReset: this.#leftAtReset ?? Math.round(this.#left(this.#world.nextReset(this.#world.now))),
    }
  }

  /** What the tokens that serve before this instant have left. */
  #left(before: number): number {
    const pool = this.#pool.filter(share => share.of.from < before)
    return pool.reduce((sum, share) => sum + share.left, 0)
  }

  #closeFinished(): void {
    if (!this.#open.some(work => work.remaining <= NOTHING)) return
    for (const work of this.#open) if (work.remaining <= NOTHING) work.finishesAt = this.#now
    this.#open = this.#open.filter(work => work.remaining > NOTHING)
  }

  /** The pool's shares with something left; the file's where the pool has nothing at all. */
  #serving(): Share[] {
    const serves = (share: Share) => share.of.from <= this.#now && ready(share) > NOTHING && share.of.tokens > 0
    const pool = this.#pool.filter(serves)
    return pool.length > 0 ? pool : this.#fallback.filter(serves)
  }

  /** Who runs keeps its slot; free ones go to the first in the queue. */
  #takeSlots(): Work[] {
    let free = this.#world.slots - this.#open.filter(work => work.active).length
    for (const work of this.#open) {
      if (free <= 0) break
      if (work.active) continue
      work.active = true
      free -= 1
    }
    return this.#open.filter(work => work.active)
  }

  /** Everybody waits for the next reset, or for the first token that comes back. All slots are free then. */
  #standStill(): boolean {
    const until = this.#nextCapacity()
    this.#spentAt ??= this.#now
    for (const work of this.#open) {
      work.active = false
      work.shortage ??= { done: Math.floor(work.job.remaining - work.remaining + NOTHING), at: this.#now, until }
    }
    if (until === null) return false
    this.#now = until
    this.#passBorders()
    return true
  }

  #nextCapacity(): number | null {
    const shares = [...this.#pool, ...this.#fallback].filter(({ of }) => of.tokens > 0 && of.from < UNTIL_OPERATOR)
    const times = shares.flatMap(({ of, left, hourLeft }) => {
      const reset = of.perDay > 0 ? [Math.max(this.#resetsAt, of.from)] : []
      if (left <= NOTHING) return reset
      if (of.from > this.#now) return [of.from, ...reset]
      return hourLeft <= NOTHING ? [this.#hourEndsAt, ...reset] : reset
    })
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Everything flows until something changes. */
  #flow(active: readonly Work[], shares: readonly Share[]): void {
    const tokens = shares.reduce((sum, share) => sum + share.of.tokens, 0)
    const lanes = active.reduce((sum, work) => sum + lanesOf(work), 0)
    const crowding = Math.min(1, tokens / lanes)
    const rates = active.map(work => (crowding * lanesOf(work)) / addressMs(work.job.delayMs, this.#world.latencyMs))
    const total = rates.reduce((sum, rate) => sum + rate, 0)
    let ms = Math.min(this.#resetsAt, this.#hourEndsAt, this.#nextReturn()) - this.#now
    for (const [index, work] of active.entries()) ms = Math.min(ms, work.remaining / rates[index]!)
    for (const share of shares) ms = Math.min(ms, ready(share) / ((total * share.of.tokens) / tokens))
    for (const [index, work] of active.entries()) work.remaining -= rates[index]! * ms
    for (const share of shares) {
      const taken = ((total * share.of.tokens) / tokens) * ms
      share.left -= taken
      share.hourLeft -= taken
    }
    this.#now += ms
  }

  #nextReturn(): number {
    const ahead = this.#pool.map(share => share.of.from).filter(from => from > this.#now)
    return Math.min(Number.POSITIVE_INFINITY, ...ahead)
  }

  #inAnHour({ tokens }: TokenShare): number {
    return this.#world.hourly === null ? Number.POSITIVE_INFINITY : tokens * this.#world.hourly.limit
  }

  #passBorders(): void {
    if (this.#now >= this.#resetsAt) this.#reset()
    else if (this.#now >= this.#hourEndsAt) this.#renewHour()
  }

  #renewHour(): void {
    this.#hourEndsAt = this.#world.hourly?.endsAt(this.#now) ?? Number.POSITIVE_INFINITY
    for (const share of [...this.#pool, ...this.#fallback]) share.hourLeft = this.#inAnHour(share.of)
  }

  #reset(): void {
    this.#leftAtReset ??= Math.round(this.#left(this.#resetsAt))
    const at = this.#resetsAt
    this.#now = Math.max(this.#now, at)
    this.#resetsAt = this.#world.nextReset(at)
    for (const share of [...this.#pool, ...this.#fallback]) share.left = share.of.perDay
    this.#skipDays(at)
    this.#renewHour()
  }

  /** A list that takes years is not followed day by day: as long as one day is like the other, many are taken at once. */
  #skipDays(at: number): void {
    const last = this.#lastReset
    const left = new Map(this.#open.map(work => [work, work.remaining]))
    this.#lastReset = { at, left }
    if (last === null || last.left.size !== left.size || this.#pool.some(({ of }) => of.from > last.at && of.from < UNTIL_OPERATOR)) return
    let days = Number.POSITIVE_INFINITY
    for (const [work, remaining] of left) {
      const perDay = (last.left.get(work) ?? 0) - remaining
      // One that was not touched yet has its turn when another one is done, which ends the likeness.
      if (perDay > NOTHING) days = Math.min(days, Math.floor(remaining / perDay) - 1)
    }
    if (!Number.isFinite(days) || days < 1) return
    for (const [work, remaining] of left) work.remaining -= days * ((last.left.get(work) ?? 0) - remaining)
    const ms = days * (at - last.at)
    this.#now = Math.min(this.#now + ms, UNTIL_OPERATOR)
    this.#resetsAt = this.#now >= UNTIL_OPERATOR ? Number.POSITIVE_INFINITY : this.#world.nextReset(this.#now)
    this.#lastReset = null
  }
}

/** What it can give before the next border. */
function ready({ left, hourLeft }: Share): number {
  return Math.min(left, hourLeft)
}

/** No more lanes work than there are addresses. */
function lanesOf(work: Work): number {
  return Math.min(work.job.lanes, Math.max(1, Math.ceil(work.remaining - NOTHING)))
}
