import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

it('the history shows results, failures by type and calls of the upstream as they happen, and knows nobody by name', async () => {
  const emails = ['secret.person@x.com', 'b@x.com', 'restricted@x.com']
  const { json } = await service.post('/jobs/create-batch', { emails, config: FAST })
  await service.finished(json.job_id)
  const answer = await service.get('/system/history?minutes=60&step=60')
  const step = answer.json.steps.at(-1)
  // The hour may have turned meanwhile, which makes two steps of it.
  const sum = (of: (step: typeof answer.json) => number) => answer.json.steps.reduce((total: number, each: object) => total + of(each), 0)
  expect(sum(each => each.results.successful)).toBe(2)
  expect(sum(each => each.results.by_error_type.user_restricted ?? 0)).toBe(1)
  expect(sum(each => each.upstream.calls)).toBeGreaterThanOrEqual(3)
  expect(sum(each => each.upstream.failed_calls)).toBeGreaterThanOrEqual(1)
  expect(step).toMatchObject({ complete: false, processes: 1 })
  expect(answer.text).not.toMatch(/secret\.person|tok-0|token-one/)
})

it.each(['minutes=0', 'minutes=1441', 'step=61', 'minutes=x', 'other=1'])('%s is refused', async query => {
  expect(await service.get(`/system/history?${query}`)).toMatchObject({ status: 400, json: { code: 'VALIDATION_FAILED' } })
})
