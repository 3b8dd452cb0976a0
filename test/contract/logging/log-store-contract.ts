import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LogRow, LogStore } from '../../../src/logging/log-store.ts'
import type { RetryAttempt } from '../../../src/retry/retry-attempt-log.ts'
import type { RetryAttemptStore } from '../../../src/retry/retry-attempt-queue.ts'

export interface OpenLogStore {
  readonly store: LogStore & RetryAttemptStore
  /** The rows as operators find them, by id. */
  logs(): Promise<readonly LogRow[]>
  attempts(): Promise<readonly RetryAttempt[]>
  close(): Promise<void>
}

const row = (change: Partial<LogRow> = {}): LogRow => ({
  timestamp: '2026-11-21T12:00:00.123Z',
  logLevel: 'INFO',
  logger: 'tokenwheel.jobs',
  message: '✅ done',
  exception: null,
  module: 'src/jobs/lane',
  functionName: 'run',
  lineNumber: 12,
  requestId: 'request-1',
  companyId: 'ACME',
  keyId: 7,
  provider: 'gemini',
  ...change,
})

/** Of the job runner. */
const NOBODYS = { requestId: null, keyId: null, companyId: null, provider: null }

/** What every LogStore and RetryAttemptStore promises. */
export function describeLogStore(name: string, open: () => Promise<OpenLogStore>): void {
  describe(`LogStore on ${name}`, () => {
    let opened: OpenLogStore
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.close())

    test('keeps every column of every row, in order', async () => {
      const rows = [
        row(),
        row({ logLevel: 'CRITICAL', exception: 'Error: x\n    at y', module: null, functionName: null, lineNumber: null }),
        row({ requestId: null, companyId: null, keyId: null, provider: null }),
      ]
      await opened.store.appendLogs(rows)
      expect(await opened.logs()).toEqual(rows)
    })

    test('deletes the oldest rows of both tables, and nothing younger', async () => {
      const attempt = { ...NOBODYS, attempt: 1, errorMessage: 'x', isRetryable: true }
      for (const timestamp of ['2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z', '2026-11-21T00:00:00.000Z']) {
        await opened.store.appendLogs([row({ timestamp })])
        await opened.store.appendRetryAttempts([{ ...attempt, timestamp }])
      }
      expect(await opened.store.purgeLogs('2026-11-01T00:00:00.000Z', 1)).toBe(2)
      expect(await opened.store.purgeLogs('2026-11-01T00:00:00.000Z', 10)).toBe(2)
      expect(await opened.store.purgeLogs('2026-11-01T00:00:00.000Z', 10)).toBe(0)
      expect((await opened.logs()).map(log => log.timestamp)).toEqual(['2026-11-21T00:00:00.000Z'])
      expect((await opened.attempts()).map(left => left.timestamp)).toEqual(['2026-11-21T00:00:00.000Z'])
    })

    test('an erased text is in no row of either table any more, however it was written', async () => {
      await opened.store.appendLogs([
        row({ message: '📧 Processing 1/2: Ada@Example.com', exception: 'Error: ada@example.com\n at ADA@EXAMPLE.COM' }),
        row({ message: '✅ bob@example.com: fine' }),
        row({ message: 'Ada@Example.com.evil and a%da@example.com' }),
      ])
      const attempt = { ...NOBODYS, attempt: 1, isRetryable: true, timestamp: '2026-11-21T00:00:00.000Z' }
      await opened.store.appendRetryAttempts([{ ...attempt, errorMessage: 'no answer for ada@example.com' }])
      await opened.store.eraseText('ada@example.com')
      expect((await opened.logs()).map(({ message, exception }) => [message, exception])).toEqual([
        ['📧 Processing 1/2: [erased]', 'Error: [erased]\n at [erased]'],
        ['✅ bob@example.com: fine', null],
        ['[erased].evil and a%da@example.com', null],
      ])
      expect((await opened.attempts())[0]?.errorMessage).toBe('no answer for [erased]')
      await opened.store.eraseText('nobody.at.all@example.com')
    })

    test('a text that is longer than its column loses its end, not its row', async () => {
      await opened.store.appendLogs([
        row({ logger: 'l'.repeat(400), module: 'm'.repeat(400), functionName: 'f'.repeat(400), message: 'x'.repeat(20_000) }),
      ])
      const [kept] = await opened.logs()
      expect(kept!.message).toHaveLength(20_000)
      for (const text of [kept!.logger, kept!.module, kept!.functionName]) {
        expect(text!.length).toBeLessThanOrEqual(255)
        expect(text!.length).toBeGreaterThan(200)
      }
    })

    test('a thousand rows at once', async () => {
      await opened.store.appendLogs(Array.from({ length: 1000 }, (_, index) => row({ message: String(index) })))
      expect((await opened.logs()).map(({ message }) => message)).toEqual(Array.from({ length: 1000 }, (_, index) => String(index)))
    })

    test('failed attempts, of the job runner too, which has neither key nor company', async () => {
      const attempts: RetryAttempt[] = [
        {
          ...{ requestId: 'request-1', keyId: 7, companyId: 'ACME', provider: 'openai', attempt: 1, errorMessage: 'HTTP 503' },
          ...{ isRetryable: true, timestamp: '2026-11-21T12:00:00.000Z' },
        },
        { ...NOBODYS, attempt: 2, errorMessage: 'reset', isRetryable: false, timestamp: '2026-11-21T12:00:01.000Z' },
      ]
      await opened.store.appendRetryAttempts(attempts)
      expect(await opened.attempts()).toEqual(attempts)
    })
  })
}
