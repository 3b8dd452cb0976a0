import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../../support/service.ts'

const ADMIN = { 'x-api-key': 'admin-key-1234567' }
const OPS = { 'x-api-key': 'ops-key-12345678' }
const API_KEYS = 'root:admin-key-1234567,watch:ops-key-12345678:ops'

async function started(env: Record<string, string>): Promise<Service> {
  const service = await startService({ env: { API_KEYS, ...env }, pool: [] })
  return service
}

describe('the rate limit', () => {
  let service: Service
  beforeAll(async () => {
    service = await started({ RATE_LIMIT_PER_MINUTE: '5' })
  })
  afterAll(() => service.stop())

  it('is per API key, says when to come back, and leaves other keys and the probes alone', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 5; count += 1) statuses.push((await service.get('/jobs', OPS)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    const refused = await service.get('/jobs', OPS)
    expect([refused.status, refused.json.code, refused.json.status]).toEqual([429, 'RATE_LIMITED', 'error'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(refused.headers.get('x-ratelimit-limit')).toBe('5')
    // A body is not even read.
    expect((await service.post('/jobs/create-batch', { emails: ['a@x.com'] }, OPS)).status).toBe(429)
    expect((await service.get('/jobs', ADMIN)).headers.get('x-ratelimit-remaining')).toBe('4')
    for (let count = 0; count < 10; count += 1) {
      expect((await service.get('/system/health/live')).status).toBe(200)
      expect((await service.get('/system/health/ready', OPS)).status).toBe(200)
    }
  })

  it('counts wrong keys by address, so that guessing ends', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 7; count += 1)
      statuses.push((await service.get('/jobs', { 'x-api-key': `guess-${count}-12345678` })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  })
})

describe('without a limit', () => {
  it('0 turns it off', async () => {
    const service = await started({ RATE_LIMIT_PER_MINUTE: '0' })
    const answer = await service.get('/jobs', OPS)
    expect([answer.status, answer.headers.get('x-ratelimit-limit')]).toEqual([200, null])
    await service.stop()
  })
})

describe('headers, bodies and the audit log', () => {
  let service: Service
  beforeAll(async () => {
    service = await started({})
  })
  afterAll(() => service.stop())

  const audit = () =>
    service
      .logs()
      .split('\n')
      .filter(line => line.includes('"module":"audit"'))
      .map(line => JSON.parse(line) as Record<string, unknown>)

  it.each([
    ['an answer', '/jobs', OPS, 'no-store'],
    ['a refusal', '/jobs', {}, 'no-store'],
    ['an unknown path', '/nope', {}, 'no-store'],
    ['a URL that cannot be read', '/%zz', {}, 'no-store'],
    // It holds nobody's data: who has it asks whether it is still the same.
    ['the OpenAPI document', '/openapi.json', {}, 'no-cache'],
  ])('%s carries the security headers', async (_name, path, headers, cacheControl) => {
    const answer = await service.get(path, headers as Record<string, string>)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': cacheControl,
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    })
  })

  it('an event stream carries them too', async () => {
    const { json } = await service.post('/jobs/create-batch', { emails: ['missing@example.com'] }, ADMIN)
    await service.post(`/jobs/${json.job_id}/cancel`, undefined, ADMIN)
    const response = await fetch(`${service.url}/jobs/${json.job_id}/events`, { headers: ADMIN })
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('x-ratelimit-limit')).toBe('600')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await response.body!.cancel()
  })

  it('a JSON body has a limit', async () => {
    const body = JSON.stringify({ emails: ['x'.repeat(10 * 1024 * 1024)] })
    const answer = await service.call('POST', '/jobs/create-batch', { body, headers: { ...ADMIN, 'content-type': 'application/json' } })
    expect([answer.status, answer.json.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('each admin action is a line: who, what, which object, which outcome, and no secret', async () => {
    const secret = 'canary-bearer-5f1c9a7d3e'
    const before = audit().length
    await service.post('/tokens/add', { token: secret, token_id: 'spare' }, ADMIN)
    await service.post('/tokens/add', { token: secret, token_id: 'again' }, ADMIN)
    await service.post('/tokens/spare/disable', undefined, OPS)
    await service.post('/tokens/spare/disable')
    await service.post('/tokens/spare/enable', undefined, ADMIN)
    await service.call('DELETE', `/tokens/${secret}`, { headers: ADMIN })
    await service.post('/tokens/add-multiple', { tokens: [{ token: `${secret}-2` }, { token: secret }] }, ADMIN)
    await service.post('/companies/ACME/tokens', { company_name: 'Acme', api_key: secret, provider: 'Gemini', total_token_limit: 9 }, ADMIN)
    await service.call('PATCH', '/companies/ACME/tokens/1', {
      body: JSON.stringify({ api_key: `${secret}-3` }),
      headers: { ...ADMIN, 'content-type': 'application/json' },
    })
    await service.call('DELETE', '/profiles/a@x.com', { headers: ADMIN })
    await service.call('DELETE', '/jobs/nope', { headers: ADMIN })
    const lines = audit().slice(before)
    expect(lines.map(({ action, object, caller, outcome }) => [action, object, caller, outcome])).toEqual([
      ['token.add', 'spare', 'root', 'done'],
      ['token.add', 'again', 'root', 'refused'],
      ['token.disable', 'spare', 'watch', 'denied'],
      ['token.disable', 'spare', 'nobody', 'denied'],
      ['token.enable', 'spare', 'root', 'done'],
      ['token.remove', null, 'root', 'refused'],
      ['token.add', '1 of 2 tokens', 'root', 'done'],
      ['company-key.add', 'ACME/1', 'root', 'done'],
      ['company-key.change', 'ACME/1', 'root', 'done'],
      ['profile.erase', null, 'root', 'refused'],
      ['job.delete', null, 'root', 'refused'],
    ])
    expect(lines[0]).toMatchObject({
      level: 30,
      status: 201,
      remote: '127.0.0.1',
      request_id: expect.any(String),
      msg: 'token.add spare by root: done (201)',
    })
    for (const text of [secret, ADMIN['x-api-key'], 'a@x.com']) expect(JSON.stringify(lines)).not.toContain(text)
  })

  it('a secret pasted where an id belongs is not in the log, whatever the refusal', async () => {
    const secret = 'canary-pasted-93ab17cd'
    const json = { 'content-type': 'application/json' }
    for (const headers of [{}, OPS, ADMIN]) {
      for (const [method, path] of [
        ['DELETE', `/tokens/${secret}`],
        ['POST', `/tokens/${secret}/enable`],
        ['PATCH', `/tokens/${secret}`],
        ['POST', `/companies/${secret}/tokens`],
        ['PATCH', `/companies/ACME/tokens/${secret}`],
      ] as const)
        await service.call(method, path, { headers: { ...headers, ...json }, body: '{"wrong":1}' })
    }
    await service.post('/tokens/add', { token: secret, token_id: secret }, ADMIN)
    expect(audit().length).toBeGreaterThan(15)
    expect(service.logs()).not.toContain(secret)
  })
})

it('a flood of refused attempts is ten lines and a sum', async () => {
  const service = await started({ RATE_LIMIT_PER_MINUTE: '20' })
  for (let count = 0; count < 300; count += 1) await service.call('DELETE', '/tokens/x')
  for (let count = 0; count < 15; count += 1) await service.post('/tokens/add', { token: `good-token-${count}` }, ADMIN)
  await service.stop()
  const lines = service
    .logs()
    .split('\n')
    .filter(line => line.includes('"module":"audit"'))
    .map(line => JSON.parse(line) as Record<string, unknown>)
  expect(lines.filter(line => line.outcome === 'denied' && line.attempts === undefined)).toHaveLength(10)
  expect(lines.filter(line => line.attempts !== undefined)).toMatchObject([
    {
      action: 'token.remove',
      caller: 'nobody',
      outcome: 'denied',
      attempts: 290,
      msg: 'token.remove by nobody: denied 290 more times within a minute',
    },
  ])
  // What was done is never summed up.
  expect(lines.filter(line => line.outcome === 'done')).toHaveLength(15)
})
