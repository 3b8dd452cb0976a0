import { type BulkQueueStats, createBulkQueue } from '../logging/bulk-queue.ts'
import type { Clock } from '../shared/clock.ts'
import { eraserOf } from '../shared/erase-text.ts'
import type { RetryAttempt, RetryAttemptLog } from './retry-attempt-log.ts'

/** PORT: the RetryAttempts table. */
export interface RetryAttemptStore {
  /** One bulk insert: all rows or none. Texts are cut to their columns' lengths by the adapter. @throws StoreUnavailableError */
  appendRetryAttempts(rows: readonly RetryAttempt[]): Promise<void>
}

/** RetryAttemptLog through a bounded queue into the table. */
export interface RetryAttemptQueue extends RetryAttemptLog {
  /** Takes a text (an erased person's address) out of the rows that wait. False when a write under way may still bring it. */
  eraseText(text: string): Promise<boolean>
  /** Writes what is queued, for at most three seconds (a stop has ten in all). */
  stop(): Promise<void>
  stats(): BulkQueueStats
}

/** Failed attempts are rare beside log lines; an outage of an hour at 5 failures a second fits. */
const MAX_ROWS = 20_000
const MAX_BYTES = 8 * 1_048_576
const DRAIN_LIMIT_MS = 3_000
const ERASE_LIMIT_MS = 3_000

export function createRetryAttemptQueue({ store, clock }: { store: RetryAttemptStore; clock: Clock }): RetryAttemptQueue {
  const queue = createBulkQueue<RetryAttempt>({
    ...{ maxItems: MAX_ROWS, maxBytes: MAX_BYTES, maxBatch: 500, intervalMs: 250, clock },
    write: rows => store.appendRetryAttempts(rows),
  })
  return {
    record(attempt) {
      queue.push(attempt, 150 + attempt.errorMessage.length)
    },
    eraseText(text) {
      const erase = eraserOf(text)
      return queue.rewrite(attempt => ({ ...attempt, errorMessage: erase(attempt.errorMessage) }), ERASE_LIMIT_MS)
    },
    stop: () => queue.drain(DRAIN_LIMIT_MS),
    stats: () => queue.stats(),
  }
}
