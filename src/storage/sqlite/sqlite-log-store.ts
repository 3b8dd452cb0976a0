import type { LogStore } from '../../logging/log-store.ts'
import type { RetryAttemptStore } from '../../retry/retry-attempt-queue.ts'
import type { Database } from './database.ts'

/** ApplicationLogs and RetryAttempts in the embedded database. */
export function createSqliteLogStore(db: Database): LogStore & RetryAttemptStore {
  return {
    appendLogs: rows =>
      db.write(() => {
        const insert = db.statement(INSERT_LOG)
        for (const row of rows) {
          const { timestamp, logLevel, logger, message, exception, module, functionName, lineNumber } = row
          const about = [cut(row.requestId, 100), cut(row.companyId, 50), row.keyId, cut(row.provider, 100)]
          insert.run(timestamp, logLevel, cut(logger), message, exception, cut(module), cut(functionName), lineNumber, ...about)
        }
      }),
    appendRetryAttempts: rows =>
      db.write(() => {
        const insert = db.statement(INSERT_ATTEMPT)
        for (const { requestId, keyId, companyId, provider, attempt, errorMessage, isRetryable, timestamp } of rows) {
          insert.run(keyId, companyId, attempt, errorMessage, isRetryable ? 1 : 0, timestamp, cut(requestId, 100), cut(provider, 100))
        }
      }),
    async eraseText(erased) {
      const { last } = db.read(() => db.statement(LAST_ROW).get() as { last: number })
      for (let from = 0; from < last; from += ERASE_SPAN) {
        const span = { $from: from, $to: from + ERASE_SPAN, $text: erased.toLowerCase() }
        await db.write(() => {
          db.statement(ERASE_LOGS).run(span)
          db.statement(ERASE_ATTEMPTS).run(span)
        })
      }
    },
    purgeLogs: (before, limit) =>
      db.write(() => {
        const logs = db.statement(PURGE_LOGS).run(limit, before).changes
        return Number(logs) + Number(db.statement(PURGE_ATTEMPTS).run(limit, before).changes)
      }),
  }
}

const INSERT_LOG =
  'INSERT INTO ApplicationLogs (Timestamp, LogLevel, Logger, Message, Exception, Module, FunctionName, LineNumber, RequestID, CompanyID, TokenID, Provider) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
const INSERT_ATTEMPT =
  'INSERT INTO RetryAttempts (TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable, Timestamp, RequestID, Provider) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'

// Rows were written in the order of their ids, so only the first ones are looked at, and no index on the time is needed.
const PURGE_LOGS = `DELETE FROM ApplicationLogs WHERE LogID IN
  (SELECT LogID FROM (SELECT LogID, Timestamp FROM ApplicationLogs ORDER BY LogID LIMIT ?) WHERE Timestamp < ?)`
const PURGE_ATTEMPTS = `DELETE FROM RetryAttempts WHERE RetryID IN
  (SELECT RetryID FROM (SELECT RetryID, Timestamp FROM RetryAttempts ORDER BY RetryID LIMIT ?) WHERE Timestamp < ?)`

/** Rows looked at per write: the event loop turns in between. */
const ERASE_SPAN = 2_000
const LAST_ROW = `SELECT max(coalesce((SELECT max(LogID) FROM ApplicationLogs), 0), coalesce((SELECT max(RetryID) FROM RetryAttempts), 0)) AS last`
const ERASE_LOGS = `UPDATE ApplicationLogs SET Message = erase_text(Message, $text), Exception = erase_text(Exception, $text)
  WHERE LogID > $from AND LogID <= $to AND (instr(unicode_lower(Message), $text) > 0 OR instr(unicode_lower(Exception), $text) > 0)`
const ERASE_ATTEMPTS = `UPDATE RetryAttempts SET ErrorMessage = erase_text(ErrorMessage, $text)
  WHERE RetryID > $from AND RetryID <= $to AND instr(unicode_lower(ErrorMessage), $text) > 0`

/** To VARCHAR(size). */
function cut<T extends string | null>(text: T, size = 255): T {
  return (text === null || text.length <= size ? text : `${text.slice(0, size - 1)}…`) as T
}
