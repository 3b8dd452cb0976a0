import { describe, expect, it } from 'vitest'
import { FAST, type Service } from '../../support/service.ts'
import { serviceOfTest } from '../../support/service-of-test.ts'

const healthOf = async (service: Service) => (await service.get('/system/health')).json
const submit = async (service: Service, emails: string[], config: object = {}): Promise<string> =>
  (await service.post('/jobs/create-batch', { emails, config: { ...FAST, ...config } })).json.job_id

describe('health, when nothing is being fetched, says so first, why, and with a score under 40:', () => {
  it('no token is registered', async () => {
    const report = await healthOf(await serviceOfTest({ pool: [] }))
    expect(report.headline).toBe(
      'Nothing is being fetched: no token is registered. Add one with POST /tokens/add, or list some in the token file.',
    )
    expect(report.health_score).toBeLessThan(40)
  })

  it('every token is disabled', async () => {
    const service = await serviceOfTest()
    for (const id of ['tok-0', 'tok-1']) await service.post(`/tokens/${id}/disable`)
    const report = await healthOf(service)
    expect(report.headline).toContain(
      'Nothing is being fetched: no token can serve: all 2 are disabled (GET /tokens/status says more of each).',
    )
    expect(report.health_score).toBeLessThan(40)
  })

  it('some tokens are spent, the others expired', async () => {
    const service = await serviceOfTest({ dailyLimit: 2 })
    const body = JSON.stringify({ expires_at: new Date(Date.now() - 60_000).toISOString() })
    await service.call('PATCH', '/tokens/tok-1', { body, headers: { 'content-type': 'application/json' } })
    const id = await submit(service, ['a@x.com', 'b@x.com', 'c@x.com'])
    await service.until(id, job => job.status === 'waiting_for_capacity')
    const report = await healthOf(service)
    expect(report.headline).toMatch(
      /^Nothing is being fetched: no token can serve: (1 spent for today, 1 expired|1 expired, 1 spent for today) /,
    )
    expect(report.health_score).toBeLessThan(40)
  })

  it('the upstream refuses every token', async () => {
    const service = await serviceOfTest({ tokens: ['token-one-secret', 'token-two-secret', 'token-six-secret'] })
    service.upstream.control({ failStatus: 401 })
    const id = await submit(service, ['a@x.com', 'b@x.com', 'c@x.com', 'd@x.com', 'e@x.com', 'f@x.com'])
    await service.until(id, job => typeof job.waiting_reason === 'string')
    const report = await healthOf(service)
    expect(report.headline).toMatch(/^Nothing is being fetched: /)
    expect(report.health_score).toBeLessThan(40)
  })

  it('the upstream is down', async () => {
    const service = await serviceOfTest()
    service.upstream.control({ failStatus: 503 })
    const id = await submit(
      service,
      Array.from({ length: 20 }, (_, n) => `u${n}@x.com`),
      { parallel_tokens: 5 },
    )
    await service.until(id, job => typeof job.waiting_reason === 'string')
    const report = await healthOf(service)
    expect(report.headline).toMatch(/^Nothing is being fetched: the profile upstream fails: /)
    // What fails is elsewhere: the service itself must stay ready, or a supervisor would restart it for nothing.
    expect(report).toMatchObject({ status: 'degraded', components: { upstream: { status: 'unhealthy' } } })
    expect(report.health_score).toBeLessThan(40)
    const { json: plan } = await service.get('/tokens/plan?addresses=10')
    expect(plan).toMatchObject({ upstream_fails: true, done_at: null, queue_done_at: null })
    for (const path of [`/jobs/${id}`, '/jobs'])
      expect((await service.get(path)).json).toMatchObject(path === '/jobs' ? { jobs: [{ eta_seconds: null }] } : { eta_seconds: null })
    const { json: created } = await service.post('/jobs/create-batch', { emails: ['new@x.com'], config: FAST })
    expect(created).toMatchObject({ estimated_completion: null, warnings: [expect.stringContaining('The profile upstream fails')] })
  })
})

describe('health, when all is being done that can be,', () => {
  it('stays at 90 or above while all job slots are in use', async () => {
    const service = await serviceOfTest({ env: { MAX_CONCURRENT_JOBS: '1' } })
    service.upstream.control({ hold: true })
    await submit(service, ['a@x.com'])
    await service.upstream.reached({ held: 1 })
    const report = await healthOf(service)
    expect(report).toMatchObject({
      status: 'healthy',
      headline: 'Everything works.',
      issues: [expect.stringContaining('The only job slot')],
    })
    expect(report.health_score).toBeGreaterThanOrEqual(90)
    service.upstream.control({ hold: false })
  })
})
