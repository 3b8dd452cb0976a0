import { join } from 'node:path'
import type { UsageRecord } from '../../companies/company-store.ts'
import { eraseFromUsage } from '../../companies/erase-usage.ts'
import type { OutboxStore } from '../../companies/outbox-store.ts'
import { eraserOf, inJson } from '../../shared/erase-text.ts'
import type { Database } from './database.ts'

/** The scripts of the outbox's own file. */
export const OUTBOX_MIGRATIONS = join(import.meta.dirname, '../../../sql/outbox')

/** Rows that an earlier version has left in the file of everything else. A crash in between leaves them in both: they are counted once. */
export async function moveOutboxRows(from: Database, to: Database): Promise<void> {
  const rows = from.read(() => from.statement(ALL).all() as StoredRow[])
  if (rows.length === 0) return
  await to.write(() => {
    for (const row of rows) to.statement(MOVED).run(row)
  })
  await from.write(() => {
    for (const { request_id } of rows) from.statement('DELETE FROM usage_outbox WHERE request_id = ?').run(request_id)
  })
}

type StoredRow = {
  request_id: string
  record: string
  attempts: number
  next_attempt_at: number
  last_error: string | null
  created_at: number
}
const ALL = 'SELECT request_id, record, attempts, next_attempt_at, last_error, created_at FROM usage_outbox'
const MOVED = `INSERT INTO usage_outbox VALUES ($request_id, $record, $attempts, $next_attempt_at, $last_error, $created_at) ON CONFLICT DO NOTHING`

/** The usage outbox in an embedded database, whatever the company store is. */
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
    eraseText: address =>
      db.write(() => {
        const text = { $inRecord: inJson(address).toLowerCase(), $address: address.toLowerCase() }
        for (const row of db.statement(NAMING).all(text) as StoredRow[]) {
          const [readable] = rowOf(row)
          const record = readable === undefined ? eraserOf(inJson(address))(row.record) : textOf(eraseFromUsage(readable.record, address))
          db.statement(REWRITE).run(record, row.last_error && eraserOf(address)(row.last_error), row.request_id)
        }
      }),
  }
}

const PUT = `INSERT INTO usage_outbox (request_id, record, next_attempt_at, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
const DUE = 'SELECT record, attempts FROM usage_outbox WHERE next_attempt_at <= ? ORDER BY created_at, request_id LIMIT ?'
const DEFER = 'UPDATE usage_outbox SET next_attempt_at = ?, last_error = ?, attempts = attempts + 1 WHERE request_id = ?'

/** Who asked for an extraction may be named by an address, and the store's words about a row may repeat it. */
const NAMING = `SELECT request_id, record, attempts, last_error FROM usage_outbox
  WHERE instr(unicode_lower(record), $inRecord) > 0 OR instr(unicode_lower(coalesce(last_error, '')), $address) > 0`
const REWRITE = 'UPDATE usage_outbox SET record = ?, last_error = ? WHERE request_id = ?'

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
