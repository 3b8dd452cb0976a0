import { expect, onTestFinished, test } from 'vitest'
import { StoreUnavailableError } from '../../src/shared/app-error.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { readSqlServerUrl } from '../../src/storage/sqlserver/sql-server-url.ts'
import { newKey, usageRecord } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { connect, describeOnSqlServer, shared, type TestDatabase } from '../support/sql-server.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

const PDF = makePdf()
const FALLBACK = 'fallback-key-of-this-test'
/** As long as a failover takes, with an extraction every so often: long enough for every patience on the way to run out. */
const AWAY_MS = 30_000
const PACE_MS = 300

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreUnavailableError)
  return ((error as Error).cause as Error).message
}

/** The same database through a proxy that a test can turn off. */
async function throughProxy(database: TestDatabase, change: (url: URL) => void = () => {}) {
  const { server, port = 1433 } = readSqlServerUrl(database.url)
  const proxy = await startTcpProxy({ host: server, port })
  const url = new URL(database.url)
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  change(url)
  const stores = await database.open({ url: url.href })
  await stores.warmUp()
  onTestFinished(async () => {
    proxy.pass()
    await stores.close()
    await proxy.stop()
  })
  return { proxy, ...stores }
}

/** One usage row per extraction, the sums of all three sides, and one idempotency key each. */
async function sums(database: TestDatabase) {
  const [row] = await database.query(`SELECT
    (SELECT COUNT(*) FROM [docUpload].[TokenUsageLogs]) AS rows_,
    (SELECT COUNT(DISTINCT RequestID) FROM [docUpload].[TokenUsageLogs]) AS requests,
    (SELECT COALESCE(SUM(TotalTokensUsed), 0) FROM [docUpload].[TokenUsageLogs]) AS logged,
    (SELECT COALESCE(SUM(TotalUsedTokens), 0) FROM [docUpload].[TokenUsageSummary]) AS summed`)
  return { rows: Number(row!.rows_), requests: Number(row!.requests), logged: Number(row!.logged), summed: Number(row!.summed) }
}

