import { RowRefusedError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'

export interface BulkQueueStats {
  readonly depth: number
  readonly bytes: number
  readonly written: number
  /** Items that found the queue full, or that the database refused. */
  readonly dropped: number
  /** Bulk writes that failed; their items stay in the queue. */
  readonly failedWrites: number
  /** False after a failed write, until one succeeds. */
  readonly healthy: boolean
}

/**
 * Items on their way into a database in bulk, off the path of whoever made them. Bounded in number and bytes: what does not fit is counted
 * and dropped, the newest first, because what led to a trouble says more than its thousandth repetition.
 */
export interface BulkQueue<T> {
  /** Never throws, never waits. False when the item was dropped. */
  push(item: T, bytes: number): boolean
  /** Whether an item of this size would be dropped; a dropped item is counted here already, so that it need not be made. */
  refuses(bytes: number): boolean
  depth(): number
  /**
   * Changes what waits. Resolves when a write that was under way has ended, since its items are out of reach: those of a failed one come back changed.
   * False when that takes longer than `timeLimitMs`.
   */
  rewrite(change: (item: T) => T, timeLimitMs: number): Promise<boolean>
  /** Writes what is queued, as long as the database takes it, for at most `timeLimitMs`; then nothing is accepted any more. */
  drain(timeLimitMs: number): Promise<void>
  stats(): BulkQueueStats
}

export interface BulkQueueOptions<T> {
  readonly maxItems: number
  readonly maxBytes: number
  /** Items of one write. With `intervalMs` it bounds the load: maxBatch * 1000 / intervalMs items a second. */
  readonly maxBatch: number
  readonly intervalMs: number
  readonly write: (items: readonly T[]) => Promise<void>
  readonly clock: Clock
}

/** A database that fails is tried again after this, doubling up to the maximum: it must not be hammered by its own error reports. */
const BACKOFF_MS = { first: 1000, longest: 30_000 } as const

export function createBulkQueue<T>(options: BulkQueueOptions<T>): BulkQueue<T> {
  const { clock, maxItems, maxBytes, maxBatch, write } = options
  let items: { item: T; bytes: number }[] = []
  let [bytes, written, dropped, failedWrites, backoffMs] = [0, 0, 0, 0, 0]
  let batchSize = maxBatch
  let closed = false
  let pumping: Promise<void> | undefined
  let writing: Promise<void> | undefined
  const hurry = new AbortController()

  const takeOut = (count: number) => {
    for (const taken of items.slice(0, count)) bytes -= taken.bytes
    items = items.slice(count)
  }

  const writeBatch = (): Promise<void> => {
    writing = writeOnce().finally(() => {
      writing = undefined
    })
    return writing
  }

  const writeOnce = async (): Promise<void> => {
    const batch = items.slice(0, batchSize)
    try {
      await write(batch.map(({ item }) => item))
      takeOut(batch.length)
      written += batch.length
      backoffMs = 0
      batchSize = Math.min(maxBatch, batchSize * 2)
    } catch (error) {
      // Not logged: the log is what cannot be written. The counters and health tell it.
      failedWrites += 1
      if (error instanceof RowRefusedError) {
        // Halves lead to the row; alone it goes, so that it holds up no other.
        if (batch.length === 1) {
          takeOut(1)
          dropped += 1
        }
        batchSize = Math.max(1, Math.floor(batch.length / 2))
        return
      }
      backoffMs = Math.min(Math.max(BACKOFF_MS.first, backoffMs * 2), BACKOFF_MS.longest)
    }
  }

  /** Runs while there is something to write; an idle queue holds no timer. */
  const pump = async (): Promise<void> => {
    while (items.length > 0 && !hurry.signal.aborted) {
      await clock.sleep(Math.max(options.intervalMs, backoffMs), hurry.signal).catch(() => {})
      if (!hurry.signal.aborted) await writeBatch()
    }
    pumping = undefined
  }

  const refuses = (size: number): boolean => {
    if (items.length < maxItems && bytes + size <= maxBytes && !closed) return false
    dropped += 1
    return true
  }

  return {
    refuses,
    depth: () => items.length,
    push(item, size) {
      if (refuses(size)) return false
      items.push({ item, bytes: size })
      bytes += size
      pumping ??= pump()
      return true
    },
    async rewrite(change, limitMs) {
      for (const held of items) held.item = change(held.item)
      return writing === undefined || (await firstOf([writing], limitMs, clock)) !== 'due'
    },
    async drain(timeLimitMs) {
      const end = clock.now() + timeLimitMs
      hurry.abort()
      const giveUp = new AbortController()
      const drained = (async () => {
        await pumping
        while (items.length > 0 && clock.now() < end && backoffMs < BACKOFF_MS.longest) {
          await writeBatch()
          if (backoffMs > 0) await clock.sleep(Math.min(200, Math.max(0, end - clock.now())), giveUp.signal).catch(() => {})
        }
      })()
      await firstOf([drained], timeLimitMs, clock)
      giveUp.abort()
      closed = true
    },
    stats: () => ({ depth: items.length, bytes, written, dropped, failedWrites, healthy: backoffMs === 0 }),
  }
}
