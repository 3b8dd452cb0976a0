import { Worker } from 'node:worker_threads'

/**
 * Commits between two checkpoints: about a thousand pages of the log when lanes are busy. More often, and pages that every commit touches are
 * copied for nothing; less often, and the thread that commits is left with more to do when the log is full.
 */
const COMMITS = 256

/** What both threads see: the number of checkpoints asked for, or {@link STOP}. */
export type CheckpointOrders = Int32Array<SharedArrayBuffer>
export const STOP = -1

/**
 * Copies the write-ahead log back into the database file in a thread of its own. A checkpoint syncs both files: on the thread that commits
 * it held up every lane for 10 to 20 ms, a tenth of a busy job's time.
 *
 * The thread starts with the first checkpoint, so that a process that writes little has none. Where it fails, nothing is lost: the connection
 * that commits checkpoints by itself once the log has grown.
 */
export class Checkpointer {
  readonly #file: string
  readonly #orders: CheckpointOrders = new Int32Array(new SharedArrayBuffer(4))
  #commits = 0
  /** Resolves when the thread has ended; undefined while there is none. */
  #thread: Promise<void> | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** Called after every commit; costs next to nothing. */
  committed(): void {
    this.#commits += 1
    if (this.#commits % COMMITS !== 0) return
    this.#thread ??= this.#start()
    Atomics.add(this.#orders, 0, 1)
    Atomics.notify(this.#orders, 0)
  }

  /** Waits for a checkpoint under way: the database must not be closed beneath it. */
  async close(): Promise<void> {
    Atomics.store(this.#orders, 0, STOP)
    Atomics.notify(this.#orders, 0)
    await this.#thread
  }

  #start(): Promise<void> {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: { file: this.#file, orders: this.#orders },
    })
    // An error ends the thread; the log is then checkpointed where it is written.
    thread.on('error', () => {})
    return new Promise(resolve => thread.once('exit', () => resolve()))
  }
}
