import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

const PERSON = 'Ada.Lovelace-7f31@Person.Example'
const OTHER = 'grace.hopper-7f31@person.example'

let service: Service
beforeAll(async () => {
  service = await startService({ tokens: ['token-one-secret', 'token-two-secret'], pool: ['token-one-secret'], dailyLimit: 3 })
})
afterAll(() => service.stop())

/** Every file in DATA_DIR, as bytes. */
function filesWith(text: string): string[] {
  const data = join(service.folder, 'data')
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.flatMap(({ parentPath, name }) =>
    readFileSync(join(parentPath, name)).toString('latin1').toLowerCase().includes(text.toLowerCase()) ? [name] : [],
  )
}

async function submit(emails: string[]): Promise<string> {
  const { json } = await service.post('/jobs/create-batch', { emails, config: { ...FAST, requests_per_token: 1 } })
  return json.job_id
}

it('an erased person is found in no file, is looked up by no job of before, and everybody else is left alone', async () => {
  const done = await submit([OTHER, PERSON, 'c@x.com'])
  await service.finished(done)
  const waiting = await submit(['d@x.com', PERSON.toUpperCase()])
  for (let status = ''; status !== 'waiting_for_capacity'; ) status = (await service.get(`/jobs/${waiting}`)).json.status

  const exported = await service.get(`/profiles/${PERSON}/export`)
  expect(exported.json).toMatchObject({
    email: PERSON.toLowerCase(),
    profiles: [{ job_id: done, profile_data: { display_name: expect.any(String) } }],
  })
  const places = exported.json.jobs.map((place: { job_id: string; email_number: number; result: unknown }) => [
    place.job_id,
    place.email_number,
    place.result === null,
  ])
  expect(places.sort()).toEqual(
    [
      [done, 2, false],
      [waiting, 2, true],
    ].sort(),
  )
  expect(filesWith(PERSON)).not.toEqual([])

  const erased = await service.call('DELETE', `/profiles/${PERSON}`)
  expect(erased.json).toEqual({ email: PERSON.toLowerCase(), profiles_erased: 1, results_erased: 1, entries_erased: 2, settled: true })
  expect(filesWith(PERSON)).toEqual([])
  expect(filesWith('lovelace-7f31')).toEqual([])
  expect(filesWith(OTHER)).not.toEqual([])
  const rows = (await service.get(`/jobs/${done}/results`)).json.results
  expect(rows.map((row: { email: string; success: boolean; data: unknown }) => [row.email, row.success, row.data === null])).toEqual([
    [OTHER, true, false],
    ['[erased]', true, true],
    ['c@x.com', true, false],
  ])
  for (const path of [`/profiles/${PERSON}`, `/profiles/${PERSON}/export`]) expect((await service.get(path)).status).toBe(404)
  expect((await service.call('DELETE', `/profiles/${PERSON}`)).status).toBe(404)
  expect((await service.get(`/profiles/${OTHER}`)).status).toBe(200)

  const logged = service.logs().length
  await service.post('/tokens/add', { token: 'token-two-secret', daily_limit: 50 })
  await service.finished(waiting)
  expect((await service.get(`/jobs/${waiting}`)).json).toMatchObject({
    status: 'completed',
    processed: 2,
    successful: 1,
    error_breakdown: { erased: 1 },
  })
  expect((await service.post(`/jobs/${waiting}/retry-failed`)).json.code).toBe('NOTHING_TO_RETRY')
  // Somebody submits the address once more: nothing is looked up while the list knows it.
  const again = await submit([PERSON, 'e@x.com'])
  await service.finished(again)
  expect((await service.get(`/jobs/${again}`)).json).toMatchObject({ successful: 1, error_breakdown: { erased: 1 } })
  expect((await service.get(`/profiles/${PERSON}`)).status).toBe(404)
  expect(service.upstream.stats().addresses).toMatchObject({ [PERSON]: 1 })
  expect(service.logs().slice(logged).toLowerCase()).not.toContain('lovelace')
})

it('a person who stands in a kept result of an extraction alone is erased there', async () => {
  const keeping = await startService({ app: { extraction: { keep_days: 1 } } })
  try {
    const form = new FormData()
    form.set('companyID', 'ACME')
    form.set('username', 'eve')
    form.set(
      'file',
      new Blob([
        `<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:cac" xmlns:cbc="urn:cbc"><cbc:ID>U-1</cbc:ID>
<cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:Note>Ask ${PERSON}</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Lieferant GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty><cac:LegalMonetaryTotal><cbc:PayableAmount>19.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>`,
      ]),
    )
    const answer = await fetch(`${keeping.url}/extract`, { method: 'POST', body: form })
    const { data, meta } = (await answer.json()) as { data: { notes: string }; meta: { request_id: string } }
    expect([answer.status, data.notes]).toEqual([200, `Ask ${PERSON}`])
    expect((await keeping.get(`/extract/${meta.request_id}`)).status).toBe(200)

    const erased = await keeping.call('DELETE', `/profiles/${PERSON}`)
    expect(erased.json).toMatchObject({ profiles_erased: 0, results_erased: 0, entries_erased: 0 })
    expect((await keeping.get(`/extract/${meta.request_id}`)).status).toBe(404)
    expect((await keeping.call('DELETE', `/profiles/${PERSON}`)).status).toBe(404)
  } finally {
    await keeping.stop()
  }
})
