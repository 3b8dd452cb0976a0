import { type ResourceLimits, Worker } from 'node:worker_threads'

export interface WorkerPoolOptions {
  readonly script: URL
  readonly size: number
  /** A worker is replaced after this many jobs: WebAssembly memory grows to its peak and never shrinks. */
  readonly recycleAfter: number
  readonly resourceLimits?: ResourceLimits
  /** A job that runs longer takes its worker with it; waiting for a worker does not count. */
  readonly timeLimitMs?: number
}

/** The worker died under its job: out of memory, out of time, or a fault in native code. Another worker takes the next job. */
export class WorkerCrashedError extends Error {
  override readonly name = 'WorkerCrashedError'
}

interface Job<Request, Response> {
  readonly request: Request
  readonly signal: AbortSignal | undefined
  readonly settle: PromiseWithResolvers<Response>
}

type Reply<Response> = { readonly result: Response } | { readonly error: string }

/**
 * A few worker threads behind one queue, first come first served, one job at a time each. Workers start on demand and stay until
 * `close()`. A job that is aborted while it runs takes its worker with it, because WebAssembly cannot be interrupted otherwise.
 */
export class WorkerPool<Request, Response> {
  readonly #options: WorkerPoolOptions
  readonly #queue: Job<Request, Response>[] = []
  readonly #idle: PooledWorker[] = []
  readonly #busy = new Set<PooledWorker>()
  #closed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Resolves with the worker's answer. Rejects with the signal's reason, a `WorkerCrashedError`, or the error that the worker reported. */
  run(request: Request, signal?: AbortSignal): Promise<Response> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#closed) return Promise.reject(closedError())
    const job: Job<Request, Response> = { request, signal, settle: Promise.withResolvers() }
    const leaveQueue = () => {
      const place = this.#queue.indexOf(job)
      if (place >= 0) this.#queue.splice(place, 1)
      job.settle.reject(signal?.reason)
    }
    signal?.addEventListener('abort', leaveQueue, { once: true })
    this.#queue.push(job)
    this.#pump()
    return job.settle.promise.finally(() => signal?.removeEventListener('abort', leaveQueue))
  }

  /** Ends every worker at once; jobs that run or wait are rejected. */
  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#queue.splice(0)) job.settle.reject(closedError())
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map(worker => worker.thread.terminate()))
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#busy.size < this.#options.size) {
      const job = this.#queue.shift()
      if (job === undefined) return
      const worker = this.#idle.pop() ?? this.#start()
      this.#busy.add(worker)
      void this.#work(worker, job)
    }
  }

  #start(): PooledWorker {
    const { script, resourceLimits } = this.#options
    // An empty execArgv: what the parent was started with (loaders, inspectors, test runners) is not the worker's business. Native code
    // writes its diagnostics to standard error, past every logger: they end here.
    const thread = new Worker(script, {
      execArgv: [],
      stdout: true,
      stderr: true,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    })
    thread.stdout.resume()
    thread.stderr.resume()
    // An idle worker that dies must not bring the process down; the next job finds it gone.
    const worker: PooledWorker = { thread, jobs: 0, dead: false }
    thread.on('error', () => undefined)
    thread.on('exit', () => {
      worker.dead = true
      const place = this.#idle.indexOf(worker)
      if (place >= 0) this.#idle.splice(place, 1)
    })
    return worker
  }

  async #work(worker: PooledWorker, job: Job<Request, Response>): Promise<void> {
    try {
      const reply = await this.#ask(worker, job)
      if ('error' in reply) job.settle.reject(new Error(reply.error))
      else job.settle.resolve(reply.result)
    } catch (error) {
      // The waiting caller is told first: ending a thread takes a few milliseconds.
      job.settle.reject(error)
      await worker.thread.terminate()
    }
    worker.jobs += 1
    if (!worker.dead && worker.jobs >= this.#options.recycleAfter) await worker.thread.terminate()
    this.#busy.delete(worker)
    if (!worker.dead) this.#idle.push(worker)
    if (!this.#closed) this.#pump()
  }

  #ask({ thread }: PooledWorker, { request, signal }: Job<Request, Response>): Promise<Reply<Response>> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply<Response>>()
    const onAbort = () => reject(signal?.reason)
    const onError = (error: unknown) => reject(new WorkerCrashedError('The worker failed.', { cause: error }))
    const onExit = () => reject(this.#closed ? closedError() : new WorkerCrashedError('The worker ended before it answered.'))
    const { timeLimitMs } = this.#options
    const onTimeout = () => reject(new WorkerCrashedError(`The worker needed more than ${timeLimitMs} ms.`))
    const timer = timeLimitMs === undefined ? undefined : setTimeout(onTimeout, timeLimitMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    thread.once('message', resolve)
    thread.once('error', onError)
    thread.once('exit', onExit)
    thread.postMessage(request)
    return promise.finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      thread.off('message', resolve)
      thread.off('error', onError)
      thread.off('exit', onExit)
    })
  }
}

/** Not a crash: no document is to blame for a service that stops. */
function closedError(): Error {
  return new Error('The worker pool is closed.')
}

interface PooledWorker {
  readonly thread: Worker
  jobs: number
  dead: boolean
}
