import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SampleUpstream, startSampleUpstream } from '../../src/demo/sample-upstream.ts'
import { makePng } from '../support/made-documents.ts'
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts'
import { geminiAnswer, type StubProvider, startStubProvider } from '../support/stub-provider.ts'

const [FIRST, SECOND] = [1, 2].map(() => randomBytes(32).toString('base64')) as [string, string]
const TOKENS = Array.from({ length: 20 }, (_, i) => `token-${i}-secret`)
const EMAILS = Array.from({ length: 90 }, (_, i) => `person${i}@example.com`)
const FILE = makePng(40, 40)

let folder: string
let upstream: SampleUpstream
let provider: StubProvider
let service: ServiceProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenwheel-'))
  upstream = await startSampleUpstream({ tokens: TOKENS })
  provider = await startStubProvider()
  provider.behave(() => geminiAnswer({ invoice_number: 'R-17', total: 191 }))
})
afterAll(async () => {
  await service?.end('SIGKILL')
  await Promise.all([upstream.stop(), provider.close()])
  await rm(folder, { recursive: true, force: true })
})

async function start(env: Record<string, string>): Promise<void> {
  const extraction = { keep_days: 1, proof: 'off', processes: 1, base_urls: provider.baseUrls }
  service = await startServiceProcess('real', folder, upstream.url, { app: { extraction }, env })
}

/** @returns null where nobody was there to take it: between two processes a caller asks again */
async function extract(companyID: string): Promise<{ status: number; engine: string; id: string } | null> {
  const form = new FormData()
  form.set('companyID', companyID)
  form.set('username', 'jo')
  form.set('file', new Blob([FILE]))
  const response = await fetch(`${service.url}/extract`, { method: 'POST', body: form }).catch(() => null)
  const text = await response?.text()
  // The old process is on its way out, and takes no more.
  if (response === null || text === undefined || (response.status === 503 && response.headers.get('connection') === 'close')) return null
  const { meta } = JSON.parse(text) as { meta?: { engine: string; request_id: string } }
  return { status: response.status, engine: meta?.engine ?? 'none', id: meta?.request_id ?? '' }
}

/** Every value in DATA_DIR that is sealed with a key, by the key's mark. */
async function marks(): Promise<string[]> {
  const data = join(folder, 'data')
  const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
  const bytes = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  return [...new Set(bytes.flatMap(text => [...text.matchAll(/enc:v1:([0-9a-f]{8}):/g)].map(([, mark]) => mark!)))]
}

it('SECRETS_KEY is changed while jobs and extractions run: none fails, and nothing sealed with the old one is left', async () => {
  await start({ SECRETS_KEY: FIRST })
  await service.post('/tokens/add-multiple', { tokens: TOKENS.map(token => ({ token })) })
  for (const company of ['ACME', 'OTHER'])
    for (const number of [1, 2, 3])
      await service.post(`/companies/${company}/tokens`, {
        company_name: company,
        api_key: `AIza-${company}-${number}`,
        provider: 'Gemini',
        total_token_limit: 1_000_000,
      })
  const [oldMark, ...others] = await marks()
  expect(others).toEqual([])

  const config = { delay_seconds: 0.5, parallel_tokens: 20, requests_per_token: 3 }
  const { job_id: jobId } = await service.post('/jobs/create-batch', { emails: EMAILS, config })
  const extractions: { status: number; engine: string; id: string }[] = []
  let isOver = false
  let served: Promise<void> = Promise.resolve()
  const client = (async () => {
    while (!isOver) {
      const answer = await extract(extractions.length % 2 === 0 ? 'ACME' : 'OTHER')
      if (answer === null) await served
      else extractions.push(answer)
      // A caller, not a flood: the keys have a limit of their own.
      await setTimeout(30)
    }
  })()
  await service.until(jobId, data => data.processed >= 30)

  const next = Promise.withResolvers<void>()
  served = next.promise
  expect((await service.end('SIGTERM')).code).toBe(0)
  const before = extractions.length
  await start({ SECRETS_KEY: SECOND, SECRETS_KEY_PREVIOUS: FIRST })
  next.resolve()
  await service.until(jobId, (_, type) => type === 'finished')
  const job = await service.get(`/jobs/${jobId}`)
  await expect.poll(async () => (await service.get('/system/info')).stored_secrets, { timeout: 10_000 }).not.toBeNull()
  isOver = true
  await client
  expect([job.status, job.successful, job.failed]).toEqual(['completed', EMAILS.length, 0])
  expect([before > 0, extractions.length > before]).toEqual([true, true])
  expect(extractions.filter(each => each.status !== 200 || each.engine !== 'gemini')).toEqual([])

  // From here on the old key is gone.
  await service.end('SIGTERM')
  await start({ SECRETS_KEY: SECOND })
  await expect
    .poll(async () => (await service.get('/system/info')).stored_secrets, { timeout: 10_000 })
    .toMatchObject({
      bearer_tokens: { rows: TOKENS.length, plain: 0, unreadable: 0 },
      company_keys: { rows: 6, plain: 0, unreadable: 0 },
      kept_results: { rows: extractions.length, plain: 0, unreadable: 0 },
    })
  expect((await service.get(`/extract/${extractions[0]!.id}`)).data.invoice_number).toBe('R-17')
  expect(await extract('OTHER')).toMatchObject({ status: 200, engine: 'gemini' })
  expect(await marks()).not.toContain(oldMark)
})
