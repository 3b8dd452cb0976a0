import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import { newKey } from '../support/companies.ts'
import { type ExtractionServer, startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { answerWell, geminiAnswer, openaiAnswer, type StubAnswer, type StubCall } from '../support/stub-provider.ts'
import { createStoreSwitch } from '../support/switchable-store.ts'

const PDF = makePdf()

/** The three tables, read by another connection: the sums that operators would see. */
function tables(file: string) {
  const db = new DatabaseSync(file, { readOnly: true })
  const one = (sql: string) => Number(db.prepare(sql).get()?.n ?? 0)
  const sums = {
    logged: one('SELECT SUM(TotalTokensUsed) AS n FROM TokenUsageLogs'),
    input: one('SELECT SUM(InputTokens) AS n FROM TokenUsageLogs'),
    output: one('SELECT SUM(OutputTokens) AS n FROM TokenUsageLogs'),
    requests: one('SELECT SUM(RequestCount) AS n FROM TokenUsageLogs'),
    summary: one('SELECT SUM(TotalUsedTokens) AS n FROM TokenUsageSummary'),
    disagreeing: one(`SELECT COUNT(*) AS n FROM TokenUsageSummary s JOIN TokenMaster t ON t.TokenID = s.TokenID
      WHERE s.TotalRemainingTokens <> MAX(0, t.TotalTokenLimit - s.TotalUsedTokens)
         OR s.TotalUsedTokens <> (SELECT COALESCE(SUM(TotalTokensUsed), 0) FROM TokenUsageLogs l WHERE l.TokenID = s.TokenID)`),
  }
  db.close()
  return sums
}

/** A third of the calls fails in one way or another; usage differs from call to call. */
function faulty(random: () => number): (call: StubCall) => StubAnswer {
  return call => {
    const dice = random()
    if (dice < 0.08) return { status: 503, body: { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } } }
    if (dice < 0.14) return 'drop'
    if (dice < 0.2) return { status: 500, body: 'oops' }
    const tokens = Math.floor(random() * 5000)
    if (call.provider === 'openai') {
      const usage = { input_tokens: tokens, output_tokens: 77, total_tokens: tokens + 77, output_tokens_details: { reasoning_tokens: 7 } }
      return dice < 0.3
        ? openaiAnswer(undefined, { usage, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
        : openaiAnswer(undefined, { usage })
    }
    const usageMetadata = { promptTokenCount: tokens, candidatesTokenCount: 60, thoughtsTokenCount: 5, totalTokenCount: tokens + 65 }
    return dice < 0.25 ? geminiAnswer(undefined, { usageMetadata, candidates: [] }) : geminiAnswer(undefined, { usageMetadata })
  }
}

/** Mulberry32: the same faults in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function addKeys({ store }: ExtractionServer): Promise<void> {
  for (const provider of ['Gemini', 'OpenAI', 'Gemini', 'OpenAI']) await store.addKey(newKey({ provider, totalTokenLimit: 2_000_000_000 }))
}

async function run(running: ExtractionServer, count: number, onAnswer: (done: number) => void = () => {}): Promise<number[]> {
  let done = 0
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { status } = await running.extract({ file: PDF })
      done += 1
      onAnswer(done)
      return status
    }),
  )
}

const expectSums = ({ file, stub }: ExtractionServer) => {
  const { input, output, answers } = stub.reported
  expect(tables(file)).toEqual({ logged: input + output, input, output, requests: answers, summary: input + output, disagreeing: 0 })
}

describe('500 extractions at once, a third of the calls failing', () => {
  test('what the provider reported is what the tables hold', async () => {
    const running = await startExtraction({ retry: { max_retries: 3, initial_delay: 0 } })
    await addKeys(running)
    running.stub.behave(faulty(seeded(7)))
    const statuses = await run(running, 500)
    expect(statuses.filter(status => status === 200).length).toBeGreaterThan(350)
    expectSums(running)
    expect(running.service.stats().outbox.depth).toBe(0)
  })

  test.each([
    ['away', true],
    ['lost', true],
    ['away', false],
    ['lost', false],
  ] as const)('also when the store is %s in the middle and comes back (local store: %s)', async (fault, storeIsLocal) => {
    const control = createStoreSwitch()
    control.methods = ['recordUsage']
    const running = await startExtraction({ retry: { max_retries: 3, initial_delay: 0 }, wrapStore: control.wrap, storeIsLocal })
    await addKeys(running)
    running.stub.behave(faulty(seeded(11)))
    const statuses = await run(running, 500, done => {
      if (done === 150) control.fault = fault
    })
    expect(statuses.filter(status => status === 200).length).toBeGreaterThan(350)
    expect(running.service.stats().outbox.depth).toBeGreaterThan(0)
    control.fault = 'none'
    await vi.waitFor(() => expect(running.service.stats().outbox.depth).toBe(0), { timeout: 20_000 })
    expectSums(running)
  })
})

test('two requests to which their caller gave one id are two rows', async () => {
  const running = await startExtraction()
  await running.store.addKey(newKey())
  for (let n = 0; n < 2; n += 1) {
    const { body } = await running.extract({ file: PDF }, { 'x-request-id': 'order-1' })
    expect(body.meta.request_id).toBe('order-1')
  }
  expect(tables(running.file).requests).toBe(2)
  expectSums(running)
})

describe('the outbox', () => {
  test('a database that another process holds: the row waits and is delivered when it is free', async () => {
    const running = await startExtraction({ busyTimeoutMs: 1 })
    await running.store.addKey(newKey())
    const holder = new DatabaseSync(running.file)
    holder.exec('BEGIN EXCLUSIVE')
    expect((await running.extract({ file: PDF })).status).toBe(200)
    expect(running.service.stats().outbox).toMatchObject({ depth: 1 })
    holder.exec('ROLLBACK')
    holder.close()
    await vi.waitFor(() => expect(running.service.stats().outbox.depth).toBe(0), { timeout: 10_000 })
    expectSums(running)
  })

  test('a remote store that hangs holds no answer: the row is on disk', async () => {
    const never = new Promise<never>(() => {})
    let hanging = true
    const running = await startExtraction({
      storeIsLocal: false,
      wrapStore: store => ({ ...store, recordUsage: record => (hanging ? never : store.recordUsage(record)) }),
    })
    await running.store.addKey(newKey())
    const started = performance.now()
    expect((await running.extract({ file: PDF })).status).toBe(200)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(running.service.stats().outbox.depth).toBe(1)
    hanging = false
  })

  test('a row that the store refuses does not hold up the others', async () => {
    const control = createStoreSwitch()
    control.methods = ['recordUsage']
    control.fault = 'away'
    const refused: string[] = []
    const running = await startExtraction({
      wrapStore: store =>
        control.wrap({
          ...store,
          recordUsage: async record => {
            if (record.requestedBy !== 'poison') return store.recordUsage(record)
            refused.push(record.requestId)
            throw new Error('conversion failed')
          },
        }),
    })
    await running.store.addKey(newKey())
    running.stub.behave(answerWell)
    await running.extract({ file: PDF, username: 'poison' })
    await running.extract({ file: PDF })
    control.fault = 'none'
    await vi.waitFor(() => expect(running.service.stats().outbox.depth).toBe(1), { timeout: 10_000 })
    expect(tables(running.file).requests).toBe(1)
    // Once: it waits for its own time and is not asked for again with every other row.
    expect(refused).toHaveLength(1)
  })
})
