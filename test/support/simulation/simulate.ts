import type { JobRequest } from '../../../src/jobs/job.ts'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts'
import { openSqliteBatchStores } from '../../../src/storage/sqlite/open-sqlite-stores.ts'
import { ManualClock, settled } from '../manual-clock.ts'
import { type FaultRates, Scheduler, seededRandom } from './scheduler.ts'
import { SharedCallRecords } from './shared-call-records.ts'
import { SharedJournal } from './shared-journal.ts'
import { LEASE_MS, LeaseBooks, SimulatedProcess, type World } from './simulated-process.ts'
import { UpstreamBooks, type UpstreamRates } from './upstream-books.ts'

export interface Plan {
  readonly seed: number
  readonly jobs: readonly {
    readonly addresses: number
    readonly lanes: number
    readonly requestsPerToken: number
    readonly delaySeconds: number
  }[]
  readonly tokens: readonly { readonly limit: number; readonly bad: boolean }[]
  readonly rates: FaultRates & UpstreamRates
  /** How far the clocks of the processes are ahead, in turn. Default: not at all. */
  readonly skewsMs?: readonly number[]
  /** Of every token. Default: none. */
  readonly hourlyLimit?: number
  /** On which the processes run, in turn. Default: one. */
  readonly machines?: number
  readonly faults: readonly { readonly afterCalls: number; readonly kind: Fault; readonly pick: number }[]
}
export type Fault = 'crash' | 'freeze' | 'thaw' | 'pause' | 'cancel' | 'resume' | 'midnight' | 'hour' | 'leap' | 'stop'

export interface Outcome {
  readonly violations: readonly string[]
  readonly trace: readonly string[]
  readonly turns: number
}

const PROCESSES = 2
const HOUR_MS = 3_600_000
/** A fault whose calls do not come happens after so many turns all the same. */
const PATIENCE = 40
const QUIET_TURNS = 60
const MAX_TURNS = 20_000

/** Runs a plan to its end: every job final, every process stopped. Reports whatever broke a guarantee on the way. */
export async function simulate(plan: Plan): Promise<Outcome> {
  const db = openDatabase(':memory:')
  try {
    return await new Simulation(plan, db).run()
  } finally {
    await db.close()
  }
}

class Simulation {
  readonly #plan: Plan
  readonly #clock = new ManualClock()
  readonly #world: World
  readonly #jobIds: string[] = []
  readonly #processes: SimulatedProcess[] = []
  readonly #violations: string[] = []
  /** What was last asked of each job, if it was to pause or cancel. */
  readonly #asked = new Map<string, JobRequest>()
  readonly #mostSkewMs: number
  #started = 0
  #takeovers = 0
  #givenUp = 0
  #faultsDone = 0
  #leftSince: number | null = null
  #since = { turn: 0, calls: 0 }
  #calmed = false

