import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts'
import { describeLogStore, type OpenLogStore } from './log-store-contract.ts'

const LOGS = `SELECT Timestamp AS timestamp, LogLevel AS logLevel, Logger AS logger, Message AS message, Exception AS exception,
  Module AS module, FunctionName AS functionName, LineNumber AS lineNumber, RequestID AS requestId,
  CompanyID AS companyId, TokenID AS keyId, Provider AS provider FROM ApplicationLogs ORDER BY LogID`
const ATTEMPTS = `SELECT TokenID AS keyId, CompanyID AS companyId, Attempt AS attempt, ErrorMessage AS errorMessage,
  IsRetryable AS isRetryable, Timestamp AS timestamp, RequestID AS requestId, Provider AS provider FROM RetryAttempts ORDER BY RetryID`

describeLogStore('SQLite', async () => {
  const db = openDatabase(':memory:')
  const all = (sql: string) =>
    db
      .statement(sql)
      .all()
      .map(row => ({ ...row }))
  return {
    store: createSqliteLogStore(db),
    logs: async () => all(LOGS) as unknown as Awaited<ReturnType<OpenLogStore['logs']>>,
    attempts: async () =>
      all(ATTEMPTS).map(row => ({ ...row, isRetryable: row.isRetryable === 1 })) as unknown as Awaited<
        ReturnType<OpenLogStore['attempts']>
      >,
    close: () => db.close(),
  }
})
