import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { makePdf } from '../test/support/made-documents.ts'

/**
 * One invoice PDF of 150 kB through tokenwheel, through Portkey's gateway, and straight to the same stub provider, one after the other in
 * every round. Every party is a process of its own; ratios compare medians of one run on one machine.
 */
interface Contestant {
  readonly label: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Buffer
  /** Whose processor time is counted; undefined for the direct calls. */
  readonly pid: number | undefined
}

interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly cpuMs: number | undefined
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    serial: { type: 'string', default: '200' },
    parallel: { type: 'string', default: '800' },
  },
})
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const children: ChildProcess[] = []
const pdf = makePdf({ padding: 150_000 })

try {
  const stub = await start(here('extract-stub.ts'))
  const ours = await start(here('extract-service.ts'), stub.url)
  const portkey = await startPortkey()
  const contestants = [direct(stub.url), tokenwheel(ours), ...(portkey === undefined ? [] : [throughPortkey(portkey, stub.url)])]
  console.log(
    `PDF of ${Math.round(pdf.length / 1000)} kB, stub provider with 0 ms, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`,
  )
  for (const [concurrency, count] of [
    [1, Number(values.serial)],
    [32, Number(values.parallel)],
  ] as const) {
    report(concurrency, await race(contestants, concurrency, count))
  }
} finally {
  for (const child of children) child.kill('SIGKILL')
}

async function start(script: string, ...args: string[]): Promise<{ url: string; pid: number }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { url, pid: child.pid! }
}

async function startPortkey(): Promise<{ url: string; pid: number } | undefined> {
  const script = here('peers/node_modules/@portkey-ai/gateway/build/start-server.js')
  if (!existsSync(script)) {
    console.log('skipped: Portkey is not installed; enable it with: npm ci --prefix bench/peers')
    return undefined
  }
  const port = await freePort()
  const env = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [script, '--headless', `--port=${port}`], { stdio: 'ignore', env })
  children.push(child)
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await (await request(url)).body.dump()
      return { url, pid: child.pid! }
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  throw new Error('Portkey did not start within 10 seconds.')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

function direct(url: string): Contestant {
  const part = { inlineData: { mimeType: 'application/pdf', data: pdf.toString('base64') } }
  const body = Buffer.from(JSON.stringify({ contents: [{ role: 'user', parts: [part, { text: 'Extract the invoice.' }] }] }))
  const headers = { 'content-type': 'application/json', 'x-goog-api-key': 'bench-key-1' }
  return { label: 'direct to the stub', url: `${url}/v1beta/models/gemini-3.5-flash-lite:generateContent`, headers, body, pid: undefined }
}

function tokenwheel({ url, pid }: { url: string; pid: number }): Contestant {
  const field = (name: string, value: string) => `--bench\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = '--bench\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n'
  const body = Buffer.concat([
    Buffer.from(field('companyID', 'BENCH') + field('username', 'bench') + file),
    pdf,
    Buffer.from('\r\n--bench--\r\n'),
  ])
  return { label: 'tokenwheel', url: `${url}/extract`, headers: { 'content-type': 'multipart/form-data; boundary=bench' }, body, pid }
}

/** The same document in the gateway's own format; it turns it into the same generateContent call. */
function throughPortkey({ url, pid }: { url: string; pid: number }, stubUrl: string): Contestant {
  const document = { type: 'image_url', image_url: { url: `data:application/pdf;base64,${pdf.toString('base64')}` } }
  const content = [document, { type: 'text', text: 'Extract the invoice.' }]
  const body = Buffer.from(JSON.stringify({ model: 'gemini-3.5-flash-lite', messages: [{ role: 'user', content }] }))
  const headers = {
    'content-type': 'application/json',
    'x-portkey-provider': 'google',
    'x-portkey-custom-host': `${stubUrl}/v1beta`,
    authorization: 'Bearer bench-key-1',
  }
  return { label: 'Portkey gateway', url: `${url}/v1/chat/completions`, headers, body, pid }
}

async function race(contestants: readonly Contestant[], concurrency: number, count: number): Promise<Map<Contestant, Measured[]>> {
  const results = new Map(contestants.map(contestant => [contestant, [] as Measured[]]))
  for (const contestant of contestants) await measure(contestant, concurrency, Math.ceil(count / 4))
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed()
    for (const contestant of order) results.get(contestant)!.push(await measure(contestant, concurrency, count))
  }
  return results
}

async function measure({ label, url, headers, body, pid }: Contestant, concurrency: number, count: number): Promise<Measured> {
  // Connections of its own: a server may close an idle one in the very moment it is used again.
  const agent = new Agent({ connections: concurrency })
  const latencies: number[] = []
  let next = 0
  const cpuBefore = cpuMsOf(pid)
  const started = performance.now()
  const lane = async () => {
    while (next++ < count) {
      const sent = performance.now()
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${label} answered ${answer.statusCode}: ${text.slice(0, 300)}`)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  const seconds = (performance.now() - started) / 1000
  await agent.close()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!
  const cpuAfter = cpuMsOf(pid)
  const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / count
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99), cpuMs }
}

/** User and system time of a process with all its threads, in milliseconds; undefined where the system does not tell. */
function cpuMsOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`
  if (pid === undefined || !existsSync(file)) return undefined
  const fields = readFileSync(file, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function report(concurrency: number, results: ReadonlyMap<Contestant, readonly Measured[]>): void {
  const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
  const rows = [...results].map(([{ label }, runs]) => ({
    label,
    perSecond: median(runs.map(run => run.perSecond)),
    p50: median(runs.map(run => run.p50)),
    p99: median(runs.map(run => run.p99)),
    cpu: runs[0]?.cpuMs === undefined ? undefined : median(runs.map(run => run.cpuMs ?? 0)),
  }))
  const base = rows[0]!.p50
  const portkey = rows[2]
  console.log(`concurrency ${concurrency}`)
  for (const { label, perSecond, p50, p99, cpu } of rows) {
    const ratio = portkey === undefined ? '' : `  ${(perSecond / portkey.perSecond).toFixed(2)} × Portkey`
    console.log(
      `  ${label.padEnd(20)} ${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2).padStart(7)} ms (+${(p50 - base).toFixed(2)})  ` +
        `p99 ${p99.toFixed(2).padStart(7)} ms  CPU ${cpu === undefined ? '   -' : cpu.toFixed(2)} ms/request${ratio}`,
    )
  }
  console.log('')
}