  constructor(plan: Plan, db: Database) {
    this.#plan = plan
    const random = seededRandom(plan.seed)
    const quotaDay = createQuotaCalendar('UTC')
    const rates = { ...plan.rates }
    this.#mostSkewMs = Math.max(0, ...(plan.skewsMs ?? []).map(Math.abs))
    this.#world = {
      scheduler: new Scheduler(random, rates),
      random,
      clock: this.#clock,
      quotaDay,
      ...openSqliteBatchStores(db, createSecretBox(undefined)),
      hourlyLimit: plan.hourlyLimit,
      books: new UpstreamBooks(rates, random, { now: () => this.#clock.now(), day: at => quotaDay(at).day, hourlyLimit: plan.hourlyLimit }),
      leases: new LeaseBooks(() => {
        this.#takeovers += 1
      }),
      journals: Array.from({ length: plan.machines ?? 1 }, () => new SharedJournal()),
      calls: new SharedCallRecords(),
    }
  }

  async run(): Promise<Outcome> {
    await this.#prepare()
    for (let index = 0; index < PROCESSES; index += 1) this.#start()
    let turn = 0
    for (; turn < MAX_TURNS; turn += 1) {
      await this.#faultsOf(turn)
      const busy = await this.#world.scheduler.turn()
      await settled()
      await this.#checkRequests()
      if (this.#broken().length > 0) break
      if (busy) continue
      if (this.#calmed && (await this.#allFinal()) && (await this.#nothingLeft())) break
      await this.#passTime()
    }
    if (turn === MAX_TURNS) this.#violations.push('The jobs never came to their end.')
    if (this.#broken().length === 0) {
      await this.#stopAll()
      await this.#audit()
    }
    return { violations: this.#broken(), trace: this.#world.scheduler.trace, turns: turn }
  }

  #broken(): string[] {
    const { books, leases } = this.#world
    return [...this.#violations, ...books.violations, ...leases.violations]
  }

  async #prepare(): Promise<void> {
    const { tokens, jobs } = this.#world
    const now = this.#clock.now()
    for (const [index, { limit, bad }] of this.#plan.tokens.entries()) await this.#addToken(`token-${index}`, limit, bad)
    for (const [index, spec] of this.#plan.jobs.entries()) {
      const jobId = `job-${index}`
      this.#jobIds.push(jobId)
      const { delaySeconds, requestsPerToken, lanes: parallelTokens } = spec
      const options = { ...DEFAULT_OPTIONS, delaySeconds, saveToDynamodb: index % 2 === 0, requestsPerToken, parallelTokens }
      await jobs.create({ jobId, owner: null, options, createdAt: now })
      const emails = Array.from({ length: spec.addresses }, (_, n) => `${n % 5 === 4 ? 'missing' : 'user'}${n}@${jobId}.example`)
      // Two chunks, so that lanes meet the end of one.
      const list = emails.map((email, n) => ({ emailNumber: n + 1, email }))
      const half = Math.ceil(list.length / 2)
      await jobs.append(jobId, list.slice(0, half), [])
      if (half < list.length) await jobs.append(jobId, list.slice(half), [])
      await jobs.publish({ jobId, totalEmails: spec.addresses, invalidEmails: 0, duplicatesRemoved: 0, now, idempotency: null })
    }
    await tokens.fingerprintKey()
  }

  async #addToken(secret: string, dailyLimit: number, bad: boolean): Promise<void> {
    this.#world.books.issue(secret, dailyLimit, bad)
    const createdAt = this.#clock.now()
    await this.#world.tokens.add({ tokenId: secret, secret, fingerprint: secret, source: 'pool', dailyLimit, createdAt, expiresAt: null })
  }

  #start(): void {
    const { skewsMs = [0] } = this.#plan
    const skewMs = skewsMs[this.#started % skewsMs.length]!
    this.#started += 1
    this.#processes.push(new SimulatedProcess(`p${this.#started}`, this.#world, skewMs, this.#started))
  }

  /** One fault after the other, each so many upstream calls after the one before; when all have happened, it grows calm. */
  async #faultsOf(turn: number): Promise<void> {
    if (this.#calmed) return
    const { faults } = this.#plan
    const next = faults[this.#faultsDone]
    const [turns, calls] = [turn - this.#since.turn, this.#world.books.total - this.#since.calls]
    if (next === undefined ? turns < QUIET_TURNS : calls < next.afterCalls && turns < PATIENCE) return
    this.#since = { turn, calls: this.#world.books.total }
    this.#faultsDone += 1
    if (next === undefined) await this.#calm()
    else await this.#inflict(next.kind, next.pick)
  }

  async #inflict(kind: Fault, pick: number): Promise<void> {
    const alive = this.#processes.filter(({ state }) => state !== 'dead')
    const caller = alive.find(({ name }) => name === this.#world.books.lastCaller)
    const process = pick % 2 === 0 && caller !== undefined ? caller : alive[pick % alive.length]!
    const jobId = this.#jobIds[pick % this.#jobIds.length]!
    const now = this.#clock.now()
    this.#world.scheduler.trace.push(`-- ${kind} ${kind === 'pause' || kind === 'cancel' || kind === 'resume' ? jobId : process.name}`)
    switch (kind) {
      case 'crash':
        process.kill()
        this.#world.scheduler.buried(process)
        return this.#start()
      case 'stop':
        if (process.state !== 'running') return
        for (const run of process.worker.activeRuns()) this.#givenUp += run.job.options.parallelTokens
        void process.worker.stop(pick % 2 === 0 ? 0 : 5_000)
        return this.#start()
      case 'freeze':
        return process.freeze()
      case 'thaw':
        return process.thaw()
      case 'midnight': {
        const { resetsAt } = this.#world.quotaDay(now)
        const early = pick % 3 === 0 ? 0 : this.#mostSkewMs
        return this.#clock.jump(resetsAt - early - 1_500 + (pick % 4) * 800)
      }
      case 'hour':
        return this.#clock.jump(Math.ceil((now + 1) / HOUR_MS) * HOUR_MS - this.#mostSkewMs - 1_500 + (pick % 4) * 800)
      case 'leap':
        return this.#clock.jump(now + LEASE_MS / 2 + (pick % 4) * 1_000)
      default:
        await this.#ask(jobId, kind)
    }
  }

  async #ask(jobId: string, action: JobRequest | 'resume'): Promise<void> {
    const now = this.#clock.now()
    const outcome = await this.#world.jobs.request(jobId, action, now, now + 86_400_000)
    if (outcome?.changed !== true) return
    if (action === 'resume') this.#asked.delete(jobId)
    else this.#asked.set(jobId, action)
  }

  /** At every moment, what operators were told was noted is still noted, or has been carried out, or the job's end came first. */
  async #checkRequests(): Promise<void> {
    for (const [jobId, asked] of this.#asked) {
      const job = await this.#world.jobs.get(jobId)
      const heeded = job?.finishedAt !== null || (asked === 'pause' && job.status === 'paused') || job.requested === asked
      if (!heeded) this.#violations.push(`${jobId} is ${job.status} although operators were told that its ${asked} was noted`)
    }
  }

  /** From here on nothing fails any more, and a token with room for everything is added: every job must come to its end. */
  async #calm(): Promise<void> {
    this.#calmed = true
    this.#world.scheduler.calm()
    this.#world.books.calm()
    for (const process of this.#processes) process.thaw()
    await this.#addToken('rescue', 1_000, false)
    const now = this.#clock.now()
    await this.#world.jobs.wakeWaiting(now)
    for (const jobId of this.#jobIds) {
      const job = await this.#world.jobs.get(jobId)
      if (job?.status === 'paused' || job?.requested === 'pause') await this.#ask(jobId, 'resume')
      // "failed" is for what the service cannot go on with; an outage is not that.
      if (job?.status === 'failed') this.#violations.push(`${jobId} was given up for a fault that passes.`)
    }
  }

  async #passTime(): Promise<void> {
    const now = this.#clock.now()
    const jobs = await Promise.all(this.#jobIds.map(id => this.#world.jobs.get(id)))
    const open = jobs.filter(job => job !== null && job.finishedAt === null)
    const waiting = open.map(job => (job?.status === 'waiting_for_capacity' ? job.waitingUntil : null)).filter(until => until !== null)
    const asleep =
      this.#calmed &&
      open.length > 0 &&
      waiting.length === open.length &&
      Math.min(...waiting) > now + (this.#plan.hourlyLimit === undefined ? 60_000 : HOUR_MS) + this.#mostSkewMs
    if (asleep) this.#violations.push('A job waits for the next day although a token was added that could serve it.')
    // Where every open job only waits, nobody needs to see each second of it. A process whose clock is behind sees later that it is due.
    if (open.length > 0 && waiting.length === open.length && Math.min(...waiting) > now) this.#clock.jump(Math.min(...waiting))
    else this.#clock.jump(Math.max(now + 1, this.#clock.nextDue() ?? now + 1_000))
    await settled()
    const paused = jobs.find(job => job?.status === 'paused')
    // A pause that a worker carried out only now.
    if (paused !== undefined && paused !== null && this.#calmed) await this.#ask(paused.jobId, 'resume')
  }

  async #allFinal(): Promise<boolean> {
    const jobs = await Promise.all(this.#jobIds.map(id => this.#world.jobs.get(id)))
    return jobs.every(job => job?.finishedAt !== null)
  }

  /** What dead processes have left comes back within a minute, from those that live. */
  async #nothingLeft(): Promise<boolean> {
    if ((await this.#world.jobs.closing()).length === 0) return true
    this.#leftSince ??= this.#clock.now()
    if (this.#clock.now() - this.#leftSince > 65_000)
      this.#violations.push('G2: blocks of a dead process are not handed back within a minute')
    return false
  }

  async #stopAll(): Promise<void> {
    const running = this.#processes.filter(({ state }) => state !== 'dead')
    let stopped = false
    void Promise.all(running.map(process => process.worker.stop(1_000))).then(() => {
      stopped = true
    })
    for (let turn = 0; turn < 2_000 && !stopped; turn += 1) {
      const busy = await this.#world.scheduler.turn()
      await settled()
      if (!busy && !stopped) this.#clock.jump(this.#clock.nextDue() ?? this.#clock.now() + 1_000)
    }
    if (!stopped) this.#violations.push('A worker did not stop.')
  }

  async #audit(): Promise<void> {
    const { jobs, books } = this.#world
    let repeats = 0
    for (const jobId of this.#jobIds) {
      const job = (await jobs.get(jobId))!
      const results = await jobs.results(jobId, { after: 0, limit: 1_000 })
      if (job.processed !== results.length)
        this.#violations.push(`G3: ${jobId} counts ${job.processed} but holds ${results.length} results`)
      if (job.successful !== results.filter(r => r.success).length) this.#violations.push(`G3: ${jobId} counts its successes wrongly`)
      if (job.status === 'completed' && results.length !== job.totalEmails)
        this.#violations.push(`G3: ${jobId} completed with ${results.length} of ${job.totalEmails} results`)
      if (job.status !== 'completed' && job.status !== 'cancelled') this.#violations.push(`${jobId} ended as ${job.status}`)
    }
    for (const answers of books.settled.values()) repeats += answers - 1
    const lanes = Math.max(...this.#plan.jobs.map(job => job.lanes))
    if (repeats > this.#takeovers * lanes + this.#givenUp)
      this.#violations.push(`G3: ${repeats} repeated calls for ${this.#takeovers} takeovers of at most ${lanes} lanes`)
    await this.#auditUnits()
  }

  /** G2: reserved = calls + handed back + written off; no lane lives any more that could hold something. */
  async #auditUnits(): Promise<void> {
    const { tokens, books, quotaDay } = this.#world
    const { day } = quotaDay(this.#clock.now())
    let uncalled = 0
    for (const token of await tokens.list({ after: null, limit: 100, source: 'pool' })) {
      const left = (token.quotaDay === day ? token.dailyUsage : 0) - books.callsOn(day, token.tokenId)
      if (left < 0) this.#violations.push(`G1: ${token.tokenId} made ${-left} calls that were never counted`)
      uncalled += left
    }
    const writtenOff = await tokens.writtenOff(day)
    if (uncalled > writtenOff) this.#violations.push(`G2: ${uncalled} units without a call, of which ${writtenOff} were written off`)
  }
}
