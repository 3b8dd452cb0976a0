import type { HistoryStore } from '../../history/history-store.ts'
import { type Counters, KEPT_MINUTES } from '../../history/minute-row.ts'
import type { Database } from './database.ts'

const WRITE = 'INSERT OR REPLACE INTO minute_history (minute, process, counters) VALUES (?, ?, ?)'
const FORGET = 'DELETE FROM minute_history WHERE minute < ?'
const READ = 'SELECT minute, process, counters FROM minute_history WHERE minute BETWEEN ? AND ?'

/** What was counted per minute, on the embedded database. */
export function createSqliteHistoryStore(db: Database): HistoryStore {
  return {
    write: ({ minute, process, counters }) =>
      db.write(() => {
        db.statement(FORGET).run(minute - KEPT_MINUTES)
        db.statement(WRITE).run(minute, process, JSON.stringify(counters))
      }),
    read: async (from, to) =>
      db.read(() => {
        const rows = db.statement(READ).all(from, to) as { minute: number; process: string; counters: string }[]
        return rows.map(({ counters, ...row }) => ({ ...row, counters: JSON.parse(counters) as Counters }))
      }),
  }
}
