import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { loadDriver } from '../../src/storage/sqlserver/driver.ts'
import { readGrants } from '../../src/storage/sqlserver/missing-rights.ts'
import { batchesOf, readMigrations } from '../../src/storage/sqlserver/sql-files.ts'
import { readSqlServerUrl } from '../../src/storage/sqlserver/sql-server-url.ts'
import { tryLogin } from '../../src/storage/sqlserver/try-login.ts'
import { usageRecord } from '../support/companies.ts'
import { encode } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { startService } from '../support/service.ts'
import { run } from '../support/service-process.ts'
import { connect, describeOnSqlServer, openTestStores } from '../support/sql-server.ts'
import { geminiAnswer, startStubProvider } from '../support/stub-provider.ts'
import { tempDir } from '../support/temp-dir.ts'

const LOGIN = 'tokenwheel_least'
const PASSWORD = 'Only-4-this-test'

describeOnSqlServer('a login with the rights of setup/grant-rights.sql and no other', current => {
  let url: string
  const prepare = async (batches: readonly string[]) => {
    const pool = await connect(current().url)
    for (const batch of batches) await pool.request().batch(batch)
    await pool.close()
  }
  beforeAll(async () => {
    const guest = new URL(current().url)
    ;[guest.username, guest.password] = [LOGIN, PASSWORD]
    url = guest.href
    const grants = readFileSync('sql/sqlserver/setup/grant-rights.sql', 'utf8').replaceAll('[tokenwheel]', `[${LOGIN}]`)
    await prepare([
      ...readMigrations().flatMap(({ batches }) => batches),
      `IF SUSER_ID(N'${LOGIN}') IS NULL CREATE LOGIN ${LOGIN} WITH PASSWORD = '${PASSWORD}'`,
      `CREATE USER ${LOGIN} FOR LOGIN ${LOGIN}`,
      ...batchesOf(grants),
    ])
  })

  test('the service starts, manages keys, extracts, meters, keeps answers, and its reports are there', async () => {
    const stub = await startStubProvider()
    const service = await startService({
      env: { COMPANY_STORE: 'sqlserver', SQLSERVER_URL: url },
      app: { extraction: { base_urls: stub.baseUrls, keep_days: 1 } },
    })
    onTestFinished(async () => {
      await service.stop()
      await stub.close()
    })
    const health = async () => (await service.get('/system/health')).json.components.company_store.status
    await expect.poll(health, { timeout: 60_000, interval: 250 }).toBe('healthy')
    const key = { company_name: 'Acme GmbH', api_key: 'key-of-acme-0123456789', provider: 'Gemini', total_token_limit: 1_000_000 }
    const added = await service.post('/companies/ACME/tokens', key)
    expect(added.status).toBe(201)
    const tokenPath = `/companies/ACME/tokens/${added.json.token_id}`
    const patch = (body: unknown) =>
      service.call('PATCH', tokenPath, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    expect((await patch({ total_token_limit: 2_000_000 })).status).toBe(200)

    stub.behave((_, index) =>
      index === 0 ? { status: 503, body: { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } } } : geminiAnswer(),
    )
    const { body, type } = await encode({ companyID: 'ACME', username: 'anna', file: makePdf() })
    const answer = await service.call('POST', '/extract', { body, headers: { 'content-type': type } })
    expect(answer.status).toBe(200)
    const kept = async () => (await service.get(`/extract/${answer.json.meta.request_id}`)).status
    await expect.poll(kept, { timeout: 30_000, interval: 250 }).toBe(200)
    const used = async () => (await service.get('/companies/ACME/tokens')).json.tokens[0].total_used_tokens
    await expect.poll(used, { timeout: 30_000, interval: 250 }).toBeGreaterThan(0)
    expect((await service.get('/companies/ACME/usage?group=user')).json.rows).toMatchObject([{ group: 'anna', extractions: 1 }])
    const attempts = () => current().query('SELECT CompanyID AS company, WrittenBy AS writer FROM [dbo].[RetryAttempts]')
    await expect.poll(attempts, { timeout: 30_000, interval: 250 }).toEqual([{ company: 'ACME', writer: 'tokenwheel' }])
    expect((await service.get('/system/health')).json.components).toMatchObject({
      company_store: { status: 'healthy' },
      outbox: { status: 'healthy' },
      log_queue: { status: 'healthy' },
    })
  })

  test('log rows are written, a person is erased from them, and what is old goes', async () => {
    const stores = await openTestStores(url)
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const line = (message: string, timestamp: string) => ({
      ...({ exception: null, module: null, functionName: null, lineNumber: null, logLevel: 'INFO', logger: 'tokenwheel' } as const),
      ...{ message, timestamp, requestId: 'request-1', companyId: 'ACME', keyId: null, provider: 'gemini' },
    })
    await stores.logs.appendLogs([line('old', '2026-01-01T00:00:00.000Z'), line('ada@x.example is new', '2026-11-20T00:00:00.000Z')])
    const attempt = { requestId: 'request-1', keyId: null, companyId: 'ACME', provider: 'gemini', attempt: 1, isRetryable: true }
    await stores.logs.appendRetryAttempts([{ ...attempt, errorMessage: 'old', timestamp: '2026-01-01T00:00:00.000Z' }])
    await stores.logs.eraseText('ada@x.example')
    expect(await stores.logs.purgeLogs('2026-11-01T00:00:00.000Z', 1000)).toBe(2)
    expect(await current().query('SELECT Message AS message FROM [dbo].[ApplicationLogs]')).toEqual([{ message: '[erased] is new' }])
    expect(await stores.companies.recordUsage(usageRecord())).toBe('recorded')
    await stores.results.put({ id: 'r-1', requestId: 'request-1', companyId: 'ACME', createdAt: '2026-01-01T00:00:00.000Z', body: '{}' })
    expect(await stores.results.review('r-1', 0, '[]')).toBe(true)
    expect(await stores.results.purge('2030-01-01T00:00:00.000Z', 1000)).toBeGreaterThan(0)
  })

  test('npm start -- --check-config takes the login, ends with 78 where the server refuses it, and tells no password', async () => {
    const folder = tempDir()
    const env = { APP_SETTINGS: join(folder, 'appSetting.json'), DATA_DIR: join(folder, 'data'), COMPANY_STORE: 'sqlserver' }
    writeFileSync(env.APP_SETTINGS, '{}')
    const good = run('real', ['--check-config'], { ...env, SQLSERVER_URL: url })
    expect(await good.exited, good.output()).toBe(0)
    expect(good.output()).toContain('The login of SQLSERVER_URL is taken.')
    const bad = run('real', ['--check-config'], { ...env, SQLSERVER_URL: url.replace(PASSWORD, 'Another-one-4-this') })
    expect(await bad.exited, bad.output()).toBe(78)
    expect(bad.output()).toMatch(/SQLSERVER_URL: SQL Server \S+ refuses the login/)
    expect(good.output() + bad.output()).not.toMatch(/Only-4-this-test|Another-one-4-this/)
  })

  test('--check-config finds nothing missing, and names each right that is taken away, alone', async () => {
    const found = async () => tryLogin(readSqlServerUrl(url), await loadDriver())
    const usual = await found()
    expect(usual.filter(words => /GRANT|db_ddladmin|Indexes/.test(words))).toEqual([])
    for (const { table, rights } of readGrants())
      for (const right of rights) {
        await current().query(`REVOKE ${right} ON ${table} FROM ${LOGIN}`)
        const named = (await found()).filter(words => words.includes('GRANT'))
        expect(named, `${right} on ${table}`).toHaveLength(1)
        expect(named[0]).toContain(table)
        expect(named[0]).toContain(`GRANT ${right} ON ${table} TO [${LOGIN}];`)
        await current().query(`GRANT ${right} ON ${table} TO ${LOGIN}`)
      }
    expect(await found()).toEqual(usual)
  })
})
