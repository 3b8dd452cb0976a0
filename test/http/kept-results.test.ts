import { expect, test } from 'vitest'
import { createKeepResults } from '../../src/extraction/kept/keep-results.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { createSecretBox } from '../../src/shared/secret-box.ts'
import { createSqliteResultStore } from '../../src/storage/sqlite/sqlite-result-store.ts'
import { newKey } from '../support/companies.ts'
import { type ExtractionServer, startExtraction } from '../support/extraction-server.ts'
import { makePng } from '../support/made-documents.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { geminiAnswer } from '../support/stub-provider.ts'

const INVOICE = {
  invoice_number: 'R-17',
  invoice_date: '2026-11-02',
  currency: 'EUR',
  seller: { name: 'Muster AG' },
  line_items: [{ description: 'Arbeit', quantity: 2, line_total: 100 }],
  total: 191,
}
const FILE = makePng(40, 40)

async function keeping(options: Parameters<typeof startExtraction>[0] = {}): Promise<ExtractionServer> {
  const running = await startExtraction({ ...options, extraction: { keep_days: 7, ...options.extraction } })
  running.stub.behave(() => geminiAnswer(INVOICE))
  for (const companyId of ['ACME', 'OTHER']) await running.store.addKey(newKey({ companyId }))
  return running
}

async function call(running: ExtractionServer, method: 'GET' | 'POST', url: string, payload?: object, key?: string) {
  const headers = key === undefined ? {} : { 'x-api-key': key }
  const answer = await running.server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

test('by default nothing is kept, and nothing says that it is', async () => {
  const running = await keeping({ extraction: { keep_days: 0 } })
  const { body } = await running.extract({ file: FILE })
  expect(body.meta).not.toHaveProperty('kept_until')
  expect((await call(running, 'GET', `/extract/${body.meta.request_id}`)).status).toBe(404)
  expect(running.db.read(() => running.db.statement('SELECT COUNT(*) AS n FROM kept_results').get())).toEqual({ n: 0 })
})

test('a kept result comes back as it was answered, sealed where it lies, and goes when its days are over', async () => {
  const clock = new ManualClock()
  const running = await keeping({ clock, secretsKey: Buffer.alloc(32, 7) })
  const { body } = await running.extract({ file: FILE })
  const url = `/extract/${body.meta.request_id}`
  const kept = await call(running, 'GET', url)
  expect(kept.body).toMatchObject({ data: body.data, kept: { company_id: 'ACME', until: body.meta.kept_until, reviews: [] } })
  const stored = JSON.stringify(running.db.read(() => running.db.statement('SELECT * FROM kept_results').all()))
  expect(stored).toContain('enc:v1:')
  expect(stored).not.toContain('Muster')
  expect(await running.service.results.purge(clock.now(), 10)).toBe(0)
  const later = clock.now() + 7 * 86_400_000 + 1
  expect(await running.service.results.purge(later, 10)).toBe(1)
  expect((await call(running, 'GET', url)).status).toBe(404)
})

test('a key for one company sees, and corrects, only its own', async () => {
  const running = await keeping({
    apiKeys: [
      { name: 'acme', key: 'key-of-acme-1', scopes: ['extract@ACME'] },
      { name: 'other', key: 'key-of-other-1', scopes: ['extract@OTHER'] },
      { name: 'ops', key: 'key-of-ops-12', scopes: ['ops'] },
    ],
  })
  const { body } = await running.extract({ file: FILE }, { 'x-api-key': 'key-of-acme-1' })
  const url = `/extract/${body.meta.request_id}`
  expect((await call(running, 'GET', url, undefined, 'key-of-acme-1')).status).toBe(200)
  expect((await call(running, 'GET', url, undefined, 'key-of-other-1')).status).toBe(404)
  expect((await call(running, 'POST', `${url}/review`, { corrections: { total: 1 } }, 'key-of-other-1')).status).toBe(404)
  expect((await call(running, 'GET', url, undefined, 'key-of-ops-12')).status).toBe(403)
  // Two companies may call their requests by one name: each finds its own.
  const shared = { 'x-request-id': 'monday-1' }
  await running.extract({ file: FILE }, { ...shared, 'x-api-key': 'key-of-acme-1' })
  await running.extract({ file: FILE, companyID: 'OTHER' }, { ...shared, 'x-api-key': 'key-of-other-1' })
  expect((await call(running, 'GET', '/extract/monday-1', undefined, 'key-of-acme-1')).body.kept.company_id).toBe('ACME')
})

test('corrections are kept with who and when, are checked, and tell how often values were right', async () => {
  const clock = new ManualClock()
  const running = await keeping({ clock })
  const ids = [(await running.extract({ file: FILE })).body.meta.request_id, (await running.extract({ file: FILE })).body.meta.request_id]
  const review = (id: string, payload: object) => call(running, 'POST', `/extract/${id}/review`, payload)
  const saved = await review(ids[0], { username: 'anna', corrections: { total: 119, due_date: '2026-12-01', 'line_items.0.quantity': 3 } })
  expect(saved.status).toBe(200)
  expect(saved.body.kept.reviews).toEqual([
    {
      ...{ at: new Date(clock.now()).toISOString(), by: 'anonymous', username: 'anna' },
      corrections: { total: 119, due_date: '2026-12-01', 'line_items.0.quantity': 3 },
    },
  ])
  expect((await review(ids[1], {})).body.kept.reviews).toMatchObject([{ username: null, corrections: {} }])
  // The later word counts.
  await review(ids[0], { corrections: { 'line_items.0.quantity': 2 } })
  for (const [path, value] of Object.entries({
    total: 'a lot',
    nothing: 1,
    'line_items.7.quantity': 1,
    'seller.__proto__': 'x',
    seller: 'x',
  }))
    expect((await review(ids[0], { corrections: { [path]: value } })).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: path }],
    })

  const { data } = (await call(running, 'GET', '/system/extraction-accuracy')).body
  expect(data).toMatchObject({ group: 'field', kept: 2, reviewed: 2 })
  const row = (rows: { group: string }[], group: string) => rows.find(each => each.group === group)
  expect(row(data.rows, 'total')).toEqual({ group: 'total', values: 2, right: 1, wrong: 1, missing: 0, accuracy: 0.5 })
  expect(row(data.rows, 'due_date')).toMatchObject({ values: 1, missing: 1 })
  expect(row(data.rows, 'line_items.quantity')).toMatchObject({ values: 2, right: 2 })
  for (const [group, name] of [
    ['seller', 'Muster AG'],
    ['engine', 'gemini gemini-3.5-flash-lite'],
  ] as const) {
    const by = (await call(running, 'GET', `/system/extraction-accuracy?group=${group}&companyID=acme`)).body.data
    expect(row(by.rows, name)).toMatchObject({ wrong: 1, missing: 1 })
  }
})

