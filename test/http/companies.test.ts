import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { newKey, usageRecord } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'

const KEYS = [
  { name: 'root', key: 'admin-caller-key', scopes: ['admin'] },
  { name: 'watch', key: 'ops-caller-key', scopes: ['ops'] },
  { name: 'app', key: 'extract-caller-key', scopes: ['extract'] },
]
const NEW = { company_name: 'Acme', api_key: 'AIza-secret-value-1', provider: 'Google', total_token_limit: 10_000 }

function caller(server: Awaited<ReturnType<typeof startExtraction>>['server'], key?: string) {
  return async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const answer = await server.inject({
      ...{ method, url },
      ...(payload === undefined ? {} : { payload }),
      ...(key === undefined ? {} : { headers: { 'x-api-key': key } }),
    })
    return { status: answer.statusCode, body: answer.json(), text: answer.body }
  }
}

describe('company keys', () => {
  test('add, list, change; the key goes in and never comes out', async () => {
    const { server, stub, extract } = await startExtraction()
    const call = caller(server)
    const added = await call('POST', '/companies/ACME/tokens', NEW)
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({
      company_id: 'ACME',
      status: 'Active',
      provider: 'Google',
      total_token_limit: 10_000,
      total_used_tokens: 0,
      total_remaining_tokens: 10_000,
      threshold: 3000,
      resting: null,
    })
    const listed = await call('GET', '/companies/acme/tokens')
    expect(listed.body).toEqual({ company_id: 'ACME', tokens: [added.body] })
    const id = added.body.token_id
    const changed = await call('PATCH', `/companies/ACME/tokens/${id}`, {
      api_key: 'AIza-secret-value-2',
      total_token_limit: 2000,
      provider: 'Gemini',
    })
    expect(changed.body).toMatchObject({ status: 'BelowThreshold', total_remaining_tokens: 2000, provider: 'Gemini' })
    for (const { text } of [added, listed, changed]) expect(text).not.toContain('secret-value')
    await extract({ file: makePdf() })
    expect(stub.calls[0]!.apiKey).toBe('AIza-secret-value-2')
  })

  test('with SECRETS_KEY the key is sealed at rest and still serves; a plain row does, too', async () => {
    const { server, stub, extract, file, store } = await startExtraction({ secretsKey: randomBytes(32) })
    await caller(server)('POST', '/companies/ACME/tokens', NEW)
    const db = new DatabaseSync(file, { readOnly: true })
    expect(String(db.prepare('SELECT ApiKey FROM TokenMaster').get()?.ApiKey)).toMatch(/^enc:v1:/)
    db.close()
    await store.addKey(newKey({ companyId: 'PLAIN', storedKey: 'plain-key-0001' }))
    await extract({ file: makePdf() })
    await extract({ file: makePdf(), companyID: 'PLAIN' })
    expect(stub.calls.map(call => call.apiKey)).toEqual([NEW.api_key, 'plain-key-0001'])
  })

  test('a row sealed with another key is passed over, and does not hide the next one', async () => {
    const { stub, extract, store } = await startExtraction({ secretsKey: randomBytes(32) })
    await store.addKey(newKey({ storedKey: `enc:v1:${randomBytes(60).toString('base64')}` }))
    expect((await extract({ file: makePdf() })).body.code).toBe('TOKEN_UNAVAILABLE')
    await store.addKey(newKey({ storedKey: 'plain-key-0002', status: 'BelowThreshold' }))
    expect((await extract({ file: makePdf() })).status).toBe(200)
    expect(stub.calls.map(call => call.apiKey)).toEqual(['plain-key-0002'])
  })

  test.each([
    [{ ...NEW, provider: 'Claude' }, 'provider'],
    [{ ...NEW, provider: 'constructor' }, 'provider'],
    [{ ...NEW, api_key: 'short' }, 'api_key'],
    [{ ...NEW, api_key: 'with blank inside' }, 'api_key'],
    [{ ...NEW, total_token_limit: -1 }, 'total_token_limit'],
    [{ ...NEW, status: 'Sleeping' }, 'status'],
    [{ ...NEW, company_name: 'A\u0000B' }, 'company_name'],
    [{ ...NEW, company_name: NEW.api_key }, 'company_name'],
    [{ ...NEW, surprise: 1 }, 'body'],
  ])('%# is a 400 that names the field and not the key', async (payload, field) => {
    const { server } = await startExtraction()
    const { status, body, text } = await caller(server)('POST', '/companies/ACME/tokens', payload)
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', field])
    expect(text).not.toContain(payload.api_key)
  })

  test('a company id with control characters is a 400', async () => {
    const { server } = await startExtraction()
    expect((await caller(server)('GET', '/companies/a%00b/tokens')).status).toBe(400)
  })

  test('unknown key: 404; nothing to change: 400', async () => {
    const { server, store } = await startExtraction()
    const { keyId } = await store.addKey(newKey())
    const call = caller(server)
    expect((await call('PATCH', '/companies/ACME/tokens/999', { status: 'Disabled' })).status).toBe(404)
    expect((await call('PATCH', `/companies/OTHER/tokens/${keyId}`, { status: 'Disabled' })).status).toBe(404)
    expect((await call('PATCH', `/companies/ACME/tokens/${keyId}`, {})).status).toBe(400)
    expect((await call('PATCH', '/companies/ACME/tokens/x', { status: 'Disabled' })).status).toBe(400)
  })

  test('ops may read, admin may write, others neither', async () => {
    const { server } = await startExtraction({ apiKeys: KEYS })
    const read = ['/companies/ACME/tokens', '/companies/ACME/token-status', '/companies/ACME/usage']
    for (const url of read) {
      expect((await caller(server, 'ops-caller-key')('GET', url)).status).toBe(200)
      expect((await caller(server, 'admin-caller-key')('GET', url)).status).toBe(200)
      expect((await caller(server, 'extract-caller-key')('GET', url)).status).toBe(403)
      expect((await caller(server)('GET', url)).status).toBe(401)
    }
    expect((await caller(server, 'ops-caller-key')('POST', '/companies/ACME/tokens', NEW)).status).toBe(403)
    expect((await caller(server, 'admin-caller-key')('POST', '/companies/ACME/tokens', NEW)).status).toBe(201)
  })
})

