import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readSqlServerUrl } from '../src/storage/sqlserver/sql-server-url.ts'
import { makePdf } from '../test/support/made-documents.ts'
import { encode } from '../test/support/open-extraction.ts'
import { createTestDatabase } from '../test/support/sql-server.ts'
import { startTcpProxy } from '../test/support/tcp-proxy.ts'
import { NODE_FLAGS } from './service-process.ts'

/**
 * What `POST /extract` and the memory of the service feel of a company database that is away or silent for a minute: the whole service on a
 * SQL Server behind a TCP proxy, a stub provider, the same load in every phase. SQLSERVER_TEST_URL names the server.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, callers: { type: 'string', default: '4' } } })
const server = process.env.SQLSERVER_TEST_URL
if (server === undefined) {
  console.log('skipped: needs a SQL Server; SQLSERVER_TEST_URL=mssql://sa:PASSWORD@127.0.0.1:1433/master?trustServerCertificate=true')
  process.exit(0)
}
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const children: ChildProcess[] = []
const database = await createTestDatabase(server)
const { server: host, port = 1433 } = readSqlServerUrl(database.url)
const proxy = await startTcpProxy({ host, port })

try {
  const stub = spawn(process.execPath, [here('extract-stub.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(stub)
  const [stubUrl] = (await once(createInterface({ input: stub.stdout }), 'line')) as [string]
  const { url, pid } = await startService(stubUrl)
  const form = await encode({ companyID: 'BENCH', username: 'bench', file: makePdf() })
  console.log(`${values.callers} callers, ${values.seconds} s each\n`)
  await phase('warm-up', url, pid, form, 5)
  await phase('database there', url, pid, form, 20)
  proxy.gone()
  await phase('database gone', url, pid, form, Number(values.seconds))
  proxy.pass()
  await phase('database back', url, pid, form, 20)
  proxy.stall()
  await phase('database silent', url, pid, form, Number(values.seconds))
  proxy.pass()
  await phase('database back', url, pid, form, 20)
} finally {
  for (const child of children) child.kill('SIGKILL')
  await proxy.stop()
  await database.drop()
}

async function startService(stubUrl: string): Promise<{ url: string; pid: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwheel-bench-'))
  const settings = join(folder, 'appSetting.json')
  const extraction = { base_urls: { gemini: stubUrl }, fallback: { provider: 'gemini', api_key: 'bench-fallback-key' } }
  writeFileSync(settings, JSON.stringify({ extraction }))
  const company = new URL(database.url)
  company.hostname = '127.0.0.1'
  company.port = String(proxy.port)
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    APP_SETTINGS: settings,
    COMPANY_STORE: 'sqlserver',
    SQLSERVER_URL: company.href,
    LOG_FORMAT: 'json',
  }
  const service = spawn(process.execPath, [...NODE_FLAGS, here('../src/main.ts')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(service)
  for await (const line of createInterface({ input: service.stdout })) {
    const url = /"url":"(http:[^"]+)"/.exec(line)?.[1]
    if (url === undefined) continue
    service.stdout.resume()
    const body = JSON.stringify({ company_name: 'Bench', api_key: 'bench-key-1', provider: 'Gemini', total_token_limit: 2_000_000_000 })
    for (;;) {
      const added = await fetch(`${url}/companies/BENCH/tokens`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      if (added.status === 201) return { url, pid: service.pid! }
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
  throw new Error('The service ended.')
}

async function phase(name: string, url: string, pid: number, form: Awaited<ReturnType<typeof encode>>, seconds: number): Promise<void> {
  const latencies: number[] = []
  let failed = 0
  const until = performance.now() + seconds * 1000
  const caller = async () => {
    while (performance.now() < until) {
      const started = performance.now()
      const answer = await fetch(`${url}/extract`, {
        method: 'POST',
        body: new Uint8Array(form.body),
        headers: { 'content-type': form.type },
      })
      await answer.arrayBuffer()
      if (answer.status !== 200) failed += 1
      latencies.push(performance.now() - started)
      // A steady load, the same in every phase, however quick the answers are.
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  await Promise.all(Array.from({ length: Number(values.callers) }, caller))
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!.toFixed(1).padStart(8)
  const health = (await (await fetch(`${url}/system/health`)).json()) as { components: { outbox: { waiting: number } } }
  const resident = (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6
  console.log(
    `${name.padEnd(16)} ${String(latencies.length).padStart(6)} calls, ${failed} failed   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms   max ${at(1)} ms   ` +
      `${resident.toFixed(0)} MB resident   ${health.components.outbox.waiting} rows wait`,
  )
}
