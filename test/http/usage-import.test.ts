import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../src/shared/app-error.ts'
import { newKey } from '../support/companies.ts'
import { type ExtractionServer, type ExtractionServerOptions, startExtraction } from '../support/extraction-server.ts'
import { createStoreSwitch } from '../support/switchable-store.ts'

const run = (input: number, output = 50) => `RunUsage(input_tokens=${input}, output_tokens=${output}, requests=1)`
const LOG = [
  `2024-11-19 23:30:00,125 INFO invoices Usage: ${run(100)}`,
  `2024-11-20T01:30:00+02:00 INFO invoices Usage: ${run(200)}`,
  '',
  `Usage: ${run(1000)}`,
  `Usage: ${run(1000)}`,
]
const PATH = '/companies/ACME/usage/import'

type Answer = { status: number; body: Record<string, unknown> & { errors?: { field: string; problem: string }[] } }

async function start(options: ExtractionServerOptions = {}) {
  const running = await startExtraction(options)
  const { keyId } = await running.store.addKey(newKey({ totalTokenLimit: 100_000 }))
  const send = async (url: string, payload: string | object, headers: Record<string, string> = {}): Promise<Answer> => {
    const type = typeof payload === 'string' ? { 'content-type': 'text/plain' } : {}
    const answer = await running.server.inject({ method: 'POST', url, payload, headers: { ...type, ...headers } })
    return { status: answer.statusCode, body: answer.json() }
  }
  const sendText = (text: string, query = `token_id=${keyId}`) => send(`${PATH}?${query}`, text)
  const usageBy = async (group: 'day' | 'branch' | 'user' | 'token') =>
    (await running.store.usage({ companyId: 'ACME', from: null, to: null, group })).map(row => [
      row.group,
      row.extractions,
      row.totalTokens,
    ])
  return { ...running, keyId, send, sendText, usageBy }
}

/** The three tables by another connection, as an operator sees them: the sums must be one. */
function tables({ file }: Pick<ExtractionServer, 'file'>) {
  const db = new DatabaseSync(file, { readOnly: true })
  const one = (sql: string) => Number(db.prepare(sql).get()?.n ?? 0)
  const sums = {
    rows: one('SELECT COUNT(*) AS n FROM TokenUsageLogs'),
    logged: one('SELECT SUM(TotalTokensUsed) AS n FROM TokenUsageLogs'),
    summary: one('SELECT SUM(TotalUsedTokens) AS n FROM TokenUsageSummary'),
    spent: one('SELECT SUM(t.TotalTokenLimit - s.TotalRemainingTokens) AS n FROM TokenUsageSummary s JOIN TokenMaster t USING (TokenID)'),
  }
  db.close()
  return sums
}

