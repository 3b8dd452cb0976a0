import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FAST, middayZone, type Service, type ServiceOptions, startService } from '../../support/service.ts'
import { answerJson, startStubUpstream } from '../../support/stub-upstream.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: ServiceOptions = {}): Promise<Service> {
  const service = await startService(options)
  closing.push(() => service.stop())
  return service
}

const emails = (count: number) => Array.from({ length: count }, (_, n) => `user${n}@domain.com`)
const submit = async (service: Service, list: unknown[], config: object = {}) =>
  (await service.post('/jobs/create-batch', { emails: list, config: { ...FAST, ...config } })).json
const waiting = (service: Service, id: string) => service.until(id, data => data.status === 'waiting_for_capacity')
const token = async (service: Service, id: string) =>
  (await service.get('/tokens/status')).json.token_details.find((t: { token_id: string }) => t.token_id === id)

describe('capacity', () => {
  it('too little of it is a forecast, never a refusal; the job waits, and goes on at once when a token is added', async () => {
    const service = await start({ dailyLimit: 10 })
    const created = await submit(service, emails(25))
    expect(created.warnings[0]).toMatch(/^20 of 25 today; the rest after \d{4}-\d\d-\d\dT\d\d:00:00Z$/)
    await waiting(service, created.job_id)
    const job = (await service.get(`/jobs/${created.job_id}`)).json
    const { resets_at, total_daily_usage, available_capacity } = (await service.get('/tokens/status')).json
    expect(job).toMatchObject({ processed: 20, failed: 0, waiting_until: resets_at })
    expect([total_daily_usage, available_capacity]).toEqual([20, 0])
    service.upstream.control({ addTokens: ['fresh-token-secret'] })
    const finished = service.finished(created.job_id)
    await service.post('/tokens/add', { token: 'fresh-token-secret' })
    await finished
    expect(service.upstream.calls()).toEqual({ 'token-one-secret': 10, 'token-two-secret': 10, 'fresh-token-secret': 5 })
  })

  it('of an hour is kept to the call: tokens rest until its end and say so, and the job, its forecast and the warning know it', async () => {
    // Neither the hour nor the day is about to end: at ten minutes to, a zone that is half an hour off, and not one where it is nearly midnight.
    const now = new Date()
    const halfHourZone = now.getUTCHours() === 17 ? 'America/St_Johns' : 'Asia/Kolkata'
    const rotation = { hourly_limit: 5, reset_time_zone: now.getUTCMinutes() >= 50 ? halfHourZone : middayZone() }
    const service = await start({ dailyLimit: 200, app: { rotation } })
    const created = await submit(service, emails(25))
    expect(created.warnings[0]).toMatch(/^10 of 25 by \S+Z; the rest after \d{4}-\d\d-\d\dT\d\d:[03]0:00Z$/)
    await waiting(service, created.job_id)
    const { token_details: details, available_capacity } = (await service.get('/tokens/status')).json
    const { ends_at: end } = details[0].hourly
    expect(Date.parse(end) - Date.now()).toBeLessThanOrEqual(3_600_000)
    for (const detail of details) {
      expect(detail).toMatchObject({
        status: 'excluded',
        daily_usage: 5,
        remaining_usage: 195,
        hourly: { usage: 5, limit: 5, ends_at: end },
      })
      expect(detail.excluded).toMatchObject({ reason: 'hourly_limit', evidence: '5 of 5 requests of this hour are taken.', until: end })
    }
    expect(available_capacity).toBe(0)
    const job = (await service.get(`/jobs/${created.job_id}`)).json
    expect(job).toMatchObject({ processed: 10, failed: 0, waiting_until: end })
    expect(job.eta_seconds).toBeGreaterThan((Date.parse(end) - Date.now()) / 1000)
    expect(service.upstream.calls()).toEqual({ 'token-one-secret': 5, 'token-two-secret': 5 })
    const { issues } = (await service.get('/system/health')).json
    expect(issues.join()).toContain('spent for this hour')
    expect((await service.post(`/tokens/${details[0].token_id}/test`, { email: 'a@b.example' })).json.message).toContain('hourly limit')
  })

  it('is shared by the jobs that wait: three of 300 on a pool of 400 are warned, and their figures never contradict each other', async () => {
    const service = await start({ dailyLimit: 200, minDelaySeconds: 0.5 })
    service.upstream.control({ hold: true })
    const config = { delay_seconds: 10 }
    const list = (name: string) => Array.from({ length: 300 }, (_, n) => `${name}${n}@domain.com`)
    const created = []
    for (const name of ['a', 'b', 'c']) created.push(await submit(service, list(name), config))
    const resetsAt = Date.parse((await service.get('/tokens/status')).json.resets_at)
    expect(created[0].warnings).toEqual([])
    for (const { warnings } of created.slice(1))
      expect(warnings[0]).toMatch(/^\d+ of 300 today; the rest after \d{4}-\d\d-\d\dT\d\d:00:00Z$/)
    for (const { job_id: id, estimated_completion: end } of created.slice(1)) {
      expect(Date.parse(end)).toBeGreaterThan(resetsAt)
      const job = (await service.get(`/jobs/${id}`)).json
      // What came after it takes its share: the later figure is never the earlier one.
      expect(Date.now() + job.eta_seconds * 1000).toBeGreaterThan(Date.parse(end) - 2_000)
    }
    const last = created[2]
    const { eta_seconds: eta } = (await service.get(`/jobs/${last.job_id}`)).json
    expect(Math.abs(Date.now() + eta * 1000 - Date.parse(last.estimated_completion))).toBeLessThan(2_000)
    for (const { job_id: id } of created) await service.post(`/jobs/${id}/cancel`)
  })

  it('is foreseen by a dry run, which creates nothing', async () => {
    const service = await start({ dailyLimit: 10 })
    const submission = { emails: [...emails(25), 'USER1@domain.com', '', 'nonsense'], config: { ...FAST, parallel_tokens: 2 } }
    const dry = await service.post('/jobs/create-batch?dry_run=true', submission)
    expect(dry.status).toBe(200)
    expect(dry.json).toMatchObject({
      dry_run: true,
      total_emails: 26,
      invalid_emails: 1,
      duplicates_removed: 1,
      estimated_capacity_used: 25,
      available_capacity: 20,
      intake: { entries: 28, rows_without_address: 1 },
      warnings: [expect.stringMatching(/^20 of 25 today; the rest after /), expect.stringMatching(/^1 invalid/)],
    })
    expect([dry.json.job_id, dry.headers.get('location')]).toEqual([undefined, null])
    expect((await service.get('/jobs')).json.jobs).toEqual([])
    const { json } = await service.post('/jobs/create-batch', submission)
    expect(Math.abs(Date.parse(json.estimated_completion) - Date.parse(dry.json.estimated_completion))).toBeLessThan(5_000)
    expect(json.warnings).toEqual(dry.json.warnings)
    const csv = { body: 'Name;Email\nAda;ada@x.com\n', headers: { 'content-type': 'text/csv' } }
    expect((await service.call('POST', '/jobs/create-batch?dry_run=true&delay_seconds=0', csv)).json).toMatchObject({ total_emails: 1 })
    expect((await service.post('/jobs/create-batch?dry_run=true', { emails: ['nonsense'] })).status).toBe(400)
    expect((await service.get('/jobs')).json.jobs).toHaveLength(1)
  })

  it('is planned: how many tokens a list needs by a time, and when the pool as it is would be done', async () => {
    const service = await start({ dailyLimit: 100, app: { rotation: { daily_limit: 100, delay_seconds: 2 } } })
    const plan = async (query: string) => (await service.get(`/tokens/plan?${query}`)).json
    const { resets_at: reset } = await plan('')
    expect(await plan('')).toMatchObject({
      addresses: 0,
      by: null,
      done_at: expect.any(String),
      tokens_needed: null,
      tokens_missing: null,
      queued_addresses: 0,
      available_tokens: 2,
      available_capacity: 200,
      daily_capacity: 200,
      spent_at: null,
      left_at_reset: 200,
    })
    // 1,000 addresses: 200 a day, the first of them today.
    const asItIs = await plan(`addresses=1000&by=${reset}`)
    expect(asItIs).toMatchObject({ tokens_needed: 10, tokens_missing: 8 })
    expect(Date.parse(asItIs.done_at) - Date.parse(reset)).toBeGreaterThan(3 * 86_400_000)
    expect(await plan(`addresses=150&by=${reset}`)).toMatchObject({ tokens_needed: 2, tokens_missing: 0 })
    // By then one lane does not get so far, however many tokens there are.
    expect(await plan(`addresses=100000&parallel_tokens=1&by=${reset}`)).toMatchObject({ tokens_needed: null, tokens_missing: null })
    for (const query of ['addresses=x', 'by=tomorrow', 'addresses=-1', 'nonsense=1'])
      expect((await service.get(`/tokens/plan?${query}`)).status).toBe(400)
  })

  it('is planned with the pool as an operator has just made it', async () => {
    const service = await start({ dailyLimit: 100 })
    const left = async () => (await service.get('/tokens/plan')).json.left_at_reset
    expect(await left()).toBe(200)
    await service.post('/tokens/add', { token: 'one-token-more', daily_limit: 50 })
    expect(await left()).toBe(250)
    await service.post('/tokens/tok-0/disable')
    expect(await left()).toBe(150)
  })

  it('is taken by lanes: more of them than tokens that can serve is a warning', async () => {
    const service = await start()
    const created = await submit(service, emails(3), { parallel_tokens: 5 })
    expect(created.warnings).toEqual(['5 lanes, but 2 tokens can serve: lanes that share a token share its delay.'])
  })

  it('no token at all: the job waits and fails nothing', async () => {
    const service = await start({ pool: [] })
    const created = await submit(service, emails(3))
    expect([created.estimated_completion, (await service.get(`/jobs/${created.job_id}`)).json.eta_seconds]).toEqual([null, null])
    expect(created.warnings.join(' ')).toContain('No token is registered')
    await waiting(service, created.job_id)
    const finished = service.finished(created.job_id)
    await service.post('/tokens/add-multiple', { tokens: [{ token: 'token-one-secret' }] })
    await finished
    expect((await service.get(`/jobs/${created.job_id}`)).json).toMatchObject({ successful: 3, failed: 0 })
  })

  it('goes on when a disabled token is enabled', async () => {
    const service = await start({ tokens: ['token-one-secret'] })
    await service.post('/tokens/tok-0/disable')
    expect((await token(service, 'tok-0')).excluded).toMatchObject({
      reason: 'disabled',
      since: null,
      until: expect.stringMatching(/^9999/),
    })
    const { job_id: id } = await submit(service, emails(2))
    await waiting(service, id)
    const finished = service.finished(id)
    await service.post('/tokens/tok-0/enable')
    await finished
  })

  it('token.txt serves when the pool has nothing, with the same limit, and only then', async () => {
    const file = '# fallback\nBearer file-token-one, file-token-two\n'
    const service = await start({
      tokens: ['token-one-secret', 'file-token-one', 'file-token-two'],
      pool: ['token-one-secret'],
      dailyLimit: 5,
      tokenFile: file,
    })
    const { job_id: id } = await submit(service, emails(17))
    await waiting(service, id)
    expect(service.upstream.calls()).toEqual({ 'token-one-secret': 5, 'file-token-one': 5, 'file-token-two': 5 })
    expect((await service.get('/tokens/status')).json.fallback).toEqual({ tokens: 2, available_capacity: 0 })
    const added = await service.post('/tokens/add-from-file')
    expect(added.json.results.map((r: { outcome: string }) => r.outcome)).toEqual(['added', 'added'])
    // The same credentials upstream: becoming members of the pool renews nothing.
    expect((await service.get('/tokens/status')).json).toMatchObject({ total_daily_usage: 15, available_capacity: 0 })
    expect(service.upstream.stats().calls).toBe(15)
  })

  it('the same secret twice is a conflict that names the other id; removed and added again it has no new limit', async () => {
    const service = await start({ tokens: ['token-one-secret'], dailyLimit: 4 })
    const { job_id: id } = await submit(service, emails(5))
    await waiting(service, id)
    const again = await service.post('/tokens/add', { token: 'Bearer token-one-secret', token_id: 'other' })
    expect([again.status, again.json.code, again.json.errors[0].problem]).toEqual([
      409,
      'TOKEN_EXISTS',
      'is the secret of token_id "tok-0"',
    ])
    expect(again.text).not.toContain('token-one-secret')
    await service.call('DELETE', '/tokens/tok-0')
    expect((await service.post('/tokens/add', { token: 'token-one-secret', token_id: 'reborn' })).status).toBe(201)
    expect(await token(service, 'reborn')).toMatchObject({ daily_usage: 4, remaining_usage: 0, status: 'exhausted' })
  })

  it('picks up a token file that is written later', async () => {
    const service = await start({ tokens: ['late-file-token'], pool: [] })
    await writeFile(join(service.folder, 'token.txt'), 'late-file-token')
    // It is looked at again every two seconds; by then the job is a second look away.
    const answer = await service.post('/tokens/add-from-file')
    expect(answer.json.added).toBe(1)
    const { job_id: id } = await submit(service, emails(1))
    await service.finished(id)
  })
})

