import type { Clock } from '../shared/clock.ts'
import type { BulkQueueStats } from './bulk-queue.ts'

/** A queue whose database is away may keep its rows for long: whoever waits is told nothing by waiting longer. */
const PATIENCE_MS = 3_000
const LOOK_MS = 25

/** Resolves when what these queues hold now has been written, or could not be within some seconds. */
export async function queuesWritten(queues: readonly { stats(): BulkQueueStats }[], clock: Clock): Promise<void> {
  const gone = ({ written, dropped }: BulkQueueStats) => written + dropped
  const marks = queues.map(queue => ({ queue, mark: gone(queue.stats()) + queue.stats().depth }))
  const until = clock.now() + PATIENCE_MS
  while (marks.some(({ queue, mark }) => queue.stats().depth > 0 && gone(queue.stats()) < mark) && clock.now() < until)
    await clock.sleep(LOOK_MS)
}
