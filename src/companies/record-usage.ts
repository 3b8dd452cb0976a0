import type { Logger } from '../logging/logger.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import type { CompanyStore, UsageRecord } from './company-store.ts'
import type { UsageOutbox } from './usage-outbox.ts'

/** Meters one request on one key. Resolves when the row is durable, in the company store or in the outbox; never rejects. */
export type RecordUsage = (record: UsageRecord) => Promise<void>

export interface RecordUsageParts {
  readonly store: CompanyStore
  readonly outbox: UsageOutbox
  /** The store is a file of this machine: a row goes straight into it, and the outbox serves when it is locked or full. */
  readonly storeIsLocal: boolean
  readonly clock: Clock
  readonly logger: Logger
}

/** How long an answer waits for the row to be seen in a remote store. It is durable here already: this only lets callers read their own usage. */
const READ_YOUR_WRITE_MS = 250

export function createRecordUsage(parts: RecordUsageParts): RecordUsage {
  const { store, outbox, clock, logger } = parts

  const throughOutbox = async (record: UsageRecord): Promise<void> => {
    try {
      await outbox.put(record)
    } catch (error) {
      // Neither disk nor store: the log is the last place where the numbers can be kept.
      logger.fatal({ err: error, usage: { ...record, rawUsage: null } }, 'A usage row could be stored nowhere; enter it by hand')
    }
  }

  const straight = async (record: UsageRecord): Promise<void> => {
    try {
      await store.recordUsage(record)
    } catch (error) {
      logger.warn({ err: error, request_id: record.requestId }, 'The company store does not take a usage row; it goes to the outbox')
      await throughOutbox(record)
    }
  }

  /** To disk first: a slow store must neither hold the answer nor lose the row to a crash. */
  const diskFirst = async (record: UsageRecord): Promise<void> => {
    await throughOutbox(record)
    if (!outbox.stats().storeReachable) return
    await firstOf([outbox.deliver().catch(() => false)], READ_YOUR_WRITE_MS, clock)
  }

  return parts.storeIsLocal ? straight : diskFirst
}
