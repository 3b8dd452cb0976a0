import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

const ADDRESSES = Array.from({ length: 60 }, (_, n) => `person${n}@example.com`)
const POOL = Array.from({ length: 12 }, (_, n) => `token-secret-number-${n}`)

let service: Service
let results: string
beforeAll(async () => {
  service = await startService({ tokens: POOL })
  const { job_id } = (await service.post('/jobs/create-batch', { emails: ADDRESSES, config: { ...FAST, parallel_tokens: 4 } })).json
  await service.finished(job_id)
  results = `/jobs/${job_id}/results`
})
afterAll(() => service?.stop())

interface Raw {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What is on the wire: `fetch` accepts encodings by itself, and undoes them. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  const sent = request(`${service.url}${path}`, { method, headers, agent: false }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }
}

const BIG = ['/tokens/status', '/tokens/map', 'results', '/jobs', '/openapi.json', '/system/history', '/system/metrics', '/metrics']
const pathOf = (name: string) => (name === 'results' ? results : name)

describe('compression', () => {
  it.each(BIG)('%s is plain for who names no encoding, or none that is known', async name => {
    for (const accepted of [undefined, 'identity', 'gzip;q=0, br;q=0', 'zstd, compress', '']) {
      const { status, headers, body } = await ask(pathOf(name), accepted === undefined ? {} : { 'accept-encoding': accepted })
      expect([status, headers['content-encoding'], headers['content-length']]).toEqual([200, undefined, String(body.length)])
      expect(headers.vary).toBe('accept-encoding')
    }
  })

  it.each(['/tokens/status', 'results', '/openapi.json'])('%s is the same in every encoding, and less', async name => {
    const plain = (await ask(pathOf(name))).body
    for (const [encoding, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const { headers, body } = await ask(pathOf(name), { 'accept-encoding': encoding })
      expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'accept-encoding'])
      expect(decode(body).equals(plain)).toBe(true)
      expect(body.length).toBeLessThan(plain.length / 2)
    }
  })

  it.each(['text/csv', 'application/x-ndjson'])('the whole set as %s stays a stream', async accept => {
    const plain = await ask(results, { accept })
    expect([plain.headers['content-encoding'], plain.headers['transfer-encoding']]).toEqual([undefined, 'chunked'])
    const small = await ask(results, { accept, 'accept-encoding': 'gzip' })
    expect([small.headers['content-encoding'], small.headers['transfer-encoding']]).toEqual(['gzip', 'chunked'])
    expect(gunzipSync(small.body).toString()).toBe(plain.body.toString())
  })

  it.each(['text/plain', 'application/openmetrics-text'])('a scrape for %s comes compressed, as Prometheus asks for it', async accept => {
    const { headers, body } = await ask('/metrics', { accept, 'accept-encoding': 'gzip' })
    expect([headers['content-encoding'], headers['content-type']]).toEqual(['gzip', expect.stringContaining(accept)])
    expect(gunzipSync(body).toString()).toContain('tokenwheel_')
  })

  it('events are not held back', async () => {
    service.upstream.control({ hold: true })
    try {
      const { job_id } = (await service.post('/jobs/create-batch', { emails: ['held@example.com'], config: FAST })).json
      const sent = request(`${service.url}/jobs/${job_id}/events`, { headers: { 'accept-encoding': 'gzip, br' }, agent: false }).end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      expect(answer.headers['content-encoding']).toBeUndefined()
      // The job waits for its upstream: nothing ends the stream that a compressor would wait for.
      const [first] = (await once(answer, 'data')) as [Buffer]
      expect(first.toString()).toContain('event: snapshot')
      sent.destroy()
    } finally {
      service.upstream.control({ hold: false })
    }
  })

  it('files of the page come compressed from the shelf, and not to who refuses it', async () => {
    const page = await ask('/dashboard', { 'accept-encoding': 'br;q=1, gzip;q=0.5' })
    expect(['gzip', 'br']).toContain(page.headers['content-encoding'])
    const refused = await ask('/dashboard', { 'accept-encoding': 'gzip;q=0' })
    expect(refused.headers['content-encoding']).toBeUndefined()
    expect(refused.headers.etag).toBe(page.headers.etag)
  })
})

