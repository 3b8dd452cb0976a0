import { beforeAll, expect, test, vi } from 'vitest'
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

const OLD = '2026-01-01T00:00:00.000Z'
const ABOUT = { requestId: null, companyId: null, keyId: null, provider: null }
const NOWHERE = { exception: null, module: null, functionName: null, lineNumber: null }

describeOnSqlServer('a log database', current => {
  const stores = shared(current)
  // The columns by which the service knows its own rows come after those of metering, and are seen with a later look.
  beforeAll(async () => {
    const written = async () => {
      await stores().logs.appendLogs([{ ...ABOUT, ...NOWHERE, logLevel: 'INFO', logger: 'tokenwheel', message: 'first', timestamp: OLD }])
      return (await current().query('SELECT WrittenBy AS writer FROM [dbo].[ApplicationLogs] ORDER BY LogID')).at(-1)?.writer
    }
    await vi.waitFor(async () => expect(await written()).toBe('tokenwheel'), { timeout: 60_000, interval: 250 })
  })

  test('old rows of other programs outlive the retention, whatever they say of their writer; those of the service go', async () => {
    await current().clear()
    const old = '2026-01-01T00:00:00'
    for (const writer of ['NULL', "''", "'tokenwheel2'", "'another program'"]) {
      await current().query(
        `INSERT INTO [dbo].[ApplicationLogs] (Timestamp, Logger, Message, WrittenBy) VALUES ('${old}', 'tokenwheel', ${writer}, ${writer})`,
      )
      await current().query(
        `INSERT INTO [dbo].[RetryAttempts] (Timestamp, ErrorMessage, WrittenBy) VALUES ('${old}', ${writer}, ${writer})`,
      )
    }
    const about = { ...ABOUT, timestamp: `${old}.000Z` }
    await stores().logs.appendLogs([{ ...about, ...NOWHERE, logLevel: 'INFO', logger: 'tokenwheel', message: 'ours' }])
    await stores().logs.appendRetryAttempts([{ ...about, attempt: 1, errorMessage: 'ours', isRetryable: true }])
    expect(await stores().logs.purgeLogs('2026-11-01T00:00:00.000Z', 1000)).toBe(2)
    const left = async (column: string, table: string) =>
      (await current().query(`SELECT ${column} AS left_ FROM ${table}`)).map(row => row.left_ ?? null)
    const others = [null, '', 'tokenwheel2', 'another program']
    expect(await left('Message', '[dbo].[ApplicationLogs]')).toEqual(others)
    expect(await left('ErrorMessage', '[dbo].[RetryAttempts]')).toEqual(others)
  })

  test('after a TRUNCATE of either table the ids begin anew, and what is old goes as before', async () => {
    await current().clear()
    const write = async () => {
      await stores().logs.appendLogs([{ ...ABOUT, ...NOWHERE, logLevel: 'INFO', logger: 'tokenwheel', message: 'ours', timestamp: OLD }])
      await stores().logs.appendRetryAttempts([{ ...ABOUT, attempt: 1, errorMessage: 'ours', isRetryable: true, timestamp: OLD }])
    }
    const purge = () => stores().logs.purgeLogs('2026-11-01T00:00:00.000Z', 1000)
    // Far from the beginning, as in a table that has served for years.
    for (const table of ['ApplicationLogs', 'RetryAttempts']) {
      await current().query(`INSERT INTO [dbo].[${table}] (Timestamp) VALUES ('2026-01-01')`)
      for (let doubled = 0; doubled < 14; doubled += 1)
        await current().query(`INSERT INTO [dbo].[${table}] (Timestamp) SELECT Timestamp FROM [dbo].[${table}]`)
    }
    await write()
    expect(await purge()).toBe(2)
    for (const table of ['ApplicationLogs', 'RetryAttempts']) await current().query(`TRUNCATE TABLE [dbo].[${table}]`)
    await write()
    expect(await purge()).toBe(2)
  })

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
