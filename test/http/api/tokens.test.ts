import { describe, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'
import { serviceOfTest } from '../../support/service-of-test.ts'

const patch = (service: Service, path: string, body: unknown) =>
  service.call('PATCH', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const ids = (json: { token_details: { token_id: string }[] }) => json.token_details.map(token => token.token_id)

describe('the pool as a whole', () => {
  it('tells which tokens need a person, filtered and paged by the service, and as a map', async () => {
    const service = await serviceOfTest({ tokens: ['token-one-secret', 'token-two-secret', 'token-six-secret', 'token-ten-secret'] })
    expect((await service.get('/tokens/status?attention=true')).json).toMatchObject({ token_details: [], attention: { tokens: 0 } })
    await service.post('/tokens/tok-1/disable')
    await service.post('/tokens/tok-3/disable')
    await patch(service, '/tokens/tok-2', { expires_at: '2001-01-01T00:00:00Z' })
    const first = (await service.get('/tokens/status?attention=true&limit=2')).json
    expect([ids(first), first.attention.tokens, first.total_tokens]).toEqual([['tok-1', 'tok-2'], 3, 4])
    const second = (await service.get(`/tokens/status?attention=true&limit=2&cursor=${first.next_cursor}`)).json
    expect([ids(second), second.next_cursor]).toEqual([['tok-3'], null])
    expect(ids((await service.get('/tokens/status?attention=true&status=expired')).json)).toEqual(['tok-2'])
    expect(ids((await service.get('/tokens/status?attention=true&q=K-3')).json)).toEqual(['tok-3'])
    expect((await service.get('/tokens/status')).json.attention).toBeNull()
    expect((await service.get('/tokens/map')).json).toMatchObject({
      ...{ tokens: 4, attention: 3 },
      cells: [
        { worst: 'tok-0', tokens: 1, attention: 0, usage_percentage: 0, states: { active: 1 } },
        { worst: 'tok-1', attention: 1, states: { disabled: 1 } },
        { worst: 'tok-2', states: { expired: 1 } },
        { worst: 'tok-3' },
      ],
    })
    await service.post('/tokens/tok-1/enable')
    expect(ids((await service.get('/tokens/status?attention=true')).json)).toEqual(['tok-2', 'tok-3'])
  })
})

describe('one token', () => {
  it('is shown, and an unknown one is a 404', async () => {
    const service = await serviceOfTest()
    expect((await service.get('/tokens/tok-0')).json).toMatchObject({ token_id: 'tok-0', status: 'active', daily_limit: 500 })
    expect(await service.get('/tokens/nobody')).toMatchObject({ status: 404 })
  })

  it('tells what has happened to it: by which key, why and until when, and no address or secret', async () => {
    const keys = { root: 'root-key-12345678', night: 'night-key-1234567' }
    const env = { API_KEYS: `root:${keys.root},night:${keys.night}:admin,looks:looks-key-1234567:ops` }
    const service = await serviceOfTest({ env, tokens: ['token-one-secret'], dailyLimit: 2 })
    const [root, night] = [{ 'x-api-key': keys.root }, { 'x-api-key': keys.night }]
    await service.post('/tokens/tok-0/disable', undefined, night)
    await service.post('/tokens/tok-0/enable', undefined, root)
    await service.post('/tokens/add', { token: 'token-new-secret', token_id: 'tok-0' }, root)
    service.upstream.control({ addTokens: ['token-new-secret'], rejectedTokens: ['token-new-secret'] })
    const { json } = await service.post('/jobs/create-batch', { emails: ['user1@x.com', 'user2@x.com'], config: FAST }, root)
    await service.until(json.job_id, data => data.status === 'waiting_for_capacity', root)
    const answer = await service.get('/tokens/tok-0/history', { 'x-api-key': 'looks-key-1234567' })
    expect(answer.json.token_id).toBe('tok-0')
    const told = answer.json.events.map(({ kind, by }: { kind: string; by: string | null }) => [kind, by])
    expect(told.slice(-5)).toEqual([
      ['spent', null],
      ['replaced', 'root'],
      ['enabled', 'root'],
      ['disabled', 'night'],
      ['added', 'root'],
    ])
    const excluded = answer.json.events.find(({ kind }: { kind: string }) => kind === 'excluded')
    expect(excluded).toMatchObject({ by: null, reason: 'token_error', evidence: expect.stringMatching(/^HTTP 401/) })
    expect(Date.parse(excluded.until)).toBeGreaterThan(Date.parse(excluded.at))
    expect(answer.text).not.toMatch(/user\d@|-secret|key-1234/)
    expect((await service.get('/tokens/nobody/history', root)).status).toBe(404)
    await service.call('DELETE', '/tokens/tok-0', { headers: root })
    expect((await service.get('/tokens/tok-0/history', root)).status).toBe(404)
  })

  it('is edited: its limit and its expiry, and nothing else', async () => {
    const service = await serviceOfTest()
    const edited = await patch(service, '/tokens/tok-0', { daily_limit: 7, expires_at: '2099-01-01T00:00:00Z' })
    expect(edited.json).toMatchObject({ daily_limit: 7, remaining_usage: 7, expires_at: '2099-01-01T00:00:00.000Z' })
    expect((await service.get('/tokens/status')).json).toMatchObject({ available_capacity: 507 })
    expect((await patch(service, '/tokens/tok-0', { expires_at: null })).json).toMatchObject({ daily_limit: 7, expires_at: null })
    expect((await patch(service, '/tokens/tok-0', { expires_at: '2001-01-01T00:00:00Z' })).json.status).toBe('expired')
    for (const bad of [{}, { daily_limit: 0 }, { token: 'x' }, { expires_at: 'soon' }])
      expect((await patch(service, '/tokens/tok-0', bad)).status, JSON.stringify(bad)).toBe(400)
    expect((await patch(service, '/tokens/nobody', { daily_limit: 7 })).status).toBe(404)
  })

  it('is tried on an address: one unit, one call, what it came to, and nothing saved', async () => {
    const service = await serviceOfTest()
    const good = await service.post('/tokens/tok-0/test', { email: 'ada@x.com' })
    expect(good.json).toMatchObject({ success: true, error_type: null, upstream_status: 200, token: { daily_usage: 1, error_count: 0 } })
    const missing = await service.post('/tokens/tok-0/test', { email: 'missing@x.com' })
    expect(missing.json).toMatchObject({ success: false, error_type: 'not_found', upstream_status: 404, token: { daily_usage: 2 } })
    service.upstream.control({ rejectedTokens: ['token-one-secret'] })
    const rejected = await service.post('/tokens/tok-0/test', { email: 'ada@x.com' })
    expect(rejected.json).toMatchObject({
      success: false,
      error_type: 'token_error',
      token: { status: 'active', error_count: 0, daily_usage: 3 },
    })
    expect(service.upstream.calls()['token-one-secret']).toBe(3)
    expect((await service.get('/tokens/tok-0')).json.outcomes_today).toEqual({ success: 1, not_found: 1, token_error: 1 })
    expect((await service.get('/tokens/tok-1')).json.outcomes_today).toEqual({ success: 0 })
    expect((await service.get('/profiles/ada@x.com')).status).toBe(404)
    expect(rejected.text + service.logs()).not.toContain('token-one-secret')
  })

  it('is not spent on what is never sent', async () => {
    const service = await serviceOfTest()
    const { json } = await service.post('/tokens/tok-0/test', { email: 'no address' })
    expect(json).toMatchObject({ success: false, error_type: 'data_validation', token: { daily_usage: 0, outcomes_today: { success: 0 } } })
    expect((await service.get('/tokens/tok-0')).json).toMatchObject({ daily_usage: 0, total_usage: 0 })
  })

  it('is not tried beyond its limit, nor where an operator has put it away', async () => {
    const service = await serviceOfTest({ dailyLimit: 1 })
    await service.post('/tokens/tok-0/test', { email: 'ada@x.com' })
    const spent = await service.post('/tokens/tok-0/test', { email: 'ada@x.com' })
    expect(spent).toMatchObject({ status: 409, json: { code: 'TOKEN_NOT_USABLE', message: expect.stringContaining('exhausted') } })
    await service.post('/tokens/tok-1/disable')
    expect((await service.post('/tokens/tok-1/test', { email: 'ada@x.com' })).json.message).toContain('disabled')
    expect((await service.post('/tokens/nobody/test', { email: 'ada@x.com' })).status).toBe(404)
    expect(service.upstream.calls()).toMatchObject({ 'token-one-secret': 1 })
  })

  it('that is disabled makes no call that starts a second later, and its units come back', async () => {
    const service = await serviceOfTest({ tokens: ['token-one-secret'] })
    const emails = Array.from({ length: 60 }, (_, i) => `user${i}@x.com`)
    service.upstream.control({ latencyMs: 40 })
    const { json } = await service.post('/jobs/create-batch', { emails, config: { ...FAST, requests_per_token: 50 } })
    await service.upstream.reached({ calls: 3 })
    await service.post('/tokens/tok-0/disable')
    const atMost = (service.upstream.calls()['token-one-secret'] ?? 0) + 1
    await service.until(json.job_id, data => data.status === 'waiting_for_capacity')
    const made = service.upstream.calls()['token-one-secret'] ?? 0
    expect(made).toBeLessThanOrEqual(atMost)
    expect((await service.get('/tokens/tok-0')).json).toMatchObject({ status: 'disabled', daily_usage: made })
    await service.post(`/jobs/${json.job_id}/cancel`)
  })
})

describe('the pool', () => {
  it('is filtered on the server, those that need attention first', async () => {
    const tokens = ['c', 'a', 'b', 'd', 'e'].map(name => `token-${name}-secret`)
    const service = await serviceOfTest({ tokens })
    await service.post('/tokens/tok-1/disable')
    await patch(service, '/tokens/tok-3', { expires_at: '2001-01-01T00:00:00Z' })
    await patch(service, '/tokens/tok-2', { daily_limit: 1 })
    await service.post('/tokens/tok-2/test', { email: 'ada@x.com' })
    const all = (await service.get('/tokens/status')).json
    expect(ids(all)).toEqual(['tok-3', 'tok-2', 'tok-0', 'tok-4', 'tok-1'])
    expect(ids((await service.get('/tokens/status?status=active')).json)).toEqual(['tok-0', 'tok-4'])
    const found = (await service.get('/tokens/status?q=OK-4')).json
    expect([ids(found), found.total_tokens]).toEqual([['tok-4'], 5])
    expect((await service.get('/tokens/status?status=sleeping')).status).toBe(400)

    const paged: string[] = []
    for (let cursor = ''; ; ) {
      const { json } = await service.get(`/tokens/status?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...ids(json))
      if (json.next_cursor === null) break
      cursor = json.next_cursor
    }
    expect(paged).toEqual(ids(all))
  })

  it.each([
    'x',
    'bnVsbA',
    Buffer.from('""').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
  ])('refuses a cursor that is none of its own: %s', async cursor => {
    const service = await serviceOfTest()
    for (const path of ['/tokens/status', '/jobs']) {
      const { status, json } = await service.get(`${path}?cursor=${cursor}`)
      expect([path, status, json.code]).toEqual([path, 400, 'VALIDATION_FAILED'])
    }
  })
})

describe('POST /tokens/add-multiple', () => {
  it('takes texts and objects, mixed; a bad entry refuses no other, and nothing of it is told', async () => {
    const service = await startService({ pool: [] })
    const tokens = [
      'text-token-secret',
      { token: 'object-token-secret', token_id: 'named', daily_limit: 7 },
      'text-token-secret',
      5,
      null,
      '',
    ]
    const odd = [
      { token: 'S3CRET-a', daily_limit: 'S3CRET-b' },
      { 'S3CRET-c': 1, token: 'S3CRET-d' },
      { token_id: 'S3CRET e', token: 'x' },
      ['S3CRET-f'],
    ]
    const { status, json, text } = await service.post('/tokens/add-multiple', { tokens: [...tokens, ...odd, 'last-token-secret'] })
    expect(status).toBe(200)
    expect(json.results.map((each: { outcome: string }) => each.outcome)).toEqual([
      ...['added', 'added', 'duplicate', 'invalid', 'invalid', 'invalid'],
      ...['invalid', 'invalid', 'invalid', 'invalid', 'added'],
    ])
    expect([json.added, json.results[1].token_id]).toEqual([3, 'named'])
    expect(json.results.filter((each: { outcome: string; problem: string | null }) => each.outcome === 'invalid' && !each.problem)).toEqual(
      [],
    )
    expect(text + service.logs()).not.toContain('S3CRET')
    for (const body of [{}, { tokens: [] }, { tokens: 'x' }, { tokens: ['a'], more: 1 }])
      expect((await service.post('/tokens/add-multiple', body)).status).toBe(400)
    await service.stop()
  })
})