test('companies are listed with what their keys come to, page by page; a cursor of somebody else is a 400', async () => {
  const { server, store } = await startExtraction()
  const call = caller(server)
  expect((await call('GET', '/companies')).body).toEqual({ companies: [], next_cursor: null })
  await store.addKey(newKey({ companyId: 'NORTH', companyName: 'North Ltd', totalTokenLimit: 5000 }))
  await store.addKey(newKey({ companyId: 'north', status: 'Expired' }))
  await store.addKey(newKey({ companyId: 'ACME', status: 'Blocked' }))
  await store.addKey(newKey({ companyId: 'ZOO', provider: 'Somebody' }))
  const first = await call('GET', '/companies?limit=2')
  expect(first.body.companies).toMatchObject([
    { company_id: 'ACME', usable: false, code: 'TOKEN_UNAVAILABLE', total_tokens: 1, usable_tokens: 0, statuses: { Blocked: 1 } },
    {
      company_id: 'NORTH',
      company_name: 'North Ltd',
      usable: true,
      code: null,
      total_tokens: 2,
      usable_tokens: 1,
      total_remaining_tokens: 105_000,
    },
  ])
  expect(first.text).not.toContain('0123456789')
  const second = await call('GET', `/companies?limit=2&cursor=${first.body.next_cursor}`)
  expect(second.body).toMatchObject({ companies: [{ company_id: 'ZOO', usable: false, code: 'EXTRACTION_FAILED' }], next_cursor: null })
  for (const cursor of ['x', Buffer.from('7').toString('base64url')])
    expect((await call('GET', `/companies?cursor=${cursor}`)).status).toBe(400)
})

describe('token status', () => {
  test.each([
    [[], 'TOKEN_NOT_FOUND', false],
    [['Expired', 'Disabled'], 'TOKEN_EXPIRED', false],
    [['Blocked'], 'TOKEN_UNAVAILABLE', false],
    [['Expired', 'BelowThreshold'], null, true],
    [['constructor', 'constructor'], 'TOKEN_UNAVAILABLE', false],
  ])('%j -> %s', async (statuses, code, usable) => {
    const { server, store } = await startExtraction()
    for (const status of statuses) await store.addKey(newKey({ status }))
    const { status, body } = await caller(server)('GET', '/companies/ACME/token-status')
    expect(status).toBe(200)
    expect(body).toMatchObject({ company_id: 'ACME', code, usable, total_tokens: statuses.length })
    expect(body.statuses).toEqual(Object.fromEntries(statuses.map(name => [name, statuses.filter(same => same === name).length])))
  })

  test('a resting key says why and until when', async () => {
    const { server, store } = await startExtraction()
    const { keyId } = await store.addKey(newKey())
    await store.restKey(keyId, Date.parse('2099-01-01T00:00:00Z'), 'Gemini: HTTP 429')
    const { body } = await caller(server)('GET', '/companies/ACME/token-status')
    expect(body).toMatchObject({ usable: true, resting_tokens: 1 })
    expect(body.tokens[0].resting).toEqual({ reason: 'Gemini: HTTP 429', until: '2099-01-01T00:00:00.000Z' })
  })
})

describe('usage', () => {
  test('a date as the end includes that day; totals are of all rows', async () => {
    const { server, store } = await startExtraction()
    const { keyId } = await store.addKey(newKey())
    for (const day of ['19', '20', '21']) {
      await store.recordUsage(usageRecord({ keyId, loggedAt: `2026-11-${day}T23:30:00.000Z`, requestedBy: `user-${day}` }))
    }
    const call = caller(server)
    const { body } = await call('GET', '/companies/ACME/usage?from=2026-11-20&to=2026-11-21&group=user')
    expect(body).toMatchObject({ from: '2026-11-20T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z', group: 'user' })
    expect(body.rows.map((row: { group: string }) => row.group)).toEqual(['user-20', 'user-21'])
    expect(body.totals).toEqual({
      extractions: 2,
      requests: 2,
      input_tokens: 200,
      output_tokens: 40,
      text_prompt_tokens: 120,
      image_prompt_tokens: 80,
      text_candidates_tokens: 40,
      total_tokens: 240,
    })
    expect((await call('GET', '/companies/ACME/usage')).body.rows).toHaveLength(3)
    for (const query of ['group=week', 'from=yesterday', 'from=2026-13-01', 'from=2026-11-22&to=2026-11-20']) {
      expect((await call('GET', `/companies/ACME/usage?${query}`)).body.code).toBe('VALIDATION_FAILED')
    }
  })
})
