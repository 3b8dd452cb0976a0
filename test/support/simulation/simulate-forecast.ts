import { DEFAULT_OPTIONS, PRIORITIES } from '../../../src/jobs/job-options.ts'
import { createOutlooks, forecastOf, queuedJob } from '../../../src/jobs/outlook.ts'
import type { JobWorker } from '../../../src/jobs/run/job-worker.ts'
import type { ProfileProvider } from '../../../src/profiles/profile-provider.ts'
import { createQuotaCalendar } from '../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from '../../../src/storage/sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { createHourWindows } from '../../../src/tokens/hour-window.ts'
import { ManualClock, settled } from '../manual-clock.ts'
import { composeTestBatch } from '../test-batch.ts'
import { type Random, seededRandom } from './scheduler.ts'

/** One forecast held against what came. Times in milliseconds from the submission on. */
export interface ForecastTrial {
  readonly seed: number
  readonly world: string
  /** Of the job that was submitted last, with everything else queued or running. */
  readonly foreseen: number | null
  readonly truth: number
  readonly warned: boolean
  readonly waited: boolean
}

/** How far a forecast may lie from the truth: a tenth, or two minutes. */
export function isClose({ foreseen, truth }: ForecastTrial): boolean {
  return foreseen !== null && Math.abs(foreseen - truth) <= Math.max(120_000, 0.1 * truth)
}

const MAX_STEPS = 200_000
const MINUTE_MS = 60_000

interface WorldPlan {
  readonly startsAt: number
  readonly slots: number
  readonly latencyMs: number
  readonly tokens: readonly { readonly limit: number; readonly used: number; readonly rests: number | 'barred' | null }[]
  readonly jobs: readonly {
    readonly addresses: number
    readonly lanes: number
    readonly delaySeconds: number
    readonly requestsPerToken: number
    readonly priority: (typeof PRIORITIES)[number]
    /** How long after it the next one is submitted. */
    readonly pauseMs: number
  }[]
}

/** Of all sorts: rich and poor, at noon and shortly before the reset, quick and slow, with tokens that rest, with one slot and with several. */
function planWorld(random: Random): WorldPlan {
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const one = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)]!
  const limit = one([8, 20, 60])
  const jobs = Array.from({ length: whole(1, 4) }, () => ({
    addresses: whole(5, 120),
    lanes: whole(1, 4),
    delaySeconds: one([0.5, 2, 5, 10]),
    requestsPerToken: one([3, 15]),
    priority: one(PRIORITIES),
    pauseMs: one([0, 5_000, 60_000]),
  }))
  const lanes = jobs.reduce((sum, job) => sum + job.lanes, 0)
  return {
    startsAt: Date.parse('2026-03-10T00:00:00Z') + one([12 * 3_600_000, whole(0, 86_000) * 1000, 86_400_000 - whole(2, 600) * 1000]),
    slots: whole(1, 3),
    latencyMs: one([20, 300, 1_500]),
    // As many as there are lanes, so that each has a token of its own.
    tokens: Array.from({ length: lanes + whole(0, 6) }, (_, index) => ({
      limit: whole(Math.ceil(limit / 2), limit),
      used: random() < 0.3 ? whole(0, Math.floor(limit / 2)) : 0,
      rests: index < lanes || random() < 0.5 ? null : random() < 0.2 ? 'barred' : whole(1, 240) * MINUTE_MS,
    })),
    jobs,
  }
}

/** Queues up a world of its own on the real engine, asks for the forecast as a submission does, and lets the time run until the truth is known. */
export async function tryForecast(seed: number, hourlyLimit?: number): Promise<ForecastTrial> {
  const db = openDatabase(':memory:')
  try {
    return await new ForecastSimulation(seed, db, hourlyLimit).run()
  } finally {
    await db.close()
  }
}

