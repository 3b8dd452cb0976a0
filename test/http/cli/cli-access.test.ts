import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cli } from '../../support/cli.ts'
import { type Service, startService } from '../../support/service.ts'

const canary = (name: string) => `${name}canary${randomBytes(9).toString('hex')}`
const SECRETS = { root: canary('root'), ops: canary('ops'), bearer: canary('bearer'), imported: canary('imported'), wrong: canary('wrong') }

let service: Service
beforeAll(async () => {
  service = await startService({
    env: { API_KEYS: `root:${SECRETS.root},watch:${SECRETS.ops}:ops`, RATE_LIMIT_PER_MINUTE: '1000' },
    tokens: [SECRETS.bearer, SECRETS.imported],
    pool: [],
  })
})
afterAll(() => service.stop())

const run = (line: string, key?: string, stdin?: string) =>
  cli(line.split(' '), {
    env: { TOKENWHEEL_URL: service.url, ...(key === undefined ? {} : { TOKENWHEEL_API_KEY: key }) },
    ...(stdin === undefined ? {} : { stdin }),
  })

it('tells what to do without a key, with a wrong one and with one that may not', async () => {
  const [none, wrong, narrow] = [await run('jobs list'), await run('jobs list', SECRETS.wrong), await run('tokens remove x', SECRETS.ops)]
  expect([none.code, wrong.code, narrow.code]).toEqual([4, 4, 4])
  expect(none.stderr).toContain('set TOKENWHEEL_API_KEY, or use --api-key')
  expect(wrong.stderr).toContain('does not know this API key')
  expect(narrow.stderr).toContain('lacks the scope "admin".\n  Use a key with that scope')
  expect((await run(`jobs list --api-key ${SECRETS.root}`)).code).toBe(0)
})

it('no secret appears in any output, --verbose included, even if a server says it back', async () => {
  // Echoes whatever it gets, as an error in the service's own envelope.
  const echo = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const message = `You sent ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString('latin1')}`
      response.writeHead(400, { 'x-request-id': String(request.headers['x-api-key']) })
      response.end(JSON.stringify({ status: 'error', code: 'ECHO', message, data: null }))
    })
  })
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  const echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`
  const file = join(service.folder, 'import.txt')
  await writeFile(file, `${SECRETS.imported}\n${SECRETS.bearer}\n`)
  const outputs: string[] = []
  let echoed = 0
  for (const target of ['', ` --url ${echoUrl}`]) {
    for (const format of ['', ' --json']) {
      for (const [line, stdin] of [
        ['tokens add --id one', SECRETS.bearer],
        ['tokens add --id two', SECRETS.bearer],
        [`tokens import ${file}`],
        ['tokens status'],
        ['jobs create - --delay 0 --watch', 'ada@example.com\n'],
        ['tokens disable one'],
        ['tokens enable one'],
        ['jobs list'],
        ['health'],
        ['extract src/demo/sample-invoice.pdf --company A --username jo'],
      ] as const) {
        const { stdout, stderr } = await run(`${line} --verbose${format}${target}`, SECRETS.root, stdin)
        expect(stderr).toMatch(/^> (GET|POST|DELETE) http:\/\/127/m)
        if (stderr.includes('You sent')) echoed += 1
        outputs.push(stdout, stderr)
      }
    }
  }
  await new Promise(resolve => echo.close(resolve))
  outputs.push(...Object.values(await run('jobs list --verbose', SECRETS.wrong)).map(String))
  expect(echoed).toBe(20)
  expect(outputs.join('')).toContain('[hidden]')
  for (const [name, secret] of Object.entries(SECRETS)) expect(outputs.join('').includes(secret), name).toBe(false)
})

it('waits for its turn when the service asks it to', async () => {
  let requests = 0
  const busy = createServer((_request, response) => {
    requests += 1
    if (requests === 1) {
      response.writeHead(429, { 'retry-after': '0.01' })
      response.end('{}')
    } else response.end(JSON.stringify({ jobs: [], next_cursor: null }))
  })
  await new Promise<void>(resolve => busy.listen(0, '127.0.0.1', resolve))
  const { code } = await run(`jobs list --url http://127.0.0.1:${(busy.address() as AddressInfo).port}`)
  expect([code, requests]).toEqual([0, 2])
  busy.closeAllConnections()
  await new Promise(resolve => busy.close(resolve))
})
