import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FAST, type Service, type ServiceOptions, startService } from '../../support/service.ts'

const [FIRST, SECOND, THIRD] = [1, 2, 3].map(() => randomBytes(32).toString('base64'))
const NEW_KEY = { company_name: 'Acme', api_key: 'AIza-secret-value-1', provider: 'Gemini', total_token_limit: 5000 }

let data: string
let service: Service | undefined
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tokenwheel-'))
})
afterEach(async () => {
  await service?.stop()
  service = undefined
  await rm(data, { recursive: true, force: true })
})

async function restart(env: Record<string, string | undefined>, options: ServiceOptions = {}): Promise<Service> {
  await service?.stop()
  const given = Object.fromEntries(Object.entries({ DATA_DIR: data, ...env }).filter(([, value]) => value !== undefined))
  service = await startService({ env: given as Record<string, string>, pool: [], ...options })
  return service
}

/** What the upkeep has found: it looks once at the start. */
async function looked(): Promise<{ encryption_at_rest: boolean; stored_secrets: Record<string, unknown> }> {
  for (;;) {
    const { json } = await service!.get('/system/info')
    if (json.stored_secrets !== null) return json
    await new Promise(setImmediate)
  }
}

function stored(): string[] {
  const db = new DatabaseSync(join(data, 'tokenwheel.db'), { readOnly: true })
  const rows = [...db.prepare('SELECT secret AS s FROM bearer_tokens').all(), ...db.prepare('SELECT ApiKey AS s FROM TokenMaster').all()]
  db.close()
  return rows.map(row => String(row.s))
}

async function runJob(emails: string[]): Promise<{ status: string; successful: number }> {
  const { json } = await service!.post('/jobs/create-batch', { emails, config: { ...FAST, requests_per_token: 1 } })
  await service!.finished(json.job_id)
  return (await service!.get(`/jobs/${json.job_id}`)).json
}

describe('SECRETS_KEY', () => {
  it('of a later day seals what was plain, and is told to be at work only then', async () => {
    await restart({}, { pool: ['token-one-secret', 'token-two-secret'] })
    await service!.post('/companies/ACME/tokens', NEW_KEY)
    expect(await looked()).toMatchObject({ encryption_at_rest: false })
    await restart({ SECRETS_KEY: FIRST })
    expect(await looked()).toMatchObject({
      encryption_at_rest: true,
      stored_secrets: { bearer_tokens: { rows: 2, plain: 0, unreadable: 0 }, company_keys: { rows: 1, plain: 0, unreadable: 0 } },
    })
    expect(stored().filter(text => !text.startsWith('enc:v1:'))).toEqual([])
    expect(await runJob(['a@x.com', 'b@x.com'])).toMatchObject({ status: 'completed', successful: 2 })
  })

  it('can be changed: every row is sealed anew while jobs run, and the old key is needed no more', async () => {
    await restart({ SECRETS_KEY: FIRST }, { pool: ['token-one-secret', 'token-two-secret'] })
    await service!.post('/companies/ACME/tokens', NEW_KEY)
    const before = stored()
    await restart({ SECRETS_KEY: SECOND, SECRETS_KEY_PREVIOUS: `${THIRD}, ${FIRST}` })
    expect(await runJob(['a@x.com', 'b@x.com', 'c@x.com'])).toMatchObject({ status: 'completed', successful: 3 })
    await looked()
    expect(stored()).toHaveLength(3)
    expect(stored().filter(text => before.includes(text))).toEqual([])
    await restart({ SECRETS_KEY: SECOND })
    expect(await looked()).toMatchObject({ encryption_at_rest: true })
    expect(await runJob(['d@x.com', 'e@x.com'])).toMatchObject({ status: 'completed', successful: 2 })
    expect((await service!.get('/system/health')).json.issues).toEqual([])
  })

  it.each([
    ['as a previous one', { SECRETS_KEY: SECOND, SECRETS_KEY_PREVIOUS: FIRST }],
    ['as the key', { SECRETS_KEY: FIRST }],
  ])('that comes back %s lets the tokens serve at once which rested without it, and a job that waited goes on', async (_, env) => {
    await restart({ SECRETS_KEY: FIRST }, { pool: ['token-one-secret', 'token-two-secret'] })
    await service!.post('/tokens/tok-1/disable')
    await restart({ SECRETS_KEY: SECOND })
    expect(await looked()).toMatchObject({ stored_secrets: { bearer_tokens: { unreadable: 2 } } })
    const { job_id: jobId } = (await service!.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST })).json
    for (let status = ''; status !== 'waiting_for_capacity'; ) status = (await service!.get(`/jobs/${jobId}`)).json.status
    await restart(env)
    await service!.finished(jobId)
    expect((await service!.get(`/jobs/${jobId}`)).json).toMatchObject({ status: 'completed', successful: 1 })
    expect((await service!.get('/tokens/tok-0')).json).toMatchObject({ status: 'active', excluded: null })
    // What an operator has done stays.
    expect((await service!.get('/tokens/tok-1')).json.status).toBe('disabled')
    expect((await service!.get('/system/health')).json.issues).toEqual([])
  })

  it('that does not open a token excludes that token, with its reason, and stops no job', async () => {
    await restart({ SECRETS_KEY: FIRST }, { pool: ['token-one-secret'] })
    await service!.post('/companies/ACME/tokens', NEW_KEY)
    await restart({ SECRETS_KEY: SECOND })
    await service!.post('/tokens/add', { token: 'token-two-secret', token_id: 'good' })
    expect(await looked()).toMatchObject({ stored_secrets: { bearer_tokens: { unreadable: 1 }, company_keys: { unreadable: 1 } } })
    const { excluded } = (await service!.get('/tokens/tok-0')).json
    expect(excluded).toMatchObject({ reason: 'unreadable_secret', evidence: expect.stringContaining('SECRETS_KEY_PREVIOUS') })
    expect(Date.parse(excluded.until)).toBeGreaterThan(Date.now())
    const health = (await service!.get('/system/health')).json
    expect(health.status).toBe('degraded')
    expect(health.issues.join()).toMatch(/1 of [12] bearer tokens cannot be decrypted.*1 of 1 company keys cannot be decrypted/)
    // Also where the lanes meet it before the upkeep does.
    await service!.post('/tokens/tok-0/enable')
    expect(await runJob(['a@x.com', 'b@x.com', 'c@x.com'])).toMatchObject({ status: 'completed', successful: 3 })
    expect((await service!.get('/tokens/tok-0')).json).toMatchObject({ status: 'excluded', daily_usage: 0, error_count: 0 })
    expect((await service!.post('/tokens/tok-0/test', { email: 'a@x.com' })).status).toBe(409)
    await restart({ SECRETS_KEY: SECOND, SECRETS_KEY_PREVIOUS: FIRST })
    await looked()
    expect((await service!.get('/system/health')).json.issues.join()).not.toContain('decrypted')
  })
})
