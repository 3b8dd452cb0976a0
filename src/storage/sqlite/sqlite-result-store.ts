import type { ResultStore, StoredResult } from '../../extraction/kept/result-store.ts'
import type { Database } from './database.ts'

const COLUMNS = 'id, request_id AS requestId, company_id AS companyId, created_at AS createdAt, body, reviews, revision'
const PUT = 'INSERT INTO kept_results (id, request_id, company_id, created_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
const FIND = `SELECT ${COLUMNS} FROM kept_results WHERE request_id = ? ORDER BY created_at DESC LIMIT 20`
const REVIEW = 'UPDATE kept_results SET reviews = ?, revision = revision + 1 WHERE id = ? AND revision = ?'
const RESEAL = 'UPDATE kept_results SET body = ?, reviews = ? WHERE id = ? AND revision = ?'
const PAGE = `SELECT ${COLUMNS} FROM kept_results WHERE id > ? ORDER BY id LIMIT ?`
const PURGE = 'DELETE FROM kept_results WHERE id IN (SELECT id FROM kept_results WHERE created_at < ? LIMIT ?)'

/** Kept answers, on the embedded database. */
export function createSqliteResultStore(db: Database): ResultStore {
  return {
    put: ({ id, requestId, companyId, createdAt, body }) =>
      db.write(() => {
        db.statement(PUT).run(id, requestId, companyId, createdAt, body)
      }),
    find: async requestId => db.read(() => db.statement(FIND).all(requestId) as unknown as StoredResult[]),
    review: (id, revision, reviews) => db.write(() => db.statement(REVIEW).run(reviews, id, revision).changes === 1),
    reseal: (id, revision, { body, reviews }) => db.write(() => db.statement(RESEAL).run(body, reviews, id, revision).changes === 1),
    page: async (after, limit) => db.read(() => db.statement(PAGE).all(after ?? '', limit) as unknown as StoredResult[]),
    remove: id =>
      db.write(() => {
        db.statement('DELETE FROM kept_results WHERE id = ?').run(id)
      }),
    purge: (before, limit) => db.write(() => Number(db.statement(PURGE).run(before, limit).changes)),
  }
}
