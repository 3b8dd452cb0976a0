import type { Logger } from '../logging/logger.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import { AppError } from '../shared/app-error.ts'
import { createBackgroundLoop, type Pause } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import { safeText } from '../shared/redact.ts'
import type { CompanyStore, UsageRecord } from './company-store.ts'
import { withMemory } from './outbox-memory.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

export interface OutboxStats {
  readonly depth: number
  readonly delivered: number
  /** False while the company store refuses deliveries. */
  readonly storeReachable: boolean
  /** Rows that are only in memory, because the outbox itself cannot be written; and why. */
  readonly inMemory: number
  readonly writeProblem: string | null
}

/**
 * Carries usage rows to the company store. A row leaves only after the store confirmed it, and the store counts a requestId once: so each
 * is counted exactly once, whatever dies in between.
 */
export interface UsageOutbox {
  /** Resolves when the row is on disk, or in memory where the disk does not take it; its delivery follows on its own. */
  put(record: UsageRecord): Promise<void>
  /** Delivers what is due now; false when the store is away. Deliveries never overlap: a call while one runs waits for the next. */
  deliver(): Promise<boolean>
  /** An erased person's address out of the rows that wait. What a delivery under way has read goes where it goes. */
  eraseText(address: string): Promise<void>
  start(): void
  /** Ends the deliveries after the one under way. What is left waits on disk for the next start. */
  stop(): Promise<void>
  stats(): OutboxStats
}

export interface UsageOutboxParts {
  readonly rows: OutboxStore
  readonly store: CompanyStore
  readonly policy: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
}

const BATCH = 200
/** Below a store's connections, so that keys are chosen meanwhile. */
const IN_FLIGHT = 4
/** A row that the store refuses although it is there (bad data) must not hold up the others: it is tried again this much later. */
const REFUSED_ROW_WAIT_MS = 15 * 60_000
/** Rows may also be left by a process that shared this file and died: looked for this often even when nothing was put here. */
const LOOK_AGAIN_MS = 30_000
/** Between two tries at a store that is away, whatever the retry settings and their jitter come to: a try is one row, and rows wait. */
const LEAST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5000
/** A store that hangs must not hold up the stop, nor an erasure: what was not confirmed is still on disk. */
const STOP_TIME_LIMIT_MS = 5000

export function createUsageOutbox(parts: UsageOutboxParts): UsageOutbox {
  const { store, policy, clock, logger } = parts
  const rows = withMemory(parts.rows, logger)
  let running: Promise<boolean> | undefined
  let next: Promise<boolean> | undefined
  let failuresInARow = 0
  const counts = { depth: 0, delivered: 0 }

  /** @returns false when the store is away and the rest of the batch must wait. */
  const deliverRow = async ({ record, attempts }: OutboxRow, done: string[]): Promise<boolean> => {
    try {
      await store.recordUsage(record)
      done.push(record.requestId)
      return true
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unavailable') {
        failuresInARow += 1
        if (failuresInARow === 1) logger.warn({ err: error }, 'Usage rows wait in the outbox: the company store is out of reach')
        return false
      }
      logger.error({ err: error, request_id: record.requestId, attempts }, 'The company store refuses a usage row; it stays in the outbox')
      await rows.defer(record.requestId, clock.now() + REFUSED_ROW_WAIT_MS, safeText(String(error)))
      return true
    }
  }

  /** The oldest row alone, because it tells whether the store is there; the others a few at a time, because each waits for a distant store. */
  const deliverBatch = async (batch: readonly OutboxRow[], done: string[]): Promise<boolean> => {
    const rest = batch.values()
    const first = rest.next()
    if (first.done === true) return true
    let reachable = await deliverRow(first.value, done)
    const lane = async () => {
      while (reachable && !loop.stopping.aborted) {
        const { value: row, done: none } = rest.next()
        if (none === true) return
        if (!(await deliverRow(row, done))) reachable = false
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
    return reachable
  }

  const deliverAll = async (): Promise<boolean> => {
    for (;;) {
      const batch = await rows.due(clock.now(), BATCH)
      const done: string[] = []
      const reachable = await deliverBatch(batch, done)
      if (done.length > 0) {
        await rows.remove(done)
        if (failuresInARow > 0) logger.info({ rows: done.length }, 'The company store is back; waiting usage rows are being delivered')
        failuresInARow = 0
        counts.delivered += done.length
      }
      counts.depth = await rows.depth()
      if (!reachable) return false
      if (batch.length < BATCH || loop.stopping.aborted) return true
    }
  }

  const run = (): Promise<boolean> => {
    running = deliverAll().finally(() => {
      running = undefined
    })
    return running
  }

  const deliver = (): Promise<boolean> => {
    // Also between the end of one delivery and the beginning of the next: a third would overlap with that.
    if (next !== undefined) return next
    if (running === undefined) return run()
    // What was put after the running delivery read its batch needs one more; everybody who asks meanwhile shares it.
    next = running
      .catch(() => false)
      .then(() => {
        next = undefined
        return run()
      })
    return next
  }

  /** While the store is away a new row is no reason to knock sooner. */
  const pauseOf = (ms: number): Pause => (failuresInARow === 0 ? ms : { atLeast: ms })

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      const reachable = await deliver()
      // A caller's delivery may have failed since ours ended well.
      if (reachable && failuresInARow === 0) return LOOK_AGAIN_MS
      return pauseOf(Math.min(LONGEST_WAIT_MS, Math.max(LEAST_WAIT_MS, policy.delayAfter(failuresInARow))))
    },
    onError(error) {
      logger.error({ err: error }, 'The usage outbox cannot be read')
      return pauseOf(LOOK_AGAIN_MS)
    },
  })

  return {
    async put(record) {
      await rows.put(record, clock.now())
      counts.depth += 1
      loop.nudge()
    },
    deliver,
    async eraseText(address) {
      await rows.eraseText(address)
      if (running === undefined) return
      // A delivery under way may write the store's words about a row back into the file.
      await firstOf([running.catch(() => false)], STOP_TIME_LIMIT_MS, clock)
      await rows.eraseText(address)
    },
    start: loop.start,
    async stop() {
      await firstOf([Promise.allSettled([loop.stop(), running, next])], STOP_TIME_LIMIT_MS, clock)
      // A last try to write what is in memory.
      if (rows.unwritten().rows > 0) await rows.due(clock.now(), 1).catch(() => {})
      rows.surrender()
    },
    stats() {
      const { rows: inMemory, reason: writeProblem } = rows.unwritten()
      return { ...counts, storeReachable: failuresInARow === 0, inMemory, writeProblem }
    },
  }
}
