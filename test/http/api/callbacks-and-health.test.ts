import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventsOf, FAST, type Service, type ServiceOptions, startService } from '../../support/service.ts'
import { startStubUpstream } from '../../support/stub-upstream.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function start(options: ServiceOptions = {}): Promise<Service> {
  const service = await startService(options)
  closing.push(() => service.stop())
  return service
}

const SECRET = 'callback-secret-0123456789'

describe('callbacks', () => {
  async function withReceiver(answer: (attempt: number) => number | null) {
    const arrived = Promise.withResolvers<void>()
    let attempts = 0
    const receiver = await startStubUpstream(response => {
      attempts += 1
      const status = answer(attempts)
      if (status !== null) response.writeHead(status).end()
      if (status === null || status < 300) arrived.resolve()
    })
    closing.push(() => receiver.stop())
    const service = await start({ env: { CALLBACK_SECRET: SECRET }, app: { jobs: { callback_hosts: [new URL(receiver.url).host] } } })
    return { service, receiver, arrived: arrived.promise }
  }

  it('carry the finished job, signed; a host that falters is asked again', async () => {
    const { service, receiver, arrived } = await withReceiver(attempt => (attempt < 3 ? 503 : 204))
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST, callback_url: `${receiver.url}/hook` })
    await arrived
    expect(receiver.requests).toHaveLength(3)
    const { body, headers, url, method } = receiver.requests[2]!
    expect([method, url]).toEqual(['POST', '/hook'])
    expect(JSON.parse(body)).toMatchObject({ job_id: json.job_id, status: 'completed', successful: 1 })
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-tokenwheel-signature']))!
    expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex'))
    expect(Math.abs(Number(t) - Date.now() / 1000)).toBeLessThan(60)
  })

  it('to a host that hangs wait for each other, ten at a time, and hold up no other host', async () => {
    const held: (() => void)[] = []
    const tenHeld = Promise.withResolvers<void>()
    const allArrived = Promise.withResolvers<void>()
    const hanging = await startStubUpstream(response => {
      if (held.push(() => response.writeHead(204).end()) === 10) tenHeld.resolve()
      if (hanging.requests.length === 12) allArrived.resolve()
    })
    const delivered = Promise.withResolvers<void>()
    const fast = await startStubUpstream(response => {
      response.writeHead(204).end()
      delivered.resolve()
    })
    closing.push(
      () => hanging.stop(),
      () => fast.stop(),
    )
    const callback_hosts = [hanging, fast].map(({ url }) => new URL(url).host)
    const service = await start({ env: { CALLBACK_SECRET: SECRET }, app: { jobs: { callback_hosts } } })
    const submit = (url: string) => service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST, callback_url: `${url}/hook` })
    for (let n = 0; n < 12; n += 1) await submit(hanging.url)
    await tenHeld.promise
    await submit(fast.url)
    await delivered.promise
    // Not one of them has been given up or begun meanwhile.
    expect(hanging.requests).toHaveLength(10)
    for (const answer of held.splice(0)) answer()
    await allArrived.promise
    expect(new Set(hanging.requests.map(({ body }) => JSON.parse(body).job_id)).size).toBe(12)
  })

  it.each(['http://other.example/hook', 'http://user:pw@HOST/hook', 'http://HOST.evil.example/', 'http://HOST@evil.example/'])(
    'to %s are refused at once',
    async url => {
      const { service, receiver } = await withReceiver(() => 204)
      const callback_url = url.replace('HOST', new URL(receiver.url).host)
      const answer = await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST, callback_url })
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'callback_url'])
    },
  )

  it('to a host that never answers do not hold up a stop', async () => {
    const { service, receiver, arrived } = await withReceiver(() => null)
    await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST, callback_url: `${receiver.url}/hook` })
    await arrived
    const since = performance.now()
    await service.app.stop()
    expect(performance.now() - since).toBeLessThan(5_000)
  })
})

describe('the event stream', () => {
  it('tells progress, token switches and the end, and goes on after Last-Event-ID with exactly what was missed', async () => {
    const service = await start()
    service.upstream.control({ hold: true })
    const { json } = await service.post('/jobs/create-batch', {
      emails: Array.from({ length: 6 }, (_, n) => `u${n}@x.com`),
      config: { ...FAST, requests_per_token: 2 },
    })
    const url = `${service.url}/jobs/${json.job_id}/events`
    const following = (async () => {
      const events = []
      for await (const event of eventsOf(url)) events.push(event)
      return events
    })()
    await service.upstream.reached({ held: 1 })
    service.upstream.control({ hold: false })
    const events = await following
    const numbered = events.filter(event => event.id !== undefined)
    expect(events[0]!.type).toBe('snapshot')
    expect(numbered.filter(event => event.type === 'token_switch').length).toBeGreaterThanOrEqual(2)
    expect(events.at(-1)).toMatchObject({ type: 'finished', data: { status: 'completed', processed: 6 } })
    const missed = []
    for await (const event of eventsOf(url, { 'last-event-id': numbered[0]!.id! })) missed.push(event)
    expect(missed.filter(event => event.id !== undefined)).toEqual(numbered.slice(1))
    const fresh = []
    for await (const event of eventsOf(url, { 'last-event-id': 'other-life-7' })) fresh.push(event.type)
    expect(fresh).toEqual(['snapshot', 'finished'])
  })
})

