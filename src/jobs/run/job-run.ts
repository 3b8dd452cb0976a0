import { setMaxListeners } from 'node:events'
import type { Logger } from '../../logging/logger.ts'
import { withoutSuppressed } from '../../profiles/suppressions.ts'
import { AppError } from '../../shared/app-error.ts'
import { ERASED } from '../../shared/erase-text.ts'
import type { ErrorType } from '../../shared/error-types.ts'
import { HOUR_MS } from '../../shared/quota-day.ts'
import { type Block, type BlockRecord, toRecord } from '../../tokens/block.ts'
import { shortId } from '../../tokens/short-id.ts'
import { TokensInUse } from '../../tokens/tokens-in-use.ts'
import type { Admission, BreakerState } from '../../tokens/upstream-breaker.ts'
import { type Job, type JobRequest, type LaneRecord, LeaseLostError } from '../job.ts'
import type { ClaimedJob, Ending } from '../job-store.ts'
import { createAddressFeed } from './address-feed.ts'
import type { CapacitySignal } from './capacity-signal.ts'
import { createCloseBlocks, createCloseLeftBlocks } from './close-blocks.ts'
import { createJobLog } from './job-log.ts'
import { Lane } from './lane.ts'
import { keepLease, type LeaseKeeper } from './lease-keeper.ts'
import { createPersist, type Persist } from './persist.ts'
import type { JobParts, RunContext } from './run-context.ts'
import { beginRunSpan, type RunSpan } from './run-spans.ts'

export interface JobRunOptions {
  readonly leaseMs: number
  readonly retentionMs: number
  readonly logger: Logger
  readonly capacity: CapacitySignal
  /** Of each result that is written down; null: a profile. `attempts`: calls that it took. */
  readonly onResult: (errorType: ErrorType | null, attempts: number) => void
}

/** A run of which nothing has been written down since: the store took nothing. */
export interface HeldUp {
  /** Unix milliseconds. */
  readonly since: number
  /** The store's own words, as they are. */
  readonly cause: string | null
}

/** How a run ended: the state it left the job in, or `lost` to another worker. */
export type RunEnd = Ending['status'] | 'lost'

/** A store that hiccups is repeated within this time, and nobody has to know. */
const HICCUP_MS = 2_000
/** The event stream shows progress at most this often. */
const PROGRESS_EVENT_MS = 500

/** Around the reset it is looked so often whether the clocks agree by now. */
const LOOK_AT_CLOCKS_MS = 30_000

/** Why a run stops, as the reason of its abort signal. */
class StopRun extends Error {
  readonly ending: 'pending' | 'paused' | 'cancelled' | 'lost'
  constructor(ending: StopRun['ending']) {
    super(`The run ends: ${ending}.`)
    this.name = 'StopRun'
    this.ending = ending
  }
}

/**
 * One worker's work on one claimed job, from the claim to the release: starts the lanes, keeps the lease, hears requests, and hands every
 * unused unit back once the job is no longer its own.
 */
export class JobRun {
  readonly job: Job
  /** Resolves when the job has been released; never rejects. */
  readonly ended: Promise<RunEnd>
  readonly #claimed: ClaimedJob
  readonly #parts: JobParts
  readonly #options: JobRunOptions
  readonly #stop = new AbortController()
  readonly #hardStop = new AbortController()
  readonly #context: RunContext
  readonly #lease: LeaseKeeper
  readonly #lanes: Lane[] = []
  readonly #span: RunSpan | undefined
  #processed: number
  #waiting = { reason: null as string | null, until: null as number | null }
  #lastEvent = 0
  #saveFailures = 0
  #heldUp: HeldUp | null = null
  #releasing = false

  constructor(claimed: ClaimedJob, parts: JobParts, options: JobRunOptions) {
    this.job = claimed.job
    this.#claimed = claimed
    this.#parts = parts
    this.#options = options
    this.#processed = claimed.job.processed
    this.#span = beginRunSpan(parts.tracer, claimed.job)
    // Every call under way listens to these two: many listeners are expected, not a leak.
    setMaxListeners(0, this.#stop.signal, this.#hardStop.signal)
    this.#context = this.#createContext()
    this.#lease = keepLease({
      ...parts,
      lease: claimed.lease,
      leaseMs: options.leaseMs,
      progress: () => ({ lowWater: this.#context.feed.lowWater(), waitingReason: this.#waiting.reason, waitingUntil: this.#waiting.until }),
      onRequest: request => this.request(request),
      onLost: () => this.#lost(),
    })
    this.ended = this.#runAndEnd()
  }

  /** False after an outage that lasted longer than the lease, until the next heartbeat tells whether the job is still ours. */
  holdsLease(): boolean {
    return this.#lease.held()
  }

  /** Null while what it writes goes through, or has waited for a moment only. */
  heldUp(): HeldUp | null {
    return this.#heldUp === null || this.#parts.clock.now() - this.#heldUp.since < HICCUP_MS ? null : this.#heldUp
  }

  /** What the lanes have been granted. A lane's record says what was asked for, also where the token had less. */
  blocks(): { readonly lane: number; readonly tokenId: string; readonly units: number }[] {
    return this.#lanes.flatMap(({ holding: { block } }, lane) =>
      block === null ? [] : { lane, tokenId: block.tokenId, units: block.units },
    )
  }

