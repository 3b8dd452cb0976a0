import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTokenwheelClient, type ErrorCode, type Schemas } from '../../../clients/typescript/client.js'
import { clientTypes } from '../../../docs/api/client-types.ts'
import { errorCodesPage } from '../../../docs/api/error-codes-page.ts'
import { type Service, startService } from '../../support/service.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

let service: Service
beforeAll(async () => {
  service = await startService({ pool: ['secret-of-alpha'] })
})
afterAll(() => service.stop())

it('what `npm run api` writes is current', async () => {
  expect(read('clients/typescript/openapi.d.ts') === (await clientTypes((await service.get('/openapi.json')).json))).toBe(true)
  expect(read('docs/error-codes.md')).toBe(errorCodesPage())
})

it('the generated client submits, follows and reads a job with the types of the service', async () => {
  const client = createTokenwheelClient({ baseUrl: service.url })
  const { data: created } = await client.POST('/jobs/create-batch', {
    params: { query: { dry_run: false } },
    body: { emails: ['ada@example.com'], config: { delay_seconds: 0.5 } },
  })
  const { data: page } = await client.GET('/jobs', { params: { query: { limit: 5 } } })
  const listed: readonly Schemas['Job'][] = page?.jobs ?? []
  // 200 answers the forecast of a dry run, 202 a job.
  expect(listed.map(job => job.job_id)).toEqual([created !== undefined && 'job_id' in created ? created.job_id : 'none'])
  const { data: results } = await client.GET('/jobs/{job_id}/results', {
    params: { path: { job_id: listed[0]!.job_id }, query: { success: true } },
  })
  // Text is what CSV and NDJSON come as.
  expect(typeof results === 'object' && results.job_id).toBe(listed[0]!.job_id)
})

it('a refusal is typed by its code', async () => {
  const client = createTokenwheelClient({ baseUrl: service.url, apiKey: 'nobody asks for it' })
  const { data, error } = await client.GET('/jobs/{job_id}', { params: { path: { job_id: 'unknown' } } })
  const code: ErrorCode | undefined = error?.code
  expect([data, code]).toEqual([undefined, 'NOT_FOUND'])
})
