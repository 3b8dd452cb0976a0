import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cli } from '../../support/cli.ts'
import { FAST, type Service, startService } from '../../support/service.ts'

const PERSON = 'ada@example.com'
let service: Service
let jobId: string
beforeAll(async () => {
  service = await startService()
  jobId = (await service.post('/jobs/create-batch', { emails: [PERSON, 'b@example.com'], config: FAST })).json.job_id
  await service.finished(jobId)
  const key = { company_name: 'Acme', api_key: 'AIza-secret-value-1', provider: 'Gemini', total_token_limit: 5000 }
  await service.post('/companies/ACME/tokens', key)
  const usage = 'Usage: RunUsage(input_tokens=2518, output_tokens=652, requests=1)'
  await service.call('POST', '/companies/ACME/usage/import?token_id=1', { body: usage, headers: { 'content-type': 'text/plain' } })
})
afterAll(() => service.stop())

const run = (line: string) => cli(line.split(' '), { env: { TOKENWHEEL_URL: service.url } })

it('companies list says which can be served, page by page', async () => {
  await service.post('/companies/ZETA/tokens', {
    company_name: 'Zeta',
    api_key: 'AIza-secret-value-2',
    provider: 'Gemini',
    total_token_limit: 9,
    status: 'Expired',
  })
  const { code, stdout } = await run('companies list')
  expect(code).toBe(0)
  expect(stdout.split('\n').map(line => line.trim().split(/\s{2,}/))).toEqual([
    ['company', 'can serve', 'usable keys', 'resting', 'AI tokens used', 'left'],
    ['ACME', 'yes', '1 of 1', '0', '3170', '1830'],
    ['ZETA', 'no', '0 of 1', '0', '0', '9'],
    [''],
  ])
  const first = await run('companies list --limit 1')
  expect(first.stdout).not.toContain('ZETA')
  const cursor = /--cursor (\S+)/.exec(first.stderr)![1]!
  expect((await run(`companies list --limit 1 --cursor ${cursor}`)).stdout).toContain('ZETA')
})

it('companies show says whether a company can be served, and what is left of its keys', async () => {
  const shown = await run('companies show ACME')
  expect(shown.code).toBe(0)
  expect(shown.stdout).toMatch(/can serve\s+yes/)
  expect(shown.stdout).toContain('3170 of 5000 used, 1830 left')
  const other = await run('companies show NOBODY')
  expect([other.code, other.stdout]).toEqual([1, expect.stringMatching(/can serve\s+no: No active token found/)])
  expect(JSON.parse((await run('companies show ACME --json')).stdout)).toMatchObject({ company_id: 'ACME', usable: true })
})

it('usage says what a company has used, by day, branch, user or key', async () => {
  const { code, stdout } = await run('usage ACME --group token')
  expect(code).toBe(0)
  expect(stdout.split('\n').map(line => line.trim().split(/\s{2,}/))).toEqual([
    ['token', 'extractions', 'input', 'output', 'AI tokens'],
    ['1', '1', '2518', '652', '3170'],
    ['in all', '1', '2518', '652', '3170'],
    [''],
  ])
  expect(await run('usage ACME --from 2020-01-01 --to 2020-01-02')).toMatchObject({ code: 0, stderr: 'Nothing was used.\n' })
  expect((await run('usage ACME --from yesterday')).code).toBe(3)
})

it('plan says when a list would be done, and how many tokens that needs', async () => {
  const { code, stdout } = await run('plan --addresses 200000 --by 2099-12-31T00:00:00Z')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/by 2099-12-31T00:00:00.000Z\s+the pool is enough/)])
  expect(stdout).toMatch(/pool\s+2 tokens can serve \d+ of 1000 requests a day/)
  expect(JSON.parse((await run('plan --json')).stdout)).toMatchObject({ addresses: 0, by: null })
  expect((await run('plan --addresses many')).code).toBe(2)
})

it('profiles show, export and erase a person, and erase nobody without --yes', async () => {
  expect((await run(`profiles show ${PERSON}`)).stdout).toMatch(/, job [\da-f-]{36}\n\s+display_name\s+\S/)
  expect(JSON.parse((await run(`profiles export ${PERSON}`)).stdout)).toMatchObject({
    email: PERSON,
    jobs: [{ job_id: jobId, email_number: 1 }],
  })
  expect(await run(`profiles erase ${PERSON}`)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  expect((await run(`profiles show ${PERSON}`)).code).toBe(0)
  expect(await run(`profiles erase ${PERSON} --yes`)).toMatchObject({
    code: 0,
    stdout: 'Erased: 1 profiles, 1 places in lists, 1 results\n',
  })
  expect((await run(`profiles show ${PERSON}`)).code).toBe(3)
})

it('extract --split shows each invoice of a file for itself', async () => {
  const file = join(service.folder, 'invoice.xml')
  await writeFile(
    file,
    `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:cac" xmlns:cbc="urn:cbc">
<cbc:ID>U-1</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:LegalMonetaryTotal><cbc:PayableAmount>19.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>`,
  )
  const { code, stdout } = await run(`extract ${file} --company ACME --split --json`)
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    [expect.objectContaining({ file: `${file}#1`, status: 'ok', data: expect.objectContaining({ invoice_number: 'U-1' }) })],
  ])
})

it('jobs history tells which token each lane turned to and why', async () => {
  const { json } = await service.post('/jobs/create-batch', { emails: ['ada@example.com'], config: FAST })
  await service.finished(json.job_id)
  expect((await run(`jobs history ${json.job_id.slice(0, 8)}`)).stdout).toMatch(
    /when +lane +from +to +why\n *\S+Z +0 +- +\S+\.\.\. +first\n/,
  )
  expect(JSON.parse((await run(`jobs history ${json.job_id} --json`)).stdout)).toMatchObject({ job_id: json.job_id, verdicts: [] })
})

it('a token is known by the first characters of its id; the pool is filtered by the service', async () => {
  await service.post('/tokens/add', { token: 'token-three-secret', token_id: '76cec721-long-id' })
  await service.post('/tokens/add', { token: 'token-four-secret', token_id: '76cec722-long-id' })
  const shown = (await run('tokens show 76cec721...')).stdout
  expect(shown).toMatch(/its calls +none by the process that answers, since its start/)
  expect(shown).not.toContain('success')
  expect((await run('tokens show 76cec721...')).stdout).toMatch(/token\s+76cec721-long-id\n\s+status\s+active/)
  expect(await run('tokens disable 76cec72')).toMatchObject({ code: 2, stderr: expect.stringContaining('2 tokens begin so') })
  expect((await run('tokens disable 76cec721')).stdout).toBe('76cec721-long-id is disabled\n')
  const disabled = (await run('tokens status --status disabled')).stdout
  expect([disabled.includes('76cec721-long-id'), disabled.includes('76cec722-long-id')]).toEqual([true, false])
  expect((await run('tokens status --query cec722')).stdout).toContain('76cec722-long-id')
  expect((await run('tokens history 76cec721')).stdout).toMatch(/^ *when +what +by +why\n *\S+Z +disabled +- +-\n *\S+Z +added/)
  expect(JSON.parse((await run('tokens history 76cec722 --json')).stdout).events).toMatchObject([{ kind: 'added' }])
  // An id as it stands comes first, also where others begin with it.
  await service.post('/tokens/add', { token: 'token-five-secret', token_id: '76cec721' })
  expect((await run('tokens remove 76cec721')).stdout).toBe('76cec721 was removed\n')
  expect((await run('tokens show nobody')).code).toBe(3)
})
