import type { LogRow, LogStore } from '../../logging/log-store.ts'
import type { RetryAttempt } from '../../retry/retry-attempt-log.ts'
import type { RetryAttemptStore } from '../../retry/retry-attempt-queue.ts'
import type { BulkColumn } from './insert-rows.ts'
import { bit, compared, datetime, datetimeOf, inInt, int } from './parameters.ts'
import { type Query, readQuery } from './sql-files.ts'
import type { SqlServer } from './sql-server.ts'
import type { TableTimes } from './table-times.ts'

const PURGES = [readQuery('purge-logs'), readQuery('purge-attempts')]
const PURGE_TIMEOUT_MS = 15_000
/** Of one table, in one go: ten million rows of others. What is left waits for the next time. */
const MOST_SLICES = 5000
const ERASE = readQuery('erase-logs')
/** Rows looked at by one statement: others that write meanwhile wait for no more than these. */
const ERASE_SPAN = 5_000

/** ApplicationLogs and RetryAttempts on SQL Server, by bulk insert. */
export function createSqlServerLogStore(db: SqlServer, times: TableTimes): LogStore & RetryAttemptStore {
  const logColumns = logColumnsIn(times)
  const attemptColumns = attemptColumnsIn(times)
  return {
    appendLogs: rows => db.insert('dbo.ApplicationLogs', logColumns, rows),
    appendRetryAttempts: rows => db.insert('dbo.RetryAttempts', attemptColumns, rows),
    async purgeLogs(before, limit) {
      let deleted = 0
      for (const purge of PURGES) deleted += await purgeTable(db, purge, times.surelyBefore(before), limit)
      return deleted
    },
    async eraseText(erased) {
      for (let after: number | null = null; ; ) {
        const parameters = { after: int(after), span: int(ERASE_SPAN), text: compared(erased) }
        const [rows] = await db.query(ERASE, parameters, { timeoutMs: PURGE_TIMEOUT_MS, ofLogs: true })
        const { Upto, Last } = rows![0] ?? {}
        after = Number(Upto)
        if (after >= Number(Last)) return
      }
    },
  }
}

/** Passes over rows of others until something was deleted, or what comes next is young. */
async function purgeTable(db: SqlServer, purge: Query, before: string, limit: number): Promise<number> {
  const parameters = { before: datetime(before), limit: int(limit) }
  for (let slice = 0; slice < MOST_SLICES; slice += 1) {
    const [rows] = await db.query(purge, parameters, { timeoutMs: PURGE_TIMEOUT_MS, ofLogs: true })
    const { Deleted, More } = rows![0] ?? {}
    if (Number(Deleted) > 0 || Number(More) !== 1) return Number(Deleted)
  }
  return 0
}

/** `size` null: VARCHAR(MAX). */
function textColumn<T>(name: string, size: number | null, textOf: (row: T) => string | null): BulkColumn<T> {
  return {
    name,
    type: types => ({ type: types.VarChar(size ?? types.MAX), value: null }),
    value(row, columns) {
      const text = textOf(row)
      if (text === null) return null
      return size === null ? columns.encode(text) : columns.fit(text, size)
    },
  }
}

const intColumn = <T>(name: string, numberOf: (row: T) => number | null): BulkColumn<T> => ({
  name,
  type: int(null),
  value(row) {
    const value = numberOf(row)
    return value === null ? null : inInt(value)
  },
})

const timeColumn = <T extends { readonly timestamp: string }>(times: TableTimes): BulkColumn<T> => ({
  name: 'Timestamp',
  type: datetime(null),
  value: row => datetimeOf(times.written(row.timestamp)),
})

const own = <T>(column: BulkColumn<T>): BulkColumn<T> => ({ ...column, isOwn: true })

/** The proof that a row is the service's, without which it deletes none. */
const WRITER = 'tokenwheel'

const logColumnsIn = (times: TableTimes): readonly BulkColumn<LogRow>[] => [
  timeColumn(times),
  textColumn('LogLevel', 20, row => row.logLevel),
  textColumn('Logger', 255, row => row.logger),
  textColumn('Message', null, row => row.message),
  textColumn('Exception', null, row => row.exception),
  textColumn('Module', 255, row => row.module),
  textColumn('FunctionName', 255, row => row.functionName),
  intColumn('LineNumber', row => row.lineNumber),
  own(textColumn('RequestID', 100, row => row.requestId)),
  own(textColumn('CompanyID', 50, row => row.companyId)),
  own(intColumn('TokenID', row => row.keyId)),
  own(textColumn('Provider', 100, row => row.provider)),
  own(textColumn('WrittenBy', 50, () => WRITER)),
]

const attemptColumnsIn = (times: TableTimes): readonly BulkColumn<RetryAttempt>[] => [
  intColumn('TokenID', row => row.keyId),
  textColumn('CompanyID', 50, row => row.companyId),
  intColumn('Attempt', row => row.attempt),
  textColumn('ErrorMessage', null, row => row.errorMessage),
  { name: 'IsRetryable', type: bit(false), value: row => row.isRetryable },
  timeColumn(times),
  own(textColumn('RequestID', 100, row => row.requestId)),
  own(textColumn('Provider', 100, row => row.provider)),
  own(textColumn('WrittenBy', 50, () => WRITER)),
]
