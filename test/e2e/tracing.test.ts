import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts'

/** The scripts that a whole life of the service has loaded: V8 names each of them in its coverage (https://nodejs.org/api/cli.html#node_v8_coveragedir). */
async function scriptsOf(env: Record<string, string>, act: (service: ServiceProcess) => Promise<unknown>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-tracing-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const coverage = join(folder, 'coverage')
  const service = await startServiceProcess('real', folder, 'http://127.0.0.1:9', { env: { ...env, NODE_V8_COVERAGE: coverage } })
  await act(service)
  expect((await service.end('SIGTERM')).code).toBe(0)
  const files = await readdir(coverage)
  const reports = await Promise.all(files.map(async file => JSON.parse(await readFile(join(coverage, file), 'utf8'))))
  return reports.flatMap(report => (report.result as { url: string }[]).map(({ url }) => url))
}
const isSdk = (url: string) => /@opentelemetry\/(?:sdk|exporter|otlp|resources)/.test(url)

test('the OpenTelemetry SDK is loaded with a collector in the environment, and only then; a stop sends what a job has come to', {
  timeout: 60_000,
}, async () => {
  const askHealth = (service: ServiceProcess) => service.get('/system/health')
  const without = await scriptsOf({}, askHealth)
  expect(without.some(url => url.includes('/fastify/'))).toBe(true)
  expect(without.filter(isSdk)).toEqual([])

  const paths: string[] = []
  let sent = ''
  const collector = createServer((request, response) => {
    paths.push(request.url ?? '')
    request.on('data', (chunk: Buffer) => (sent += chunk.toString('latin1'))).on('end', () => response.end())
  })
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void collector.close())
  const { port } = collector.address() as AddressInfo
  const withOne = await scriptsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }, async service => {
    await service.post('/tokens/add', { token: 'canary-token-0123456789' })
    const { job_id: id } = await service.post('/jobs/create-batch', { emails: ['ada@people.example'] })
    await expect.poll(async () => (await service.get(`/jobs/${id}`)).status, { timeout: 10_000 }).toBe('processing')
  })
  expect(withOne.some(isSdk)).toBe(true)
  // The span of the request that was answered before the signal has reached it.
  expect(paths).toContain('/v1/traces')
  // Its run was cut short by the signal.
  for (const words of ['POST /jobs/create-batch', 'run job', 'tokenwheel.job.status', 'pending']) expect(sent).toContain(words)
  expect(sent).not.toMatch(/canary|people\.example/)
})
