import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { batchesOf, readMigrations } from '../../src/storage/sqlserver/sql-files.ts'
import { newKey, usageRecord } from '../support/companies.ts'
import { connect, createTestDatabase, describeOnSqlServer, openTestStores, type TestDatabase } from '../support/sql-server.ts'

const NO_DETAILS = {
  ...{ exception: null, module: null, functionName: null, lineNumber: null },
  ...{ requestId: null, companyId: null, keyId: null, provider: null },
}
const select = { companyId: 'ACME', excludeKeyIds: [], now: Date.parse('2026-11-21T12:00:00Z') }
const BARE_TABLES = batchesOf(readFileSync(`sql/sqlserver/${readMigrations()[0]!.file}`, 'utf8'))

/** A database of the test's own. */
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

describeOnSqlServer('the tables of the company database', current => {
  const server = () => current().url

  // Opening sixty connections at once takes some servers a minute.
  test('twenty replicas that start at once migrate once', { timeout: 300_000 }, async () => {
    const database = await empty(server())
    const replicas = await Promise.all(Array.from({ length: 20 }, () => database.open()))
    await Promise.all(replicas.map(replica => replica.warmUp()))
    for (const replica of replicas) expect(await replica.companies.ping()).toBeNull()
    expect(await database.query('SELECT Number FROM [docUpload].[TokenwheelMigrations] ORDER BY Number')).toHaveLength(
      readMigrations().length,
    )
    await Promise.all(replicas.map(replica => replica.close()))
  })

  test('tables that are there already keep their rows, and what they cannot hold twice is counted once', async () => {
    const database = await empty(server())
    await run(database, [
      ...BARE_TABLES,
      `INSERT INTO [docUpload].[TokenMaster] (CompanyID, CompanyName, ApiKey, Provider, TotalTokenLimit, Status)
       VALUES ('ACME', 'Acme', 'an-old-key', 'Google', 1000, 'Active')`,
      // No unique constraint stood in the way of a second summary of one key.
      'INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, TotalRemainingTokens) VALUES (1, 100, 900), (1, 5, 5)',
      "INSERT INTO [docUpload].[TokenUsageLogs] (TokenID, Branch, TotalTokensUsed, LoggedAt) VALUES (1, 'Old', 100, '2026-01-02T03:04:05')",
      "INSERT INTO [dbo].[ApplicationLogs] (Message) VALUES ('an old line')",
    ])
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    expect((await stores.companies.selectKey(select)).key).toMatchObject({ storedKey: 'an-old-key', provider: 'Google' })
    await stores.companies.recordUsage(usageRecord({ keyId: 1, branch: 'New', inputTokens: 40, outputTokens: 10 }))
    expect(await stores.companies.listKeys('acme')).toMatchObject([
      { totalUsedTokens: 150, totalRemainingTokens: 850, status: 'BelowThreshold' },
    ])
    expect(await database.query('SELECT TotalUsedTokens AS used FROM [docUpload].[TokenUsageSummary] ORDER BY SummaryID')).toEqual([
      { used: 150 },
      { used: 5 },
    ])
    expect(await stores.companies.usage({ companyId: 'ACME', from: null, to: null, group: 'branch' })).toMatchObject([
      { group: 'New', totalTokens: 50 },
      { group: 'Old', totalTokens: 100 },
    ])
    expect(await database.query('SELECT Message AS message FROM [dbo].[ApplicationLogs]')).toEqual([{ message: 'an old line' }])
  })

  test('log rows that are not ours are never deleted, however old', async () => {
    const database = await empty(server())
    await run(database, [
      ...BARE_TABLES,
      "INSERT INTO [dbo].[ApplicationLogs] (Timestamp, Logger, Message) VALUES ('2020-01-01', 'tokenwheel', 'of a predecessor')",
      "INSERT INTO [dbo].[RetryAttempts] (Timestamp, ErrorMessage) VALUES ('2020-01-01', 'of a predecessor')",
    ])
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await run(database, [
      "INSERT INTO [dbo].[ApplicationLogs] (Timestamp, Logger, Message) VALUES ('2020-01-01', 'tokenwheel', 'of a neighbour')",
      "INSERT INTO [dbo].[RetryAttempts] (Timestamp, ErrorMessage) VALUES ('2020-01-01', 'of a neighbour')",
    ])
    const line = { logLevel: 'INFO', message: 'ours', ...NO_DETAILS } as const
    await stores.logs.appendLogs([{ ...line, logger: 'tokenwheel.jobs', timestamp: '2020-01-01T00:00:00.000Z' }])
    expect(await stores.logs.purgeLogs('2026-01-01T00:00:00.000Z', 100)).toBe(1)
    expect(await database.query('SELECT Message AS message FROM [dbo].[ApplicationLogs] ORDER BY LogID')).toEqual([
      { message: 'of a predecessor' },
      { message: 'of a neighbour' },
    ])
    expect(await database.query('SELECT ErrorMessage AS message FROM [dbo].[RetryAttempts]')).toHaveLength(2)
  })

  test('an index that cannot be made costs speed, not metering', async () => {
    const database = await empty(server())
    await run(database, [
      ...BARE_TABLES,
      'CREATE INDEX IX_tokenwheel_TokenMaster_CompanyID ON [docUpload].[TokenMaster] (CompanyID, Status)',
    ])
    const stores = await database.open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    expect(await stores.companies.ping()).toBeNull()
    expect(await stores.companies.recordUsage(usageRecord({}))).toBe('recorded')
  })

  test('a login without DDL: it says which scripts a DBA must run, chooses keys meanwhile, and meters when they have run', async () => {
    const database = await empty(server())
    const url = await readerAndWriter(database)
    let skew = 0
    const stores = await openTestStores(url, { skewMs: () => skew })
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await expect(stores.companies.ping()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('must run sql/sqlserver/001-company-tables.sql and sql/sqlserver/002-own-columns.sql') },
    })

    await run(database, [...BARE_TABLES, ...grants(url)])
    await run(database, ["INSERT INTO [docUpload].[TokenMaster] (CompanyID, ApiKey, Status) VALUES ('ACME', 'a-key-of-old', 'Active')"])
    skew += 20_000
    await expect.poll(() => stores.companies.ping().catch(() => ''), { timeout: 20_000 }).toContain('sql/sqlserver/002-own-columns.sql')
    expect((await stores.companies.selectKey(select)).key?.storedKey).toBe('a-key-of-old')
    expect(await stores.companies.listKeys('ACME')).toHaveLength(1)
    await stores.companies.addKey(newKey())
    await expect(stores.companies.recordUsage(usageRecord({ keyId: 1 }))).rejects.toMatchObject({ kind: 'unavailable' })

    await run(
      database,
      [2, 7, 9].flatMap(number => readMigrations()[number - 1]!.batches),
    )
    await run(database, grants(url))
    skew += 20_000
    await expect.poll(() => stores.companies.ping(), { timeout: 20_000 }).toBeNull()
    expect(await stores.companies.recordUsage(usageRecord({ keyId: 1 }))).toBe('recorded')
  })

  test('text that a VARCHAR column cannot hold: cut with a mark, escaped and read back, never refused', async () => {
    const stores = await current().open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await current().clear()
    const branch = 'Łódź 株 😀'
    await stores.companies.recordUsage(usageRecord({ branch: 'x'.repeat(500), requestedBy: 'Ж'.repeat(300), companyId: 'Ż' }))
    await stores.companies.recordUsage(usageRecord({ branch, requestedBy: 'zoë', companyId: 'Ż', rawUsage: '{"note":"株 😀"}' }))
    const groups = async (group: 'branch' | 'user') =>
      (await stores.companies.usage({ companyId: 'Ż', from: null, to: null, group })).map(row => row.group!)
    expect(await groups('branch')).toContain(branch)
    expect((await groups('branch')).find(text => text.startsWith('xxx'))).toMatch(/^x{47,49}(…|\.\.\.)$/)
    expect((await groups('user')).find(text => text.startsWith('Ж'))).toMatch(/^Ж+(…|\.\.\.)$/)
    expect(await groups('user')).toContain('zoë')
    expect((await current().query('SELECT RawUsage AS raw FROM [docUpload].[TokenUsageLogs] ORDER BY UsageID')).at(-1)).toEqual({
      raw: '{"note":"株 😀"}',
    })
  })

  test('a company id that does not fit is refused when its key is added, and its usage is found all the same', async () => {
    const stores = await current().open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await current().clear()
    const companyId = 'Ж'.repeat(9)
    await expect(stores.companies.addKey(newKey({ companyId }))).rejects.toMatchObject({ code: 'VALIDATION_FAILED', kind: 'invalid' })
    await stores.companies.recordUsage(usageRecord({ companyId }))
    expect(await stores.companies.usage({ companyId, from: null, to: null, group: 'day' })).toMatchObject([{ extractions: 1 }])
    expect((await stores.companies.selectKey({ ...select, companyId })).key).toBeNull()
  })

  test('ends of time that DATETIME does not know are its own ends', async () => {
    const stores = await current().open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const range = { companyId: 'ACME', from: '0001-01-01T00:00:00.000Z', to: '+010000-01-01T00:00:00.000Z', group: 'day' } as const
    for (let times = 0; times < 4; times += 1) await expect(stores.companies.usage(range)).resolves.toBeDefined()
  })

  test('nobody is told of the key of a company that is only spelled alike', async () => {
    const stores = await current().open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await current().clear()
    await stores.companies.addKey(newKey({ companyId: 'ACMEK' }))
    const told = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        stores.companies.selectKey({ ...select, companyId: index % 2 === 0 ? 'ACMEK' : 'ACME\u212a' }),
      ),
    )
    expect(told.map(({ key }) => key !== null)).toEqual(told.map((_, index) => index % 2 === 0))
  })

  test('totals that would not fit INT stop at its end, and their row is kept', async () => {
    const stores = await current().open()
    onTestFinished(() => stores.close())
    await stores.warmUp()
    await current().clear()
    const { keyId } = await stores.companies.addKey(newKey({ totalTokenLimit: 2_147_483_647 }))
    for (let row = 0; row < 3; row += 1)
      await stores.companies.recordUsage(usageRecord({ keyId, inputTokens: 1_000_000_000, outputTokens: 0 }))
    expect(await stores.companies.listKeys('ACME')).toMatchObject([{ totalUsedTokens: 2_147_483_647, status: 'FullyUtilized' }])
    expect(await stores.companies.usage({ companyId: 'ACME', from: null, to: null, group: 'day' })).toMatchObject([
      { totalTokens: 3_000_000_000 },
    ])
    await stores.close()
  })
})

const LOGIN = 'tokenwheel_reader'
const PASSWORD = 'Only-4-this-test'

/** A login that may read and write rows, once there are tables. */
async function readerAndWriter(database: TestDatabase): Promise<string> {
  await run(database, [
    `IF SUSER_ID(N'${LOGIN}') IS NULL CREATE LOGIN ${LOGIN} WITH PASSWORD = '${PASSWORD}'`,
    `CREATE USER ${LOGIN} FOR LOGIN ${LOGIN}`,
  ])
  const url = new URL(database.url)
  url.username = LOGIN
  url.password = PASSWORD
  return url.href
}

function grants(url: string): string[] {
  const user = new URL(url).username
  const own =
    '[docUpload].[TokenMaster] [docUpload].[TokenUsageLogs] [docUpload].[TokenUsageSummary] [dbo].[ApplicationLogs] [dbo].[RetryAttempts]'
  const ours = '[docUpload].[TokenUsageRequests] [docUpload].[TokenwheelMigrations] [docUpload].[TokenwheelPurges]'
  return [...own.split(' '), ...ours.split(' ')].map(
    table => `IF OBJECT_ID(N'${table}') IS NOT NULL GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${user}`,
  )
}
