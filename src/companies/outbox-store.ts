import type { UsageRecord } from './company-store.ts'

export interface OutboxRow {
  readonly record: UsageRecord
  /** Deliveries that the company store answered with an error of the row's own. */
  readonly attempts: number
}

/** PORT: the local, durable rows of the outbox. */
export interface OutboxStore {
  /** One insert, durable when it resolves; a requestId that is there already is left as it is. */
  put(record: UsageRecord, now: number): Promise<void>
  /** Rows whose time has come, oldest first. A row that cannot be read is left out. */
  due(now: number, limit: number): Promise<readonly OutboxRow[]>
  remove(requestIds: readonly string[]): Promise<void>
  /** The row waits until `nextAttemptAt`; `attempts` grows by one. */
  defer(requestId: string, nextAttemptAt: number, error: string): Promise<void>
  depth(): Promise<number>
  /** An erased person's address out of the rows that wait; they are counted as before. Repeating it is safe. */
  eraseText(address: string): Promise<void>
}
