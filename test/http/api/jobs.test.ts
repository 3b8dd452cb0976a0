import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService({ tokens: ['token-one-secret', 'token-two-secret', 'token-six-secret'], dailyLimit: 100_000 })
})
afterAll(() => service.stop())

const emails = (count: number, name = 'user') => Array.from({ length: count }, (_, n) => `${name}${n}@domain.com`)
const submit = async (list: unknown[], config: object = {}, headers: Record<string, string> = {}) =>
  service.post('/jobs/create-batch', { emails: list, config: { ...FAST, ...config } }, headers)
const job = async (id: string) => (await service.get(`/jobs/${id}`)).json

describe('a submission', () => {
  it('is answered as the contract shows it', async () => {
    const answer = await service.post('/jobs/create-batch', {
      emails: emails(100),
      priority: 'HIGH',
      config: { ...FAST, parallel_tokens: 3 },
    })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('location')).toBe(`/jobs/${answer.json.job_id}`)
    expect(answer.json).toMatchObject({
      success: true,
      total_emails: 100,
      priority: 'HIGH',
      estimated_capacity_used: 100,
      linkedin_profiles_auto_save: true,
      token_rotation: {
        requests_per_token: 15,
        estimated_token_switches: 6,
        description: 'Each token will be used for 15 requests before rotating to the next',
      },
      invalid_emails: 0,
      duplicates_removed: 0,
      intake: { format: 'json', encoding: 'utf-8', delimiter: null, column: null, title_lines: 0, entries: 100, rows_without_address: 0 },
      warnings: [],
      message: 'Batch job created and queued for processing.',
    })
    await service.finished(answer.json.job_id)
    expect(await job(answer.json.job_id)).toMatchObject({
      status: 'completed',
      progress_percentage: 100,
      processed: 100,
      successful: 100,
      remaining: 0,
      lanes: [],
    })
  })

  it('fetches duplicates once, and lists what is invalid among the results', async () => {
    const { json } = await submit([' Dup@x.com', 'dup@X.com ', 'dup@x.com', 'nonsense', 'nonsense', 'a@x.com\r\nBcc: b@x.com', 7])
    expect(json).toMatchObject({ total_emails: 4, invalid_emails: 3, duplicates_removed: 3 })
    await service.finished(json.job_id)
    expect(service.upstream.callsFor('Dup@x.com') + service.upstream.callsFor('dup@x.com')).toBe(1)
    const { results } = (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(
      results.map((r: { email_number: number; error_type: string | null; attempts: number }) => [r.email_number, r.error_type, r.attempts]),
    ).toEqual([
      [1, null, 1],
      [2, 'data_validation', 0],
      [3, 'header_injection', 0],
      [4, 'data_validation', 0],
    ])
  })

  it('says which column was read and how many rows had no address; they are no results', async () => {
    const body = Buffer.from(
      '\ufeffsep=;\r\nName;Adresse;E-Mail-Adresse\r\nBuilder, Bob;Hauptstr. 1;bob@x.com\r\nAda;;\r\nEve;;\u200beve@x.com\r\nMax;;nonsense',
      'utf16le',
    )
    const { json } = await service.call('POST', '/jobs/create-batch?delay_seconds=0', { body, headers: { 'content-type': 'text/csv' } })
    expect(json).toMatchObject({ total_emails: 3, invalid_emails: 1, duplicates_removed: 0 })
    expect(json.intake).toEqual({
      format: 'csv',
      encoding: 'utf-16le',
      delimiter: ';',
      column: { number: 3, name: 'E-Mail-Adresse', found_by: 'header' },
      title_lines: 0,
      entries: 4,
      rows_without_address: 1,
    })
    await service.finished(json.job_id)
    const { results } = (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(results.map((r: { email: string }) => r.email)).toEqual(['bob@x.com', 'eve@x.com', 'nonsense'])
    expect(service.upstream.callsFor('eve@x.com')).toBe(1)
  })

  it('with an international domain is sent in its ASCII form, once, and its result shows what was submitted', async () => {
    const { json } = await submit(['user@münchen.de', 'USER@xn--mnchen-3ya.de', ['list@x.com'], { mail: 'object@x.com' }])
    expect(json).toMatchObject({ total_emails: 3, duplicates_removed: 1, invalid_emails: 0 })
    await service.finished(json.job_id)
    expect(service.upstream.callsFor('user@xn--mnchen-3ya.de')).toBe(1)
    const { results } = (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(results.map((r: { email: string }) => r.email)).toEqual(['user@münchen.de', 'list@x.com', 'object@x.com'])
  })

  it('without any address says which column was read', async () => {
    const body = 'name;street;city\nAda;x 1;Bonn\nBob;y 2;Köln'
    const answer = await service.call('POST', '/jobs/create-batch', { body, headers: { 'content-type': 'text/csv' } })
    expect([answer.status, answer.json.message]).toEqual([400, 'None of the 3 entries is a valid e-mail address. Read was column 1.'])
    const empty = await service.call('POST', '/jobs/create-batch', {
      body: 'name;email\nAda;\nBob;',
      headers: { 'content-type': 'text/csv' },
    })
    expect([empty.status, empty.json.message]).toEqual([400, 'None of the 2 rows holds an address. Read was "email" of "name", "email".'])
  })

  it('with the same Idempotency-Key and body is the same job; with another body a conflict', async () => {
    const key = { 'idempotency-key': 'order-1' }
    const first = await submit(emails(3, 'idem'), {}, key)
    const again = await submit(emails(3, 'idem'), {}, key)
    expect([again.status, again.json.job_id, again.headers.get('idempotency-replayed')]).toEqual([202, first.json.job_id, 'true'])
    for (const other of [await submit(emails(4, 'idem'), {}, key), await submit(emails(3, 'idem'), { parallel_tokens: 2 }, key)])
      expect([other.status, other.json.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT'])
    await service.finished(first.json.job_id)
    expect(service.upstream.callsFor('idem0@domain.com')).toBe(1)
  })

  it('of twenty requests with one Idempotency-Key at the same time makes one job', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(emails(5, 'race'), {}, { 'idempotency-key': 'race' })))
    expect(new Set(answers.map(answer => answer.json.job_id)).size).toBe(1)
    await service.finished(answers[0]!.json.job_id)
    expect(service.upstream.callsFor('race0@domain.com')).toBe(1)
  })

  it.each([
    ['text/csv', (list: string[]) => `name,email\n${list.map(email => `x,${email}`).join('\n')}`],
    ['application/x-ndjson', (list: string[]) => list.map(email => JSON.stringify({ email })).join('\n')],
  ])('of 20,000 lines as %s ends with every address in order', async (type, render) => {
    const list = emails(20_000, `${type.slice(-3)}-`)
    const answer = await service.call(
      'POST',
      '/jobs/create-batch?delay_seconds=0&parallel_tokens=20&save_to_dynamodb=false&requests_per_token=50',
      {
        body: render(list),
        headers: { 'content-type': type },
      },
    )
    expect(answer.json).toMatchObject({
      total_emails: 20_000,
      invalid_emails: 0,
      duplicates_removed: 0,
      linkedin_profiles_auto_save: false,
    })
    await service.finished(answer.json.job_id)
    const export_ = await service.get(`/jobs/${answer.json.job_id}/results`, { accept: 'application/x-ndjson' })
    const rows = export_.text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { email: string; email_number: number })
    expect(rows.every((row, index) => row.email === list[index] && row.email_number === index + 1)).toBe(true)
    expect(rows).toHaveLength(20_000)
  })
})

