import { randomUUID } from 'node:crypto'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import { createBackgroundLoop } from '../../shared/background-loop.ts'
import { firstOf } from '../../shared/race.ts'
import type { JobRequest } from '../job.ts'
import { createCloseLeftBlocks } from './close-blocks.ts'
import { JobRun, type JobRunOptions, type RunEnd } from './job-run.ts'
import type { JobParts } from './run-context.ts'

export interface JobWorkerOptions extends JobRunOptions {
  readonly maxConcurrentJobs: number
  /** A run has ended; its job may have a callback due. */
  readonly onEnded: (end: RunEnd) => void
}

/** Claims jobs and runs them, up to a limit, until it is stopped. Any number of workers may share one store. */
export interface JobWorker {
  /** How this process signs its leases. */
  readonly workerId: string
  start(): void
  /** There may be something to claim: do not wait for the next look. */
  nudge(): void
  /** Carries a request out at once if the job runs here, and waits (a little) until it has. False when it runs elsewhere. */
  request(jobId: string, request: JobRequest): Promise<boolean>
  /** A token may have become free: waiting lanes and waiting jobs look again. */
  capacityChanged(): Promise<void>
  activeRuns(): readonly JobRun[]
  /** No new job; lanes finish their address; after `graceMs` calls under way are given up. Resolves when every job is released. */
  stop(graceMs: number): Promise<void>
}

/** How often the queue is looked at when nobody nudges: jobs of other replicas, leases that ran out, waits that are over. */
const POLL_MS = 1_000
const ACTIVE_LOG_MS = 30_000
/** How often it is looked for what others have left to be handed back. */
const CLOSING_MS = 60_000
/** How long an operator's pause or cancel waits for the lanes to finish their calls before it answers "requested". */
const REQUEST_WAIT_MS = 2_000

export function createJobWorker(parts: JobParts, options: JobWorkerOptions): JobWorker {
  const { clock, jobs } = parts
  const { logger } = options
  const workerId = randomUUID()
  // By run, not by job: a job that was released may be claimed again while its former run still hands blocks back, and a stop waits for both.
  const runs = new Set<JobRun>()
  let lastActiveLog = 0

  /** True when a job was claimed. */
  const claimOne = async (): Promise<boolean> => {
    if (runs.size >= options.maxConcurrentJobs) return false
    // After an outage a job that runs here may look ownerless: claimed anew, its calls under way would be made again.
    if ([...runs].some(run => !run.holdsLease())) return false
    const claimed = await jobs.claim({ worker: workerId, now: clock.now(), leaseMs: options.leaseMs })
    if (claimed === null) return false
    const run = new JobRun(claimed, parts, options)
    runs.add(run)
    void run.ended.then(end => {
      runs.delete(run)
      loop.nudge()
      options.onEnded(end)
    })
    return true
  }

  const logActive = () => {
    if (runs.size === 0 || clock.now() - lastActiveLog < ACTIVE_LOG_MS) return
    lastActiveLog = clock.now()
    logger.info({ active_jobs: runs.size }, `🔄 Active jobs: ${[...runs].map(run => run.describe()).join(', ')}`)
  }

  /** A token has come while the store could not be told: the next look does it. */
  let wakePending = false
  const wakeWaiting = async (): Promise<void> => {
    wakePending = true
    await jobs.wakeWaiting(clock.now())
    wakePending = false
  }

  let outOfReach = false
  const loop = createBackgroundLoop({
    clock,
    async turn() {
      if (wakePending) await wakeWaiting()
      while (!loop.stopping.aborted && (await claimOne())) {}
      if (outOfReach) logger.info('The job store is back')
      outOfReach = false
      logActive()
      return POLL_MS
    },
    onError(error) {
      if (!(error instanceof StoreUnavailableError)) logger.error({ err: error }, 'The queue could not be read')
      else if (!outOfReach) logger.warn({ err: error }, 'The job store is out of reach; looking again every second')
      outOfReach = true
      logActive()
      return POLL_MS
    },
  })

  const capacityChanged = async (): Promise<void> => {
    await wakeWaiting().catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error
    })
    options.capacity.announce()
    loop.nudge()
  }

  const closeLeft = createCloseLeftBlocks(parts)
  const closing = createBackgroundLoop({
    clock,
    async turn() {
      const units = await closeLeft()
      if (units > 0) {
        logger.info({ units }, `${units} units that a worker had left behind were handed back`)
        await capacityChanged()
      }
      return CLOSING_MS
    },
    onError(error) {
      if (!(error instanceof StoreUnavailableError)) logger.error({ err: error }, 'Blocks that were left could not be handed back')
      return CLOSING_MS
    },
  })

  return {
    workerId,
    nudge: loop.nudge,
    start() {
      lastActiveLog = clock.now()
      loop.start()
      closing.start()
    },
    async request(jobId, request) {
      const run = [...runs].findLast(({ job }) => job.jobId === jobId)
      if (run === undefined) return false
      run.request(request)
      await firstOf([run.ended], REQUEST_WAIT_MS, clock)
      return true
    },
    capacityChanged,
    activeRuns: () => [...runs],
    async stop(graceMs) {
      await Promise.all([loop.stop(), closing.stop()])
      const ended = Promise.all([...runs].map(run => run.ended))
      for (const run of runs) run.stop()
      if ((await firstOf([ended], graceMs, clock)) === 'due') {
        for (const run of runs) run.giveUpCalls()
        await ended
      }
    },
  }
}