class ForecastSimulation {
  readonly #seed: number
  readonly #hourlyLimit: number | undefined
  readonly #random: Random
  readonly #plan: WorldPlan
  readonly #clock: ManualClock
  readonly #quotaDay = createQuotaCalendar('UTC')
  readonly #tokens: ReturnType<typeof createSqliteTokenStore>
  readonly #jobs: ReturnType<typeof createSqliteJobStore>
  readonly #worker: JobWorker

  constructor(seed: number, db: Database, hourlyLimit: number | undefined) {
    this.#seed = seed
    this.#hourlyLimit = hourlyLimit
    this.#random = seededRandom(seed)
    this.#plan = planWorld(this.#random)
    this.#clock = new ManualClock(this.#plan.startsAt)
    this.#tokens = createSqliteTokenStore(db, createSecretBox(undefined))
    this.#jobs = createSqliteJobStore(db)
    this.#worker = this.#startWorker(db)
  }

  async run(): Promise<ForecastTrial> {
    await this.#addTokens()
    this.#worker.start()
    let last = ''
    for (const [index, job] of this.#plan.jobs.entries()) {
      last = await this.#submit(index, job)
      if (index < this.#plan.jobs.length - 1) await this.#passTime(this.#clock.now() + job.pauseMs)
    }
    const submittedAt = this.#clock.now()
    const course = await this.#foresee(last)
    const waited = await this.#until(last)
    const truth = (await this.#jobs.get(last))!.finishedAt! - submittedAt
    const stopped = this.#worker.stop(0)
    await this.#passTime(this.#clock.now() + 2_000)
    await stopped
    const foreseen = course.finishesAt === null ? null : course.finishesAt - submittedAt
    return { seed: this.#seed, world: this.#describe(), foreseen, truth, warned: course.shortage !== null, waited }
  }

  async #foresee(jobId: string) {
    const outlooks = createOutlooks({
      tokens: this.#tokens,
      jobs: this.#jobs,
      refreshFallback: async () => 0,
      grantsOf: job =>
        this.#worker
          .activeRuns()
          .find(run => run.job.jobId === job)
          ?.blocks() ?? [],
      breakerUntil: () => null,
      latencyMs: () => this.#plan.latencyMs,
      clock: this.#clock,
      quotaDay: this.#quotaDay,
      hours: createHourWindows(this.#quotaDay, this.#hourlyLimit),
      slots: this.#plan.slots,
    })
    return forecastOf(await outlooks.current(), queuedJob((await this.#jobs.get(jobId))!))
  }

  async #addTokens(): Promise<void> {
    const now = this.#clock.now()
    for (const [index, { limit, used, rests }] of this.#plan.tokens.entries()) {
      const tokenId = `token-${index}`
      const registered = { tokenId, secret: tokenId, fingerprint: tokenId, source: 'pool' as const, dailyLimit: limit }
      await this.#tokens.add({ ...registered, createdAt: now, expiresAt: null })
      if (used > 0) await this.#tokens.charge(tokenId, this.#quotaDay(now).day, Math.min(used, limit))
      if (rests === null) continue
      await this.#tokens.penalize(tokenId, {
        penaltyId: tokenId,
        kind: rests === 'barred' ? 'token_error' : 'rate_limited',
        evidence: 'simulated',
        reservedAt: now,
        now,
        cooldownMs: 60_000,
        maxErrors: 1,
        retryAfterMs: rests === 'barred' ? null : rests,
      })
    }
  }

  async #submit(index: number, { addresses, lanes, delaySeconds, requestsPerToken, priority }: WorldPlan['jobs'][number]): Promise<string> {
    const jobId = `job-${index}`
    const options = { ...DEFAULT_OPTIONS, priority, delaySeconds, requestsPerToken, parallelTokens: lanes, saveToDynamodb: false }
    await this.#jobs.create({ jobId, owner: null, options, createdAt: this.#clock.now() + index })
    const list = Array.from({ length: addresses }, (_, n) => ({ emailNumber: n + 1, email: `user${n}@${jobId}.example` }))
    await this.#jobs.append(jobId, list, [])
    const counts = { totalEmails: addresses, invalidEmails: 0, duplicatesRemoved: 0 }
    await this.#jobs.publish({ jobId, ...counts, now: this.#clock.now(), idempotency: null })
    this.#worker.nudge()
    return jobId
  }

  /** From one instant at which something is due to the next; a night in which all wait is one step. Tells whether the job ever waited. */
  async #until(jobId: string): Promise<boolean> {
    let waited = false
    for (let step = 0; step < MAX_STEPS; step += 1) {
      await quiet()
      const { status, waitingUntil } = (await this.#jobs.get(jobId))!
      if (status === 'completed') return waited
      waited ||= status === 'waiting_for_capacity'
      const idle = this.#worker.activeRuns().length === 0 && waitingUntil !== null
      this.#clock.jump(Math.max(this.#clock.nextDue() ?? 0, idle ? await this.#nextWaiting() : 0))
    }
    throw new Error(`World ${this.#seed} never came to its end.`)
  }

  async #nextWaiting(): Promise<number> {
    const waiting = await this.#jobs.queue(['waiting_for_capacity'], 100)
    return Math.min(...waiting.map(job => job.waitingUntil ?? Number.POSITIVE_INFINITY))
  }

  async #passTime(to: number): Promise<void> {
    await quiet()
    for (let due = this.#clock.nextDue(); due !== null && due <= to; due = this.#clock.nextDue()) {
      this.#clock.jump(due)
      await quiet()
    }
    this.#clock.jump(to)
    await quiet()
  }

