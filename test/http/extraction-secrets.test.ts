import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabaseLog } from '../../src/logging/database-log.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { createRetryAttemptQueue } from '../../src/retry/retry-attempt-queue.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { openDatabase } from '../../src/storage/sqlite/database.ts'
import { createSqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { recordSpans } from '../support/recorded-spans.ts'
import { geminiAnswer, openaiAnswer, type StubAnswer } from '../support/stub-provider.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Words that look like nothing: only an allow-list or the exact value keeps them in. */
const canary = (name: string) => `${name}canary${randomBytes(9).toString('hex')}`

test('no planted secret reaches a response, a log line, a row, a file, a metric or a span', async () => {
  const secrets = {
    gemini: canary('gemini'),
    openai: canary('openai'),
    second: canary('second'),
    fallback: canary('fallback'),
    caller: canary('caller'),
    box: randomBytes(32),
  }
  const lines: string[] = []
  const logFile = join(tempDir(), 'logs.db')
  const logDb = openDatabase(logFile)
  onTestFinished(() => logDb.close())
  const logStore = createSqliteLogStore(logDb)
  const databaseLog = createDatabaseLog({ clock: systemClock })
  databaseLog.start(logStore)
  const retryAttempts = createRetryAttemptQueue({ store: logStore, clock: systemClock })
  const { logger } = await createLogging({
    level: 'silent',
    format: 'json',
    sinks: [
      { level: 'debug', stream: { write: line => void lines.push(line) } },
      { level: 'debug', stream: databaseLog.stream },
    ],
  })
  const headers = { 'x-api-key': secrets.caller }
  const traces = recordSpans()
  const running = await startExtraction({
    ...{ logger, tracer: traces.tracer },
    retryAttempts,
    secretsKey: secrets.box,
    apiKeys: [{ name: 'app', key: secrets.caller, scopes: ['jobs', 'extract', 'ops', 'admin'] }],
    extraction: { fallback: { provider: 'Gemini', api_key: secrets.fallback } },
    retry: { max_retries: 1, initial_delay: 0 },
  })
  const answers: string[] = []
  const send = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const answer = await running.server.inject({ ...{ method, url, headers }, ...(payload === undefined ? {} : { payload }) })
    answers.push(answer.body, JSON.stringify(answer.headers))
    return answer
  }
  const add = (company: string, api_key: string, provider: string) =>
    send('POST', `/companies/${company}/tokens`, { company_name: 'x', api_key, provider, total_token_limit: 100_000 })
  const added = await add('ACME', secrets.gemini, 'Gemini')
  await add('OTHER', secrets.openai, 'OpenAI')

  // The provider says the key back in every way it can: text, code, header, an answer's own fields.
  const echo = (status: number, key: string, code: unknown): StubAnswer => ({
    status,
    headers: { 'x-echo': key, 'retry-after': '0' },
    body: { error: { code, status: 'UNAVAILABLE', message: `Bad key ${key} in https://host/?key=${key}`, type: 'x', param: key } },
  })
  const faults: ((key: string) => StubAnswer)[] = [
    key => echo(503, key, 503),
    key => echo(403, key, 'denied'),
    key => echo(400, key, 400),
    () => 'drop',
    key => ({ status: 500, body: `<pre>${key}</pre>` }),
    key => ({ status: 200, body: `${key} is not JSON` }),
    key => geminiAnswer(undefined, { promptFeedback: { blockReason: 'OTHER', blockReasonMessage: key } }),
    key => openaiAnswer(undefined, { status: 'failed', error: { code: 'server_error', message: key } }),
    key => echo(401, key, 'invalid_api_key'),
  ]
  for (const fault of faults) {
    running.stub.behave(call => fault(call.apiKey))
    for (const companyID of ['ACME', 'OTHER', 'NOBODY']) {
      const { body, headers: sent } = await running.extract({ companyID, file: makePdf() }, headers)
      answers.push(JSON.stringify(body), JSON.stringify(sent))
    }
  }
  await send('PATCH', `/companies/ACME/tokens/${added.json().token_id}`, { api_key: secrets.second })
  await send('POST', '/companies/ACME/tokens', { company_name: 'x', api_key: secrets.second, provider: secrets.second })
  for (const url of ['tokens', 'token-status', 'usage']) await send('GET', `/companies/ACME/${url}`)
  await send('GET', '/openapi.json')
  await running.extract({ file: makePdf() }, { 'x-api-key': `${secrets.caller}x` })
  await databaseLog.stop()
  await retryAttempts.stop()

  // Every provider that was called had the real key: else this test would prove nothing.
  const used = new Set(running.stub.calls.map(call => call.apiKey))
  for (const key of [secrets.gemini, secrets.openai, secrets.fallback]) expect(used).toContain(key)
  expect(retryAttempts.stats().written).toBeGreaterThan(20)
  expect(databaseLog.stats().written).toBeGreaterThan(20)
  expect(traces.spans().length).toBeGreaterThan(100)
  const files = [running.file, logFile].flatMap(file =>
    readdirSync(dirname(file)).map(name => readFileSync(join(dirname(file), name), 'latin1')),
  )
  const outputs = { answers, lines, files, metrics: [JSON.stringify(running.service.stats())], spans: [traces.said()] }
  for (const [where, texts] of Object.entries(outputs)) {
    for (const [name, secret] of Object.entries(secrets)) {
      const needle = typeof secret === 'string' ? secret : secret.toString('base64')
      expect(
        texts.some(text => text.includes(needle)),
        `${name} in ${where}`,
      ).toBe(false)
    }
  }
})