describe('results', () => {
  let id: string
  beforeAll(async () => {
    const list = ['=cmd@x.com', 'restricted1@x.com', 'denied1@x.com', 'missing1@x.com', 'flaky1@x.com', 'plain@x.com', '+not an address']
    id = (await submit(list)).json.job_id
    await service.finished(id)
  })

  it('come in pages that fit together, and by filter', async () => {
    const seen: number[] = []
    let cursor = ''
    for (let page = 0; page < 10 && cursor !== null; page += 1) {
      const { json } = await service.get(`/jobs/${id}/results?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...json.results.map((r: { email_number: number }) => r.email_number))
      cursor = json.next_cursor
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
    const numbers = async (query: string) =>
      (await service.get(`/jobs/${id}/results?${query}`)).json.results.map((r: { email_number: number }) => r.email_number)
    expect(await numbers('success=true')).toEqual([1, 5, 6])
    expect(await numbers('success=false')).toEqual([2, 3, 4, 7])
    expect(await numbers('error_type=user_restricted')).toEqual([2])
  })

  it('count each kind of failure, and a retried address its calls', async () => {
    const view = await job(id)
    expect(view.error_breakdown).toEqual({ user_restricted: 1, access_denied: 1, not_found: 1, data_validation: 1 })
    const { json } = await service.get(`/jobs/${id}/results`)
    expect(json.results[4]).toMatchObject({ email: 'flaky1@x.com', success: true, attempts: 2, saved_to_linkedin_profiles: true })
    expect(json.results[1]).toMatchObject({
      success: false,
      data: null,
      attempts: 1,
      token_used: expect.any(String),
      saved_to_linkedin_profiles: null,
    })
    expect(json.linkedin_profiles_stats).toEqual({
      total_profiles_fetched: 3,
      saved_to_linkedin_profiles: 3,
      failed_to_save_linkedin: 0,
      linkedin_db_available: true,
    })
  })

  it('as CSV start no formula in a spreadsheet', async () => {
    const answer = await service.get(`/jobs/${id}/results`, { accept: 'text/csv' })
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/)
    const lines = answer.text.split('\r\n')
    expect(lines[0]).toBe('email_number,email,success,error_type,error,token_used,attempts,timestamp,saved_to_linkedin_profiles,data')
    expect(lines[1]).toMatch(/^1,'=cmd@x\.com,true,/)
    expect(lines[7]).toMatch(/^7,'\+not an address,false,data_validation,/)
    expect(lines).toHaveLength(9)
  })
})

describe('what an operator may do', () => {
  it('pause, resume and cancel a running job; each answers with the state', async () => {
    service.upstream.control({ hold: true })
    const mark = service.upstream.stats().calls
    const { json } = await submit(emails(30, 'pause'), { parallel_tokens: 2 })
    await service.upstream.reached({ held: 2, calls: mark + 2 })
    const pausing = service.post(`/jobs/${json.job_id}/pause`)
    await service.until(json.job_id, data => data.requested === 'pause')
    service.upstream.control({ hold: false })
    expect((await pausing).json).toMatchObject({ status: 'paused', processed: 2 })
    expect((await service.post(`/jobs/${json.job_id}/pause`)).status).toBe(409)
    expect((await service.post(`/jobs/${json.job_id}/resume`)).status).toBe(200)
    await service.finished(json.job_id)
    expect(await job(json.job_id)).toMatchObject({ status: 'completed', processed: 30 })
    for (const action of ['cancel', 'pause', 'resume']) expect((await service.post(`/jobs/${json.job_id}/${action}`)).status).toBe(409)
  })

  it.each([
    ['cancel after pause', ['pause', 'cancel'], 'cancelled'],
    ['resume after pause', ['pause', 'resume'], 'completed'],
  ])('%s: the last word counts, also while a call hangs', async (_, actions, status) => {
    service.upstream.control({ hold: true })
    const mark = service.upstream.stats().calls
    const { json } = await submit(emails(5, `last-${actions[1]}`))
    await service.upstream.reached({ held: 1, calls: mark + 1 })
    const asked: Promise<unknown>[] = []
    for (const action of actions) {
      asked.push(service.post(`/jobs/${json.job_id}/${action}`))
      await service.until(json.job_id, data => data.requested === (action === 'resume' ? null : action))
    }
    service.upstream.control({ hold: false })
    await Promise.all(asked)
    await service.finished(json.job_id)
    expect((await job(json.job_id)).status).toBe(status)
  })

  it('hands unused units back when a job is cancelled', async () => {
    const before = (await service.get('/tokens/status')).json.total_daily_usage
    service.upstream.control({ hold: true })
    const mark = service.upstream.stats().calls
    const { json } = await submit(emails(40, 'back'))
    await service.upstream.reached({ held: 1, calls: mark + 1 })
    const cancelling = service.post(`/jobs/${json.job_id}/cancel`)
    await service.until(json.job_id, data => data.requested === 'cancel')
    service.upstream.control({ hold: false })
    await cancelling
    expect((await job(json.job_id)).status).toBe('cancelled')
    expect((await service.get('/tokens/status')).json.total_daily_usage).toBe(before + 1)
  })

  it('retry what failed and could succeed, as a job of its own', async () => {
    const { json } = await submit(['restricted7@x.com', 'ok7@x.com', 'not an address'])
    await service.finished(json.job_id)
    const retried = await service.post(`/jobs/${json.job_id}/retry-failed`)
    expect([retried.status, retried.json.total_emails]).toEqual([202, 1])
    await service.finished(retried.json.job_id)
    expect(service.upstream.callsFor('restricted7@x.com')).toBe(2)
    const fine = (await submit(['fine7@x.com'])).json.job_id
    await service.finished(fine)
    expect((await service.post(`/jobs/${fine}/retry-failed`)).json.code).toBe('NOTHING_TO_RETRY')
  })

  it('retry only what failed with one error', async () => {
    const { json } = await submit(['restricted8@x.com', 'denied8@x.com', 'missing8@x.com', 'ok8@x.com', 'not an address'])
    await service.finished(json.job_id)
    const retry = (query: string) => service.post(`/jobs/${json.job_id}/retry-failed?${query}`)
    const calls = () => ['restricted8', 'denied8', 'missing8'].map(name => service.upstream.callsFor(`${name}@x.com`))
    const before = calls()
    const retried = await retry('error_type=access_denied')
    expect([retried.status, retried.json.total_emails, retried.json.intake]).toEqual([202, 1, null])
    await service.finished(retried.json.job_id)
    const after = calls()
    expect([after[0], after[2]]).toEqual([before[0], before[2]])
    expect(after[1]).toBeGreaterThan(before[1]!)
    // What never was an address cannot succeed another time.
    expect((await retry('error_type=data_validation')).json.code).toBe('NOTHING_TO_RETRY')
    for (const query of ['error_type=nonsense', 'error_types=access_denied']) expect((await retry(query)).status).toBe(400)
  })

  it('delete a finished job, and only such a one', async () => {
    const { json } = await submit(['gone@x.com'])
    await service.finished(json.job_id)
    expect((await service.call('DELETE', `/jobs/${json.job_id}`)).json).toEqual({ job_id: json.job_id, deleted: true })
    for (const path of ['', '/results', '/events']) expect((await service.get(`/jobs/${json.job_id}${path}`)).status).toBe(404)
  })

  it('erase a person: the profile, and every copy in results, whatever the case of the letters', async () => {
    const { json } = await submit(['Ädele.Weber@x.com', 'other@x.com'])
    await service.finished(json.job_id)
    const path = `/profiles/${encodeURIComponent('ädele.weber@X.com')}`
    expect((await service.get(path)).json.profiles).toHaveLength(1)
    expect((await service.call('DELETE', path)).json).toMatchObject({ profiles_erased: 1, results_erased: 1 })
    expect((await service.get(path)).status).toBe(404)
    const { results } = (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(results.map((r: { data: unknown }) => r.data !== null)).toEqual([false, true])
  })

  it('see the lists: recent, active, pending, by status, in pages', async () => {
    const all: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await service.get(`/jobs?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)
      all.push(...json.jobs.map((j: { job_id: string }) => j.job_id))
      cursor = json.next_cursor
    }
    expect(new Set(all).size).toBe(all.length)
    const { total_jobs: total, by_status: states } = (await service.get('/jobs/queue/status')).json
    expect([total, all.length]).toEqual([all.length, all.length])
    expect((await service.get('/jobs?status=cancelled&limit=500')).json.jobs).toHaveLength(states.cancelled)
    expect((await service.get('/jobs/recent?limit=2')).json.jobs.map((j: { job_id: string }) => j.job_id)).toEqual(all.slice(0, 2))
    expect((await service.get('/jobs/active')).json.count).toBe(0)
  })
})

it('one body, byte by byte: the CSV of a result set holds what the JSON holds', async () => {
  const digest = (rows: unknown) => createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  const { json } = await submit(emails(5, 'same'))
  await service.finished(json.job_id)
  const page = (await service.get(`/jobs/${json.job_id}/results`)).json.results
  const lines = (await service.get(`/jobs/${json.job_id}/results`, { accept: 'application/x-ndjson' })).text.trimEnd().split('\n')
  expect(digest(lines.map(line => JSON.parse(line)))).toBe(digest(page))
})
