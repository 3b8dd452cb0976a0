import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { encode } from '../../support/extraction-server.ts'
import { makePdf } from '../../support/made-documents.ts'
import { FAST, type Service, type ServiceOptions, startService } from '../../support/service.ts'
import { geminiAnswer, startStubProvider } from '../../support/stub-provider.ts'

const PERSON = 'Ada.Lovelace-7f31@Person.Example'
/** As somebody's client fills in who is at work: the address with the name before it. */
const USERNAME = `Augusta-7f31 King <${PERSON}>`
const NAMES = [PERSON, 'lovelace-7f31', 'Augusta-7f31']

/** The files in which one of the person's names stands, as bytes. */
function filesNamingThePerson(service: Service): string[] {
  const data = join(service.folder, 'data')
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files
    .flatMap(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name)).toString('latin1').toLowerCase()
      return NAMES.some(text => bytes.includes(text.toLowerCase())) ? [name] : []
    })
    .sort()
}

async function start(options: ServiceOptions) {
  const stub = await startStubProvider()
  const extraction = { base_urls: stub.baseUrls, fallback: { provider: 'gemini', api_key: 'fallback-key-of-this-test' } }
  const service = await startService({ ...options, app: { extraction } })
  onTestFinished(async () => {
    await service.stop()
    await stub.close()
  })
  const extract = async (username: string) => {
    const { body, type } = await encode({ companyID: 'ACME', username, file: makePdf() })
    // An id of the caller's own may be anything that it has at hand.
    return service.call('POST', '/extract', { body, headers: { 'content-type': type, 'x-request-id': PERSON } })
  }
  return { service, stub, extract }
}

/** Rows of the outbox as they lie in its file. */
function outboxOf(service: Service) {
  const db = new DatabaseSync(join(service.folder, 'data', 'outbox.db'), { readOnly: true })
  const rows = db.prepare('SELECT record FROM usage_outbox').all()
  db.close()
  return rows.map(row => JSON.parse(String(row.record)))
}

test('usage rows that the company store does not take wait in the outbox without the person who was erased', async () => {
  const { service, extract } = await start({})
  const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
  db.exec(`CREATE TRIGGER refused BEFORE INSERT ON TokenUsageLogs BEGIN SELECT RAISE(ABORT, 'no place for ' || NEW.RequestedBy); END`)
  db.close()
  const { json } = await service.post('/jobs/create-batch', { emails: [PERSON], config: FAST })
  await service.finished(json.job_id)
  for (const username of [USERNAME, 'somebody else']) expect((await extract(username)).status).toBe(200)
  expect(outboxOf(service).map(row => row.requestedBy)).toEqual([USERNAME, 'somebody else'])
  expect(filesNamingThePerson(service)).toContain('outbox.db-wal')

  const erased = await service.call('DELETE', `/profiles/${PERSON}`)
  expect(erased.json).toMatchObject({ profiles_erased: 1, results_erased: 1, settled: true })
  expect(filesNamingThePerson(service)).toEqual([])
  expect(outboxOf(service).map(row => [row.requestedBy, row.companyId])).toEqual([
    ['[erased]', 'ACME'],
    ['somebody else', 'ACME'],
  ])
  // What is to be counted is there as before.
  expect(outboxOf(service)[0].inputTokens).toBe(outboxOf(service)[1].inputTokens)
})

test('usage that was delivered names the person no more, and counts as before', async () => {
  const { service, extract } = await start({})
  const { json } = await service.post('/jobs/create-batch', { emails: [PERSON], config: FAST })
  await service.finished(json.job_id)
  for (const username of [USERNAME, 'somebody else']) expect((await extract(username)).status).toBe(200)
  const users = async () =>
    (await service.get('/companies/ACME/usage?group=user')).json.rows.map((row: { group: string; total_tokens: number }) => [
      row.group,
      row.total_tokens > 0,
    ])
  expect(await users()).toEqual([
    [USERNAME, true],
    ['somebody else', true],
  ])
  expect((await service.call('DELETE', `/profiles/${PERSON}`)).json).toMatchObject({ profiles_erased: 1, settled: true })
  expect(filesNamingThePerson(service)).toEqual([])
  expect(await users()).toEqual([
    ['[erased]', true],
    ['somebody else', true],
  ])
})

test('while the company database is away an erasure says so, has taken the person out of what waits on this machine, and can be repeated', async () => {
  const env = { COMPANY_STORE: 'sqlserver', SQLSERVER_URL: 'mssql://app:secret@127.0.0.1:1/docs?encrypt=false' }
  const { service, stub, extract } = await start({ env })
  const message = `quota of ${PERSON} is exhausted for now`
  stub.behave((_, index) =>
    index === 0 ? { status: 503, body: { error: { code: 503, message, status: 'UNAVAILABLE' } } } : geminiAnswer(),
  )
  const { json } = await service.post('/jobs/create-batch', { emails: [PERSON], config: FAST })
  await service.finished(json.job_id)
  expect((await extract(USERNAME)).status).toBe(200)
  expect(outboxOf(service).map(row => row.requestedBy)).toEqual([USERNAME])
  for (let times = 0; times < 2; times += 1) {
    const refused = await service.call('DELETE', `/profiles/${PERSON}`)
    expect([refused.status, refused.json.code]).toEqual([503, 'STORE_UNAVAILABLE'])
    expect(outboxOf(service).map(row => row.requestedBy)).toEqual(['[erased]'])
    expect(filesNamingThePerson(service).filter(name => name.startsWith('outbox'))).toEqual([])
  }
  // What the person is found by goes last.
  expect((await service.get(`/profiles/${PERSON}`)).status).toBe(200)
})
