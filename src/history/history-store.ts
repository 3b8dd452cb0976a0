import type { MinuteRow } from './minute-row.ts'

/** PORT: what each process counted, minute by minute, for as long as {@link KEPT_MINUTES}. Both may throw StoreUnavailableError; repeating a write is safe. */
export interface HistoryStore {
  /** Replaces what the process wrote of that minute before. What is older than it is kept may go with it. */
  write(row: MinuteRow): Promise<void>
  /** Of all processes, both ends included. */
  read(from: number, to: number): Promise<MinuteRow[]>
}
