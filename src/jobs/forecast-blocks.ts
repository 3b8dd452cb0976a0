import { UNTIL_OPERATOR } from '../tokens/token.ts'
import { addressMs, type ForecastWorld, type HourlyLimit, type JobForecast, type QueuedJob, type SingleToken } from './forecast-world.ts'

const NOTHING = 1e-6
const MAX_EVENTS = 20_000

interface Lane {
  /** Null: it found no token, and waits. */
  token: TokenState | null
  last: TokenState | null
  units: number
}

interface TokenState {
  readonly of: SingleToken
  left: number
  /** Of the running hour. */
  hourLeft: number
  used: number
  /** That hold it, of all jobs; counted anew before the wheels turn. */
  lanes: number
}

interface Run {
  readonly job: QueuedJob
  remaining: number
  /** Null: it has no slot. */
  lanes: Lane[] | null
  /** Found no token with any lane: not due again before something comes back. */
  waits: boolean
  finishesAt: number | null
  shortage: JobForecast['shortage']
}

/** What the course of blocks came to; null where it has more events than are worth following. */
export interface BlockCourseResult {
  readonly jobs: ReadonlyMap<string, JobForecast>
  readonly spentAt: number | null
  readonly leftAtReset: number | null
}

/**
 * The course of a small queue on a small pool, token by token and block by block: when capacity is short it decides who gets through that lanes
 * reserve whole blocks, and that tokens have unlike amounts left. Within a block everything flows evenly. Pure.
 */
export function followBlocks(world: ForecastWorld, tokens: readonly SingleToken[]): BlockCourseResult | null {
  const course = new BlockCourse(world, tokens)
  for (let event = 0; event < MAX_EVENTS; event += 1) if (!course.advance()) return course.result()
  return null
}

class BlockCourse {
  readonly #world: ForecastWorld
  readonly #tokens: readonly TokenState[]
  readonly #runs: readonly Run[]
  #now: number
  #resetsAt: number
  #hourEndsAt: number
  #spentAt: number | null = null
  #leftAtReset: number | null = null