describe('ETag', () => {
  it.each(['/tokens/status', 'results', '/jobs', '/openapi.json', '/companies'])(
    '%s is not sent again while it is the same',
    async name => {
      const first = await ask(pathOf(name), { 'accept-encoding': 'gzip' })
      const tag = first.headers.etag!
      expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
      expect((await ask(pathOf(name))).headers.etag, 'a weak tag is of all encodings').toBe(tag)
      for (const asked of [tag, tag.slice(2), `"other", W/"a,b", ${tag}`, '*']) {
        const again = await ask(pathOf(name), { 'if-none-match': asked, 'accept-encoding': 'gzip' })
        expect([asked, again.status, again.body.length, again.headers.etag]).toEqual([asked, 304, 0, tag])
        expect([again.headers.vary, again.headers['content-type'], again.headers['content-encoding']]).toEqual([
          'accept-encoding',
          undefined,
          undefined,
        ])
        expect(again.headers['cache-control']).toBe(first.headers['cache-control'])
        expect(again.headers['x-request-id']).toBeDefined()
      }
      expect((await ask(pathOf(name), { 'if-none-match': `${tag.slice(0, -2)}", "` })).status).toBe(200)
    },
  )

  it('what has changed has another', async () => {
    const before = (await ask('/tokens/status')).headers.etag!
    await service.post('/tokens/add', { token: 'another-token-secret', token_id: 'another' })
    await expect.poll(async () => (await ask('/tokens/status', { 'if-none-match': before })).status).toBe(200)
  })

  it('is the same for HEAD, which has no body', async () => {
    const { etag } = (await ask(results)).headers
    const head = await ask(results, {}, 'HEAD')
    expect([head.status, head.headers.etag, head.body.length]).toEqual([200, etag, 0])
    expect((await ask(results, { 'if-none-match': etag! }, 'HEAD')).status).toBe(304)
    const csv = await ask(results, { accept: 'text/csv' }, 'HEAD')
    expect([csv.status, csv.headers['content-type'], csv.body.length]).toEqual([200, expect.stringContaining('text/csv'), 0])
    expect(csv.headers['content-length'], 'of a stream: nobody knows').toBeUndefined()
  })

  it('is claimed by nothing that carries its own time, streams, fails or does something', async () => {
    const none = { 'if-none-match': '*' }
    for (const path of ['/system/health', '/system/history', '/system/metrics', '/metrics', '/system/health/live']) {
      const { status, headers } = await ask(path, none)
      expect([path, status, headers.etag]).toEqual([path, 200, undefined])
    }
    const csv = await ask(results, { ...none, accept: 'text/csv' })
    expect([csv.status, csv.headers.etag]).toEqual([200, undefined])
    const missing = await ask('/jobs/f32ae973-816b-4f6b-bf3f-3fc811d1665b', none)
    expect([missing.status, missing.headers.etag]).toEqual([404, undefined])
    const added = await service.post('/tokens/add', { token: 'yet-another-token-secret' }, none)
    expect([added.status, added.headers.get('etag')]).toEqual([201, null])
  })
})

describe('a compressed request', () => {
  it.each(['application/json', 'text/csv', 'application/x-ndjson', 'multipart/form-data; boundary=x'])(
    'as %s is refused by name',
    async type => {
      const path = type.startsWith('multipart') ? '/extract' : '/jobs/create-batch'
      for (const encoding of ['gzip', 'br', 'deflate', 'GZIP, identity', 'unheard-of']) {
        const answer = await service.call('POST', path, {
          body: gzipSync('{"emails":["ada@example.com"]}'),
          headers: { 'content-type': type, 'content-encoding': encoding },
        })
        expect([answer.status, answer.json.code, answer.headers.get('accept-encoding')]).toEqual([
          415,
          'UNSUPPORTED_CONTENT_ENCODING',
          'identity',
        ])
      }
    },
  )

  it('is one that says so: identity is none', async () => {
    const body = JSON.stringify({ emails: ['ada@example.com'], config: FAST })
    const answer = await service.call('POST', '/jobs/create-batch', {
      body,
      headers: { 'content-type': 'application/json', 'content-encoding': 'identity' },
    })
    expect(answer.status).toBe(202)
  })
})
