import { AppError } from '../../shared/app-error.ts'
import { BoundedProcess, ProcessEndedError, type ProcessLimits, type Reply } from './bounded-process.ts'
import type { DocumentClock } from './document-clock.ts'
import { FairQueue, NOBODY, type Owner } from './fair-queue.ts'
import type { JobLimits } from './job-time.ts'
import { TELLS_PROCESSOR_TIME } from './process-figures.ts'

export interface ProcessPoolOptions {
  readonly script: URL
  readonly size: number
  /** A process is replaced after this many jobs: WebAssembly memory grows to its peak and never shrinks. */
  readonly recycleAfter: number
  readonly limits: ProcessLimits
  /** A job that works longer takes its process with it. Time of the processor: waiting does not count, neither in line nor for a core. */
  readonly processorLimitMs: number
  /** The same for one step of a job that tells its steps; default none. */
  readonly stepLimitMs?: number
  /** By the clock, for jobs that bring no clock of their document; what it means is said at `JobLimits`. */
  readonly clockLimitMs: number
  readonly waitingPerCompany?: number
  readonly waitingInAll?: number
}

export interface JobOptions<Response = never> {
  readonly bytes?: Uint8Array
  readonly owner?: Owner
  /** Below the pool's own, for what should be quick. */
  readonly processorLimitMs?: number
  /** Of the document that it is about, which may have other jobs before and after. */
  readonly documentClock?: DocumentClock
  /** When nobody waits for the answer any more, on the clock of `performance.now()`. */
  readonly endsAt?: number
  /** How much of a process's `recycleAfter` it takes, where it can be said before, or by its answer; 1 where nothing is said, or it failed. */
  readonly wear?: number | ((response: Response) => number)
  readonly signal?: AbortSignal | undefined
}

interface Job<Request, Response> {
  readonly request: Request
  readonly options: JobOptions<Response>
  readonly settle: PromiseWithResolvers<Response>
}

/** A burst of a month's invoices is served; what it may hold in memory is bounded where uploads come in. */
const WAITING_PER_COMPANY = 500
const WAITING_IN_ALL = 2_000
/** By the clock any job may take this many times the pool's processor time: a machine that gives it less is no place to read anything. */
const PATIENCE_FACTOR = 4
/** Until jobs have been seen: an invoice with a text layer. */
const TYPICAL_JOB_MS = 1_000

/**
 * A few child processes behind one fair queue. Processes start on demand and stay until `close()`. A job that is aborted, or that outgrows
 * its bounds, takes its process with it, because native code cannot be interrupted otherwise; the next job gets another one.
 */
export class ProcessPool<Request, Response> {
  readonly #options: ProcessPoolOptions
  readonly #queue: FairQueue<Job<Request, Response>>
  readonly #idle: BoundedProcess<Request, Response>[] = []
  readonly #busy = new Set<BoundedProcess<Request, Response>>()
  #meanMs = TYPICAL_JOB_MS
  #closed = false

