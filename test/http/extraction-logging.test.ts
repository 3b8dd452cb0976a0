import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabaseLog } from '../../src/logging/database-log.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { createRetryAttemptQueue } from '../../src/retry/retry-attempt-queue.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { openDatabase } from '../../src/storage/sqlite/database.ts'
import { createSqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { geminiAnswer } from '../support/stub-provider.ts'
import { tempDir } from '../support/temp-dir.ts'

async function logInto(file: string) {
  const db = openDatabase(file, { patienceMs: 1 })
  const store = createSqliteLogStore(db)
  const databaseLog = createDatabaseLog({ clock: systemClock })
  databaseLog.start(store)
  const retryAttempts = createRetryAttemptQueue({ store, clock: systemClock })
  const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: databaseLog.stream }] })
  onTestFinished(() => db.close())
  return { databaseLog, retryAttempts, logger }
}

test('failed attempts and what was logged of them are in the tables after a stop', async () => {
  const file = join(tempDir(), 'logs.db')
  const { databaseLog, retryAttempts, logger } = await logInto(file)
  const { extract, store, stub } = await startExtraction({ logger, retryAttempts, retry: { max_retries: 2, initial_delay: 0 } })
  const { keyId } = await store.addKey(newKey())
  stub.behave(() => ({ status: 503, body: { error: { code: 503, message: 'The model is overloaded.' } } }))
  await extract({ file: makePdf() })
  await Promise.all([databaseLog.stop(), retryAttempts.stop()])
  const db = new DatabaseSync(file, { readOnly: true })
  onTestFinished(() => db.close())
  expect(db.prepare('SELECT TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable FROM RetryAttempts ORDER BY RetryID').all()).toEqual(
    [1, 2, 3].map(Attempt =>
      expect.objectContaining({
        TokenID: keyId,
        CompanyID: 'ACME',
        Attempt,
        ErrorMessage: 'Gemini: HTTP 503: The model is overloaded.',
        IsRetryable: 1,
      }),
    ),
  )
  const rows = db
    .prepare("SELECT LogLevel, Logger, Message, Module, LineNumber, Exception FROM ApplicationLogs WHERE LogLevel <> 'INFO'")
    .all()
  expect(rows.map(row => row.LogLevel)).toEqual(['WARNING', 'WARNING', 'WARNING', 'WARNING', 'ERROR'])
  expect(rows[0]).toMatchObject({ Logger: 'tokenwheel.extraction', Module: 'src/extraction/providers/call-provider' })
  expect(Number(rows[0]!.LineNumber)).toBeGreaterThan(0)
  expect(rows[4]!.Exception).toContain('AppError: Failed to process invoice')
})

test('a database that is locked for all of it breaks no extraction and loses no line', async () => {
  const file = join(tempDir(), 'logs.db')
  const { databaseLog, retryAttempts, logger } = await logInto(file)
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN EXCLUSIVE')
  const { extract, store } = await startExtraction({ logger, retryAttempts })
  await store.addKey(newKey())
  for (let call = 0; call < 5; call += 1) {
    logger.info(`line ${call}`)
    expect((await extract({ file: makePdf() })).status).toBe(200)
  }
  holder.exec('ROLLBACK')
  holder.close()
  await databaseLog.stop()
  const db = new DatabaseSync(file, { readOnly: true })
  onTestFinished(() => db.close())
  expect(db.prepare("SELECT COUNT(*) AS n FROM ApplicationLogs WHERE Message LIKE 'line %'").get()).toEqual({ n: 5 })
})

test('who was asked for what, and which key served, stands in both tables; the key itself in neither', async () => {
  const file = join(tempDir(), 'logs.db')
  const { databaseLog, retryAttempts, logger } = await logInto(file)
  const { extract, store, stub } = await startExtraction({ logger, retryAttempts, retry: { max_retries: 2, initial_delay: 0 } })
  const { keyId } = await store.addKey(newKey({ storedKey: 'key-that-must-not-show' }))
  stub.behave((_, index) => (index === 0 ? { status: 503, body: { error: { code: 503, message: 'overloaded' } } } : geminiAnswer()))
  const { body } = await extract({ file: makePdf() })
  await Promise.all([databaseLog.stop(), retryAttempts.stop()])
  const db = new DatabaseSync(file, { readOnly: true })
  onTestFinished(() => db.close())
  const about = { RequestID: body.meta.request_id, CompanyID: 'ACME', TokenID: keyId, Provider: 'gemini' }
  const columns = 'RequestID, CompanyID, TokenID, Provider'
  expect(
    db
      .prepare(`SELECT ${columns} FROM RetryAttempts`)
      .all()
      .map(row => ({ ...row })),
  ).toEqual([about])
  const lines = db
    .prepare(`SELECT Message, ${columns} FROM ApplicationLogs`)
    .all()
    .map(row => ({ ...row }))
  expect(lines.find(({ Message }) => String(Message).startsWith('Extraction attempt 1 failed'))).toMatchObject(about)
  const success = lines.find(({ Message }) => String(Message).startsWith('Invoice extracted for ACME'))
  expect(success).toMatchObject({ ...about, Message: expect.stringContaining(`, key ${keyId}, `) })
  expect(JSON.stringify(lines)).not.toContain('key-that-must-not-show')
})
