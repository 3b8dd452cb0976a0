import { beforeEach, describe, expect, test } from 'vitest'
import { createLogging } from '../../../../src/logging/logger.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { createLocalTime } from '../../../../src/shared/local-time.ts'
import { SqlServer } from '../../../../src/storage/sqlserver/sql-server.ts'
import { createSqlServerLogStore } from '../../../../src/storage/sqlserver/sql-server-log-store.ts'
import type { Schema } from '../../../../src/storage/sqlserver/sql-server-schema.ts'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { createTableTimes } from '../../../../src/storage/sqlserver/table-times.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { scriptedDriver, serverError } from './scripted-driver.ts'

const { logger } = await createLogging({ level: 'silent', format: 'json' })
const DENIED = () => serverError(4834, 'You do not have permission to use the bulk load statement.')
const attempt = (errorMessage = 'HTTP 503') => ({
  ...{ requestId: 'request-1', keyId: 7, companyId: 'ACME', provider: 'openai', attempt: 1 },
  ...{ errorMessage, isRetryable: true, timestamp: '2026-11-21T12:00:00.000Z' },
})

describe('rows of the log tables', () => {
  let clock: ManualClock
  let script: ReturnType<typeof scriptedDriver>
  let schema: Schema
  let store: ReturnType<typeof createSqlServerLogStore>
  beforeEach(() => {
    clock = new ManualClock()
    script = scriptedDriver()
    schema = { state: 'complete', problem: null, ownLogColumns: true, lookAgainMs: null, lacksIndexes: false, isMaker: false }
    const address = readSqlServerUrl('mssql://app:top-secret@db/docs')
    const retry = createRetryPolicy(appSettingsSchema.parse({}).retry, { clock })
    const db = new SqlServer({ address, driver: script.driver, prepare: async () => schema, retry, clock, logger })
    store = createSqlServerLogStore(db, createTableTimes(createLocalTime('UTC')))
  })
  const texts = () => script.statements.map(({ text }) => text)
  const inserts = () => script.statements.filter(({ text }) => text.startsWith('INSERT INTO'))

  test('a login that may not load in bulk writes them all the same, by ordinary statements of one transaction', async () => {
    script.server.respond = text => (text === 'BULK' ? DENIED() : undefined)
    await store.appendRetryAttempts(Array.from({ length: 500 }, (_, index) => attempt(`failure ${index}`)))
    expect(texts().filter(text => !text.startsWith('INSERT'))).toEqual(['BULK', 'BEGIN', 'COMMIT'])
    const values = inserts().flatMap(({ inputs }) => Object.values(inputs))
    for (const { inputs } of inserts()) expect(Object.keys(inputs).length).toBeLessThanOrEqual(2100)
    expect(values.filter(value => String(value).startsWith('failure '))).toEqual(
      Array.from({ length: 500 }, (_, index) => `failure ${index}`),
    )
    expect(inserts()[0]!.text).toMatch(
      /^INSERT INTO dbo\.RetryAttempts \(TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable, Timestamp, RequestID, Provider, WrittenBy\) VALUES \(@r0c0, /,
    )
    expect(inserts()[0]!.inputs).toMatchObject({ r0c0: 7, r0c1: 'ACME', r0c6: 'request-1', r0c7: 'openai', r0c8: 'tokenwheel' })
  })

  test('which is not found out with every batch, but again after ten minutes: the right may have been granted', async () => {
    script.server.respond = text => (text === 'BULK' ? DENIED() : undefined)
    await store.appendRetryAttempts([attempt()])
    await store.appendRetryAttempts([attempt()])
    expect(texts().filter(text => text === 'BULK')).toHaveLength(1)
    script.server.respond = () => undefined
    await clock.advance(600_000)
    await store.appendRetryAttempts([attempt()])
    await store.appendRetryAttempts([attempt()])
    expect(texts().slice(-2)).toEqual(['BULK', 'BULK'])
  })

  test('a row that is refused either way is its own trouble: bulk goes on for the others, and nothing of it stays', async () => {
    script.server.respond = text => (text === 'BULK' || text.startsWith('INSERT') ? serverError(547, 'CHECK constraint') : undefined)
    await expect(store.appendRetryAttempts([attempt()])).rejects.toMatchObject({ name: 'RowRefusedError' })
    expect(texts().at(-1)).toBe('ROLLBACK')
    script.server.respond = () => undefined
    await store.appendRetryAttempts([attempt()])
    expect(texts().at(-1)).toBe('BULK')
  })

  test('tables without the own columns get the rows that they can hold', async () => {
    schema = { ...schema, ownLogColumns: false }
    script.server.respond = text => (text === 'BULK' ? DENIED() : undefined)
    await store.appendRetryAttempts([attempt()])
    expect(inserts()[0]!.text).toContain('(TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable, Timestamp) VALUES')
    await store.purgeLogs('2026-11-20T00:00:00.000Z', 100)
    expect(texts().filter(text => text.includes('DELETE FROM'))).toEqual([])
  })

  test('what is deleted says that it is ours; rows of others are passed over in slices', async () => {
    const deleted: [number, number][] = [
      [0, 1],
      [0, 1],
      [3, 1],
    ]
    script.server.respond = text => {
      if (!text.includes('DELETE FROM [dbo].[ApplicationLogs]')) return [[{ Deleted: 0, More: 0 }]]
      const [Deleted, More] = deleted.shift()!
      return [[{ Deleted, More }]]
    }
    expect(await store.purgeLogs('2026-11-20T00:00:00.000Z', 2000)).toBe(3)
    const purges = texts().filter(text => text.includes('DELETE FROM'))
    expect(purges).toHaveLength(4)
    for (const purge of purges) expect(purge).toMatch(/DELETE FROM [^;]*WrittenBy = 'tokenwheel' AND o\.Timestamp < @before ORDER BY/)
  })
})
