import { describe, expect, it } from 'vitest'
import type { Service } from '../../support/service.ts'
import { serviceOfTest } from '../../support/service-of-test.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly request_id?: string
  readonly trace_id?: string
}
const lines = (service: Service): Line[] =>
  service
    .logs()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
const linesOf = (service: Service, id: string) => lines(service).filter(line => line.request_id === id)

describe("a request's id", () => {
  it("is the caller's where it sent a sane one, in the answer's header, its envelope and the log", async () => {
    const service = await serviceOfTest({ env: { LOG_LEVEL: 'info' } })
    const answer = await service.get('/jobs/nope', { 'x-request-id': 'order-4711.retry:2' })
    expect([answer.headers.get('x-request-id'), answer.json.request_id]).toEqual(['order-4711.retry:2', 'order-4711.retry:2'])
    expect(linesOf(service, 'order-4711.retry:2')).toMatchObject([{ level: 30, status: 404, code: 'NOT_FOUND', route: '/jobs/:job_id' }])
  })

  it.each(['', 'two words', 'a'.repeat(61), 'quote"', '<script>', 'ada@person.example'])(
    'is ours where the caller sent %j',
    async given => {
      const service = await serviceOfTest()
      const id = (await service.get('/system/health/live', { 'x-request-id': given })).headers.get('x-request-id')
      expect(id).toMatch(/^[\da-f-]{36}$/)
    },
  )

  it('goes with the trace that the caller names', async () => {
    const service = await serviceOfTest({ env: { LOG_LEVEL: 'info' } })
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const { json } = await service.get('/jobs/nope', { traceparent: `00-${trace}-00f067aa0ba902b7-01` })
    expect(linesOf(service, json.request_id)).toMatchObject([{ trace_id: trace }])
  })
})

describe('a refused request', () => {
  it('is one line at info, however many there are a counted sum', async () => {
    const service = await serviceOfTest({ env: { LOG_LEVEL: 'info' } })
    for (let n = 0; n < 30; n += 1) await service.get('/jobs/nope')
    const told = () => lines(service).filter(line => line.msg.includes('/jobs/:job_id'))
    expect(told()).toHaveLength(10)
    await service.app.stop()
    expect(told().at(-1)!.msg).toContain('20 more times')
  })

  it('with a wrong method is a 405 that names the right ones; a wrong path is a 404', async () => {
    const service = await serviceOfTest()
    const answer = await service.call('PUT', '/jobs/abc')
    expect([answer.status, answer.json.code, answer.headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'DELETE, GET, HEAD'])
    expect((await service.call('PUT', '/jobs/queue/status?x=1')).headers.get('allow')).toBe('GET, HEAD')
    expect((await service.call('PUT', '/jobs/a/b/c/d')).status).toBe(404)
    expect((await service.get('/jobs.html')).status).toBe(404)
  })
})