describeOnSqlServer('SQL Server under faults', current => {
  const stores = shared(current)

  test('a connection that is lost while a usage commits: repeated, counted once', async () => {
    await current().clear()
    const { keyId } = await stores().companies.addKey(newKey())
    const { proxy, companies } = await throughProxy(current())
    await companies.ping()
    for (let round = 0; round < 5; round += 1) {
      const record = usageRecord({ keyId })
      const lost = proxy.loseAnswerTo('@isNew')
      expect(await problemOf(companies.recordUsage(record))).toContain('the connection to SQL Server')
      await lost
      expect(await companies.recordUsage(record)).toBe('duplicate')
    }
    expect(await sums(current())).toEqual({ rows: 5, requests: 5, logged: 600, summed: 600 })
  })

  test('fifty first writers of a key that has no summary make one, and lose nothing', async () => {
    await current().clear()
    const old = (company: string) =>
      `INSERT INTO [docUpload].[TokenMaster] (CompanyID, ApiKey, Status) VALUES ('${company}', 'old', 'Active')`
    // Ten connections that have run the statement before: only then do they meet.
    await Promise.all(Array.from({ length: 20 }, () => stores().companies.recordUsage(usageRecord({}))))
    for (const company of ['ONE', 'TWO', 'THREE']) {
      await current().query(old(company))
      const [key] = await stores().companies.listKeys(company)
      await Promise.all(Array.from({ length: 50 }, () => stores().companies.recordUsage(usageRecord({ keyId: key!.keyId }))))
    }
    const summaries = await current().query('SELECT TotalUsedTokens AS used FROM [docUpload].[TokenUsageSummary]')
    expect(summaries).toEqual([{ used: 6000 }, { used: 6000 }, { used: 6000 }])
  })

  test('a usage that fails half-way leaves nothing, and is recorded when it can be', async () => {
    await current().clear()
    const { keyId } = await stores().companies.addKey(newKey())
    await current().query('ALTER TABLE [docUpload].[TokenUsageSummary] ADD CONSTRAINT CK_OfThisTest CHECK (TotalUsedTokens < 100)')
    const record = usageRecord({ keyId })
    await expect(stores().companies.recordUsage(record)).rejects.toThrow()
    expect(await sums(current())).toEqual({ rows: 0, requests: 0, logged: 0, summed: 0 })
    await current().query('ALTER TABLE [docUpload].[TokenUsageSummary] DROP CONSTRAINT CK_OfThisTest')
    expect(await stores().companies.recordUsage(record)).toBe('recorded')
    expect(await sums(current())).toEqual({ rows: 1, requests: 1, logged: 120, summed: 120 })
  })

  test('a wrong password is called that, and appears nowhere', async () => {
    const url = new URL(current().url)
    url.password = 'not-the-password'
    const refused = await current().open({ url: url.href })
    onTestFinished(() => refused.close())
    const words = await problemOf(refused.companies.ping())
    expect(words).toContain('refuses the login')
    expect(words).not.toContain('not-the-password')
  })

  test('every connection in use: the choice of a key ends in time and says so; afterwards it works', async () => {
    await current().clear()
    const { keyId } = await stores().companies.addKey(newKey())
    const small = await throughProxy(current(), url => url.searchParams.set('poolSize', '2'))
    await small.companies.ping()
    // Somebody else holds the key's figures: two writers wait for them, on the two connections there are.
    const holder = await connect(current().url)
    const transaction = holder.transaction()
    await transaction.begin()
    await transaction.request().query(`UPDATE [docUpload].[TokenUsageSummary] SET Threshold = Threshold WHERE TokenID = ${keyId}`)
    const waiting = [usageRecord({ keyId }), usageRecord({ keyId })].map(record => small.companies.recordUsage(record))
    const words = await problemOf(small.companies.selectKey({ companyId: 'ACME', excludeKeyIds: [], now: Date.now() }))
    expect(words).toContain('the connection pool is exhausted: all 2 connections')
    await transaction.commit()
    await holder.close()
    expect(await Promise.all(waiting)).toEqual(['recorded', 'recorded'])
    expect((await small.companies.selectKey({ companyId: 'ACME', excludeKeyIds: [], now: Date.now() })).key?.keyId).toBe(keyId)
  })

  test('away for half a minute: extractions go on with the fallback, every usage arrives once', { timeout: 240_000 }, async () => {
    await current().clear()
    await stores().companies.addKey(newKey({ totalTokenLimit: 2_000_000_000 }))
    const { proxy, companies } = await throughProxy(current())
    const running = await startExtraction({
      wrapStore: () => companies,
      storeIsLocal: false,
      extraction: { fallback: { provider: 'gemini', api_key: FALLBACK } },
    })
    const statuses: number[] = []
    const extract = async () => statuses.push((await running.extract({ file: PDF })).status)
    for (let call = 0; call < 5; call += 1) await extract()
    const callsBefore = running.stub.calls.length
    proxy.gone()
    for (const until = Date.now() + AWAY_MS; Date.now() < until; ) await Promise.all([extract(), systemClock.sleep(PACE_MS)])
    const callsMeanwhile = running.stub.calls.slice(callsBefore)
    expect(callsMeanwhile.length).toBeGreaterThan(AWAY_MS / PACE_MS / 2)
    expect(callsMeanwhile.every(({ apiKey }) => apiKey === FALLBACK)).toBe(true)
    proxy.pass()
    // By itself, as soon as it is looked for again.
    const keyOfCompany = async () => {
      await extract()
      return running.stub.calls.at(-1)!.apiKey !== FALLBACK
    }
    await expect.poll(keyOfCompany, { timeout: 30_000, interval: 200 }).toBe(true)
    expect(statuses.every(status => status === 200)).toBe(true)
    const { input, output } = running.stub.reported
    await expect
      .poll(() => sums(current()), { timeout: 60_000 })
      .toMatchObject({ rows: statuses.length, requests: statuses.length, logged: input + output })
  })

  test('a server that stalls: after a few calls nobody waits for it any more', async () => {
    await current().clear()
    await stores().companies.addKey(newKey())
    const { proxy, companies } = await throughProxy(current())
    const select = () => companies.selectKey({ companyId: 'ACME', excludeKeyIds: [], now: Date.now() })
    await select()
    proxy.stall()
    const words = [await problemOf(select()), await problemOf(select()), await problemOf(select())]
    for (const word of words) expect(word).toMatch(/does not answer in time|fails|no new connection/)
    // The gate is shut: the next hundred are told at once, without a statement.
    const started = performance.now()
    await Promise.all(Array.from({ length: 100 }, () => problemOf(select())))
    expect(performance.now() - started).toBeLessThan(500)
    proxy.pass()
    await expect.poll(async () => (await select().catch(() => null))?.key ?? null, { timeout: 60_000, interval: 250 }).not.toBeNull()
  })

  test('500 extractions at once of one company: provider, log and summary agree', async () => {
    await current().clear()
    for (let key = 0; key < 3; key += 1) await stores().companies.addKey(newKey({ totalTokenLimit: 2_000_000_000 }))
    const running = await startExtraction({ wrapStore: () => stores().companies, storeIsLocal: false })
    const answers = await Promise.all(Array.from({ length: 500 }, () => running.extract({ file: PDF })))
    expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body)).toEqual([])
    const { input, output } = running.stub.reported
    await expect
      .poll(() => sums(current()), { timeout: 100_000, interval: 500 })
      .toEqual({ rows: 500, requests: 500, logged: input + output, summed: input + output })
    const keys = await stores().companies.listKeys('ACME')
    for (const key of keys) expect(key.totalRemainingTokens).toBe(2_000_000_000 - key.totalUsedTokens)
  })
})