  /** What the operators' "Active jobs" line shows of this run. */
  describe(): string {
    const block = this.#lanes.find(lane => lane.holding.block !== null)?.holding.block
    const token = block === undefined || block === null ? 'none' : `${shortId(block.tokenId)}...`
    return `${this.job.jobId.slice(0, 8)}(current_token: ${token}, usage: ${block?.used ?? 0}/${block?.units ?? this.job.options.requestsPerToken})`
  }

  /** Carries out a request at once when the job runs here; elsewhere the heartbeat brings it. */
  request(request: JobRequest): void {
    this.#stop.abort(new StopRun(request === 'pause' ? 'paused' : 'cancelled'))
  }

  /** Shutdown: lanes finish their address, the job goes back to the queue. */
  stop(): void {
    this.#stop.abort(new StopRun('pending'))
  }

  /** Calls under way are given up; their units count as spent. */
  giveUpCalls(): void {
    this.stop()
    this.#hardStop.abort(new StopRun('pending'))
  }

  async #runAndEnd(): Promise<RunEnd> {
    let end: RunEnd = 'lost'
    try {
      end = await this.#run()
      return end
    } finally {
      await this.#lease.stop()
      this.#span?.end(end, this.#processed - this.job.processed)
    }
  }

  async #run(): Promise<RunEnd> {
    const { logger } = this.#options
    try {
      if (this.job.requested !== null) this.request(this.job.requested)
      return await this.#release(await this.#work())
    } catch (error) {
      if (error instanceof LeaseLostError) {
        logger.warn({ job_id: this.job.jobId }, `Job ${this.job.jobId} was taken over by another worker`)
        return 'lost'
      }
      if (this.#hardStop.signal.aborted) {
        logger.warn({ err: error, job_id: this.job.jobId }, `Job ${this.job.jobId} is left to its lease`)
        return 'lost'
      }
      logger.error({ err: error, job_id: this.job.jobId }, `Job ${this.job.jobId} cannot go on`)
      return await this.#release({ status: 'failed', expiresAt: this.#expiry(), reason: inWords(error) }).catch(() => 'lost' as const)
    }
  }

  async #work(): Promise<Ending> {
    const { closing, job } = this.#claimed
    if (closing.blocks.length > 0) await this.#context.persist(() => createCloseBlocks(this.#parts)(closing))
    const numbers = Array.from({ length: job.options.parallelTokens }, (_, number) => number)
    const blocks = await Promise.all(numbers.map(number => this.#resume(job.lanes.find(({ lane }) => lane === number))))
    for (const [number, block] of blocks.entries()) this.#lanes.push(new Lane(this.#context, number, block))
    const { delayMs } = this.#context
    const run = { lanes: this.#lanes.length, addresses: job.totalEmails, delayMs }
    const leave = delayMs > 0 ? this.#parts.wheel.join(run) : () => {}
    const until = await this.#runLanes().finally(leave)
    const reason = this.#stop.signal.aborted ? (this.#stop.signal.reason as StopRun) : null
    if (reason?.ending === 'lost') throw new LeaseLostError(this.#claimed.lease)
    if (reason?.ending === 'cancelled') return { status: 'cancelled', expiresAt: this.#expiry() }
    // Everything may have been done by the time a stop was heard.
    if (this.#processed >= this.job.totalEmails) return { status: 'completed', expiresAt: this.#expiry() }
    if (reason !== null) return { status: reason.ending === 'paused' ? 'paused' : 'pending' }
    return { status: 'waiting_for_capacity', until: until ?? this.#parts.clock.now(), reason: 'No token can serve at the moment.' }
  }

  /**
   * The block a former worker left. The call it may have had under way is counted as made, and written down before any of ours: the next worker
   * would otherwise allow for one such call only, however many workers have died since.
   */
  async #resume(record: LaneRecord | undefined): Promise<Block | null> {
    if (record === undefined) return null
    const { persist } = this.#context
    const block = await persist(() => this.#parts.wheel.resumeBlock(record))
    if (block === null || block.used === record.used) return block
    const entry = { lane: record.lane, block: toRecord(block), result: null }
    await persist(() => this.#parts.jobs.record(this.#claimed.lease, entry))
    return block
  }

  /** Ends when the list is done, the run is stopped, or no lane finds a token: then it returns when to look again. */
  async #runLanes(): Promise<number | null> {
    const { signal } = this.#stop
    const idle = Promise.withResolvers<void>()
    let working = this.#lanes.length
    let until: number | null = null

    const drive = async (lane: Lane): Promise<void> => {
      for (;;) {
        const stuck = await lane.work()
        working -= 1
        if (working === 0) idle.resolve()
        // Others go on: what this lane holds is more than there are addresses for.
        if (stuck === null && working > 0 && !signal.aborted) await lane.holding.leave()
        if (stuck === null) return
        until = Math.min(until ?? stuck.until, stuck.until)
        // While others work, this lane waits for a token to become free; when none works any more, the job waits as a whole.
        const woken = await this.#options.capacity.wait(stuck.until, idle.promise, signal).catch(() => 'gave_up' as const)
        if (woken === 'gave_up') return
        working += 1
      }
    }
    const lanes = this.#lanes.map(lane =>
      drive(lane).catch((error: unknown) => {
        // One lane's failure stops the others: nothing of the run may go on behind the caller's back.
        if (error instanceof LeaseLostError) this.#lost()
        this.stop()
        idle.resolve()
        throw error
      }),
    )
    const failure = (await Promise.allSettled(lanes)).find(result => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
    return until
  }

  /** The state that heeds what is asked of the job; where nothing is (any more), the one it had come to, or the queue. */
  #heed(requested: JobRequest | null, ending: Ending): Ending {
    if (requested === 'cancel') return { status: 'cancelled', expiresAt: this.#expiry() }
    if (requested === 'pause') return { status: 'paused' }
    return ending.status === 'paused' || ending.status === 'cancelled' ? { status: 'pending' } : ending
  }

  /** The operators' last word counts, also one that comes while the job is being left: the store refuses an ending that does not heed it. */
  async #leave(cameTo: Ending, closing: readonly BlockRecord[]): Promise<Ending> {
    const { jobs, clock } = this.#parts
    for (let ending = cameTo; ; ) {
      const attempt = ending
      const outcome = await this.#context.persist(() => jobs.release(this.#claimed.lease, attempt, clock.now(), closing))
      if (outcome.released) return ending
      ending = this.#heed(outcome.requested, cameTo)
    }
  }

  /**
   * The fenced write comes first: only a job that was still ours may have its blocks handed back. It notes them, so that whoever comes upon the
   * job finishes what a crash leaves.
   */
  async #release(cameTo: Ending): Promise<RunEnd> {
    const { jobs, clock, wheel, events } = this.#parts
    const { lease } = this.#claimed
    const { persist } = this.#context
    this.#releasing = true
    // Before the job waits for tomorrow: what others have left may serve it now.
    if (cameTo.status === 'waiting_for_capacity') await persist(() => createCloseLeftBlocks(this.#parts)())
    const noted = this.#lanes.flatMap(lane => lane.holding.held).filter(block => block.used < block.units)
    const ending = await this.#leave(cameTo, noted)
    const worthALook = await this.#handBack(noted)
    if (ending.status === 'completed') {
      const job = await jobs.get(lease.jobId).catch(() => null)
      if (job !== null) this.#context.log.completed(job)
    }
    const failure = ending.status === 'failed' ? { error: ending.reason } : {}
    const left = { status: ending.status, processed: this.#processed, ...failure }
    events.publish(lease.jobId, 'expiresAt' in ending ? 'finished' : 'status', left)
    // A token that came between our last look and the release has woken nobody: the job was not waiting yet.
    if (worthALook || (ending.status === 'waiting_for_capacity' && (await persist(() => wheel.canServe())))) {
      await persist(() => jobs.wakeWaiting(clock.now()))
      this.#options.capacity.announce()
    }
    return ending.status
  }

  /** All blocks together: a stop has seconds, and a slow store as many for each. True when units came back. */
  async #handBack(noted: readonly BlockRecord[]): Promise<boolean> {
    const { jobs, wheel } = this.#parts
    const { persist } = this.#context
    const { jobId, version } = this.#claimed.lease
    const closed = this.#lanes.map(async ({ holding: { block, held } }) => {
      const known = block === null ? [] : [persist(() => wheel.handBack(block))]
      const others = held.filter(({ reservationId }) => reservationId !== block?.reservationId)
      await Promise.all([...known, ...others.map(record => persist(() => wheel.close(record)))])
    })
    await Promise.all(closed)
    if (noted.length > 0) await persist(() => jobs.closed({ jobId, version, blocks: noted }))
    return noted.length > 0
  }

  #lost(): void {
    // A heartbeat that was overtaken by our own release: the release itself says whether the lease was still ours.
    if (this.#releasing) return
    const reason = new StopRun('lost')
    this.#hardStop.abort(reason)
    this.#stop.abort(reason)
  }

  #expiry(): number {
    return this.#parts.clock.now() + this.#options.retentionMs
  }

  #createContext(): RunContext {
    const { lease } = this.#claimed
    const { options, totalEmails, owner } = this.job
    const { breaker, clock, events, provider, isErased } = this.#parts
    const persist = this.#createPersist()
    const has = (email: string) => isErased?.(email, owner) ?? false
    return {
      ...this.#parts,
      provider: isErased === undefined ? provider : withoutSuppressed(provider, { has }, ERASED),
      lease,
      owner,
      options,
      delayMs: options.delaySeconds * 1000,
      feed: createAddressFeed(
        after => persist(() => this.#parts.jobs.draw(lease, after)),
        { startAfter: this.#claimed.lowWater, lastNumber: totalEmails },
        this.#parts.wheel,
        has,
      ),
      span: this.#span,
      log: createJobLog(this.#options.logger, lease.jobId, totalEmails, this.#options.onResult),
      stopping: this.#stop.signal,
      hardStop: this.#hardStop.signal,
      inUse: new TokensInUse(),
      blockSize: ownUnspent => this.#blockSize(ownUnspent),
      counted: () => {
        this.#processed += 1
        this.#heldUp = null
        const now = clock.now()
        if (now - this.#lastEvent < PROGRESS_EVENT_MS && this.#processed < totalEmails) return
        this.#lastEvent = now
        events.publish(lease.jobId, 'progress', { processed: this.#processed, total_emails: totalEmails })
      },
      saveFailed: error => {
        this.#saveFailures += 1
        // The first one tells the story; a thousand would bury it.
        if (this.#saveFailures === 1)
          this.#options.logger.warn({ err: error, job_id: lease.jobId }, 'A profile could not be saved; its result says so')
      },
      leaseHeld: () => this.#lease.held(),
      leaseRenewed: signal => this.#lease.renewed(signal),
      resetOver: until => this.#resetOver(until),
      admit: () => this.#admit(breaker.state()),
      persist,
    }
  }

  /** Its share of what is left, and no more than nobody holds a unit for yet. */
  #blockSize(ownUnspent: number): number {
    const { options, totalEmails } = this.job
    const sum = (of: (lane: Lane) => number) => this.#lanes.reduce((total, lane) => total + of(lane), 0)
    const open = totalEmails - this.#processed - sum(lane => Number(lane.isCalling))
    const unclaimed = open - (sum(lane => lane.holding.unspent) - ownUnspent)
    return Math.max(1, Math.min(options.requestsPerToken, Math.ceil(open / this.#lanes.length), unclaimed))
  }

  #createPersist(): Persist {
    const { signal } = this.#hardStop
    return createPersist({
      clock: this.#parts.clock,
      signal,
      isLost: () => (signal.reason as StopRun).ending === 'lost',
      onWait: error => {
        this.#heldUp ??= { since: this.#parts.clock.now(), cause: error.cause instanceof Error ? error.cause.message : null }
        this.#options.logger.warn({ err: error, job_id: this.job.jobId }, `Job ${this.job.jobId} waits for its store`)
      },
      onThrough: () => {
        this.#heldUp = null
      },
    })
  }

  /** Clocks may be set meanwhile: then it is over sooner. */
  async #resetOver(until: number): Promise<void> {
    const { clock, quotaDay, wheel } = this.#parts
    const isMidnight = wheel.closesFor === 'day' || quotaDay(until - HOUR_MS / 2).day !== quotaDay(until).day
    const what = isMidnight ? 'quota day' : 'hour of the hourly limit'
    this.#waiting = { reason: `The ${what} ends: no call is made until it has ended on every clock.`, until }
    try {
      await clock.sleep(Math.min(until - clock.now(), LOOK_AT_CLOCKS_MS), this.#stop.signal)
    } finally {
      this.#waiting = { reason: null, until: null }
    }
  }

  async #admit({ evidence, until }: BreakerState): Promise<Admission> {
    this.#waiting = { reason: `The upstream fails; a probe will show when it is back. ${evidence ?? ''}`.trim(), until }
    try {
      return await this.#parts.breaker.admit(this.#stop.signal)
    } finally {
      this.#waiting = { reason: null, until: null }
    }
  }
}

/** Why the service could not go on. Only what is meant for callers is quoted: the words of any other error may hold anything. */
function inWords(error: unknown): string {
  if (error instanceof AppError) return error.message
  const name = error instanceof Error ? error.name : 'no error'
  return `The service met with an error of its own (${name}); the log says more. What has a result keeps it: resume the job, or retry its failed addresses.`
}
