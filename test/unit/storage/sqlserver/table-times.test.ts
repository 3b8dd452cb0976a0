import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { createLogging } from '../../../../src/logging/logger.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { createLocalTime } from '../../../../src/shared/local-time.ts'
import { SqlServer } from '../../../../src/storage/sqlserver/sql-server.ts'
import { createSqlServerCompanyStore } from '../../../../src/storage/sqlserver/sql-server-company-store.ts'
import { createSqlServerLogStore } from '../../../../src/storage/sqlserver/sql-server-log-store.ts'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { createTableTimes } from '../../../../src/storage/sqlserver/table-times.ts'
import { newKey, usageRecord } from '../../../support/companies.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { scriptedDriver, serverError } from './scripted-driver.ts'

const { logger } = await createLogging({ level: 'silent', format: 'json' })
const berlin = createTableTimes(createLocalTime('Europe/Berlin'))
const attempt = (timestamp: string) => ({
  ...{ requestId: 'request-1', keyId: 7, companyId: 'ACME', provider: 'openai', attempt: 1 },
  ...{ errorMessage: 'HTTP 503', isRetryable: true, timestamp },
})

describe('the five tables in local time', () => {
  let script: ReturnType<typeof scriptedDriver>
  let db: SqlServer
  beforeEach(() => {
    const clock = new ManualClock(Date.parse('2026-07-01T22:30:00.000Z'))
    script = scriptedDriver()
    const address = readSqlServerUrl('mssql://app:top-secret@db/docs')
    const retry = createRetryPolicy(appSettingsSchema.parse({}).retry, { clock })
    const schema = {
      state: 'complete',
      problem: null,
      ownLogColumns: true,
      lacksIndexes: false,
      isMaker: false,
      lookAgainMs: null,
    } as const
    db = new SqlServer({ address, driver: script.driver, prepare: async () => schema, retry, clock, logger })
  })
  const inputs = () => script.statements.map(statement => statement.inputs)
  const at = (iso: string) => new Date(`${iso}Z`)

  test('LoggedAt, LastUpdated and CreatedAt are what the clock says there', async () => {
    const store = createSqlServerCompanyStore(db, berlin)
    await store.recordUsage(usageRecord({ loggedAt: '2026-01-01T23:30:00.000Z' }))
    script.answers.push([[{ TokenID: 1 }]])
    await store.addKey(newKey({})).catch(() => undefined)
    await store.changeKey('ACME', 1, { threshold: 5 })
    expect(inputs()[0]!.loggedAt).toEqual(at('2026-01-02T00:30:00.000'))
    expect(inputs()[1]!.now).toEqual(at('2026-07-02T00:30:00.000'))
    expect(inputs().at(-1)!.now).toEqual(at('2026-07-02T00:30:00.000'))
  })

  test('Timestamp too, of log rows and of retry attempts; what of them is old is asked in the same time', async () => {
    script.server.respond = text => (text === 'BULK' ? serverError(4834, 'You do not have permission') : undefined)
    const store = createSqlServerLogStore(db, berlin)
    await store.appendRetryAttempts([attempt('2026-07-01T22:30:00.000Z')])
    const row = { timestamp: '2026-01-01T23:30:00.000Z', logLevel: 'INFO' as const, logger: 'tokenwheel', message: 'm' }
    const rest = {
      exception: null,
      module: null,
      functionName: null,
      lineNumber: null,
      requestId: null,
      companyId: null,
      keyId: null,
      provider: null,
    }
    await store.appendLogs([{ ...row, ...rest }])
    await store.purgeLogs('2026-06-01T12:00:00.000Z', 100)
    const written = inputs().flatMap(values => Object.values(values).filter(value => value instanceof Date))
    expect(written).toEqual([at('2026-07-02T00:30:00.000'), at('2026-01-02T00:30:00.000'), ...Array(2).fill(at('2026-06-01T14:00:00.000'))])
  })

  test('what is read is an instant again; the own columns are in UTC whatever the zone', async () => {
    const own = { RestUntil: at('2026-07-01T10:00:00.000') }
    const theirs = { CreatedAt: at('2026-01-01T12:00:00.000'), LastUpdated: at('2026-10-25T02:30:00.000') }
    script.answers.push([[{ TokenID: 1, CompanyID: 'ACME', Status: 'Active', ApiKey: 'k', SummaryID: 1, ...own, ...theirs }]])
    const [key] = await createSqlServerCompanyStore(db, berlin).listKeys('ACME')
    expect(key).toMatchObject({ createdAt: '2026-01-01T11:00:00.000Z', lastUpdated: '2026-10-25T00:30:00.000Z' })
    expect(key!.restUntil).toBe(Date.parse('2026-07-01T10:00:00.000Z'))
  })

  test('a report of a local day asks for its rows', async () => {
    const range = { from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' }
    await createSqlServerCompanyStore(db, berlin).usage({ companyId: 'ACME', group: 'day', ...range })
    expect(inputs()[0]).toMatchObject({ from: at('2026-10-25T00:00:00.000'), to: at('2026-10-26T00:00:00.000') })
  })

  test('without the setting everything is in UTC, to the millisecond', async () => {
    const utc = createTableTimes(createLocalTime('UTC'))
    for (const iso of ['2026-10-25T00:30:00.123Z', '0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      expect([utc.written(iso), utc.bound(iso), utc.surelyBefore(iso), utc.read(new Date(iso))]).toEqual([iso, iso, iso, iso])
    }
    expect(utc.read(null)).toBeNull()
  })
})

describe('bounds on the night on which daylight saving ends', () => {
  const night = fc
    .integer({ min: Date.parse('2026-10-24T22:00:00Z'), max: Date.parse('2026-10-25T05:00:00Z') })
    .map(ms => new Date(ms).toISOString())

  test('ranges that meet share no row and lose none: a later bound is never an earlier one', () => {
    fc.assert(
      fc.property(night, night, (one, other) => {
        const [earlier, later] = [one, other].sort() as [string, string]
        expect(berlin.bound(earlier) <= berlin.bound(later)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('no row is deleted before its time, and none is kept for more than that hour', () => {
    fc.assert(
      fc.property(night, night, (logged, limit) => {
        const isDeleted = berlin.written(logged) < berlin.surelyBefore(limit)
        if (isDeleted) expect(logged < limit).toBe(true)
        if (Date.parse(limit) - Date.parse(logged) > 3_600_000) expect(isDeleted).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
