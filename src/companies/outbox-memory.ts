import type { Logger } from '../logging/logger.ts'
import { safeText } from '../shared/redact.ts'
import type { UsageRecord } from './company-store.ts'
import { eraseFromUsage } from './erase-usage.ts'
import type { OutboxStore } from './outbox-store.ts'

/** Some megabytes. What comes beyond is worth a line in the log each, which can be entered by hand. */
const MOST_ROWS = 2_000

export interface OutboxMemory extends OutboxStore {
  /** Rows that are nowhere but in memory, and why. */
  unwritten(): { readonly rows: number; readonly reason: string | null }
  /** The process ends: one complete line in the log for each row that could be written nowhere. */
  surrender(): void
}

/**
 * The outbox's rows, and in memory those that its file does not take (its disk is full, somebody holds its lock), until it does or they are
 * delivered. When there are too many the oldest goes to the log.
 */
export function withMemory(rows: OutboxStore, logger: Logger): OutboxMemory {
  const memory = new Map<string, { readonly record: UsageRecord; readonly since: number }>()
  let reason: string | null = null

  const log = ({ requestId, ...usage }: UsageRecord) =>
    logger.fatal({ request_id: requestId, usage }, 'A usage row could be stored nowhere; enter it by hand')

  const keep = (record: UsageRecord, now: number, error: unknown): void => {
    const cause = (error as Error).cause
    reason = safeText(cause instanceof Error ? cause.message : String(error), 200)
    if (memory.size === 0) logger.error({ err: error }, 'Usage rows are kept in memory: the outbox cannot be written')
    memory.set(record.requestId, { record, since: now })
    const oldest = memory.size > MOST_ROWS ? memory.values().next().value : undefined
    if (oldest === undefined) return
    memory.delete(oldest.record.requestId)
    log(oldest.record)
  }

  /** Puts what is in memory into the file, if it takes it again. */
  const spill = async (): Promise<void> => {
    for (const [requestId, { record, since }] of memory) {
      await rows.put(record, since)
      memory.delete(requestId)
    }
    reason = null
  }

  return {
    async put(record, now) {
      try {
        await rows.put(record, now)
      } catch (error) {
        keep(record, now, error)
      }
    },
    async due(now, limit) {
      if (memory.size === 0) return rows.due(now, limit)
      try {
        await spill()
        return await rows.due(now, limit)
      } catch {
        return [...memory.values()].slice(0, limit).map(({ record }) => ({ record, attempts: 0 }))
      }
    },
    async remove(requestIds) {
      const written = requestIds.filter(requestId => !memory.delete(requestId))
      if (written.length > 0) await rows.remove(written)
    },
    async defer(requestId, nextAttemptAt, error) {
      // One that the store refuses waits in memory as long as it is there: the file has no place for its time.
      if (!memory.has(requestId)) await rows.defer(requestId, nextAttemptAt, error)
    },
    depth: async () => (await rows.depth().catch(() => 0)) + memory.size,
    async eraseText(address) {
      // First of all what could go into the file at any moment.
      for (const [requestId, { record, since }] of memory) memory.set(requestId, { record: eraseFromUsage(record, address), since })
      await rows.eraseText(address)
    },
    unwritten: () => ({ rows: memory.size, reason: memory.size === 0 ? null : reason }),
    surrender() {
      for (const { record } of memory.values()) log(record)
      memory.clear()
    },
  }
}
