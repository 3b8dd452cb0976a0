import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, FAST, type Service, startService } from '../../support/service.ts'

let service: Service
let jobId: string
beforeAll(async () => {
  service = await startService()
  jobId = (await service.post('/jobs/create-batch', { emails: ['a@x.com', 'restricted@x.com'], config: FAST })).json.job_id
  await service.finished(jobId)
})
afterAll(() => service.stop())

function expectRefused(answer: Answer, ...statuses: number[]): void {
  const label = `${answer.status} ${answer.text.slice(0, 300)}`
  if (statuses.length > 0) expect(statuses, label).toContain(answer.status)
  expect(answer.status, label).toBeGreaterThanOrEqual(400)
  expect(answer.status, label).toBeLessThan(500)
  expect(answer.json, label).toMatchObject({ status: 'error', data: null, request_id: expect.any(String) })
  expect(answer.json.code, label).toMatch(/^[A-Z][A-Z_]+$/)
  expect(answer.json.message.length, label).toBeGreaterThan(5)
}

const JSON_TYPE = { 'content-type': 'application/json' }
const POSTS_WITH_BODY = ['/jobs/create-batch', '/tokens/add', '/tokens/add-multiple']

describe('bodies that cannot be understood', () => {
  const bodies: [string, string][] = [
    ['broken JSON', '{"emails": ['],
    ['a list in a list without end', `{"emails":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['a bare word', 'emails'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"x"'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['an unknown field', '{"emails":["a@x.com"],"token":"abcdefgh","tokens":[{"token":"abcdefgh"}],"surprise":1}'],
    ['a prototype', '{"__proto__":{"x":1},"emails":["a@x.com"]}'],
    ['wrong types', '{"emails":"a@x.com","token":7,"tokens":"x"}'],
    ['empty lists', '{"emails":[],"token":"","tokens":[]}'],
    ['deep nesting', `{"emails":${'['.repeat(5_000)}${']'.repeat(5_000)},"x":1}`],
  ]
  for (const path of POSTS_WITH_BODY) {
    it.each(bodies)(`${path} with %s`, async (_, body) => {
      expectRefused(await service.call('POST', path, { body, headers: JSON_TYPE }), 400)
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense', ''])(
      `${path} as %j`,
      async type => {
        expectRefused(await service.call('POST', path, { body: Buffer.from('{"a":1}'), headers: { 'content-type': type } }), 400, 415)
      },
    )

    it(`${path} without a body`, async () => {
      expectRefused(await service.call('POST', path), 400, 415)
      expectRefused(await service.call('POST', path, { headers: { 'content-type': 'text/csv' } }), 400, 415)
      expectRefused(await service.call('POST', path, { headers: { 'content-type': 'application/x-ndjson' } }), 400, 415)
    })

    it(`${path} with 10 MB of garbage and more`, async () => {
      for (const size of [10 * 1024 * 1024 - 10, 11 * 1024 * 1024])
        expectRefused(await service.call('POST', path, { body: Buffer.alloc(size, '{x\u00ff'), headers: JSON_TYPE }), 400, 413)
    })
  }

  it.each(['text/csv', 'application/x-ndjson'])('10 MB of garbage as %s', async type => {
    const headers = { 'content-type': type }
    expectRefused(await service.call('POST', '/jobs/create-batch', { body: Buffer.alloc(10 * 1024 * 1024, 0xff), headers }), 400)
    expectRefused(await service.call('POST', '/jobs/create-batch', { body: Buffer.alloc(100 * 1024, '"x\n'), headers }), 400)
  })
})

describe('values out of range', () => {
  const batch = (extra: object, config: object = {}) => ({ emails: ['a@x.com'], config: { ...FAST, ...config }, ...extra })
  it.each<[string, object]>([
    ['delay too long', batch({}, { delay_seconds: 10.5 })],
    ['delay negative', batch({}, { delay_seconds: -1 })],
    ['delay as text', batch({}, { delay_seconds: '2' })],
    ['51 requests a token', batch({}, { requests_per_token: 51 })],
    ['0 requests a token', batch({}, { requests_per_token: 0 })],
    ['half a request', batch({}, { requests_per_token: 1.5 })],
    ['21 lanes', batch({}, { parallel_tokens: 21 })],
    ['1e308 lanes', batch({}, { parallel_tokens: 1e308 })],
    ['unknown config', batch({}, { parallel: 2 })],
    ['unknown priority', batch({ priority: 'URGENT' })],
    ['priority in lower case', batch({ priority: 'high' })],
    ['callback without scheme', batch({ callback_url: 'example.com' })],
    ['callback to a file', batch({ callback_url: 'file:///etc/passwd' })],
    ['callback to a host that is not allowed', batch({ callback_url: 'http://169.254.169.254/latest' })],
    ['no valid address', { emails: ['x', 'y@', 7, null, {}] }],
  ])('create-batch: %s', async (_, body) => {
    expectRefused(await service.post('/jobs/create-batch', body), 400)
  })

  it('lists up to 20 bad addresses with reasons', async () => {
    const answer = await service.post('/jobs/create-batch', { emails: Array.from({ length: 50 }, (_, n) => `bad-${n}`), config: FAST })
    expectRefused(answer, 400)
    expect(answer.json.errors).toHaveLength(20)
    expect(answer.json.errors[0]).toEqual({ field: 'emails[0]', problem: '"bad-0" is not an e-mail address' })
  })

  it.each<[string, object]>([
    ['a line break', { token: 'abc\r\nx-evil: 1' }],
    ['a blank inside', { token: 'abc def' }],
    ['9,000 characters', { token: 'x'.repeat(9_000) }],
    ['a limit of 0', { token: 'abcdefgh', daily_limit: 0 }],
    ['an absurd limit', { token: 'abcdefgh', daily_limit: 1e30 }],
    ['an id that is the secret', { token: 'abcdefgh-the-secret', token_id: 'abcdefgh-the-secret' }],
    [
      'an id that is a token, the fields having changed places',
      { token: 'my-token-1', token_id: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln' },
    ],
    ['an id with a slash', { token: 'abcdefgh', token_id: '../x' }],
    ['an empty id', { token: 'abcdefgh', token_id: '' }],
    ['an expiry that is no date', { token: 'abcdefgh', expires_at: 'tomorrow' }],
  ])('tokens/add: %s', async (_, body) => {
    expectRefused(await service.post('/tokens/add', body), 400)
  })

  it('takes an expiry beyond all calendars without breaking the pool', async () => {
    const jwt = (exp: number) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`
    const bodies = [
      { token: jwt(1.7e15) },
      { token: jwt(1e300) },
      { token: jwt(-1e300) },
      { token: 'far-future', expires_at: '9999-12-31T23:59:59-12:00' },
    ]
    for (const [index, body] of bodies.entries())
      expect((await service.post('/tokens/add', { ...body, token_id: `odd-${index}` })).status).toBe(201)
    expect((await service.get('/tokens/status')).status).toBe(200)
    for (const index of bodies.keys()) await service.call('DELETE', `/tokens/odd-${index}`)
  })

  it.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=99999999',
    'limit=x',
    'limit=1&limit=2',
    'cursor=%00',
    'cursor=bm9wZQ',
    'cursor=',
    'status=unknown',
    'surprise=1',
  ])('GET /jobs?%s', async query => {
    expectRefused(await service.get(`/jobs?${query}`), 400)
  })

  it.each([
    'limit=0',
    'limit=1001',
    'cursor=bnVsbA',
    'cursor=eyJhIjoxfQ',
    'success=maybe',
    'error_type=nope',
    'error_type=',
    'x=1',
    `cursor=${'a'.repeat(5_000)}`,
  ])('GET /jobs/{id}/results?%s', async query => {
    expectRefused(await service.get(`/jobs/${jobId}/results?${query}`), 400)
  })

  // Below zero the rows of other jobs would begin (SQLite), or those of lanes and lists (DynamoDB).
  it.each(['-4294967296', '-1', '1e999', '1.5', '9007199254740993', 'null', '"1"'])('a results cursor that holds %s', async value => {
    expectRefused(await service.get(`/jobs/${jobId}/results?cursor=${Buffer.from(value).toString('base64url')}`), 400)
  })

  // What no calendar shows is a fault of ours in a store that keeps times as text.
  it.each([
    { createdAt: 1e300, jobId: 'x' },
    { createdAt: -1, jobId: 'x' },
    { createdAt: 1.5, jobId: 'x' },
    { createdAt: 1, jobId: 'x'.repeat(300) },
  ])('a cursor of /jobs that holds %j', async value => {
    expectRefused(await service.get(`/jobs?cursor=${Buffer.from(JSON.stringify(value)).toString('base64url')}`), 400)
  })

  it.each(['/profiles/%20', '/profiles/%09%0A', '/jobs//results', '/jobs//events'])('an id that is blank: %s', async path => {
    expectRefused(await service.get(path), 400)
    expectRefused(await service.call('DELETE', path), 400, 404)
  })

  it.each([
    '/tokens/status?limit=1001',
    '/tokens/status?cursor=bnVsbA',
    '/tokens/status?x=1',
    '/jobs/recent?limit=x',
    '/jobs/active?limit=0',
    '/jobs/pending?a=b',
  ])('GET %s', async path => {
    expectRefused(await service.get(path), 400)
  })
})

