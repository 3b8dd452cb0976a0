import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { encode } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { FAST, startService } from '../support/service.ts'
import { startStubProvider } from '../support/stub-provider.ts'

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

test('SQL Server is away at the start: jobs run, extractions use the fallback, health says so, and a stop is quick', async () => {
  const stub = await startStubProvider()
  onTestFinished(() => stub.close())
  const port = await closedPort()
  const service = await startService({
    env: { COMPANY_STORE: 'sqlserver', SQLSERVER_URL: `mssql://app:top-secret@127.0.0.1:${port}/docs?encrypt=false` },
    app: {
      extraction: { base_urls: stub.baseUrls, fallback: { provider: 'gemini', api_key: 'fallback-key-of-this-test' } },
    },
  })

  const job = await service.post('/jobs/create-batch', { emails: ['a@example.com', 'b@example.com'], config: FAST })
  await service.finished(job.json.job_id)

  const { body, type } = await encode({ companyID: 'ACME', username: 'anna', file: makePdf() })
  const answer = await service.call('POST', '/extract', { body, headers: { 'content-type': type } })
  expect(answer.status).toBe(200)

  const health = await service.get('/system/health')
  expect(health.status).toBe(200)
  expect(health.json.status).toBe('degraded')
  expect(health.text).toContain(`the connection to SQL Server 127.0.0.1:${port} fails`)
  expect(health.text).toContain('1 usage rows wait in the local outbox')
  expect((await service.get('/system/health/ready')).status).toBe(200)

  const listed = await service.get('/companies/ACME/tokens')
  expect(listed.status).toBe(503)
  expect(listed.headers.get('retry-after')).not.toBeNull()
  expect(listed.json).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('company database') })

  const started = performance.now()
  await service.stop()
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(service.logs()).not.toContain('top-secret')
})
