import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'
import { answerJson, type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts'

const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const raw = (response: ServerResponse, text: string | Buffer) => response.socket!.end(text)
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const OK = '{"name":"Ada"}'

/** What an upstream may answer about one person, made up: no public report stands behind any of them. With what the person gets; null: a profile. */
const ODD: readonly [name: string, errorType: string | null, answer: (response: ServerResponse) => void][] = [
  ['nested-5000', 'unknown', r => void r.end(`{"name":${deep(5_000)}}`)],
  ['nested-200000', 'unknown', r => void r.end(`{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)],
  ['error-nested-5000', 'unknown', r => void r.writeHead(400).end(deep(5_000))],
  ['error-nested-in-its-code', 'unknown', r => void r.writeHead(400).end(`{"error":{"code":${deep(5_000)}}}`)],
  ['larger-than-a-row', 'unknown', r => void r.end(JSON.stringify({ name: 'x'.repeat(400_000) }))],
  ['larger-than-1-mib', 'upstream_error', r => void r.end(JSON.stringify({ name: 'x'.repeat(3_000_000) }))],
  ['endless-error', 'not_found', r => void r.writeHead(404).end('x'.repeat(3_000_000))],
  ['broken-utf-8', null, r => void r.end(Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"}')]))],
  ['lone-surrogate', null, r => void r.end('{"name":"\\ud800"}')],
  ['nul-in-a-text', null, r => void r.end('{"name":"a\\u0000b"}')],
  ['utf-16', 'upstream_error', r => void r.end(Buffer.from(OK, 'utf16le'))],
  ['bom', null, r => void r.end(`\ufeff${OK}`)],
  ['gzip-unasked', 'upstream_error', r => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(OK))],
  ['gzip-that-is-none', 'upstream_error', r => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(OK)],
  ['html', 'upstream_error', r => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')],
  ['a-number', 'upstream_error', r => void r.end('42')],
  ['null', 'upstream_error', r => void r.end('null')],
  ['no-body', 'upstream_error', r => void r.writeHead(204).end()],
  ['two-lengths', 'upstream_error', r => void raw(r, `${HEAD}content-length: 14\r\ncontent-length: 15\r\n\r\n${OK}`)],
  ['length-too-long', 'upstream_error', r => void raw(r, `${HEAD}content-length: 99\r\n\r\n${OK}`)],
  ['header-without-a-colon', 'upstream_error', r => void raw(r, `${HEAD}nonsense\r\n\r\n${OK}`)],
  ['huge-header', 'upstream_error', r => void raw(r, `${HEAD}x-a: ${'y'.repeat(200_000)}\r\ncontent-length: 14\r\n\r\n${OK}`)],
  [
    'bytes-in-a-header',
    null,
    r => void raw(r, Buffer.from(`${HEAD}x-a: \xff\xfe\r\nconnection: close\r\ncontent-length: 14\r\n\r\n${OK}`, 'latin1')),
  ],
  ['chunks-that-are-none', 'upstream_error', r => void raw(r, `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n${OK}`)],
  ['retry-after-nonsense', 'upstream_error', r => void r.writeHead(503, { 'retry-after': '\u00bd a day' }).end()],
  ['status-999', 'unknown', r => void raw(r, 'HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n')],
  ['status-700', 'unknown', r => void raw(r, 'HTTP/1.1 700 Odd\r\ncontent-length: 0\r\n\r\n')],
  ['status-101', 'upstream_error', r => void raw(r, 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')],
  ['redirect-to-nowhere', 'upstream_error', r => void r.writeHead(302, { location: 'ht!tp:%%' }).end()],
  ['no-http', 'upstream_error', r => void raw(r, '220 mail.example.com ESMTP\r\n')],
  ['hung-head', 'timeout', () => {}],
  ['hung-body', 'timeout', r => void r.writeHead(200, { 'content-length': '999' }).write(OK)],
  ['broken-off', 'upstream_error', r => void r.socket!.destroy()],
  ['proto', null, r => void r.end('{"__proto__":{"name":"x"},"name":"Ada"}')],
]

const wanted = new Map(ODD.map(([name, , answer]) => [name, answer]))
const name = (email: string) => decodeURIComponent(email).split('@')[0]!

let upstream: StubUpstream
let service: Service
beforeAll(async () => {
  upstream = await startStubUpstream((response, { url }) => {
    const odd = wanted.get(name(url.slice(url.lastIndexOf('/') + 1)))
    if (odd === undefined) answerJson(response, 200, { name: 'Ada' })
    else odd(response)
  })
  const request = { url: `${upstream.url}/{email}`, timeout_seconds: 1 }
  service = await startService({
    app: { profiles: { request, map: { name: '/name' } }, retry: { max_retries: 0 } },
  })
})
afterAll(async () => {
  await service.stop()
  await upstream.stop()
})

test('whatever an upstream answers is one result of one address', async () => {
  const emails = ODD.flatMap(([odd]) => [`${odd}@example.com`, `good-beside-${odd}@example.com`])
  const created = await service.post('/jobs/create-batch', { emails, config: { ...FAST, parallel_tokens: 2 } })
  expect(created.status).toBe(202)
  await service.finished(created.json.job_id)
  const job = (await service.get(`/jobs/${created.json.job_id}`)).json
  expect([job.status, job.error, job.processed]).toEqual(['completed', null, emails.length])
  const { results } = (await service.get(`/jobs/${created.json.job_id}/results?limit=1000`)).json
  expect(results).toHaveLength(emails.length)
  const got = Object.fromEntries(results.map((r: { email: string; error_type: string | null }) => [name(r.email), r.error_type]))
  expect(got).toEqual(
    Object.fromEntries(
      ODD.flatMap(([odd, errorType]) => [
        [odd, errorType],
        [`good-beside-${odd}`, null],
      ]),
    ),
  )
  for (const { success, error } of results) if (!success) expect(error.length).toBeGreaterThan(20)
  expect((await service.get('/tokens/status')).json.token_details.map((t: { excluded: unknown }) => t.excluded)).toEqual([null, null])
})