describe('a log', () => {
  test('each line is counted for its key, its day, its branch and whoever asked; the sums of the tables are one', async () => {
    const running = await start()
    const { send, keyId, usageBy } = running
    const { status, body } = await send(`${PATH}?token_id=${keyId}&branch=Berlin&username=anna`, `\uFEFF${LOG.join('\r\n')}\r\n`)
    expect([status, body]).toEqual([200, { company_id: 'ACME', token_id: keyId, imported: 4, already_known: 0, waiting: 0, rejected: [] }])
    expect(tables(running)).toEqual({ rows: 4, logged: 2500, summary: 2500, spent: 2500 })
    // Lines without a time count for today.
    expect((await usageBy('day')).slice(0, 1)).toEqual([['2024-11-19', 2, 400]])
    expect(await usageBy('branch')).toEqual([['Berlin', 4, 2500]])
    expect(await usageBy('user')).toEqual([['anna', 4, 2500]])
    expect(await usageBy('token')).toEqual([[String(keyId), 4, 2500]])
  })

  test('all figures of a line arrive, and nothing else of it is kept', async () => {
    const running = await start()
    const details = "details={'text_prompt_tokens': 712, 'image_prompt_tokens': 1806, 'text_candidates_tokens': 652}"
    await running.sendText(`key=sk-secret RunUsage(input_tokens=2518, output_tokens=652, ${details}, requests=1) for bob@example.com`)
    const db = new DatabaseSync(running.file, { readOnly: true })
    const { RequestID, LoggedAt, RawUsage, ...row } = db.prepare('SELECT * FROM TokenUsageLogs').get() as Record<string, unknown>
    db.close()
    expect(row).toEqual({
      ...{ UsageID: 1, TokenID: running.keyId, CompanyID: 'ACME', Branch: null, RequestedBy: 'anonymous', LicenceID: null },
      ...{ InputTokens: 2518, OutputTokens: 652, TextPromptTokens: 712, ImagePromptTokens: 1806, TextCandidatesTokens: 652 },
      ...{ TotalTokensUsed: 3170, RequestCount: 1, Provider: 'gemini', Model: null },
    })
    expect(RequestID).toMatch(/^import:[0-9a-f]{64}$/)
    expect(Date.parse(String(LoggedAt))).toBeGreaterThan(Date.now() - 60_000)
    expect(RawUsage).not.toMatch(/secret|bob/)
  })

  test('the key goes down to BelowThreshold and FullyUtilized as by extractions', async () => {
    const { sendText, store } = await start()
    await sendText(run(97_500, 0))
    expect(await store.listKeys('ACME')).toMatchObject([{ status: 'BelowThreshold', totalRemainingTokens: 2500 }])
    await sendText(run(9000, 0))
    expect(await store.listKeys('ACME')).toMatchObject([{ status: 'FullyUtilized', totalRemainingTokens: 0 }])
  })
})

describe('the same lines again', () => {
  test('are known, as text or as JSON, by whomever, in a log that has grown or was rotated', async () => {
    const running = await start()
    const { send, sendText, keyId } = running
    await sendText(LOG.join('\n'))
    const before = tables(running)
    expect((await sendText(LOG.join('\r\n'))).body).toMatchObject({ imported: 0, already_known: 4 })
    const json = await send('/companies/acme/usage/import', { lines: LOG, token_id: keyId, branch: 'Wien', username: 'ben' })
    expect(json.body).toMatchObject({ imported: 0, already_known: 4 })
    expect(tables(running)).toEqual(before)
    expect((await sendText([...LOG, `Usage: ${run(1000)}`, run(7)].join('\n'))).body).toMatchObject({ imported: 2, already_known: 4 })
    expect((await sendText(LOG.slice(3).join('\n'))).body).toMatchObject({ imported: 0, already_known: 2 })
  })

  test('at the same moment are counted once', async () => {
    const running = await start()
    const answers = await Promise.all(Array.from({ length: 5 }, () => running.sendText(LOG.join('\n'))))
    expect(answers.reduce((sum, { body }) => sum + Number(body.imported), 0)).toBe(4)
    expect(tables(running)).toMatchObject({ rows: 4, logged: 2500, summary: 2500 })
  })

  test('of another log, or for another key, are other calls', async () => {
    const running = await start()
    const { sendText, keyId, store } = running
    const other = (await store.addKey(newKey())).keyId
    await sendText(LOG.join('\n'))
    for (const query of [`token_id=${keyId}&source=second.log`, `token_id=${other}`]) {
      expect((await sendText(LOG.join('\n'), query)).body).toMatchObject({ imported: 4, already_known: 0 })
    }
    expect(tables(running)).toMatchObject({ rows: 12, logged: 7500, summary: 7500 })
  })
})

