import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSampleUpstream } from '../src/demo/sample-upstream.ts'
import { fillDatabase, SECRET } from './filled-database.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * What is asked of the service all day long, on a small and a large embedded database side by side: how long answers take, and how long one turn of
 * the thread that serves has worked (in time of the processor: the clock also counts what others did meanwhile).
 *
 *   node bench/growth.ts [requests]
 */
const REQUESTS = Number(process.argv[2] ?? 300)
/** Until what an answer runs through is compiled. */
const WARM_UP = 50
const WORLDS = [
  { name: 'small', tokens: 1_000, jobs: 200 },
  { name: 'large', tokens: 100_000, jobs: 20_000 },
] as const
const PATHS = [
  '/tokens/status?limit=50',
  '/system/health',
  '/system/metrics',
  '/metrics',
  '/jobs/queue/status',
  '/jobs?limit=20',
  '/tokens/plan',
]
const VIEWS = ['/tokens/map', '/tokens/status?attention=true&limit=50', '/system/history']

type World = (typeof WORLDS)[number]

const rounded = (ms: number) => Math.round(ms * 10) / 10
const quantile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

async function measure(times: number, ask: () => Promise<Response>): Promise<string> {
  const durations: number[] = []
  for (let n = 0; n < times; n += 1) {
    const started = performance.now()
    const answer = await ask()
    await answer.arrayBuffer()
    if (!answer.ok && answer.status !== 503) throw new Error(`${answer.url}: ${answer.status}`)
    durations.push(performance.now() - started)
  }
  durations.sort((a, b) => a - b)
  return `p50 ${rounded(quantile(durations, 0.5))} ms, p99 ${rounded(quantile(durations, 0.99))} ms, worst ${rounded(durations.at(-1) ?? 0)} ms`
}

async function run(world: World): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwheel-growth-'))
  const upstream = await startSampleUpstream({ tokens: [SECRET] })
  try {
    await fillDatabase(directory, world)
    const holdFile = join(directory, 'hold')
    process.env.NODE_OPTIONS = `--import ${new URL('./loop-hold.ts', import.meta.url)}`
    process.env.LOOP_HOLD_FILE = holdFile
    const service = await startServiceProcess(directory, upstream.url)
    try {
      const heldMs = async () => {
        const held = await readFile(holdFile, 'utf8').catch(() => '0')
        await rm(holdFile, { force: true })
        return rounded(Number(held))
      }
      console.info(`${world.name}: ${world.tokens} tokens, ${world.jobs} jobs, load ${loadavg()[0]?.toFixed(1)}`)
      const tell = async (name: string, times: number, ask: () => Promise<Response>) => {
        // The first answer also starts the thread that reads a large pool.
        await measure(WARM_UP, ask)
        await heldMs()
        console.info(`  ${name}: ${await measure(times, ask)}; longest turn ${(await heldMs()) || 'under 10'} ms`)
      }
      for (const path of [...PATHS, ...VIEWS]) {
        await tell(path, REQUESTS, () => fetch(`${service.url}${path}`))
        // The client that measures unpacks on the same cores: what the answer takes without that.
        const plain = { headers: { 'accept-encoding': 'identity' } }
        await tell(`${path}, not compressed`, REQUESTS, () => fetch(`${service.url}${path}`, plain))
      }
      const body = JSON.stringify({ emails: ['ada@example.com'] })
      const submit = () =>
        fetch(`${service.url}/jobs/create-batch`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      await tell('POST /jobs/create-batch', REQUESTS, submit)
      console.info(`  memory ${Math.round(service.residentBytes() / 1e6)} MB`)
    } finally {
      await service.stop()
    }
  } finally {
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

for (const world of WORLDS) await run(world)
