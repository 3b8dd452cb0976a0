import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SampleUpstreamProcess, startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts'

let folder: string
let upstream: SampleUpstreamProcess
const services: ServiceProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenwheel-e2e-'))
  upstream = await startSampleUpstreamProcess(['--tokens', '', '--daily-limit', '1000', '--latency-ms', '5'])
})
afterEach(async () => {
  for (const service of services.splice(0))
    if (service.child.exitCode === null && service.child.signalCode === null) await service.end('SIGKILL')
  await upstream.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<ServiceProcess> {
  const service = await startServiceProcess('fast', folder, upstream.url, { app: { jobs: { lease_seconds: 1 } } })
  services.push(service)
  return service
}

/** So many tokens of this limit each, known to the upstream and to the service. */
async function addTokens(service: ServiceProcess, count: number, limit: number): Promise<void> {
  const secrets = Array.from({ length: count }, (_, n) => `secret-token-${n}`)
  await upstream.control({ addTokens: secrets })
  await service.post('/tokens/add-multiple', { tokens: secrets.map(token => ({ token, token_id: `id-of-${token}`, daily_limit: limit })) })
}

async function submit(service: ServiceProcess, name: string, addresses: number, config: Record<string, unknown>): Promise<string> {
  const emails = Array.from({ length: addresses }, (_, n) => `user${n}@${name}.example`)
  return (await service.post('/jobs/create-batch', { emails, config })).job_id
}

/** The results of so many calls are written down and no call is under way: the lanes rest between two calls. */
async function allRest(service: ServiceProcess, ids: readonly string[], calls: number): Promise<void> {
  await upstream.reached({ calls })
  for (;;) {
    const jobs = await Promise.all(ids.map(id => service.get(`/jobs/${id}`)))
    const { calls: made } = await upstream.stats()
    if (jobs.reduce((sum, job) => sum + job.processed, 0) === made) return
  }
}

it('two kills while thirty lanes rest between their calls: 310 units are enough for 300 addresses', async () => {
  let service = await start()
  await addTokens(service, 31, 10)
  const config = { delay_seconds: 0.5, parallel_tokens: 5, requests_per_token: 10 }
  const ids = await Promise.all(Array.from({ length: 6 }, (_, job) => submit(service, `job${job}`, 50, config)))
  for (const calls of [60, 150]) {
    await allRest(service, ids, calls)
    await service.end('SIGKILL')
    service = await start()
  }
  for (const id of ids) await service.until(id, (_, type) => type === 'finished')
  for (const id of ids) expect(await service.get(`/jobs/${id}`)).toMatchObject({ status: 'completed', successful: 50 })
  const { calls, overshoot } = await upstream.stats()
  const { total_daily_usage, written_off_today } = await service.get('/tokens/status')
  expect(overshoot).toBe(0)
  // Units without a call: of lanes that were about to call, at most.
  expect(total_daily_usage - calls).toBeLessThanOrEqual(2)
  expect(written_off_today).toBe(0)
})

it('thirty addresses on twenty lanes: together they hold hardly more units than there are addresses, and the others are free', async () => {
  const service = await start()
  await addTokens(service, 20, 30)
  await upstream.control({ hold: true })
  const id = await submit(service, 'wide', 30, { delay_seconds: 0, parallel_tokens: 20, requests_per_token: 50 })
  await upstream.reached({ held: 20 })
  const { total_daily_usage, available_capacity } = await service.get('/tokens/status')
  expect(total_daily_usage).toBeLessThanOrEqual(30 + 20)
  expect(available_capacity).toBeGreaterThanOrEqual(550)
  await upstream.control({ hold: false })
  await service.until(id, (_, type) => type === 'finished')
  expect(await service.get('/tokens/status')).toMatchObject({ total_daily_usage: 30 })
})