describe('paths', () => {
  const ids = [
    'nope',
    '%00',
    '%ff',
    '..%2f..%2fetc',
    "' OR 1=1 --",
    '🎉',
    'x'.repeat(100),
    'x'.repeat(101),
    'x'.repeat(600),
    'x'.repeat(20_000),
  ]
  it.each(ids)('of jobs, tokens and profiles with %j', async id => {
    const encoded = /%/.test(id) ? id : encodeURIComponent(id)
    for (const path of [`/jobs/${encoded}`, `/jobs/${encoded}/results`, `/jobs/${encoded}/events`, `/profiles/${encoded}`])
      expectRefused(await service.get(path), 400, 404, 414, 431)
    for (const action of ['cancel', 'pause', 'resume', 'retry-failed', 'save-to-linkedin-profiles'])
      expectRefused(await service.post(`/jobs/${encoded}/${action}`), 400, 404, 414, 431)
    for (const path of [`/jobs/${encoded}`, `/tokens/${encoded}`, `/profiles/${encoded}`])
      expectRefused(await service.call('DELETE', path), 400, 404, 414, 431)
    for (const action of ['enable', 'disable']) expectRefused(await service.post(`/tokens/${encoded}/${action}`), 400, 404, 414, 431)
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s where there is no such method', async method => {
    for (const path of ['/jobs', '/jobs/create-batch', '/tokens/add/again', '/system/health', '/no/such/path'])
      expectRefused(await service.call(method, path), 404, 405)
  })

  it.each(['/jobs/%zz', '/%', '/profiles/%c0%af'])('%s, which is no URL', async path => {
    expectRefused(await service.get(path), 400, 404)
  })

  it('ordinary actions ignore a body they did not ask for, or refuse it', async () => {
    for (const [type, body] of [
      ['application/json', '{'],
      ['text/csv', 'a'],
      ['application/x-ndjson', 'a'],
      ['text/plain', 'x'],
    ] as const)
      expectRefused(await service.call('POST', `/jobs/${jobId}/pause`, { body, headers: { 'content-type': type } }), 400, 409, 415)
  })

  it('Idempotency-Key must be short', async () => {
    expectRefused(
      await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST }, { 'idempotency-key': 'k'.repeat(256) }),
      400,
    )
  })
})

describe('what is no HTTP', () => {
  async function raw(text: string): Promise<string> {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(text)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('utf8')
  }

  it.each([
    ['garbage', 'this is not HTTP\r\n\r\n', 400],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n', 400],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['two lengths', 'POST /tokens/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nx-long: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ])('%s gets the envelope too', async (_, text, status) => {
    const answer = await raw(text)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({
      status: 'error',
      data: null,
      request_id: expect.any(String),
    })
  })

  it('and after all that the service still works, with nothing lost', async () => {
    expect((await service.get('/system/health/live')).status).toBe(200)
    expect((await service.get(`/jobs/${jobId}`)).json).toMatchObject({ status: 'completed', processed: 2 })
    expect((await service.get('/tokens/status')).json.total_tokens).toBe(2)
    expect(service.logs()).not.toContain('Request failed')
  })
})