describe('lines that cannot be counted', () => {
  test.each([
    ['INFO nothing of interest', 'holds no RunUsage(…)'],
    ['RunUsage(input_tokens=25', 'is cut off, or holds no figure that can be read'],
    ['RunUsage()', 'is cut off, or holds no figure that can be read'],
    [`${run(1)} ${run(2)}`, 'holds more than one RunUsage(…)'],
    ['RunUsage(input_tokens=-5, output_tokens=3)', 'input_tokens is not a whole number'],
    ['RunUsage(input_tokens=5, output_tokens=3.5)', 'output_tokens is not a whole number'],
    ['RunUsage(input_tokens=1, details={"text_prompt_tokens": None})', 'text_prompt_tokens is not a whole number'],
    ['RunUsage(input_tokens=2147483648)', 'input_tokens is larger than 2147483647'],
    ['RunUsage(input_tokens=2147483647, output_tokens=1)', 'input and output together are more than 2147483647'],
    [`2099-01-01T00:00:00Z ${run(1)}`, 'its time is no instant between 1970 and now'],
    [`2024-11-20 25:61:00 ${run(1)}`, 'its time is no instant between 1970 and now'],
    [`0001-01-01 00:00:00 ${run(1)}`, 'its time is no instant between 1970 and now'],
    [`${'x'.repeat(8192)} ${run(1)}`, 'is longer than 8192 characters'],
  ])('%# is named with its number and its problem, and the others count', async (bad, problem) => {
    const running = await start()
    const { status, body } = await running.sendText(`${run(10, 0)}\n\n${bad}\n${run(20, 0)}`)
    expect([status, body.imported, body.rejected]).toEqual([200, 2, [{ line: 3, problem }]])
    expect(tables(running)).toMatchObject({ rows: 2, logged: 30, summary: 30 })
  })

  test('a line of the JSON form that is two', async () => {
    const { send, keyId } = await start()
    const { body } = await send(PATH, { lines: [`${run(1)}\n${run(2)}`, run(3)], token_id: keyId })
    expect(body).toMatchObject({ imported: 1, rejected: [{ line: 1, problem: 'is more than one line' }] })
  })

  test('nothing but such lines is a 400 that names the first of them', async () => {
    const { sendText } = await start()
    const { status, body } = await sendText('x\n'.repeat(30))
    expect([status, body.code, body.errors?.length]).toEqual([400, 'VALIDATION_FAILED', 20])
    expect(body.errors![0]).toEqual({ field: 'lines.1', problem: 'holds no RunUsage(…)' })
    expect((await sendText('\n \n')).body).toMatchObject({ code: 'VALIDATION_FAILED', message: 'There is no line to import.' })
  })
})

describe('what is refused', () => {
  test('a key that is not there, or not of this company', async () => {
    const running = await start()
    expect((await running.sendText(run(1), 'token_id=999')).status).toBe(404)
    expect((await running.send(`/companies/OTHER/usage/import?token_id=${running.keyId}`, run(1))).status).toBe(404)
    expect(tables(running).rows).toBe(0)
  })

  test.each([
    ['no key named', '', run(1), 400],
    ['a key that is no number', 'token_id=abc', run(1), 400],
    ['an unknown option', 'token_id=1&company=x', run(1), 400],
    ['control characters', 'token_id=1&branch=a%00b', run(1), 400],
    ['no body', 'token_id=1', '', 400],
    ['JSON with options in the query', 'token_id=1', { lines: [run(1)], token_id: 1 }, 400],
    ['JSON without lines', '', { token_id: 1 }, 400],
    ['JSON with a line that is no text', '', { lines: [5], token_id: 1 }, 400],
    ['10,001 lines', 'token_id=1', `${run(1)}\n`.repeat(10_001), 400],
    ['10,001 lines as JSON', '', { lines: Array.from({ length: 10_001 }, () => run(1)), token_id: 1 }, 400],
    ['more than 4 MiB', 'token_id=1', 'x'.repeat(4 * 1_048_576 + 1), 413],
  ])('%s', async (_, query, payload, expected) => {
    const running = await start()
    const { status, body } = await running.send(`${PATH}?${query}`, payload)
    expect([status, body.status]).toEqual([expected, 'error'])
    expect(tables(running).rows).toBe(0)
  })

  test('a forgotten key, in words', async () => {
    const { send } = await start()
    for (const payload of [run(1), { lines: [run(1)] }]) {
      const { body } = await send(PATH, payload)
      expect(body.errors).toEqual([{ field: 'token_id', problem: "must be the number of one of the company's keys" }])
    }
  })

  test('another type of body is a 415, and so is plain text anywhere else', async () => {
    const { send, keyId } = await start()
    expect((await send(`${PATH}?token_id=${keyId}`, run(1), { 'content-type': 'text/csv' })).status).toBe(415)
    expect((await send('/companies/ACME/tokens', 'x')).status).toBe(415)
  })

  test('whoever is no admin', async () => {
    const KEYS = ['admin', 'ops', 'extract'].map(scope => ({ name: `the-${scope}`, key: `${scope}-caller-key`, scopes: [scope] }))
    const { send, keyId, usageBy } = await start({ apiKeys: KEYS })
    const as = async (key?: string) => {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key }
      return (await send(`${PATH}?token_id=${keyId}`, run(1), headers)).status
    }
    expect([await as(), await as('ops-caller-key'), await as('extract-caller-key')]).toEqual([401, 403, 403])
    expect(await as('admin-caller-key')).toBe(200)
    expect(await usageBy('user')).toEqual([['the-admin', 1, 51]])
  })
})

