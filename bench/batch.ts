import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { type SampleUpstreamProcess, startSampleUpstreamProcess } from '../test/support/sample-upstream-process.ts'
import { BENCH_TOKEN, type RunResult } from './load.ts'
import { type LocalRedis, startLocalRedis } from './local-redis.ts'
import { NODE_FLAGS } from './service-process.ts'

/**
 * Addresses per second through the whole engine, beside raw undici and BullMQ: the same addresses, the same lanes, the same stub
 * upstream, one after the other in alternating order. What is measured is a service that has run for a while, on whose code V8 has worked: each
 * does the list twice, stays open in between, and the second time counts. Ratios compare medians of one run on one machine; they say nothing
 * across machines.
 *
 * `--save`: the engine saves each profile a second time, as a job does that is not asked otherwise.
 */
interface Entrant {
  readonly name: string
  readonly label: string
  readonly command: (url: string) => readonly string[]
  /** The service runs with the flags of `npm start`. */
  readonly flags?: readonly string[]
}

const { values } = parseArgs({
  options: {
    emails: { type: 'string', default: '100000' },
    lanes: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
    'latency-ms': { type: 'string', default: '0' },
    save: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const load = [values.emails, values.lanes]
const options = values.save ? ['save'] : []
const ours = (name: string, label: string): Entrant => ({
  name,
  label,
  command: url => [here('contestant.ts'), name, url, ...load, ...options],
})

const redis = await openRedis()
const contestants = [
  ours('raw', 'raw undici loop'),
  ours('provider', 'profile provider, no engine'),
  ...(redis === undefined ? [] : [bullmq(redis)]),
  { ...ours('tokenwheel', 'tokenwheel, whole engine'), flags: NODE_FLAGS },
].filter(({ name }) => values.only === undefined || values.only.split(',').includes(name))

const upstream = await startSampleUpstreamProcess(['--tokens', BENCH_TOKEN, '--no-addresses', '--latency-ms', values['latency-ms']])
try {
  console.log(
    `${values.emails} addresses, ${values.lanes} lanes, ${values.rounds} rounds, upstream latency ${values['latency-ms']} ms, ` +
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}\n`,
  )
  report(await race(upstream))
} finally {
  await upstream.stop()
  await redis?.stop()
}

async function openRedis(): Promise<LocalRedis | undefined> {
  if (values.only !== undefined && !values.only.split(',').includes('bullmq')) return undefined
  if (!existsSync(here('peers/node_modules/bullmq'))) {
    console.log('skipped: BullMQ is not installed; enable it with: npm ci --prefix bench/peers')
    return undefined
  }
  const server = await startLocalRedis()
  if (server === undefined) console.log('skipped: BullMQ needs redis-server; enable it with: sudo apt-get install redis-server')
  return server
}

function bullmq(server: LocalRedis): Entrant {
  const command = (url: string) => [here('peers/bullmq-fetch.mjs'), url, ...load, String(server.port)]
  return { name: 'bullmq', label: 'BullMQ on local Redis', command }
}

/** Results per contestant; one that fails is left out of the remaining rounds and the reason is printed. */
async function race({ url }: SampleUpstreamProcess): Promise<Map<Entrant, RunResult[]>> {
  const results = new Map<Entrant, RunResult[]>(contestants.map(contestant => [contestant, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    // Another one begins each time, so that a machine that warms up or slows down favours nobody.
    const order = [...results.keys()]
    for (const contestant of [...order.slice(round % order.length), ...order.slice(0, round % order.length)]) {
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [...(contestant.flags ?? []), ...contestant.command(url)], {
          maxBuffer: 1 << 28,
          timeout: 300_000,
        })
        results.get(contestant)?.push(JSON.parse(stdout) as RunResult)
      } catch (error) {
        const reason = /Error: (.+)/.exec((error as { stderr?: string }).stderr ?? '')?.[1] ?? (error as Error).message
        console.log(`${contestant.label}: did not run (${reason})`)
        results.delete(contestant)
      }
    }
  }
  return results
}

function report(results: Map<Entrant, RunResult[]>): void {
  const rates = new Map([...results].map(([{ name }, runs]) => [name, quantile(runs.map(perSecond), 0.5)]))
  const ratio = (rate: number, to: string) => (rates.has(to) ? `${(rate / rates.get(to)!).toFixed(2)} ×` : '-')
  console.table(
    [...results].map(([contestant, runs]) => {
      const rate = rates.get(contestant.name)!
      const latencies = runs.flatMap(run => run.latenciesMs ?? [])
      const ms = (q: number) => (latencies.length === 0 ? '-' : quantile(latencies, q).toFixed(2))
      return {
        contestant: contestant.label,
        'addresses/s': Math.round(rate),
        rounds: runs.map(run => Math.round(perSecond(run))).join(' '),
        'own CPU µs each': Math.round(
          (quantile(
            runs.map(run => run.cpuSeconds),
            0.5,
          ) /
            Number(values.emails)) *
            1e6,
        ),
        'p50 ms': ms(0.5),
        'p95 ms': ms(0.95),
        'p99 ms': ms(0.99),
        'of raw': ratio(rate, 'raw'),
        'of BullMQ': ratio(rate, 'bullmq'),
      }
    }),
  )
}

function perSecond(run: RunResult): number {
  return Number(values.emails) / run.seconds
}

function quantile(numbers: readonly number[], q: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