  constructor(world: ForecastWorld, tokens: readonly SingleToken[]) {
    this.#world = world
    this.#now = Math.max(world.now, world.blockedUntil ?? 0)
    this.#resetsAt = world.nextReset(world.now)
    this.#hourEndsAt = world.hourly?.endsAt(world.now) ?? Number.POSITIVE_INFINITY
    this.#tokens = tokens.map(of => ({ of, left: of.leftToday, hourLeft: of.leftThisHour, used: of.usedToday, lanes: 0 }))
    this.#runs = world.queue.map(job => ({ job, remaining: job.remaining, lanes: null, waits: false, finishesAt: null, shortage: null }))
    for (const run of this.#runs) if (run.job.running) run.lanes = this.#resume(run.job)
    while (this.#resetsAt <= this.#now) this.#reset()
    if (this.#hourEndsAt <= this.#now) this.#endHour()
  }

  /** Goes on to the next event. False when all is done, or nothing will ever serve again. */
  advance(): boolean {
    for (const run of this.#runs) if (run.lanes !== null && run.remaining <= NOTHING) this.#finish(run)
    this.#giveSlots()
    this.#turnWheels()
    const open = this.#runs.filter(run => run.finishesAt === null)
    if (open.every(run => run.remaining <= NOTHING)) {
      for (const run of open) run.finishesAt = this.#now
      return false
    }
    const next = this.#nextEvent()
    if (next === Number.POSITIVE_INFINITY) return false
    this.#flow(next - this.#now)
    this.#now = next
    const back = this.#tokens.some(({ of }) => of.from === next)
    if (this.#now >= this.#resetsAt) this.#reset()
    else if (this.#now >= this.#hourEndsAt) this.#endHour()
    else if (back) this.#wake()
    return true
  }

  result(): BlockCourseResult {
    const jobs = this.#runs.map(({ job, finishesAt, shortage }): [string, JobForecast] => {
      const at = finishesAt === null ? null : Math.round(Math.min(finishesAt, UNTIL_OPERATOR))
      return [job.jobId, { finishesAt: at, shortage }]
    })
    return { jobs: new Map(jobs), spentAt: this.#spentAt, leftAtReset: this.#leftAtReset }
  }

  #resume({ lanes, blocks }: QueuedJob): Lane[] {
    return Array.from({ length: lanes }, (_, number) => {
      const block = blocks[number]
      const token = block === undefined ? undefined : this.#tokens.find(({ of }) => of.tokenId === block.tokenId)
      return token === undefined ? { token: null, last: null, units: 0 } : { token, last: token, units: block!.units }
    })
  }

  #finish(run: Run): void {
    run.finishesAt = this.#now
    this.#leave(run)
  }

  /** The slot is free, and unspent units are handed back: then those who wait look again. */
  #leave(run: Run): void {
    const isAnything = this.#handBack(run)
    run.lanes = null
    if (isAnything) this.#wake()
  }

  /** Calls are whole, so the sum is; the lanes share what is left over. */
  #handBack(run: Run): boolean {
    const held = (run.lanes ?? []).filter(lane => lane.token !== null).sort((a, b) => fraction(b.units) - fraction(a.units))
    let rest = Math.round(held.reduce((sum, lane) => sum + lane.units, 0))
    if (rest === 0) return false
    let extra = rest - held.reduce((sum, lane) => sum + Math.floor(lane.units + NOTHING), 0)
    for (const { token, units } of held) {
      const whole = Math.min(rest, Math.floor(units + NOTHING) + (extra > 0 ? 1 : 0))
      extra -= 1
      rest -= whole
      token!.left += whole
      token!.hourLeft += whole
      token!.used -= whole
    }
    return true
  }

  #wake(): void {
    for (const run of this.#runs) run.waits = false
  }

  #giveSlots(): void {
    let free = this.#world.slots - this.#runs.filter(run => run.lanes !== null).length
    for (const run of this.#runs) {
      if (free <= 0) return
      if (run.lanes !== null || run.waits || run.finishesAt !== null || run.remaining <= NOTHING) continue
      run.lanes = Array.from({ length: run.job.lanes }, () => ({ token: null, last: null, units: 0 }))
      free -= 1
    }
  }

