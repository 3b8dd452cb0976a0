import { expect, onTestFinished, test } from 'vitest'
import { readSqlServerUrl } from '../../src/storage/sqlserver/sql-server-url.ts'
import { encode } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { startService } from '../support/service.ts'
import { describeOnSqlServer } from '../support/sql-server.ts'
import { geminiAnswer, startStubProvider } from '../support/stub-provider.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

describeOnSqlServer('the whole service on SQL Server', current => {
  test('away at the start, it recovers by itself: usage and failed attempts arrive', async () => {
    const { server, port = 1433 } = readSqlServerUrl(current().url)
    const proxy = await startTcpProxy({ host: server, port })
    proxy.gone()
    const stub = await startStubProvider()
    const url = new URL(current().url)
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    const service = await startService({
      env: { COMPANY_STORE: 'sqlserver', SQLSERVER_URL: url.href },
      app: {
        extraction: { base_urls: stub.baseUrls, fallback: { provider: 'gemini', api_key: 'fallback-key-of-this-test' } },
      },
    })
    onTestFinished(async () => {
      await service.stop()
      await Promise.all([stub.close(), proxy.stop()])
    })
    const extract = async (companyID: string) => {
      const { body, type } = await encode({ companyID, username: 'anna', file: makePdf() })
      return service.call('POST', '/extract', { body, headers: { 'content-type': type } })
    }
    const overloaded = { status: 503, body: { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } } }
    stub.behave((_, index) => (index === 0 ? overloaded : geminiAnswer()))
    expect((await extract('ACME')).status).toBe(200)
    expect((await service.get('/system/health')).json.status).toBe('degraded')

    proxy.pass()
    const health = async () => (await service.get('/system/health')).json.components.company_store.status
    await expect.poll(health, { timeout: 60_000, interval: 250 }).toBe('healthy')
    const count = async (table: string) => Number((await current().query(`SELECT COUNT(*) AS n FROM ${table}`))[0]!.n)
    await expect.poll(() => count('[docUpload].[TokenUsageLogs]'), { timeout: 60_000, interval: 250 }).toBe(1)
    await expect.poll(() => count('[dbo].[RetryAttempts]'), { timeout: 60_000, interval: 250 }).toBe(1)

    const added = await service.post('/companies/ACME/tokens', {
      company_name: 'Acme GmbH',
      api_key: 'key-of-acme-0123456789',
      provider: 'Gemini',
      total_token_limit: 1_000_000,
    })
    expect(added.status).toBe(201)
    expect((await extract('acme')).status).toBe(200)
    expect(stub.calls.at(-1)!.apiKey).toBe('key-of-acme-0123456789')
    const used = async () => (await service.get('/companies/ACME/tokens')).json.tokens[0].total_used_tokens
    await expect.poll(used, { timeout: 30_000, interval: 250 }).toBeGreaterThan(0)
    expect(await service.get('/companies/ACME/usage?group=user').then(({ json }) => json.rows[0])).toMatchObject({
      group: 'anna',
      extractions: 2,
    })
  })
})
