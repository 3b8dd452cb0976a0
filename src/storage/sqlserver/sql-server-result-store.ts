import type { ResultStore, StoredResult } from '../../extraction/kept/result-store.ts'
import type { Row } from './driver.ts'
import { compared, datetime2, identifier, int, nvarchar } from './parameters.ts'
import { readQuery } from './sql-files.ts'
import type { SqlServer } from './sql-server.ts'

const PUT = readQuery('put-result')
const FIND = readQuery('find-results')
const REVIEW = readQuery('review-result')
const RESEAL = readQuery('reseal-result')
const PAGE = readQuery('results-page')
const REMOVE = readQuery('remove-result')
const PURGE = readQuery('purge-results')
/** Nobody waits for it, and rows are large. */
const PURGE_TIMEOUT_MS = 15_000

/** `[docUpload].[KeptResults]`, a table of the service's own. */
export function createSqlServerResultStore(db: SqlServer): ResultStore {
  return {
    async put({ id, requestId, companyId, createdAt, body }) {
      const parameters = { id: compared(id), requestId: compared(requestId), companyId: identifier('companyID', 50, companyId) }
      await db.query(PUT, { ...parameters, createdAt: datetime2(createdAt), body: nvarchar(body) })
    },
    async find(requestId) {
      const [rows] = await db.query(FIND, { requestId: compared(requestId) })
      return (rows ?? []).map(resultOf)
    },
    async review(id, revision, reviews) {
      const [rows] = await db.query(REVIEW, { id: compared(id), revision: int(revision), reviews: nvarchar(reviews) })
      return rows?.[0]?.Reviewed === 1
    },
    async reseal(id, revision, { body, reviews }) {
      const parameters = { id: compared(id), revision: int(revision), body: nvarchar(body), reviews: nvarchar(reviews) }
      const [rows] = await db.query(RESEAL, parameters)
      return rows?.[0]?.Resealed === 1
    },
    async page(after, limit) {
      const [rows] = await db.query(PAGE, { after: compared(after ?? ''), limit: int(limit) })
      return (rows ?? []).map(resultOf)
    },
    async remove(id) {
      await db.query(REMOVE, { id: compared(id) })
    },
    async purge(before, limit) {
      const [rows] = await db.query(PURGE, { before: datetime2(before), limit: int(limit) }, { timeoutMs: PURGE_TIMEOUT_MS })
      return Number(rows?.[0]?.Deleted ?? 0)
    },
  }
}

function resultOf(row: Row): StoredResult {
  return {
    id: String(row.ResultID),
    requestId: String(row.RequestName),
    companyId: String(row.CompanyID),
    createdAt: (row.CreatedAt as Date).toISOString(),
    body: String(row.Body),
    reviews: row.Reviews == null ? null : String(row.Reviews),
    revision: Number(row.Revision),
  }
}