  #startWorker(db: Database): JobWorker {
    const [clock, random, quotaDay] = [this.#clock, this.#random, this.#quotaDay]
    const provider: ProfileProvider = {
      fetch: async (_email, _token, signal) => {
        await clock.sleep(this.#plan.latencyMs * (0.5 + random()), signal)
        return { ok: true, restMs: null, profile: { name: 'x' } }
      },
      close: async () => {},
    }
    const stores = { tokens: this.#tokens, jobs: this.#jobs, profiles: createSqliteProfileStore(db) }
    return composeTestBatch({
      stores,
      provider,
      clock,
      quotaDay,
      random,
      leaseMs: 30_000,
      maxConcurrentJobs: this.#plan.slots,
      hourlyLimit: this.#hourlyLimit,
    }).worker
  }

  #describe(): string {
    const { tokens, jobs, slots, latencyMs, startsAt } = this.#plan
    const resting = tokens.filter(token => token.rests !== null).length
    const left = tokens.reduce((sum, { limit, used, rests }) => sum + (rests === null ? Math.max(0, limit - used) : 0), 0)
    const queue = jobs.map(job => `${job.addresses}${job.priority[0]}/${job.lanes}×${job.delaySeconds}s`).join(' ')
    return `${new Date(startsAt).toISOString().slice(11, 16)} ${tokens.length} tokens (${resting} rest, ${left} left), ${slots} slots, ${latencyMs} ms: ${queue}`
  }
}

/** Stores answer within some turns of the event loop; nothing else is under way. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await settled()
}

/** The trials as a table. */
export function forecastTable(trials: readonly ForecastTrial[]): string {
  const clock = (ms: number | null) => (ms === null ? 'never' : `${(ms / MINUTE_MS).toFixed(1)} min`)
  const rows = trials.map(trial => {
    const error = trial.foreseen === null ? '' : `${(((trial.foreseen - trial.truth) / Math.max(1, trial.truth)) * 100).toFixed(1)} %`
    const cells = [String(trial.seed), clock(trial.foreseen), clock(trial.truth), error, isClose(trial) ? '' : 'OUT', trial.world]
    return cells.map((cell, at) => (at === 5 ? cell : cell.padStart([6, 11, 11, 8, 4][at]!))).join('  ')
  })
  return [['  seed', '   foreseen', '      truth', '   error', '    ', 'world'].join('  '), ...rows].join('\n')
}