test("an erased person's results go, others stay", async () => {
  const running = await keeping()
  running.stub.behave(() => geminiAnswer({ ...INVOICE, notes: 'Contact: Eve@Example.com' }))
  const eve = (await running.extract({ file: FILE })).body.meta.request_id
  running.stub.behave(() => geminiAnswer(INVOICE))
  const other = (await running.extract({ file: FILE })).body.meta.request_id
  await running.service.results.erase('eve@example.com')
  expect((await call(running, 'GET', `/extract/${eve}`)).status).toBe(404)
  expect((await call(running, 'GET', `/extract/${other}`)).status).toBe(200)
})

test('a store that takes nothing costs the keeping, not the answer', async () => {
  const running = await startExtraction()
  const { logger } = await createLogging({ level: 'silent', format: 'json' })
  const broken = { ...createSqliteResultStore(running.db), put: () => Promise.reject(new Error('full')) }
  const results = createKeepResults({ store: broken, keepDays: 1, secretBox: createSecretBox(undefined), clock: new ManualClock(), logger })
  expect(await results.keep({ id: 'a', requestId: 'a', companyId: 'ACME', answer: { data: {}, meta: {} } })).toBeNull()
})

test('a result that no key opens is found by nobody and holds up no search; the others are found and erased', async () => {
  const running = await startExtraction()
  const { logger } = await createLogging({ level: 'silent', format: 'json' })
  const store = createSqliteResultStore(running.db)
  const withKey = (byte: number) =>
    createKeepResults({ store, keepDays: 1, secretBox: createSecretBox(Buffer.alloc(32, byte)), clock: new ManualClock(), logger })
  const [lost, today] = [withKey(1), withKey(2)]
  const answer = { data: { notes: 'Ask eve@example.com' }, meta: {} }
  for (const [id, results] of Object.entries({ a: lost, b: today, c: lost }))
    await results.keep({ id, requestId: id, companyId: 'ACME', answer })
  const everybody = () => true
  await expect(today.find('a', everybody)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(today.review('a', everybody, { by: 'x', username: null, corrections: {} })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await today.holds('eve@example.com')).toBe(true)
  await today.erase('eve@example.com')
  expect(await today.holds('eve@example.com')).toBe(false)
  expect(await today.accuracy({ group: 'field', companyId: null })).toMatchObject({ kept: 2, reviewed: 0 })
  // Who has the key again erases once more.
  expect(await lost.holds('eve@example.com')).toBe(true)
})
