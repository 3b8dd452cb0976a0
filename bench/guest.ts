import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readMigrations } from '../src/storage/sqlserver/sql-files.ts'
import { makePdf } from '../test/support/made-documents.ts'
import { encode } from '../test/support/open-extraction.ts'
import { connect, createTestDatabase, type TestDatabase } from '../test/support/sql-server.ts'
import { NODE_FLAGS } from './service-process.ts'

/**
 * What other programs feel when the service starts for the first time on their database: the five tables with millions of rows, a table that somebody
 * holds, readers who ask without a pause, replicas that start together. SQLSERVER_TEST_URL names the server.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    replicas: { type: 'string', default: '2' },
    held: { type: 'string', default: '75' },
    free: { type: 'string', default: '120' },
  },
})
const server = process.env.SQLSERVER_TEST_URL
if (server === undefined) {
  console.log('skipped: needs a SQL Server; SQLSERVER_TEST_URL=mssql://sa:PASSWORD@127.0.0.1:1433/master?trustServerCertificate=true')
  process.exit(0)
}

const LOGS = '[dbo].[ApplicationLogs]'
const USAGE = '[docUpload].[TokenUsageLogs]'
const MESSAGE = 'Invoice read: the words of a line as they stand in such tables, with a name, a number and a time or two'
const children: ChildProcess[] = []
const database = await createTestDatabase(server)
const pools = await Promise.all(Array.from({ length: 4 }, () => connect(database.url)))
const [filling, holding, readerOfLogs, readerOfUsage] = pools as [Pool, Pool, Pool, Pool]
type Pool = Awaited<ReturnType<typeof connect>>

try {
  await fillTables(database, Number(values.rows))
  const stub = spawn(process.execPath, [fileURLToPath(new URL('extract-stub.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(stub)
  const [stubUrl] = (await once(createInterface({ input: stub.stdout }), 'line')) as [string]
  const held = holding.transaction()
  await held.begin()
  await held.request().query(`INSERT INTO ${LOGS} DEFAULT VALUES`)
  const readers = [watch('log table', readerOfLogs, LOGS), watch('usage table', readerOfUsage, USAGE)]
  const begun = performance.now()
  const serving = Array.from({ length: Number(values.replicas) }, () => startAndExtract(begun, stubUrl))
  for (const ms of await Promise.all(serving)) console.log(`a replica serves its first extraction after ${(ms / 1000).toFixed(1)} s`)
  await pause(Number(values.held) - (performance.now() - begun) / 1000)
  for (const reader of readers) reader.report('while it is held')
  await held.rollback()
  await pause(Number(values.free))
  for (const reader of readers) reader.report('after it is free')
  const noted = await database.query('SELECT Number FROM [docUpload].[TokenwheelMigrations]')
  console.log(`${noted.length} of ${readMigrations().length} migrations noted as applied`)
  await Promise.all(readers.map(reader => reader.stop()))
} finally {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(pools.map(pool => pool.close()))
  await database.drop()
}

async function fillTables({ query }: TestDatabase, rows: number): Promise<void> {
  for (const batch of readMigrations()[0]!.batches) await filling.request().batch(batch)
  await query("INSERT INTO [docUpload].[TokenMaster] (CompanyID, ApiKey, Provider, Status) VALUES ('OTHER', 'of-old', 'Gemini', 'Active')")
  await query(`INSERT INTO ${LOGS} (LogLevel, Logger, Message, LineNumber) VALUES ('INFO', 'of-old', '${MESSAGE}', 1)`)
  await query(`INSERT INTO ${USAGE} (TokenID, TotalTokensUsed) VALUES (1, 100)`)
  for (const [table, columns] of [
    [LOGS, 'LogLevel, Logger, Message, LineNumber'],
    [USAGE, 'TokenID, TotalTokensUsed'],
  ] as const) {
    for (let there = 1; there < rows; there *= 2)
      await query(`INSERT INTO ${table} (${columns}) SELECT TOP (${Math.min(there, rows - there)}) ${columns} FROM ${table}`)
    console.log(`${rows} rows in ${table}`)
  }
}

/** Of the table's definition alone, which no writer of another program keeps from anybody: what is waited for is the service's doing. */
function watch(name: string, pool: Pool, table: string) {
  let longest = 0
  let asked = 0
  let since = 0
  let isOver = false
  const run = async () => {
    while (!isOver) {
      since = performance.now()
      await pool.request().query(`SELECT TOP (0) * FROM ${table}`)
      longest = Math.max(longest, performance.now() - since)
      asked += 1
      await pause(0.02)
    }
  }
  const running = run()
  return {
    report(phase: string) {
      console.log(`${phase.padEnd(18)} reader of the ${name.padEnd(12)} ${asked} reads, longest ${(longest / 1000).toFixed(2)} s`)
      longest = 0
      asked = 0
    },
    async stop() {
      isOver = true
      await running
    },
  }
}

/** Milliseconds until the service, started as `npm start` does, has answered an extraction. */
async function startAndExtract(begun: number, stubUrl: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwheel-bench-'))
  const settings = join(folder, 'appSetting.json')
  writeFileSync(settings, JSON.stringify({ extraction: { base_urls: { gemini: stubUrl } } }))
  const own = { PORT: '0', DATA_DIR: folder, APP_SETTINGS: settings, COMPANY_STORE: 'sqlserver', SQLSERVER_URL: database.url }
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const service = spawn(process.execPath, [...NODE_FLAGS, main], {
    env: { ...process.env, ...own, LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(service)
  const lines = createInterface({ input: service.stdout })
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', line => {
      const found = /"url":"(http:[^"]+)"/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
      if (/migration|index|schema/i.test(line)) console.log(`  ${((performance.now() - begun) / 1000).toFixed(1)} s  ${messageOf(line)}`)
    })
    once(service, 'exit').then(() => reject(new Error('The service ended.')), reject)
  })
  const form = await encode({ companyID: 'OTHER', username: 'bench', file: makePdf() })
  for (;;) {
    const answer = await fetch(`${url}/extract`, {
      method: 'POST',
      body: new Uint8Array(form.body),
      headers: { 'content-type': form.type },
    })
    await answer.arrayBuffer()
    if (answer.status === 200) return performance.now() - begun
    await pause(0.1)
  }
}

function messageOf(line: string): string {
  const { msg = '' } = JSON.parse(line) as { msg?: string }
  return msg.slice(0, 140)
}

function pause(seconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, seconds * 1000)))
}
