import type { LogRow } from '../../src/logging/log-store.ts'
import { fromColumn } from '../../src/storage/sqlserver/sql-text.ts'
import { describeLogStore } from '../contract/logging/log-store-contract.ts'
import { describeOnSqlServer, shared } from '../support/sql-server.ts'

const LOGS = `SELECT Timestamp AS timestamp, LogLevel AS logLevel, Logger AS logger, Message AS message, Exception AS exception,
  Module AS module, FunctionName AS functionName, LineNumber AS lineNumber, RequestID AS requestId,
  CompanyID AS companyId, TokenID AS keyId, Provider AS provider FROM [dbo].[ApplicationLogs] ORDER BY LogID`
const ATTEMPTS = `SELECT TokenID AS keyId, CompanyID AS companyId, Attempt AS attempt, ErrorMessage AS errorMessage,
  IsRetryable AS isRetryable, Timestamp AS timestamp, RequestID AS requestId, Provider AS provider FROM [dbo].[RetryAttempts] ORDER BY RetryID`

/** Case of column names is the server's choice; what the code page lacks is escaped. */
const plain = <T>(rows: Record<string, unknown>[], names: readonly (keyof T & string)[]): T[] =>
  rows.map(row => {
    const found = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))
    return Object.fromEntries(names.map(name => [name, readable(found.get(name.toLowerCase()))])) as T
  })
const readable = (value: unknown) =>
  value instanceof Date ? value.toISOString() : typeof value === 'string' ? fromColumn(value) : (value ?? null)

describeOnSqlServer('a log database', current => {
  const stores = shared(current)
  describeLogStore('SQL Server', async () => {
    await current().clear()
    return {
      store: stores().logs,
      logs: async () =>
        plain<LogRow>(await current().query(LOGS), [
          'timestamp',
          'logLevel',
          'logger',
          'message',
          'exception',
          'module',
          'functionName',
          'lineNumber',
          'requestId',
          'companyId',
          'keyId',
          'provider',
        ]),
      attempts: async () =>
        plain(await current().query(ATTEMPTS), [
          'requestId',
          'keyId',
          'companyId',
          'provider',
          'attempt',
          'errorMessage',
          'isRetryable',
          'timestamp',
        ]),
      close: async () => {},
    }
  })
})
