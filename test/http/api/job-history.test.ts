import { expect, it } from 'vitest'
import { FAST, type Service } from '../../support/service.ts'
import { serviceOfTest } from '../../support/service-of-test.ts'

const emails = (count: number) => Array.from({ length: count }, (_, i) => `user${i}@x.com`)

async function submit(service: Service, count: number, config: object = {}): Promise<string> {
  return (await service.post('/jobs/create-batch', { emails: emails(count), config: { ...FAST, requests_per_token: 5, ...config } })).json
    .job_id
}

interface Switch {
  readonly from: string | null
  readonly to: string
  readonly reason: string
}

/** From the first one on. */
async function switchesOf(service: Service, jobId: string): Promise<Switch[]> {
  return (await service.get(`/jobs/${jobId}/history`)).json.switches.toReversed()
}

it('tells each turn of a lane: its requests were made, or the token had no more for its day', async () => {
  const service = await serviceOfTest({ dailyLimit: 7 })
  const jobId = await submit(service, 14)
  await service.finished(jobId)
  const switches = await switchesOf(service, jobId)
  expect(switches.map(({ reason }) => reason)).toEqual(['first', 'requests', 'requests', 'limit'])
  const [first, second, third] = switches
  expect([first!.from, second!.from, third!.from]).toEqual([null, first!.to, second!.to])
  expect(second!.to).not.toBe(first!.to)
  expect(first!.to).toMatch(/^tok-[01]\.\.\.$/)
})

it('tells that a token was refused, or taken away', async () => {
  const service = await serviceOfTest()
  service.upstream.control({ rejectedTokens: ['token-one-secret'] })
  const refused = await submit(service, 4, { requests_per_token: 1 })
  await service.finished(refused)
  const turns = await switchesOf(service, refused)
  expect(turns.filter(({ from }) => from === 'tok-0...').map(({ reason }) => reason)).toEqual(['penalised'])

  service.upstream.control({ rejectedTokens: [], latencyMs: 20 })
  await service.post('/tokens/tok-0/enable')
  const made = Object.values(service.upstream.calls()).reduce((a, b) => a + b, 0)
  const jobId = await submit(service, 20, { requests_per_token: 50 })
  await service.upstream.reached({ calls: made + 3 })
  const [first] = await switchesOf(service, jobId)
  await service.post(`/tokens/${first!.to.replace('...', '')}/disable`)
  await service.finished(jobId)
  expect((await switchesOf(service, jobId))[1]).toMatchObject({ from: first!.to, reason: 'withdrawn' })
})

it('tells whose fault it was found to be, and names no address, whoever asks', async () => {
  const keys = 'root:root-key-12345678,anna:anna-key-12345678:jobs,ops:ops-key-123456789:ops,bert:bert-key-12345678:jobs'
  const service = await serviceOfTest({ env: { API_KEYS: keys } })
  const [anna, ops, bert] = ['anna-key-12345678', 'ops-key-123456789', 'bert-key-12345678'].map(key => ({ 'x-api-key': key }))
  service.upstream.control({ failStatus: 503 })
  const body = { emails: emails(12), config: { ...FAST, parallel_tokens: 3 } }
  const { job_id: jobId } = (await service.post('/jobs/create-batch', body, anna)).json
  await service.until(jobId, (_data, type) => type === 'verdict', anna)
  const path = `/jobs/${jobId}/history`
  await expect.poll(async () => (await service.get(path, anna)).json.verdicts).toHaveLength(1)
  const own = await service.get(path, anna)
  expect(own.json.verdicts).toMatchObject([
    { of: 'upstream', on: 'upstream_error', email_number: null, evidence: expect.stringMatching(/^5 calls/) },
  ])
  expect(own.text).not.toContain('@')
  expect((await service.get(path, ops)).json).toEqual(own.json)
  expect((await service.get(path, bert)).status).toBe(404)
  await service.post(`/jobs/${jobId}/cancel`, undefined, anna)
})