  constructor(options: ProcessPoolOptions) {
    this.#options = options
    this.#queue = new FairQueue({
      inWorkPerCompany: Math.max(1, options.size - 1),
      waitingPerCompany: options.waitingPerCompany ?? WAITING_PER_COMPANY,
      waitingInAll: options.waitingInAll ?? WAITING_IN_ALL,
    })
  }

  /** Starts one process ahead of the first job, so that no request pays for it. */
  warm(): void {
    if (!this.#closed && this.#idle.length + this.#busy.size === 0) this.#idle.push(this.#start())
  }

  /**
   * Resolves with the process's answer. Rejects with the signal's reason, a `ProcessEndedError`, the error that the process reported, or
   * an `AppError` (429 for the company, 503 for all) when too many jobs wait already.
   */
  run(request: Request, options: JobOptions<Response> = {}): Promise<Response> {
    const { signal, owner = NOBODY } = options
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#closed) return Promise.reject(closedError())
    const full = this.#queue.bound(owner)
    if (full !== undefined) return Promise.reject(this.#tooMany(full))
    const job: Job<Request, Response> = { request, options, settle: Promise.withResolvers() }
    const leaveQueue = () => {
      this.#queue.remove(owner, job)
      job.settle.reject(signal?.reason)
    }
    signal?.addEventListener('abort', leaveQueue, { once: true })
    this.#queue.push(owner, job)
    this.#pump()
    return job.settle.promise.finally(() => signal?.removeEventListener('abort', leaveQueue))
  }

  /** Ends every process at once; jobs that run or wait are rejected. Resolves when all of them are gone. */
  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#queue.clear()) job.settle.reject(closedError())
    const processes = [...this.#idle.splice(0), ...this.#busy]
    for (const process of processes) process.kill()
    await Promise.all(processes.map(process => process.exited))
  }

  #pump(): void {
    while (!this.#closed && this.#busy.size < this.#options.size) {
      const next = this.#queue.take()
      if (next === undefined) return
      const process = this.#idle.pop() ?? this.#start()
      this.#busy.add(process)
      void this.#work(process, next.job, next.owner)
    }
  }

  #start(): BoundedProcess<Request, Response> {
    const process = new BoundedProcess<Request, Response>(this.#options.script, this.#options.limits)
    // One that dies idle is no longer there for the next job.
    void process.exited.then(() => {
      const place = this.#idle.indexOf(process)
      if (place >= 0) this.#idle.splice(place, 1)
    })
    return process
  }

  async #work(first: BoundedProcess<Request, Response>, job: Job<Request, Response>, owner: Owner): Promise<void> {
    const started = performance.now()
    const process = await this.#answer(first, job)
    if (process.wear >= this.#options.recycleAfter || process.isFull) {
      // It keeps its place until it is gone: its memory is not to be had before.
      process.kill()
      await process.exited
    }
    this.#busy.delete(process)
    this.#queue.done(owner)
    this.#meanMs += (performance.now() - started - this.#meanMs) / 8
    if (!process.ended && !this.#closed) this.#idle.push(process)
    this.#pump()
  }

  /** Settles the job; returns the process that it ended in. */
  async #answer(process: BoundedProcess<Request, Response>, job: Job<Request, Response>): Promise<BoundedProcess<Request, Response>> {
    try {
      const reply = await this.#ask(process, job)
      process.wear += wearOf(job.options, reply)
      if ('error' in reply) job.settle.reject(new Error(reply.error))
      else job.settle.resolve(reply.result)
    } catch (error) {
      if (this.#mayFitElsewhere(process, job, error)) return this.#answer(await this.#exchange(process), job)
      job.settle.reject(this.#closed ? closedError() : error)
    }
    return process
  }

  /** What earlier jobs have left behind must not decide on a document: only what a new process says of it counts. */
  #mayFitElsewhere({ wear }: BoundedProcess<Request, Response>, { options }: Job<Request, Response>, error: unknown): boolean {
    const outgrown = error instanceof ProcessEndedError && (error.reason === 'memory' || error.reason === 'crash')
    return outgrown && wear > 0 && !this.#closed && options.signal?.aborted !== true
  }

  async #exchange(ended: BoundedProcess<Request, Response>): Promise<BoundedProcess<Request, Response>> {
    await ended.exited
    this.#busy.delete(ended)
    const process = this.#start()
    this.#busy.add(process)
    // It was closed meanwhile, and this one came too late for it.
    if (this.#closed) process.kill()
    return process
  }

  async #ask(process: BoundedProcess<Request, Response>, { request, options }: Job<Request, Response>): Promise<Reply<Response>> {
    const { signal, bytes = NO_BYTES, documentClock } = options
    const asking = () => process.ask(request, bytes, this.#limitsOf(options))
    const onAbort = () => process.kill()
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      return await (documentClock === undefined ? asking() : documentClock.during(asking))
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #limitsOf({
    processorLimitMs = Number.POSITIVE_INFINITY,
    endsAt = Number.POSITIVE_INFINITY,
    documentClock,
  }: JobOptions<Response>): JobLimits {
    const processorMs = Math.min(processorLimitMs, this.#options.processorLimitMs)
    const patienceMs = Math.max(1, Math.min(this.#options.processorLimitMs * PATIENCE_FACTOR, endsAt - performance.now()))
    // Where nobody sees how much it works, the clock is all there is.
    const clockMs = Math.min(documentClock?.leftMs ?? this.#options.clockLimitMs, patienceMs)
    return {
      processorMs,
      clockMs,
      stepMs: this.#options.stepLimitMs ?? processorMs,
      patienceMs: TELLS_PROCESSOR_TIME ? patienceMs : clockMs,
    }
  }

  #tooMany(bound: 'company' | 'all'): AppError {
    const waiting = bound === 'company' ? (this.#options.waitingPerCompany ?? WAITING_PER_COMPANY) : this.#queue.size
    const retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil((waiting * this.#meanMs) / this.#options.size / 1000)))
    const options = { code: 'TOO_MANY_DOCUMENTS', retryable: true, retryAfterSeconds } as const
    return bound === 'company'
      ? new AppError('Too many documents of this company are waiting. Please send fewer at a time.', { ...options, kind: 'rate_limited' })
      : new AppError('Too many documents are waiting. Please try again shortly.', { ...options, kind: 'unavailable' })
  }
}

function wearOf<Response>({ wear = 1 }: JobOptions<Response>, reply: Reply<Response>): number {
  if (typeof wear === 'number') return wear
  return 'error' in reply ? 1 : wear(reply.result)
}

const NO_BYTES = new Uint8Array(0)

/** Not a crash: no document is to blame for a service that stops. */
function closedError(): Error {
  return new Error('The process pool is closed.')
}
