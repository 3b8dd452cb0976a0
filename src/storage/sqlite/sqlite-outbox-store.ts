import type { UsageRecord } from '../../companies/company-store.ts'
import type { OutboxStore } from '../../companies/usage-outbox.ts'
import type { Database } from './database.ts'

/** The usage outbox in the embedded database, whatever the company store is. */
export function createSqliteOutboxStore(db: Database): OutboxStore {
  return {
    put: (record, now) =>
      db.write(() => {
        db.statement(PUT).run(record.requestId, textOf(record), now, now)
      }),
    due: async (now, limit) => db.read(() => db.statement(DUE).all(now, limit).flatMap(rowOf)),
    remove: requestIds =>
      db.write(() => {
        for (const requestId of requestIds) db.statement('DELETE FROM usage_outbox WHERE request_id = ?').run(requestId)
      }),
    defer: (requestId, nextAttemptAt, error) =>
      db.write(() => {
        db.statement(DEFER).run(nextAttemptAt, error, requestId)
      }),
    depth: async () => db.read(() => Number(db.statement('SELECT COUNT(*) AS depth FROM usage_outbox').get()?.depth ?? 0)),
  }
}

const PUT = `INSERT INTO usage_outbox (request_id, record, next_attempt_at, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
const DUE = 'SELECT record, attempts FROM usage_outbox WHERE next_attempt_at <= ? ORDER BY created_at, request_id LIMIT ?'
const DEFER = 'UPDATE usage_outbox SET next_attempt_at = ?, last_error = ?, attempts = attempts + 1 WHERE request_id = ?'

/** As it lies in the file. Rows outlive a new version and the return to the old one, so the names stay those they were first written under. */
type StoredRecord = Omit<UsageRecord, 'keyId'> & { readonly tokenId: number | null }

function textOf({ keyId, ...record }: UsageRecord): string {
  return JSON.stringify({ ...record, tokenId: keyId } satisfies StoredRecord)
}

function rowOf(row: Record<string, unknown>): { record: UsageRecord; attempts: number }[] {
  try {
    const { tokenId, ...record } = JSON.parse(String(row.record)) as StoredRecord
    return [{ record: { ...record, keyId: tokenId }, attempts: Number(row.attempts) }]
  } catch {
    // Only a damaged file gets here. The row stays for whoever repairs it.
    return []
  }
}
