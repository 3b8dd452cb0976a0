import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from '../../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../../src/storage/sqlite/sqlite-company-store.ts'
import { newKey } from '../support/companies.ts'
import { encode } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { answerWell, startStubProvider } from '../support/stub-provider.ts'
import { tempDir } from '../support/temp-dir.ts'

const MAIN = fileURLToPath(new URL('../support/extraction-main.ts', import.meta.url))

async function setUp() {
  const stub = await startStubProvider()
  onTestFinished(() => stub.close())
  const dir = tempDir()
  const files = { store: join(dir, 'company.db'), outbox: join(dir, 'outbox.db') }
  const db = openDatabase(files.store)
  await createSqliteCompanyStore(db).addKey(newKey({ totalTokenLimit: 2_000_000_000 }))
  await db.close()
  const form = await encode({ companyID: 'ACME', username: 'anna', file: makePdf() })

  const start = async (...flags: string[]): Promise<{ child: ChildProcess; url: string }> => {
    const args = [MAIN, '--store', files.store, '--outbox', files.outbox, '--gemini', stub.baseUrls.gemini, ...flags]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    return { child, url }
  }
  /** The request id when it was answered well, else undefined: the process may be dead. */
  const extract = async (url: string): Promise<string | undefined> => {
    try {
      const answer = await fetch(`${url}/extract`, {
        method: 'POST',
        body: new Uint8Array(form.body),
        headers: { 'content-type': form.type },
      })
      return answer.status === 200 ? ((await answer.json()) as { meta: { request_id: string } }).meta.request_id : undefined
    } catch {
      return undefined
    }
  }
  const query = (file: string, sql: string) => {
    const open = new DatabaseSync(file, { readOnly: true })
    try {
      return open.prepare(sql).all()
    } finally {
      open.close()
    }
  }
  const logged = () => query(files.store, 'SELECT RequestID FROM TokenUsageLogs').map(row => String(row.RequestID))
  const waiting = () => Number(query(files.outbox, 'SELECT COUNT(*) AS n FROM usage_outbox')[0]?.n)
  const used = () => query(files.store, 'SELECT TotalUsedTokens AS n FROM TokenUsageSummary')[0]?.n
  return { stub, start, extract, logged, waiting, used }
}

const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('rows that waited for the store survive kill -9 and are delivered once when both are back', async () => {
  const { stub, start, extract, logged, waiting, used } = await setUp()
  const first = await start('--fault', 'away')
  const answered = await Promise.all(Array.from({ length: 60 }, () => extract(first.url)))
  expect(answered.every(id => id !== undefined)).toBe(true)
  await kill(first.child)
  expect([waiting(), logged().length]).toEqual([60, 0])

  // Every delivery is applied and its confirmation lost, then the process dies again: the worst case for "once".
  const second = await start('--fault', 'lost')
  await vi.waitFor(() => expect(logged().length).toBeGreaterThan(0), { timeout: 20_000 })
  await kill(second.child)

  const third = await start()
  await vi.waitFor(() => expect(waiting()).toBe(0), { timeout: 20_000 })
  expect(logged().toSorted()).toEqual(answered.toSorted())
  expect(used()).toBe(stub.reported.input + stub.reported.output)
  await kill(third.child)
})

test.each([[[]], [['--remote']]])(
  'killed in the middle of its work (%j), it loses no answered extraction and counts none twice',
  async flags => {
    const { stub, start, extract, logged, waiting, used } = await setUp()
    // The later calls are never answered: however late the kill comes, it finds work under way, and the earlier ones at every stage.
    stub.behave((call, index) => (index < 120 ? answerWell(call) : 'hang'))
    const first = await start(...flags)
    const enough = Promise.withResolvers<void>()
    let count = 0
    const calls = Array.from({ length: 200 }, async () => {
      const id = await extract(first.url)
      if (id !== undefined && ++count === 60) enough.resolve()
      return id
    })
    await enough.promise
    await kill(first.child)
    const answered = (await Promise.all(calls)).filter(id => id !== undefined)
    expect(answered.length).toBeGreaterThanOrEqual(60)
    expect(answered.length).toBeLessThanOrEqual(120)

    const second = await start(...flags)
    await vi.waitFor(() => expect(waiting()).toBe(0), { timeout: 20_000 })
    const rows = logged()
    expect(new Set(rows).size).toBe(rows.length)
    for (const id of answered) expect(rows).toContain(id)
    expect(rows.length).toBeLessThanOrEqual(stub.reported.answers)
    expect(used()).toBe(rows.length * 3218)
    await kill(second.child)
  },
)