describe('the company store', () => {
  test.each([
    ['away', true],
    ['lost', true],
    ['away', false],
    ['lost', false],
  ] as const)(
    'is %s in the middle (local: %s): the rest waits, is delivered once, and is known afterwards',
    async (fault, storeIsLocal) => {
      const control = createStoreSwitch()
      control.methods = ['recordUsage']
      let taken = 0
      const running = await start({
        storeIsLocal,
        wrapStore: store =>
          control.wrap({
            ...store,
            async recordUsage(record) {
              taken += 1
              if (taken === 100) control.fault = fault
              return store.recordUsage(record)
            },
          }),
      })
      const lines = Array.from({ length: 300 }, (_, index) => run(index, 0)).join('\n')
      const { status, body } = await running.sendText(lines)
      expect([status, Number(body.imported) + Number(body.waiting), body.already_known]).toEqual([200, 300, 0])
      expect(body.waiting).toBeGreaterThan(190)
      const again = (await running.sendText(lines)).body
      expect([Number(again.imported), Number(again.already_known) + Number(again.waiting)]).toEqual([0, 300])
      control.fault = 'none'
      await vi.waitFor(() => expect(tables(running).rows).toBe(300), { timeout: 20_000 })
      await vi.waitFor(() => expect(running.service.stats().outbox.depth).toBe(0), { timeout: 20_000 })
      expect(tables(running)).toEqual({ rows: 300, logged: 44_850, summary: 44_850, spent: 44_850 })
      expect((await running.sendText(lines)).body).toMatchObject({ imported: 0, already_known: 300, waiting: 0 })
    },
  )

  test('takes nothing, and neither does the file of the outbox: a 503; the same lines are counted once later', async () => {
    let full = false
    const running = await start({
      wrapStore: store => ({
        ...store,
        recordUsage: record =>
          full ? Promise.reject(new StoreUnavailableError('company store', new Error('full'))) : store.recordUsage(record),
      }),
      wrapOutbox: store => ({ ...store, put: (record, now) => (full ? Promise.reject(new Error('disk full')) : store.put(record, now)) }),
    })
    await running.sendText(LOG.slice(0, 2).join('\n'))
    full = true
    expect(await running.sendText(LOG.join('\n'))).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } })
    full = false
    // One or the other line may have been in the outbox's memory, and delivered from there.
    const { imported, already_known, waiting } = (await running.sendText(LOG.join('\n'))).body
    expect([Number(imported) + Number(already_known), waiting]).toEqual([4, 0])
    await vi.waitFor(() => expect(running.service.stats().outbox.depth).toBe(0), { timeout: 20_000 })
    expect(tables(running)).toMatchObject({ rows: 4, logged: 2500, summary: 2500 })
  })

  test('is away from the start: a 503, and nothing is half done', async () => {
    const control = createStoreSwitch()
    const running = await start({ wrapStore: control.wrap })
    control.fault = 'away'
    expect(await running.sendText(LOG.join('\n'))).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } })
    control.fault = 'none'
    expect((await running.sendText(LOG.join('\n'))).body).toMatchObject({ imported: 4 })
  })
})
