/**
 * What hostile documents cost, on a service of its own: every one is answered within its time, and memory stays within its bound.
 *   npm run bench:hostile                            500 documents, then the fairness figures
 *   npm run bench:hostile -- --count=48 --seed=7     fewer, others
 *   npm run bench:hostile -- --only=fair             the fairness figures alone
 * Needs /proc for the memory figures.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { hostileDocuments } from './hostile-documents.ts'
import { startServiceProcess } from './service-process.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } },
})
const FIXTURES = join(import.meta.dirname, '../test/fixtures')
const read = (folder: string) =>
  readdirSync(join(FIXTURES, folder), { withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.md'))
    .map(entry => readFileSync(join(FIXTURES, folder, entry.name)))
const real = [...read('documents'), ...read('documents/tiff')]
const files = read('hostile')
const sample = readFileSync(join(FIXTURES, 'documents/factur-x-fr-en16931.pdf'))
const LOOK_EVERY_MS = 50
const LANES = 4
const UNANSWERED = 599

interface Answered {
  readonly kind: string
  readonly status: number
  readonly ms: number
  readonly problem: string
}

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-hostile-'))
const service = await startServiceProcess(directory, 'http://127.0.0.1:9')
const client = new Agent({ connections: 64, headersTimeout: 180_000 })
try {
  // Its processes are up and its code is loaded before anything is measured.
  await Promise.all(Array.from({ length: 3 }, (_, index) => extract(sample, `WARM${index}`)))
  if (values.only !== 'fair') await survive()
  await beFair()
} finally {
  await client.close()
  await service.stop()
  rmSync(directory, { recursive: true, force: true })
}

async function survive(): Promise<void> {
  const memory = watchMemory(service.pid)
  const queue = hostileDocuments(Number(values.seed), Number(values.count), real)
  const answers: Answered[] = []
  for (const bytes of files) answers.push({ kind: 'known', ...(await extract(bytes, 'KNOWN')) })
  const lane = async (company: string) => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      answers.push({ kind: next.value.kind, ...(await extract(next.value.bytes, company)) })
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`LANE${index}`)))
  memory.end()
  printAnswers(answers)
  const { serving, before, together, processes } = memory
  console.log(
    `serving process: at most ${serving} MB, +${serving - before} MB; all ${processes} processes together: at most ${together} MB`,
  )
}

function printAnswers(answers: readonly Answered[]): void {
  const byStatus = Map.groupBy(answers, ({ status }) => status)
  console.log(
    [...byStatus]
      .toSorted()
      .map(([status, some]) => `${status}: ${some.length}`)
      .join(', '),
  )
  for (const [kind, some] of Map.groupBy(answers, answer => answer.kind)) {
    const slowest = Math.max(...some.map(({ ms }) => ms))
    const outcomes = Map.groupBy(some, ({ status, problem }) => `${status} ${problem}`.slice(0, 90))
    console.log(
      `  ${kind.padEnd(34)} ${String(some.length).padStart(3)}, slowest ${Math.round(slowest)} ms: ${[...outcomes.keys()].slice(0, 3).join(' | ')}`,
    )
  }
  const broken = answers.filter(({ status }) => status >= 500)
  console.log(
    `${answers.length} documents, slowest ${Math.round(Math.max(...answers.map(({ ms }) => ms)))} ms, ${broken.length} answered with a 5xx`,
  )
}

/** Eight of the worst of one company all the time; a sample of another one, and liveness, beside them. */
async function beFair(): Promise<void> {
  const worst = files.length > 0 ? [drawing(), ...files] : [drawing()]
  const stop = { now: false }
  const attack = Array.from({ length: 8 }, async (_, index) => {
    for (let turn = index; !stop.now; turn += 1) await extract(worst[turn % worst.length]!, 'ATTACKER')
  })
  const [samples, live]: [number[], number[]] = [[], []]
  const probe = (async () => {
    while (!stop.now) {
      const started = performance.now()
      await (await request(`${service.url}/system/health/live`, { dispatcher: client })).body.dump()
      live.push(performance.now() - started)
      await new Promise(done => setTimeout(done, 20))
    }
  })()
  for (let count = 0; count < 100; count += 1) {
    const { status, ms } = await extract(sample, 'NEIGHBOUR')
    if (status !== 200) console.log(`the neighbour's sample was answered ${status}`)
    samples.push(ms)
  }
  stop.now = true
  await Promise.all([...attack, probe])
  console.log(
    `while 8 of the worst are in work: another company's sample p50 ${at(samples, 0.5)} ms, p99 ${at(samples, 0.99)} ms; live p99 ${at(live, 0.99)} ms`,
  )
}

/** A document that stays below the budget and is slow all the same: drawn over and over. */
function drawing(): Buffer {
  return [...hostileDocuments(3, 11, real)].at(-1)!.bytes
}

function at(times: number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
}

async function extract(bytes: Buffer, company: string): Promise<Omit<Answered, 'kind'>> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)]), 'a.bin')
  form.set('companyID', company)
  form.set('username', 'bench')
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
  const started = performance.now()
  const payload = Buffer.from(await encoded.arrayBuffer())
  try {
    const answer = await request(`${service.url}/extract`, { method: 'POST', headers, body: payload, dispatcher: client })
    const body = (await answer.body.json()) as { errors?: { problem: string }[]; code?: string }
    return { status: answer.statusCode, ms: performance.now() - started, problem: body.errors?.[0]?.problem ?? body.code ?? '' }
  } catch (error) {
    // No answer at all is the worst one: it counts as such and the others are still asked.
    return { status: UNANSWERED, ms: performance.now() - started, problem: error instanceof Error ? error.message : String(error) }
  }
}

function watchMemory(pid: number) {
  const seen = { before: residentMb(pid), serving: 0, together: 0, processes: 0, end: () => clearInterval(timer) }
  const timer = setInterval(() => {
    const pids = [pid, ...descendantsOf(pid)]
    const sizes = pids.map(residentMb)
    seen.serving = Math.max(seen.serving, sizes[0]!)
    seen.together = Math.max(
      seen.together,
      sizes.reduce((sum, size) => sum + size, 0),
    )
    seen.processes = Math.max(seen.processes, pids.length)
  }, LOOK_EVERY_MS)
  return seen
}

function descendantsOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  const children = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : []
  return [...children, ...children.flatMap(descendantsOf)]
}

function residentMb(pid: number): number {
  try {
    return Math.round((Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1_048_576)
  } catch {
    return 0
  }
}