describe('faults', () => {
  it('of a token cost that token: excluded with reason, evidence and deadline; the address is fetched by another', async () => {
    const service = await start()
    service.upstream.control({ rejectedTokens: ['token-one-secret'] })
    const { job_id: id } = await submit(service, emails(40), { requests_per_token: 2 })
    await service.finished(id)
    expect((await service.get(`/jobs/${id}`)).json).toMatchObject({ successful: 40, failed: 0 })
    const bad = await token(service, 'tok-0')
    expect(bad).toMatchObject({
      status: 'excluded',
      error_count: 1,
      excluded: { reason: 'token_error', evidence: expect.stringContaining('401') },
    })
    expect(Date.parse(bad.excluded.until)).toBeGreaterThan(Date.now())
    expect(service.upstream.calls()['token-one-secret']).toBe(1)
  })

  it('of users, addresses and outages cost no token anything', async () => {
    const service = await start()
    const { job_id: id } = await submit(service, ['restricted@x.com', 'denied@x.com', 'missing@x.com', 'flaky@x.com'])
    await service.finished(id)
    service.upstream.control({ failStatus: 503 })
    const outage = await submit(service, ['a@x.com'])
    await service.finished(outage.job_id)
    expect((await service.get(`/jobs/${outage.job_id}`)).json.error_breakdown).toEqual({ upstream_error: 1 })
    for (const t of (await service.get('/tokens/status')).json.token_details)
      expect(t).toMatchObject({ status: 'active', error_count: 0, excluded: null })
  })

  it('that hit every token at once are forgiven: one cause, not three bad tokens', async () => {
    const tokens = ['token-one-secret', 'token-two-secret', 'token-six-secret', 'token-ten-secret']
    const service = await start({ tokens })
    service.upstream.control({ failStatus: 401 })
    const { job_id: id } = await submit(service, emails(3))
    await service.until(id, data => typeof data.waiting_reason === 'string' || data.status === 'waiting_for_capacity' || data.processed > 0)
    const { token_details: details } = (await service.get('/tokens/status')).json
    for (const t of details) expect(t).toMatchObject({ status: 'active', error_count: 0, excluded: null })
    const { issues } = (await service.get('/system/health')).json
    expect(issues.join(' ')).toContain(
      'Nothing is being fetched: the profile upstream fails: 5 calls in a row failed, the last with token_error',
    )
    expect(issues.join(' ')).toContain('It answered 401 Unauthorized. Jobs hold back')
    service.upstream.control({ failStatus: null })
    await service.finished(id)
  })

  it('of an upstream that is not there says so, and how it was missed', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    const service = await start({ upstreamUrl: `http://127.0.0.1:${port}` })
    const { job_id: id } = await submit(service, emails(3))
    await service.until(id, data => typeof data.waiting_reason === 'string')
    expect((await service.get('/system/health')).json.headline).toContain(
      'The upstream refused the connection (ECONNREFUSED). Jobs hold back',
    )
  })

  it.each([
    ['seconds', () => '7', 7_000],
    ['an HTTP date', () => new Date(Date.now() + 30_000).toUTCString(), 30_000],
    ['the epoch of a moment, in seconds', () => String(Math.floor(Date.now() / 1000) + 40), 40_000],
    ['the epoch of a moment, in milliseconds', () => String(Date.now() + 50_000), 50_000],
    ['an absurd number: a day, and no more', () => '9'.repeat(400), 86_400_000],
  ])('a 429 with Retry-After as %s excludes until then', async (_, header, wait) => {
    const stub = await startStubUpstream((response, { headers }) => {
      const limited = headers.authorization === 'Bearer token-one-secret'
      answerJson(response, limited ? 429 : 200, { displayName: 'x' }, limited ? { 'retry-after': header() } : {})
    })
    closing.push(() => stub.stop())
    const service = await start({ upstreamUrl: stub.url })
    const since = Date.now()
    const { job_id: id } = await submit(service, emails(6), { requests_per_token: 1 })
    await service.finished(id)
    const limited = await token(service, 'tok-0')
    expect(limited.excluded.reason).toBe('rate_limited')
    const until = Date.parse(limited.excluded.until)
    expect([until - since > wait - 2_500, until - since < wait + 5_000]).toEqual([true, true])
    expect(stub.requests.filter(request => request.headers.authorization === 'Bearer token-one-secret')).toHaveLength(1)
  })

  it('a token of which its upstream counts nothing left rests before a call fails, and its unused units come back', async () => {
    const stub = await startStubUpstream((response, { headers }) => {
      const last = headers.authorization === 'Bearer token-one-secret'
      const reset = String(Math.floor(Date.now() / 1000) + 600)
      answerJson(response, 200, { displayName: 'x' }, last ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } : {})
    })
    closing.push(() => stub.stop())
    const service = await start({ upstreamUrl: stub.url })
    const { job_id: id } = await submit(service, emails(20))
    await service.finished(id)
    expect((await service.get(`/jobs/${id}`)).json).toMatchObject({ successful: 20, failed: 0 })
    const resting = await token(service, 'tok-0')
    expect(resting.excluded).toMatchObject({ reason: 'rate_limited', evidence: expect.stringContaining('nothing is left') })
    expect(Date.parse(resting.excluded.until) - Date.now()).toBeGreaterThan(580_000)
    expect(resting).toMatchObject({ daily_usage: 1, error_count: 0 })
    expect(stub.requests.filter(request => request.headers.authorization === 'Bearer token-one-secret')).toHaveLength(1)
  })

  it.each([
    ['a wait of a day', { 'retry-after': '86400' }, {}],
    ['its words', {}, { error: { message: 'Daily limit of this key exceeded.' } }],
  ])(
    'a cap of the upstream below the limit, told by %s, is learned: capacity, warnings and forecasts count with it',
    async (_, headers, said) => {
      const made = new Map<string, number>()
      const stub = await startStubUpstream((response, { headers: { authorization = '' } }) => {
        made.set(authorization, (made.get(authorization) ?? 0) + 1)
        const capped = made.get(authorization)! > 10
        answerJson(response, capped ? 429 : 200, capped ? said : { displayName: 'x' }, capped ? headers : {})
      })
      closing.push(() => stub.stop())
      const service = await start({ upstreamUrl: stub.url })
      const { job_id: id } = await submit(service, emails(50))
      await waiting(service, id)
      const status = (await service.get('/tokens/status')).json
      for (const t of status.token_details) {
        expect(t).toMatchObject({ learned_limit: 10, daily_limit: 500, remaining_usage: 0 })
        expect(t.excluded).toMatchObject({ reason: 'rate_limited', until: status.resets_at })
        expect(t.excluded.evidence).toContain('granted 10 calls today')
        expect(t.outcomes_today).toMatchObject({ success: 10, rate_limited: expect.any(Number) })
      }
      expect(status).toMatchObject({ available_capacity: 0, max_daily_capacity: 20 })
      const trial = await service.post('/jobs/create-batch?dry_run=true', { emails: emails(5), config: FAST })
      expect(trial.json.warnings[0]).toMatch(/^0 of 5 today; the rest after /)
      const job = (await service.get(`/jobs/${id}`)).json
      expect(job).toMatchObject({ processed: 20, successful: 20, waiting_until: status.resets_at })
      // 30 are left: tomorrow 20 of them, the day after the rest.
      expect(job.eta_seconds).toBeGreaterThan((Date.parse(status.resets_at) - Date.now()) / 1000 + 86_400 - 5)
      // One refused call each, and one more that shows that it is no fault of the address.
      expect([...made.values()].reduce((sum, calls) => sum + calls)).toBeLessThanOrEqual(23)
    },
  )

  it.each([0, 1, 3])('a call that keeps failing is made exactly 1 + %i times, each counted', async max_retries => {
    const service = await start({ app: { retry: { max_retries } }, tokens: ['token-one-secret'] })
    service.upstream.control({ failStatus: 500 })
    const { job_id: id } = await submit(service, ['a@x.com'])
    await service.finished(id)
    expect(service.upstream.callsFor('a@x.com')).toBe(1 + max_retries)
    expect((await service.get(`/jobs/${id}/results`)).json.results[0]).toMatchObject({
      error_type: 'upstream_error',
      attempts: 1 + max_retries,
    })
    expect((await token(service, 'tok-0')).daily_usage).toBe(1 + max_retries)
  })
})
