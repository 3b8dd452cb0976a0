import { expect, test } from 'vitest'
import { createDatabaseLog, type DatabaseLog } from '../../../src/logging/database-log.ts'
import type { LogRow, LogStore } from '../../../src/logging/log-store.ts'
import { createLogging, type Logger } from '../../../src/logging/logger.ts'
import { systemClock } from '../../../src/shared/clock.ts'
import { createRecordingClock } from '../../support/recording-clock.ts'

/** Keeps rows; `gate` may hold or fail a write. */
function memoryStore(gate: () => Promise<void> = async () => {}) {
  const rows: LogRow[] = []
  const batches: number[] = []
  const store: Pick<LogStore, 'appendLogs'> = {
    async appendLogs(batch) {
      await gate()
      rows.push(...batch)
      batches.push(batch.length)
    },
  }
  return { store, rows, batches }
}

async function logInto(log: DatabaseLog, level = 'debug'): Promise<Logger> {
  const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level, stream: log.stream }] })
  return logger
}

test('levels, logger, message, exception and call site of every line', async () => {
  const log = createDatabaseLog({ clock: systemClock })
  const { store, rows } = memoryStore()
  const logger = (await logInto(log)).child({ module: 'extraction' })
  function whereItHappens() {
    logger.warn('careful')
  }
  logger.debug('detail')
  logger.info({ fn: 'run' }, 'hello')
  whereItHappens()
  logger.error({ err: new RangeError('too far', { cause: new Error('why') }) }, 'it failed')
  logger.fatal('the end')
  log.start(store)
  await log.stop()
  expect(rows.map(row => [row.logLevel, row.logger, row.message])).toEqual([
    ['DEBUG', 'tokenwheel.extraction', 'detail'],
    ['INFO', 'tokenwheel.extraction', 'hello'],
    ['WARNING', 'tokenwheel.extraction', 'careful'],
    ['ERROR', 'tokenwheel.extraction', 'it failed'],
    ['CRITICAL', 'tokenwheel.extraction', 'the end'],
  ])
  expect(rows[1]!.functionName).toBe('run')
  expect(rows[2]).toMatchObject({ functionName: 'whereItHappens', module: 'test/unit/logging/database-log.test', exception: null })
  expect(rows[2]!.lineNumber).toBeGreaterThan(30)
  expect(rows[3]!.exception).toMatch(/^RangeError: too far\n\s+at .*\n[\s\S]*caused by Error: why$/)
  expect(rows.every(row => !Number.isNaN(Date.parse(row.timestamp)))).toBe(true)
})

test('what a line is about: a number is a company key, a name is a bearer token', async () => {
  const log = createDatabaseLog({ clock: systemClock })
  const { store, rows } = memoryStore()
  const logger = await logInto(log)
  logger.info({ request_id: 'request-1', company_id: 'ACME', token_id: 7, provider: 'openai' }, 'of a key')
  logger.info({ token_id: 'token-of-the-pool', request_id: 5, company_id: '', provider: null }, 'of a token')
  log.start(store)
  await log.stop()
  expect(rows.map(({ requestId, companyId, keyId, provider }) => [requestId, companyId, keyId, provider])).toEqual([
    ['request-1', 'ACME', 7, 'openai'],
    [null, null, null, null],
  ])
})

test('a database that fails fills nothing: the queue is bounded, the overflow counted, the failures too', async () => {
  const clock = createRecordingClock()
  const log = createDatabaseLog({ clock })
  const failing = memoryStore(() => Promise.reject(new Error('down')))
  log.start(failing.store)
  const logger = await logInto(log)
  for (let line = 0; line < 60_000; line += 1) logger.info('a line of some length, as they come')
  const { depth, bytes, dropped } = log.stats()
  expect(depth).toBeLessThanOrEqual(20_000)
  expect(bytes).toBeLessThanOrEqual(8 * 1_048_576)
  expect(depth + dropped).toBe(60_000)
  for (let round = 0; round < 3; round += 1) {
    await clock.sleeping()
    clock.advance(60_000)
    await settle()
  }
  expect(log.stats()).toMatchObject({ depth, written: 0, healthy: false })
  expect(log.stats().failedWrites).toBeGreaterThan(0)
})

test('long lines are bounded by bytes', async () => {
  const log = createDatabaseLog({ clock: createRecordingClock() })
  const logger = await logInto(log)
  for (let line = 0; line < 200; line += 1) logger.info('x'.repeat(100_000))
  expect(log.stats().bytes).toBeLessThanOrEqual(8 * 1_048_576)
  expect(log.stats().dropped).toBeGreaterThan(100)
})

test('a stop drains everything that the database takes', async () => {
  const clock = createRecordingClock()
  const log = createDatabaseLog({ clock })
  const { store, rows, batches } = memoryStore()
  log.start(store)
  const logger = await logInto(log)
  for (let line = 0; line < 5000; line += 1) logger.info(`line ${line}`)
  await log.stop()
  expect(rows.map(row => row.message)).toEqual(Array.from({ length: 5000 }, (_, line) => `line ${line}`))
  expect(Math.max(...batches)).toBeLessThanOrEqual(500)
  logger.info('too late')
  expect(log.stats()).toMatchObject({ depth: 0, written: 5000, dropped: 1 })
})

test('a stop gives up after ten seconds when the database hangs', async () => {
  const clock = createRecordingClock()
  const log = createDatabaseLog({ clock })
  log.start(memoryStore(() => new Promise(() => {})).store)
  ;(await logInto(log)).info('never')
  let stopped = false
  const stopping = log.stop().then(() => {
    stopped = true
  })
  await settle()
  expect(stopped).toBe(false)
  clock.advance(10_001)
  await stopping
})

test('a line that finds the queue full costs about a microsecond, pino not counted', async () => {
  const log = createDatabaseLog({ clock: createRecordingClock() })
  const line = `{"level":30,"time":"2026-11-21T12:00:00.000Z","module":"jobs","msg":"📧 Processing 1/50: user1@domain.com"}\n`
  for (let warm = 0; warm < 40_000; warm += 1) log.stream.write(line)
  const started = performance.now()
  for (let count = 0; count < 200_000; count += 1) log.stream.write(line)
  const perLineUs = ((performance.now() - started) * 1000) / 200_000
  // Measured: 0.02 us. The bound leaves room for a busy machine.
  expect(perLineUs).toBeLessThan(1)
})

/** Lets the microtasks and immediates that are ready run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

test('an erased person stands in no line that waited, be it text or bytes', async () => {
  const log = createDatabaseLog({ clock: systemClock })
  const { store, rows } = memoryStore()
  const logger = await logInto(log)
  logger.info('✅ Äda@x.example: Profile fetched')
  logger.warn({ err: new Error('ÄDA@x.example is unknown') }, 'it failed')
  log.stream.writeBytes(Buffer.from('{"level":30,"msg":"📧 Processing äda@X.example"}\n').toString('latin1'))
  log.stream.writeBytes(Buffer.from('{"level":30,"msg":"📧 Processing grace@x.example"}\n').toString('latin1'))
  expect(await log.eraseText('äda@x.example')).toBe(true)
  log.start(store)
  await log.stop()
  expect(rows.map(row => row.message)).toEqual([
    '✅ [erased]: Profile fetched',
    'it failed',
    '📧 Processing [erased]',
    '📧 Processing grace@x.example',
  ])
  expect(rows[1]!.exception).toMatch(/^Error: \[erased\] is unknown/)
})
