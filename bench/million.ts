import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { startSampleUpstreamProcess } from '../test/support/sample-upstream-process.ts'
import { BENCH_TOKEN } from './load.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * One job of a million addresses, sent as NDJSON in one request: how long it takes, how much the service's resident memory grows from before
 * the submission to the end, and how quickly `GET /jobs/{id}` answers while it runs. The service is a process of its own.
 */
const { values } = parseArgs({ options: { emails: { type: 'string', default: '1000000' }, lanes: { type: 'string', default: '20' } } })
const total = Number(values.emails)
const PROBE_EVERY_MS = 50

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-million-'))
const upstream = await startSampleUpstreamProcess(['--tokens', BENCH_TOKEN, '--no-addresses'])
const service = await startServiceProcess(directory, upstream.url)
const client = new Agent({ connections: 4 })
try {
  await post('/tokens/add', 'application/json', JSON.stringify({ token: BENCH_TOKEN, daily_limit: 10_000_000 }))
  // A small job first: the memory that the code itself takes is not the job's.
  await finish((await submit(2_000)).job_id, [])
  const before = service.residentBytes()
  const started = performance.now()
  const created = await submit(total)
  const submitted = performance.now()
  console.log(`submitted ${created.total_emails} addresses in ${seconds(submitted - started)} s`)
  const latencies: number[] = []
  const peak = await finish(created.job_id, latencies)
  const took = performance.now() - submitted
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20)
  console.log(`finished in ${seconds(took)} s: ${Math.round((total / took) * 1000)} addresses/s`)
  console.log(`resident memory: ${mb(before)} MB before, ${mb(peak)} MB at most: grew by ${mb(peak - before)} MB`)
  latencies.sort((a, b) => a - b)
  const ms = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))]?.toFixed(1)
  console.log(`GET /jobs/{id} while it ran (${latencies.length} requests): p50 ${ms(0.5)} ms, p95 ${ms(0.95)} ms, p99 ${ms(0.99)} ms`)
} finally {
  await service.stop()
  await upstream.stop()
  await client.close()
  rmSync(directory, { recursive: true, force: true })
}

async function post(path: string, type: string, body: string | Readable): Promise<unknown> {
  const response = await request(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    dispatcher: client,
    headersTimeout: 600_000,
  })
  if (response.statusCode >= 300) throw new Error(`${path} answered ${response.statusCode}: ${await response.body.text()}`)
  return response.body.json()
}

async function submit(count: number): Promise<{ job_id: string; total_emails: number }> {
  const options = `delay_seconds=0&parallel_tokens=${values.lanes}&save_to_dynamodb=false`
  return (await post(`/jobs/create-batch?${options}`, 'application/x-ndjson', Readable.from(lines(count)))) as {
    job_id: string
    total_emails: number
  }
}

function* lines(count: number): Generator<string> {
  let block = ''
  for (let index = 0; index < count; index += 1) {
    block += `"user${index}@bench.example"\n`
    if (block.length > 65_536) {
      yield block
      block = ''
    }
  }
  yield block
}

/** Asks for the job until it has ended; returns the highest resident memory seen. */
async function finish(jobId: string, latencies: number[]): Promise<number> {
  let peak = 0
  for (;;) {
    const started = performance.now()
    const response = await request(`${service.url}/jobs/${jobId}`, { dispatcher: client })
    const job = (await response.body.json()) as { status: string; successful: number; total_emails: number }
    latencies.push(performance.now() - started)
    peak = Math.max(peak, service.residentBytes())
    if (job.status === 'completed') {
      if (job.successful !== job.total_emails) throw new Error(`${job.successful} of ${job.total_emails} addresses were successful`)
      return peak
    }
    await new Promise(resolve => setTimeout(resolve, PROBE_EVERY_MS))
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
