import { KEPT_EVENTS, type TokenEvent } from '../../tokens/token-history.ts'
import type { Database } from './database.ts'

/** The rings of the tokens' events. All but `of` only within a write of the database. */
export interface SqliteTokenEvents {
  note(tokenId: string, event: TokenEvent | null): void
  /** That it was spent for this day has been noted. */
  isSpentTold(tokenId: string, day: string): boolean
  forget(tokenId: string): void
  of(tokenId: string): TokenEvent[]
}

const SQL = {
  note: `INSERT INTO token_events (token_id, number, day, event)
    SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3 FROM token_events WHERE token_id = ?1 RETURNING number`,
  turn: 'DELETE FROM token_events WHERE token_id = ? AND number <= ?',
  told: 'SELECT 1 FROM token_events WHERE token_id = ? AND day = ?',
  forget: 'DELETE FROM token_events WHERE token_id = ?',
  of: 'SELECT event FROM token_events WHERE token_id = ? ORDER BY number DESC',
} as const

export function createSqliteTokenEvents(db: Database): SqliteTokenEvents {
  return {
    note(tokenId, event) {
      if (event === null) return
      const { number } = db.statement(SQL.note).get(tokenId, event.day, JSON.stringify(event)) as { number: number }
      db.statement(SQL.turn).run(tokenId, number - KEPT_EVENTS)
    },
    isSpentTold: (tokenId, day) => db.statement(SQL.told).get(tokenId, day) !== undefined,
    forget(tokenId) {
      db.statement(SQL.forget).run(tokenId)
    },
    of: tokenId =>
      db
        .statement(SQL.of)
        .all(tokenId)
        .map(row => JSON.parse(String(row.event)) as TokenEvent),
  }
}
