import { readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { batchesOf, readMigrations } from '../../src/storage/sqlserver/sql-files.ts'
import { newKey, usageRecord } from '../support/companies.ts'
import { connect, createTestDatabase, describeOnSqlServer, openTestStores, type TestDatabase } from '../support/sql-server.ts'

const FIVE_TABLES = readMigrations()[0]!.batches
const select = { companyId: 'ACME', excludeKeyIds: [], now: Date.parse('2026-11-21T12:00:00Z') }
const NO_DETAILS = { exception: null, module: null, functionName: null, lineNumber: null }
const line = (message: string, timestamp: string) => ({
  ...({ ...NO_DETAILS, logLevel: 'WARNING', logger: 'tokenwheel', message, timestamp } as const),
  ...{ requestId: 'request-1', companyId: 'ACME', keyId: 1, provider: 'gemini' },
})

async function empty(server: string): Promise<TestDatabase> {
  const database = await createTestDatabase(server)
  onTestFinished(() => database.drop())
  return database
}

async function run(database: TestDatabase, batches: readonly string[]): Promise<void> {
  const pool = await connect(database.url)
  for (const batch of batches) await pool.request().batch(batch)
  await pool.close()
}

/** Somebody who holds a table, as a long report or a backup script does. */
async function holdTable(database: TestDatabase, table: string) {
  const pool = await connect(database.url)
  const transaction = pool.transaction()
  await transaction.begin()
  await transaction.request().query(`INSERT INTO ${table} DEFAULT VALUES`)
  return async () => {
    await transaction.rollback()
    await pool.close()
  }
}

describeOnSqlServer('a guest in a database of others', current => {
  const server = () => current().url

  /**
   * A start while somebody holds a table that has to be changed, and others read that table and another one. Their reads end while it is still held,
   * so it is not the foreign lock that they wait for.
   */
  async function startAgainst(held: string) {
    const database = await empty(server())
    await run(database, [
      ...FIVE_TABLES,
      "INSERT INTO [docUpload].[TokenMaster] (CompanyID, ApiKey, Status) VALUES ('ACME', 'of-old', 'Active')",
      'INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens) VALUES (1, 0)',
    ])
    const tables = [held, '[dbo].[RetryAttempts]']
    const readers = await Promise.all(tables.map(() => connect(database.url)))
    const letGo = await holdTable(database, held)
    let skew = 0
    const stores = await openTestStores(database.url, { skewMs: () => skew })
    onTestFinished(() => stores.close())
    const startedAt = performance.now()
    const delays: number[] = []
    let isServing = false
    const read = async (reader: (typeof readers)[number], table: string) => {
      const askedAt = performance.now()
      // Of the table's definition alone, which no writer keeps from anybody.
      await reader.request().query(`SELECT TOP (0) * FROM ${table}`)
      delays.push(performance.now() - askedAt)
    }
    const reading = tables.map(async (table, at) => {
      while (!isServing) await read(readers[at]!, table)
      await read(readers[at]!, table)
    })
    const serving = async () => {
      await stores.warmUp()
      const { key } = await stores.companies.selectKey(select)
      isServing = true
      return { key, afterMs: performance.now() - startedAt }
    }
    const { key, afterMs } = await serving()
    await Promise.all(reading)
    await Promise.all(readers.map(reader => reader.close()))
    expect(key?.storedKey).toBe('of-old')
    expect(afterMs).toBeLessThan(10_000)
    expect(Math.max(...delays)).toBeLessThan(5000)
    return { database, stores, letGo, later: () => (skew += 61_000) }
  }

  const notedEverything = (database: TestDatabase) =>
    expect
      .poll(async () => (await database.query('SELECT Number FROM [docUpload].[TokenwheelMigrations]')).length, {
        ...{ timeout: 60_000, interval: 250 },
      })
      .toBe(readMigrations().length)

  test('a start against a table that somebody holds serves within 10 s, delays no reader over 5 s, and is completed afterwards', async () => {
    const { database, stores, letGo, later } = await startAgainst('[dbo].[ApplicationLogs]')
    expect(await stores.companies.ping()).toBeNull()
    expect(await stores.companies.recordUsage(usageRecord({ keyId: 1 }))).toBe('recorded')
    await letGo()
    await stores.logs.appendLogs([line('while the columns were not there', '2026-11-21T12:00:00.000Z')])
    later()
    await stores.companies.ping()
    await notedEverything(database)
  })

  test('the same with a table that metering needs: keys are chosen, usage waits, and both go on when it is free', async () => {
    const { database, stores, letGo, later } = await startAgainst('[docUpload].[TokenUsageLogs]')
    expect(await stores.companies.ping()).toContain('somebody else holds the lock')
    await expect(stores.companies.recordUsage(usageRecord({ keyId: 1 }))).rejects.toMatchObject({ kind: 'unavailable' })
    await letGo()
    later()
    await expect.poll(() => stores.companies.ping(), { timeout: 30_000 }).toBeNull()
    expect(await stores.companies.recordUsage(usageRecord({ keyId: 1 }))).toBe('recorded')
    await notedEverything(database)
  })

  test('with SELECT, INSERT, UPDATE and DELETE alone log and retry rows are written', async () => {
    const database = await empty(server())
    await run(
      database,
      readMigrations().flatMap(({ batches }) => batches),
    )
    const url = new URL(database.url)
    ;[url.username, url.password] = ['tokenwheel_guest', 'Only-4-this-test']
    const tables = await database.query("SELECT '[' + TABLE_SCHEMA + '].[' + TABLE_NAME + ']' AS name FROM INFORMATION_SCHEMA.TABLES")
    await run(database, [
      "IF SUSER_ID(N'tokenwheel_guest') IS NULL CREATE LOGIN tokenwheel_guest WITH PASSWORD = 'Only-4-this-test'",
      'CREATE USER tokenwheel_guest FOR LOGIN tokenwheel_guest',
      ...tables.map(({ name }) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${String(name)} TO tokenwheel_guest`),
    ])
    const stores = await openTestStores(url.href)
    onTestFinished(() => stores.close())
    await stores.logs.appendLogs([line('a line', '2026-11-21T12:00:00.000Z')])
    const attempt = { requestId: 'request-1', keyId: 1, companyId: 'ACME', provider: 'gemini', attempt: 1, errorMessage: 'HTTP 503' }
    await stores.logs.appendRetryAttempts([{ ...attempt, isRetryable: true, timestamp: '2026-11-21T12:00:00.000Z' }])
    const about = 'RequestID AS request, CompanyID AS company, TokenID AS token, Provider AS provider, WrittenBy AS writer'
    const expected = [{ request: 'request-1', company: 'ACME', token: 1, provider: 'gemini', writer: 'tokenwheel' }]
    expect(await database.query(`SELECT ${about} FROM [dbo].[ApplicationLogs]`)).toEqual(expected)
    expect(await database.query(`SELECT ${about} FROM [dbo].[RetryAttempts]`)).toEqual(expected)
  })

  test('rows of others are passed once, and after a TRUNCATE the ids are begun anew', async () => {
    const database = await empty(server())
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const doubled = 'INSERT INTO [dbo].[ApplicationLogs] (LineNumber) SELECT LineNumber FROM [dbo].[ApplicationLogs]'
    await run(database, ['INSERT INTO [dbo].[ApplicationLogs] (LineNumber) VALUES (1)', ...Array.from({ length: 14 }, () => doubled)])
    await stores.logs.appendLogs([line('old', '2026-01-01T00:00:00.000Z')])
    expect(await stores.logs.purgeLogs('2026-11-01T00:00:00.000Z', 2000)).toBe(1)
    const [at] = await database.query("SELECT LastID AS last FROM [docUpload].[TokenwheelPurges] WHERE TableName = 'ApplicationLogs'")
    expect(Number(at!.last)).toBeGreaterThan(2000)
    await run(database, ['TRUNCATE TABLE [dbo].[ApplicationLogs]'])
    await stores.logs.appendLogs([line('old', '2026-01-01T00:00:00.000Z'), line('new', '2026-11-20T00:00:00.000Z')])
    expect(await stores.logs.purgeLogs('2026-11-01T00:00:00.000Z', 2000)).toBe(1)
    expect(await database.query('SELECT Message AS message FROM [dbo].[ApplicationLogs]')).toEqual([{ message: 'new' }])
  })

  test('a usage that changes no status touches no row of TokenMaster: no trigger runs for nothing', async () => {
    const database = await empty(server())
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const { keyId } = await stores.companies.addKey(newKey({ totalTokenLimit: 10_000 }))
    await run(database, [
      'CREATE TABLE [dbo].[Fired] (FiredID INT IDENTITY(1,1) NOT NULL, PRIMARY KEY (FiredID))',
      'CREATE TRIGGER [docUpload].[TR_OfOthers] ON [docUpload].[TokenMaster] AFTER UPDATE AS INSERT INTO [dbo].[Fired] DEFAULT VALUES',
    ])
    const fired = async () => (await database.query('SELECT FiredID FROM [dbo].[Fired]')).length
    for (let times = 0; times < 3; times += 1) await stores.companies.recordUsage(usageRecord({ keyId }))
    expect(await fired()).toBe(0)
    await stores.companies.recordUsage(usageRecord({ keyId, inputTokens: 7000, outputTokens: 0 }))
    await stores.companies.recordUsage(usageRecord({ keyId }))
    expect(await fired()).toBe(1)
  })

  test('the views for operators say what they are named for', async () => {
    const database = await empty(server())
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const good = await stores.companies.addKey(newKey({ totalTokenLimit: 50_000 }))
    const used = await stores.companies.addKey(newKey({ totalTokenLimit: 100 }))
    const blocked = await stores.companies.addKey(newKey({ status: 'Blocked' }))
    for (const { keyId } of [good, good, used]) await stores.companies.recordUsage(usageRecord({ keyId }))
    await stores.logs.appendLogs([line('it failed', '2026-11-21T12:00:00.000Z')])
    const attempt = {
      requestId: 'request-1',
      keyId: good.keyId,
      companyId: 'ACME',
      provider: 'gemini',
      attempt: 1,
      errorMessage: 'HTTP 503',
    }
    await stores.logs.appendRetryAttempts([{ ...attempt, isRetryable: true, timestamp: '2026-11-21T12:00:00.000Z' }])
    // Twice: they are made anew where they are there.
    for (let times = 0; times < 2; times += 1)
      for (const file of readdirSync('sql/sqlserver/views'))
        await run(database, batchesOf(readFileSync(`sql/sqlserver/views/${file}`, 'utf8')))
    const view = (columns: string, name: string) => database.query(`SELECT ${columns} FROM [docUpload].[${name}] ORDER BY 1`)
    expect(await view('CompanyID AS c, Extractions AS e, TotalTokens AS t', 'UsageByCompanyAndDay')).toMatchObject([{ c: 'ACME', e: 3 }])
    expect(await view('TokenID AS id, Reason AS why', 'KeysThatNeedAttention')).toEqual([
      { id: used.keyId, why: 'used up: raise the limit' },
      { id: blocked.keyId, why: 'rejected by the provider: replace the key' },
    ])
    expect(await view('RequestID AS request, Message AS message', 'Failures')).toEqual([{ request: 'request-1', message: 'it failed' }])
    expect(await view('TokenID AS id, FailedCalls AS calls, Requests AS requests', 'Retries')).toEqual([
      { id: good.keyId, calls: 1, requests: 1 },
    ])
  })
})