  /** Every lane without a unit looks for a token; a job none of whose lanes finds one gives its slot up and waits, and the next one is tried. */
  #turnWheels(): void {
    for (const token of this.#tokens) token.lanes = 0
    for (const lane of this.#runs.flatMap(run => run.lanes ?? [])) if (lane.token !== null) lane.token.lanes += 1
    for (;;) {
      for (const run of this.#runs) for (const lane of run.lanes ?? []) if (lane.units <= NOTHING) this.#turn(run, lane)
      const stuck = this.#runs.filter(run => run.lanes !== null && run.remaining > NOTHING && run.lanes.every(lane => lane.token === null))
      if (stuck.length === 0) return
      for (const run of stuck) {
        run.waits = true
        run.lanes = null
        this.#noteShortage(run)
      }
      this.#giveSlots()
    }
  }

  #noteShortage(run: Run): void {
    this.#spentAt ??= this.#now
    const until = this.#nextCapacity()
    run.shortage ??= { done: Math.floor(run.job.remaining - run.remaining + NOTHING), at: this.#now, until }
  }

  #turn(run: Run, lane: Lane): void {
    if (lane.token !== null) lane.token.lanes -= 1
    const held = new Set(run.lanes!.filter(other => other !== lane && other.units > NOTHING).map(other => other.token))
    let best: TokenState | null = null
    let bestRank = Number.POSITIVE_INFINITY
    for (const token of this.#tokens) {
      if (Math.min(token.left, token.hourLeft) < 1 || token.of.from > this.#now) continue
      const rank = (held.has(token) ? 1e12 : 0) + (token === lane.last ? 1e9 : 0) + (token.lanes > 0 ? 1e6 : 0) + token.used
      if (rank < bestRank) [best, bestRank] = [token, rank]
    }
    lane.token = best
    lane.units = 0
    if (best === null) return
    best.lanes += 1
    lane.last = best
    lane.units = Math.min(run.job.requestsPerToken, best.left, best.hourLeft, Math.max(1, Math.ceil(run.remaining - NOTHING)))
    best.left -= lane.units
    best.hourLeft -= lane.units
    best.used += lane.units
  }

  /**
   * Addresses a millisecond of each lane that holds a token: no more lanes work than there are addresses, and lanes that share a token share its delay.
   * Without a delay nothing is shared.
   */
  #rates({ job, remaining, lanes }: Run): Map<Lane, number> {
    const working = (lanes ?? []).filter(lane => lane.token !== null)
    const few = Math.min(1, Math.max(1, Math.ceil(remaining - NOTHING)) / working.length)
    const rate = few / addressMs(job.delayMs, this.#world.latencyMs)
    return new Map(working.map(lane => [lane, rate / (job.delayMs > 0 ? Math.max(1, few * lane.token!.lanes) : 1)]))
  }

  #nextEvent(): number {
    let next = Math.min(this.#resetsAt, this.#hourEndsAt, this.#nextCapacity() ?? Number.POSITIVE_INFINITY)
    let working = 0
    for (const run of this.#runs) {
      const rates = this.#rates(run)
      working += rates.size
      if (rates.size > 0) next = Math.min(next, this.#now + run.remaining / sumOf(rates))
      for (const [lane, rate] of rates) next = Math.min(next, this.#now + lane.units / rate)
    }
    return working === 0 && this.#nextCapacity() === null ? Number.POSITIVE_INFINITY : next
  }

  #flow(ms: number): void {
    for (const run of this.#runs) {
      const rates = this.#rates(run)
      for (const [lane, rate] of rates) {
        // A residue that counted for nothing with the lane must not be left of the job: hundreds of them would be an address.
        const rest = lane.units - rate * ms
        const done = rest <= NOTHING ? lane.units : rate * ms
        lane.units -= done
        run.remaining = Math.max(0, run.remaining - done)
      }
    }
  }

  /** The next reset or hour, or the first token that comes back before; null: none of them brings anything. */
  #nextCapacity(): number | null {
    const times = this.#tokens.flatMap(({ of, left, hourLeft }) => {
      if (of.from >= UNTIL_OPERATOR) return []
      if (of.from > this.#now && left >= 1) return [of.from]
      if (left >= 1 && hourLeft < 1) return [this.#hourEndsAt]
      return of.perDay >= 1 ? [Math.max(this.#resetsAt, of.from)] : []
    })
    return times.length === 0 ? null : Math.min(...times)
  }

  #reset(): void {
    const at = this.#resetsAt
    const before = this.#tokens.filter(({ of }) => of.from < at)
    const inHand = this.#runs.flatMap(run => run.lanes ?? []).reduce((sum, lane) => sum + lane.units, 0)
    this.#leftAtReset ??= Math.round(before.reduce((sum, token) => sum + token.left, inHand))
    this.#now = Math.max(this.#now, at)
    this.#resetsAt = this.#world.nextReset(at)
    for (const token of this.#tokens) [token.left, token.used] = [token.of.perDay, 0]
    if (this.#world.hourly !== null) this.#renewHour(this.#world.hourly)
    for (const lane of this.#runs.flatMap(run => run.lanes ?? [])) [lane.token, lane.units] = [null, 0]
    this.#wake()
  }

  /** Blocks of the hour that is over are handed back, and everybody looks for a token again. */
  #endHour(): void {
    for (const run of this.#runs) {
      this.#handBack(run)
      for (const lane of run.lanes ?? []) [lane.token, lane.units] = [null, 0]
    }
    this.#renewHour(this.#world.hourly!)
    this.#wake()
  }

  #renewHour({ limit, endsAt }: HourlyLimit): void {
    this.#hourEndsAt = endsAt(this.#now)
    for (const token of this.#tokens) token.hourLeft = limit
  }
}

function sumOf(rates: ReadonlyMap<Lane, number>): number {
  return [...rates.values()].reduce((sum, rate) => sum + rate, 0)
}

function fraction(units: number): number {
  return units + NOTHING - Math.floor(units + NOTHING)
}
