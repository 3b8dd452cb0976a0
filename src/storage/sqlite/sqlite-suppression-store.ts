import type { SuppressionStore } from '../../profiles/suppressions.ts'
import type { Database } from './database.ts'

const SUPPRESS = 'INSERT INTO suppressed_people VALUES (?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)'
const FORGET = 'DELETE FROM suppressed_people WHERE until <= ?'
const ALL = 'SELECT fingerprint, until FROM suppressed_people WHERE until > ?'

/** Who is not to be looked up again, on the embedded database. */
export function createSqliteSuppressionStore(db: Database): SuppressionStore {
  return {
    suppress: (fingerprint, until) =>
      db.write(() => {
        db.statement(SUPPRESS).run(fingerprint, until)
      }),
    async suppressed(now) {
      const expired = db.read(() => db.statement('SELECT 1 FROM suppressed_people WHERE until <= ? LIMIT 1').get(now))
      if (expired !== undefined) await db.write(() => void db.statement(FORGET).run(now))
      return db.read(() => db.statement(ALL).all(now) as { fingerprint: string; until: number }[])
    },
  }
}
