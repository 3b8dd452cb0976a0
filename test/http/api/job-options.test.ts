import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS, type GivenOptions, type JobOptions, resolveOptions } from '../../../src/jobs/job-options.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { type Answer, type Service, startService } from '../../support/service.ts'
import { UNUSUAL } from '../../support/unusual-options.ts'

let service: Service
let file: string
beforeAll(async () => {
  const callback_hosts = [new URL(UNUSUAL.callback_url!).host]
  // A token for each lane: fewer would be a warning of every submission.
  const tokens = ['token-one-secret', 'token-two-secret', 'token-six-secret']
  service = await startService({ tokens, env: { CALLBACK_SECRET: 'callback-secret-0123456789' }, app: { jobs: { callback_hosts } } })
  file = join(service.folder, 'data', 'tokenwheel.db')
})
afterAll(() => service.stop())

const asked = resolveOptions(UNUSUAL, DEFAULT_OPTIONS)

function inJson(emails: readonly string[], given: GivenOptions, headers: Record<string, string> = {}): Promise<Answer> {
  const { priority, callback_url, ...config } = given
  return service.post('/jobs/create-batch', { emails, priority, callback_url, config }, headers)
}

function inQuery(type: string, given: GivenOptions): Promise<Answer> {
  const query = new URLSearchParams(Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]))
  return service.call('POST', `/jobs/create-batch?${query}`, { body: 'missing@example.com', headers: { 'content-type': type } })
}

/** As the worker gets them. */
async function stored(jobId: string): Promise<JobOptions | undefined> {
  const db = openDatabase(file)
  const job = await createSqliteJobStore(db).get(jobId)
  await db.close()
  return job?.options
}

describe('every option', () => {
  it.each([
    ['a JSON body', () => inJson(['missing@example.com'], UNUSUAL)],
    ['the query of a CSV body', () => inQuery('text/csv', UNUSUAL)],
    ['the query of an NDJSON body', () => inQuery('application/x-ndjson', UNUSUAL)],
  ])('arrives from %s in the store, is shown, and goes with the job that tries again', async (_, submit) => {
    const { status, json } = await submit()
    expect(status).toBe(202)
    expect(await stored(json.job_id)).toEqual(asked)
    const { callback_url, priority, ...config } = UNUSUAL
    expect((await service.get(`/jobs/${json.job_id}`)).json).toMatchObject({ priority, config })
    await service.finished(json.job_id)
    const retried = await service.post(`/jobs/${json.job_id}/retry-failed`)
    expect([retried.status, retried.json.warnings]).toEqual([202, []])
    expect(await stored(retried.json.job_id)).toEqual(asked)
  })

  it('that is not given is at its default', async () => {
    for (const { json } of [await inJson(['missing@example.com'], {}), await inQuery('text/csv', {})])
      expect(await stored(json.job_id)).toEqual(DEFAULT_OPTIONS)
  })

  it.each(Object.keys(UNUSUAL))('makes another request of one Idempotency-Key when it is %s alone that differs', async name => {
    const headers = { 'idempotency-key': name }
    const first = await inJson(['missing@example.com'], UNUSUAL, headers)
    const other = await inJson(['missing@example.com'], { ...UNUSUAL, [name]: undefined }, headers)
    expect([other.status, other.json.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT'])
    const again = await inJson(['missing@example.com'], UNUSUAL, headers)
    expect([again.status, again.json.job_id]).toEqual([202, first.json.job_id])
  })
})

it('a job with an option that would be refused today is shown', async () => {
  const { json } = await inJson(['missing@example.com'], {})
  await service.finished(json.job_id)
  const db = new DatabaseSync(file)
  const earlier = { delaySeconds: 0.1, saveToDynamodb: true, requestsPerToken: 99, parallelTokens: 1 }
  db.prepare('UPDATE batch_jobs SET config = ? WHERE job_id = ?').run(JSON.stringify(earlier), json.job_id)
  db.close()
  const { jobs } = (await service.get('/jobs?limit=500')).json
  expect(jobs.find((job: { job_id: string }) => job.job_id === json.job_id).config.requests_per_token).toBe(99)
})

it('a callback that the settings do not allow any more is left out of the job that tries again, which says so', async () => {
  const { json } = await inJson(['missing@example.com'], UNUSUAL)
  await service.finished(json.job_id)
  const db = new DatabaseSync(file)
  db.prepare('UPDATE batch_jobs SET callback_url = ? WHERE job_id = ?').run('http://gone.example/hook', json.job_id)
  db.close()
  const retried = await service.post(`/jobs/${json.job_id}/retry-failed`)
  expect(retried.json.warnings).toEqual([
    "No callback will be sent: the first job's callback_url names a host that is not in jobs.callback_hosts of the settings.",
  ])
  expect(await stored(retried.json.job_id)).toEqual({ ...asked, callbackUrl: null })
})
