import { execFile } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { startService } from '../support/service.ts'

const run = promisify(execFile)
const NAMES = ['tokenwheel.postman_collection.json', 'tokenwheel.postman_environment.json']
const KEY = 'postman-key-1234567'

it('docs/postman is what the OpenAPI document gives today (else: npm run postman)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-postman-'))
  await run(process.execPath, ['docs/postman/generate.ts', folder])
  for (const name of NAMES) expect(await readFile(join(folder, name), 'utf8')).toBe(await readFile(join('docs/postman', name), 'utf8'))
})

it('newman runs the whole collection against a live server', async () => {
  const service = await startService({ env: { API_KEYS: `all:${KEY}` }, tokenFile: 'token-from-the-file\n' })
  const report = join(service.folder, 'newman.json')
  const newman = createRequire(import.meta.url).resolve('newman/bin/newman.js')
  const [collection, environment] = NAMES.map(name => join('docs/postman', name))
  const variables = [`base_url=${service.url}`, `api_key=${KEY}`].flatMap(value => ['--env-var', value])
  const options = ['--reporters', 'json', '--reporter-json-export', report, '--timeout-request', '30000']
  await run(process.execPath, ['--no-deprecation', newman, 'run', collection!, '-e', environment!, ...variables, ...options]).catch(() => {
    // Its exit code says that something failed; the report says what.
  })
  const { run: result } = JSON.parse(await readFile(report, 'utf8')) as NewmanReport
  expect(result.failures.map(failure => `${failure.source?.name}: ${failure.error.message}`)).toEqual([])
  expect(result.stats.requests.total).toBe(50)
  const codes = Object.fromEntries(result.executions.map(({ item, response }) => [item.name, response?.code]))
  // What the collection lets pass on a server that has been used already must be right on a fresh one.
  expect(codes['Extract an invoice from a PDF, an image or an e-invoice']).toBe(200)
  expect(codes['Register a bearer token; an existing token_id gets the new secret']).toBe(201)
  expect(codes['Register the tokens of TOKEN_FILE']).toBe(200)
  await service.stop()
})

interface NewmanReport {
  readonly run: {
    readonly stats: { readonly requests: { readonly total: number } }
    readonly failures: readonly { readonly source?: { readonly name: string }; readonly error: { readonly message: string } }[]
    readonly executions: readonly { readonly item: { readonly name: string }; readonly response?: { readonly code: number } }[]
  }
}