describe('profiles that could not be saved', () => {
  it('while their store is away: the results are served, and say that it is', async () => {
    const service = await start()
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    db.exec('ALTER TABLE linkedin_profiles RENAME TO hidden')
    db.close()
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST })
    await service.finished(json.job_id)
    const answer = await service.get(`/jobs/${json.job_id}/results`)
    expect(answer.status).toBe(200)
    expect(answer.json.results).toMatchObject([{ email: 'a@x.com', success: true, saved_to_linkedin_profiles: false }])
    expect(answer.json.linkedin_profiles_stats).toEqual({
      total_profiles_fetched: 1,
      saved_to_linkedin_profiles: 0,
      failed_to_save_linkedin: 1,
      linkedin_db_available: false,
    })
  })

  it('fail no address, are told of, and can be saved later', async () => {
    const service = await start()
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    db.exec("CREATE TRIGGER broken BEFORE INSERT ON linkedin_profiles BEGIN SELECT raise(ABORT, 'disk on fire'); END")
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com', 'b@x.com'], config: FAST })
    await service.finished(json.job_id)
    const results = async () => (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(
      (await results()).results.map((r: { success: boolean; saved_to_linkedin_profiles: boolean }) => [
        r.success,
        r.saved_to_linkedin_profiles,
      ]),
    ).toEqual([
      [true, false],
      [true, false],
    ])
    expect((await results()).linkedin_profiles_stats).toMatchObject({
      total_profiles_fetched: 2,
      saved_to_linkedin_profiles: 0,
      failed_to_save_linkedin: 2,
    })
    expect((await service.post(`/jobs/${json.job_id}/save-to-linkedin-profiles`)).json).toMatchObject({ saved: 0, failed: 2 })
    db.exec('DROP TRIGGER broken')
    db.close()
    expect((await service.post(`/jobs/${json.job_id}/save-to-linkedin-profiles`)).json).toMatchObject({ saved: 2, failed: 0 })
    expect((await results()).linkedin_profiles_stats).toMatchObject({ saved_to_linkedin_profiles: 2, failed_to_save_linkedin: 0 })
    expect((await service.get('/profiles/a@x.com')).json.profiles).toHaveLength(1)
    expect((await service.post(`/jobs/${json.job_id}/save-to-linkedin-profiles`)).json).toMatchObject({ saved: 0, failed: 0 })
  })
})

