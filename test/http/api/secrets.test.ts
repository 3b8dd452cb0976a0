import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordSpans } from '../../support/recorded-spans.ts'
import { FAST, type Service, startService } from '../../support/service.ts'
import { answerJson, type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts'

/** Planted everywhere a secret can be. Each looks different, so that no single pattern finds them all. */
const SECRETS = {
  plain: 'canary-plain-7f3a9c',
  base64: 'Q2FuYXJ5/Slash+Plus9c==',
  jwt: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl',
  short: 'cnry1234',
  file: 'canary-file-0b1c2d',
  apiKey: 'canary-api-key-55aa',
  opsKey: 'canary-ops-key-66bb',
  secretsKey: Buffer.alloc(32, 'canary').toString('base64'),
  callback: 'canary-callback-secret',
}
const POOL = [SECRETS.plain, SECRETS.base64, SECRETS.jwt, SECRETS.short]
const ADMIN = { 'x-api-key': SECRETS.apiKey }

let service: Service
let upstream: StubUpstream
const seen: string[] = []
const traces = recordSpans()
beforeAll(async () => {
  upstream = await startStubUpstream((response, { url, headers }) => {
    const token = String(headers.authorization).replace('Bearer ', '')
    const n = Number(/u(\d+)/.exec(url)?.[1] ?? 0)
    // Every other one succeeds: with nothing but failures the service would take it for an outage, and hold the results back.
    const kind = n % 2 === 0 ? 4 + (n % 4) : [0, 1, 2, 3, 5][((n - 1) / 2) % 5]
    const escaped = token.replaceAll('/', '\\/')
    if (kind === 0)
      answerJson(response, 403, { error: { code: 'Denied', message: `restricted for ${token}, header Authorization: Bearer ${token}` } })
    else if (kind === 1) response.writeHead(418, { 'content-type': 'text/html' }).end(`<h1>${token}</h1> &token=${token}&x=1`)
    else if (kind === 2) answerJson(response, 500, { error: `boom ${token}`, token })
    else if (kind === 3) answerJson(response, 401, { error: { code: token, message: `invalid token "${token}"` } })
    else if (kind === 4) response.writeHead(200).end(`{"displayName":"${escaped}","jobTitle":"x${token}y"}`)
    else if (kind === 5) answerJson(response, 429, { message: `slow down ${token}` }, { 'retry-after': '1' })
    else answerJson(response, 200, { displayName: 'Ada', echo: { headers } })
  })
  service = await startService({
    env: {
      API_KEYS: `root:${SECRETS.apiKey},ops:${SECRETS.opsKey}:ops`,
      SECRETS_KEY: SECRETS.secretsKey,
      CALLBACK_SECRET: SECRETS.callback,
    },
    app: {
      profiles: { map: undefined, preset: undefined, request: { url: `${upstream.url}/v1.0/users/{email}` } },
      jobs: { callback_hosts: ['localhost:1'] },
    },
    tokens: POOL,
    tokenFile: SECRETS.file,
    tracing: traces,
  })
})
afterAll(async () => {
  await service.stop()
  await upstream.stop()
})

async function look(method: string, path: string, options: Parameters<Service['call']>[2] = {}): Promise<string> {
  const { text, headers } = await service.call(method, path, { ...options, headers: { ...ADMIN, ...options.headers } })
  seen.push(`${method} ${path}\n${JSON.stringify([...headers])}\n${text}`)
  return text
}

it('no secret leaves: not in an answer, an export, an event, a metric, a span, a log line at debug level, or the database file', async () => {
  for (const round of [0, 1]) {
    const body = JSON.stringify({
      emails: Array.from({ length: 24 }, (_, n) => `u${n}-${round}@x.com`),
      config: { ...FAST, parallel_tokens: 3, requests_per_token: 2 },
      callback_url: 'http://localhost:1/hook',
    })
    const { job_id: id } = JSON.parse(await look('POST', '/jobs/create-batch', { body, headers: { 'content-type': 'application/json' } }))
    await service.until(
      id,
      (data, type) =>
        type === 'finished' ||
        data.status === 'waiting_for_capacity' ||
        (data.waiting_reason !== undefined && data.waiting_reason !== null),
      ADMIN,
    )
    for (const accept of ['application/json', 'text/csv', 'application/x-ndjson'])
      await look('GET', `/jobs/${id}/results`, { headers: { accept } })
    await look('GET', `/jobs/${id}`)
    await service.post(`/jobs/${id}/cancel`, undefined, ADMIN)
    await look('GET', `/jobs/${id}/events`)
    for (let n = 0; n < 24; n += 1) await look('GET', `/profiles/u${n}-${round}@x.com`)
  }
  for (const path of ['/tokens/status', '/system/health', '/system/metrics', '/system/info', '/openapi.json', '/jobs'])
    await look('GET', path)
  await look('GET', '/system/metrics', { headers: { accept: 'text/plain' } })
  const json = { 'content-type': 'application/json' }
  for (const token of POOL) {
    await look('POST', '/tokens/add', { body: JSON.stringify({ token }), headers: json })
    await look('POST', '/tokens/add', { body: JSON.stringify({ token: `${token}\u0000` }), headers: json })
    await look('POST', '/tokens/add', { body: `{"token":"${token}", broken`, headers: json })
    await look('POST', '/tokens/add-multiple', {
      body: JSON.stringify({ tokens: [{ token }, { token, daily_limit: 'x' }] }),
      headers: json,
    })
    await look('POST', '/tokens/add-multiple', { body: JSON.stringify({ tokens: [{ token }, { token }] }), headers: json })
  }
  await look('POST', '/tokens/add-from-file')
  await look('GET', '/jobs', { headers: { 'x-api-key': SECRETS.opsKey, authorization: `Bearer ${SECRETS.plain}` } })
  await look('GET', '/tokens/status', { headers: { 'x-api-key': `${SECRETS.apiKey}x` } })

  const data = join(service.folder, 'data')
  const entries = readdirSync(data, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
  expect(traces.spans().length).toBeGreaterThan(100)
  expect(traces.said()).not.toMatch(/x\.com|u\d+-[01]/)
  seen.push(traces.said())
  expect(seen.length).toBeGreaterThan(80)
  expect(seen.some(text => text.includes('[redacted]'))).toBe(true)
  expect(service.logs()).toContain('"level":20')
  for (const [name, secret] of Object.entries(SECRETS)) {
    for (const form of new Set([secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')])) {
      const leak = seen.find(text => text.includes(form))
      expect(leak?.slice(Math.max(0, (leak.indexOf(form) ?? 0) - 200), leak.indexOf(form) + 60) ?? null, `${name} in an answer`).toBeNull()
      const line = service
        .logs()
        .split('\n')
        .find(text => text.includes(form))
      expect(line ?? null, `${name} in the log`).toBeNull()
      expect(
        files.some(file => file.includes(form)),
        `${name} in the data directory`,
      ).toBe(false)
    }
  }
}, 60_000)

it.each([
  ['slashes escaped', (token: string) => `{"displayName":"${token.replaceAll('/', '\\/')}"}`],
  [
    'every character escaped',
    (token: string) => `{"displayName":"${[...token].map(c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}`,
  ],
  ['as a key', (token: string) => `{"${token.replaceAll('/', '\\/')}":1}`],
])('a profile that echoes the token with %s is stored without it', async (_, render) => {
  const echo = await startStubUpstream((response, { headers }) =>
    response.writeHead(200).end(render(String(headers.authorization).replace('Bearer ', ''))),
  )
  const single = await startService({ upstreamUrl: echo.url, tokens: [SECRETS.base64], app: { profiles: { preset: undefined } } })
  try {
    const { json } = await single.post('/jobs/create-batch', { emails: ['echo@x.com'], config: FAST })
    await single.finished(json.job_id)
    const result = (await single.get(`/jobs/${json.job_id}/results`)).json.results[0]
    expect(result.success).toBe(true)
    expect(JSON.stringify(result)).not.toContain(SECRETS.base64)
    expect(JSON.stringify(result)).toContain('[redacted]')
  } finally {
    await single.stop()
    await echo.stop()
  }
})