describe('health', () => {
  it('is live while the database is locked away; readiness is remembered for two seconds; health says what is wrong', async () => {
    const service = await start({ pool: [] })
    expect((await service.get('/system/health/ready')).status).toBe(200)
    const report = (await service.get('/system/health')).json
    expect(report).toMatchObject({
      status: 'degraded',
      issues: [expect.stringContaining('Nothing is being fetched: no token is registered')],
    })
    expect(Object.keys(report.components)).toEqual([
      'token_store',
      'company_store',
      'job_runner',
      'upstream',
      'extraction',
      'outbox',
      'log_queue',
    ])
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    // Every read of the pool fails from here on.
    db.exec('ALTER TABLE bearer_tokens RENAME TO hidden')
    expect((await service.get('/system/health/live')).json).toEqual({ status: 'alive' })
    const sick = await service.get('/system/health')
    expect([sick.status, sick.json.status, sick.json.components.token_store.status]).toEqual([503, 'unhealthy', 'unhealthy'])
    expect(sick.json.issues.join(' ')).not.toMatch(/hidden|SELECT|no such table/)
    expect((await service.get('/tokens/status')).json).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    db.exec('ALTER TABLE hidden RENAME TO bearer_tokens')
    db.close()
    expect((await service.get('/system/health')).status).toBe(200)
  })

  it('is no calm while the store can be read and takes no writes: jobs are held up, until it takes them again', async () => {
    const service = await start()
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    service.upstream.control({ hold: true })
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com', 'b@x.com'], config: FAST })
    await service.upstream.reached({ held: 1 })
    db.exec('ALTER TABLE batch_job_results RENAME TO hidden')
    service.upstream.control({ hold: false })
    const health = () => service.get('/system/health').then(({ json: report }) => report)
    await vi.waitFor(async () => expect((await health()).components.job_runner.held_up_jobs).toBe(1), { timeout: 10_000, interval: 200 })
    const report = await health()
    expect(report).toMatchObject({ status: 'degraded', health_score: 35, components: { job_runner: { status: 'degraded' } } })
    expect(report.headline).toMatch(/^Nothing is being fetched: the store takes no writes .* since 20\d\d-.*no such table/)
    expect((await service.get('/metrics')).text).toContain('tokenwheel_jobs_held_up 1\n')
    expect((await service.get(`/jobs/${json.job_id}`)).json).toMatchObject({ status: 'processing', eta_seconds: null })
    service.upstream.control({ hold: true })
    db.exec('ALTER TABLE hidden RENAME TO batch_job_results')
    db.close()
    // While the job goes on with its next address, not only once it is over.
    await service.upstream.reached({ held: 1 })
    expect(await health()).toMatchObject({ status: 'healthy', health_score: 100, components: { job_runner: { active_jobs: 1 } } })
    expect((await service.get('/metrics')).text).toContain('tokenwheel_jobs_held_up 0\n')
    service.upstream.control({ hold: false })
    await service.finished(json.job_id)
  })

  it('has metrics while the store is away: all but its own, so that nobody takes the service for gone', async () => {
    const service = await start()
    expect((await service.get('/metrics')).text).toContain('tokenwheel_store_reachable 1\n')
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    db.exec('ALTER TABLE bearer_tokens RENAME TO hidden')
    const { status, text } = await service.get('/metrics')
    expect([status, /^tokenwheel_store_reachable 0$/m.test(text), /^tokenwheel_build_info/m.test(text)]).toEqual([200, true, true])
    // A figure of before would be taken for one of now.
    expect(text).not.toContain('tokenwheel_tokens_available')
    db.exec('ALTER TABLE hidden RENAME TO bearer_tokens')
    db.close()
  })

  it('says where the bearer tokens go, and that nobody chose it where nobody did', async () => {
    const chosen = await start()
    const { origin } = new URL(chosen.upstream.url)
    expect((await chosen.get('/system/info')).json.upstream).toEqual({ preset: 'microsoft-graph', origin, configured: true })
    expect(chosen.logs()).toContain(`Bearer tokens are sent to ${origin} and nowhere else`)
    expect((await chosen.get('/system/health')).json.issues.join()).not.toContain('never set')
    const unset = await start({ app: { profiles: { preset: undefined, request: undefined } } })
    expect((await unset.get('/system/info')).json.upstream).toMatchObject({ origin: 'https://graph.microsoft.com', configured: false })
    expect((await unset.get('/system/health')).json.issues.join()).toMatch(
      /"profiles" was never set .* sends bearer tokens to https:\/\/graph\.microsoft\.com/,
    )
  })

  it('metrics come as JSON, Prometheus and OpenMetrics, without a label that a caller could fill', async () => {
    const service = await start()
    const { json } = await service.post('/jobs/create-batch', { emails: ['secret.person@x.com'], config: FAST })
    await service.finished(json.job_id)
    expect((await service.get('/system/metrics')).json).toMatchObject({
      tokens: { total: 2 },
      jobs: { total_created: 1, total_completed: 1 },
      emails: { total_processed: 1 },
    })
    const text = (await service.get('/system/metrics', { accept: 'text/plain' })).text
    expect(text).toContain('tokenwheel_addresses_processed 1\n')
    expect(text).toContain('tokenwheel_results_total{error_type="none"} 1\n')
    expect(text).toContain('tokenwheel_upstream_request_duration_seconds_count{outcome="ok"} 1\n')
    expect(text).toContain('tokenwheel_jobs{status="completed"} 1\n')
    expect(text).toMatch(
      /tokenwheel_http_request_duration_seconds_bucket\{method="POST",route="\/jobs\/create-batch",status="202",le="\+Inf"\} 1\n/,
    )
    expect(text).not.toMatch(/secret\.person|tok-0/)
    const open = (await service.get('/system/metrics', { accept: 'application/openmetrics-text' })).text
    expect(open).toMatch(/# EOF\n$/)
    expect(open).toContain('# TYPE tokenwheel_results counter\n')
    expect((await service.get('/metrics')).text).toContain('tokenwheel_build_info')
  })

  it.skipIf(!hasPromtool())('metrics and alert rules satisfy promtool', async () => {
    const service = await start()
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com', 'restricted@x.com'], config: FAST })
    await service.finished(json.job_id)
    const { text } = await service.get('/metrics')
    expect(spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    expect(spawnSync('promtool', ['check', 'rules', 'docs/prometheus/alerts.yml'], { encoding: 'utf8' })).toMatchObject({ status: 0 })
    const states = spawnSync('promtool', ['test', 'rules', 'docs/prometheus/alerts.test.yml'], { encoding: 'utf8' })
    expect(states, states.stderr).toMatchObject({ status: 0 })
  })
})

function hasPromtool(): boolean {
  return spawnSync('promtool', ['--version']).status === 0
}
