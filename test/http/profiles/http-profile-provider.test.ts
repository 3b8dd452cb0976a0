import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../../src/profiles/presets/presets.ts'
import { MAX_PROFILE_BYTES } from '../../../src/profiles/profile-size.ts'
import { wireAddress } from '../../../src/profiles/wire-address.ts'
import { answerAda, provide, startUpstream, TOKEN } from '../../support/profile-provider-harness.ts'
import { answerJson } from '../../support/stub-upstream.ts'
import { upstreamFixtures } from '../../support/upstream-fixtures.ts'

describe('the golden answers, over the wire', () => {
  const fixtures = upstreamFixtures().filter(fixture => fixture.answer.status !== undefined)
  it('are classified, described and carry their Retry-After, by the rules of their preset', async () => {
    const upstream = await startUpstream((response, request) => {
      const fixture = fixtures[Number(request.url.match(/f(\d+)%40/)?.[1])]
      response.writeHead(fixture?.answer.status ?? 500, fixture?.answer.headers ?? {}).end(fixture?.text)
    })
    const plain = provide(upstream.url)
    const presets = new Map([...PRESETS.keys()].map(name => [`${name}.json`, provide(upstream.url, { profiles: { preset: name } })]))
    for (const [index, fixture] of fixtures.entries()) {
      const outcome = await (presets.get(fixture.file) ?? plain).fetch(`f${index}@example.com`, TOKEN)
      const label = `${fixture.file}: ${fixture.name}`
      expect(outcome.restMs, label).toBe(fixture.rest_ms ?? null)
      if (outcome.ok) {
        expect(fixture.error_type, label).toBeNull()
        continue
      }
      expect(outcome.errorType, label).toBe(fixture.error_type)
      expect(outcome.retryAfterMs, label).toBe(fixture.retry_after_ms ?? null)
      expect(outcome.status, label).toBe(fixture.answer.status)
      expect(outcome.message, label).toMatch(/^The upstream.{10,290}$/)
      expect(outcome.message, label).not.toContain('s3cr3t')
    }
    expect(upstream.requests).toHaveLength(fixtures.length)
  })
})

it('an upstream that repeats the address as it was sent is quoted with it as it was submitted', async () => {
  const upstream = await startUpstream((response, { url }) =>
    answerJson(response, 404, { error: { message: `No ${url.split('/').at(-1)}` } }),
  )
  const outcome = await provide(upstream.url).fetch('Zoë+x@münchen.example', TOKEN)
  expect(outcome).toMatchObject({ ok: false, message: 'The upstream answered 404 Not Found: No Zoë+x@münchen.example' })
})

describe('a success', () => {
  it('is the whole JSON body without a map', async () => {
    const upstream = await startUpstream(answerAda)
    expect(await provide(upstream.url).fetch('ada@example.com', TOKEN)).toEqual({
      ok: true,
      restMs: null,
      profile: { displayName: 'Ada', jobTitle: null, address: { city: 'London' } },
    })
    expect(upstream.requests[0]).toMatchObject({
      method: 'GET',
      url: '/users/ada%40example.com',
      headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
    })
    expect(upstream.requests[0]?.headers['accept-encoding']).toBeUndefined()
  })

  it('is mapped by JSON pointers, missing values as null', async () => {
    const upstream = await startUpstream(answerAda)
    const provider = provide(upstream.url, { profiles: { map: { name: '/displayName', city: '/address/city', phone: '/phones/0' } } })
    expect(await provider.fetch('ada@example.com', TOKEN)).toEqual({
      ok: true,
      restMs: null,
      profile: { name: 'Ada', city: 'London', phone: null },
    })
  })

  it('may begin with a byte order mark and come in pieces that cut a character', async () => {
    const upstream = await startUpstream(response => {
      const bytes = Buffer.from('\ufeff{"name":"Ägir"}')
      response.write(bytes.subarray(0, 13))
      setImmediate(() => response.end(bytes.subarray(13)))
    })
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toEqual({ ok: true, restMs: null, profile: { name: 'Ägir' } })
  })

  it('of 1 MiB exactly is accepted where the map picks little of it', async () => {
    const body = `{"name":"Ada","a":"${'x'.repeat(1024 * 1024 - 21)}"}`
    expect(body).toHaveLength(1024 * 1024)
    const upstream = await startUpstream(response => response.end(body))
    const provider = provide(upstream.url, { profiles: { map: { name: '/name' } } })
    expect(await provider.fetch('a@example.com', TOKEN)).toEqual({ ok: true, restMs: null, profile: { name: 'Ada' } })
  })

  const text = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`
  it.each([
    ['of 350 kB', text(MAX_PROFILE_BYTES), undefined, true],
    ['of one byte more', text(MAX_PROFILE_BYTES + 1), undefined, false],
    ['of 350 kB in another alphabet', `{"a":"${'ж'.repeat(MAX_PROFILE_BYTES / 2)}"}`, undefined, false],
    ['that grows when it is written again', `{"a":[${'1e20,'.repeat(16_000)}0]}`, undefined, false],
    ['whose broken bytes grow', Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(117_000, 0xff), Buffer.from('"}')]), undefined, false],
    ['that the map doubles', text(180_000), { one: '/a', two: '/a' }, false],
    ['that the map leaves alone', text(180_000), { one: '/a' }, true],
  ])('%s can be stored or is refused: %#', async (_name, body, map, fits) => {
    const upstream = await startUpstream(response => response.end(body))
    const outcome = await provide(upstream.url, { profiles: map === undefined ? {} : { map } }).fetch('a@example.com', TOKEN)
    if (fits) expect(outcome.ok).toBe(true)
    else
      expect(outcome).toEqual({
        ok: false,
        errorType: 'unknown',
        message: 'The upstream answered 200, but the profile is larger than 350 kB; profiles.map can pick fewer fields out of it.',
        status: 200,
        retryAfterMs: null,
        restMs: null,
      })
  })

  it('never carries the token that an upstream echoes', async () => {
    const upstream = await startUpstream((response, request) => answerJson(response, 200, { headers: request.headers }))
    expect(JSON.stringify(await provide(upstream.url).fetch('a@example.com', TOKEN))).not.toContain(TOKEN)
  })

  it('is a POST with a body where one is declared', async () => {
    const upstream = await startUpstream(answerAda)
    const provider = provide(upstream.url, { request: { url: `${upstream.url}/search`, method: 'POST', body: '{"mail":"{email}"}' } })
    expect((await provider.fetch('a"b@example.com', TOKEN)).ok).toBe(true)
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', body: '{"mail":"a\\"b@example.com"}' })
  })
})

describe('redirects', () => {
  it.each(['/elsewhere', 'URL/users/elsewhere', 'http://127.0.0.1:1/x?token=s3cr3t'])('to %s are not followed', async location => {
    const upstream = await startUpstream((response, request) =>
      response.writeHead(302, { location: location.replace('URL', `http://${request.headers.host}`) }).end(),
    )
    const outcome = await provide(upstream.url).fetch('a@example.com', TOKEN)
    expect(outcome).toMatchObject({ ok: false, errorType: 'upstream_error', status: 302, message: expect.stringContaining('not followed') })
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t')
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('an aborted signal', () => {
  it('rejects with its reason, before, during and while waiting for a connection', async () => {
    const received = Promise.withResolvers<void>()
    const upstream = await startUpstream(() => received.resolve())
    const provider = provide(upstream.url, { profiles: { max_connections: 1 } })
    const reason = new Error('job cancelled')
    await expect(provider.fetch('a@example.com', TOKEN, AbortSignal.abort(reason))).rejects.toBe(reason)

    const controller = new AbortController()
    const running = provider.fetch('b@example.com', TOKEN, controller.signal)
    const waiting = provider.fetch('c@example.com', TOKEN, controller.signal)
    const both = Promise.allSettled([running, waiting])
    await received.promise
    controller.abort(reason)
    expect(await both).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    await provider.close()
    expect(upstream.requests.map(request => request.url)).toEqual(['/users/b%40example.com'])
  })
})

describe('messages', () => {
  it.each(['eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9x.payload/with+chars==', 'short/tok+1'])(
    'hold no token, whole or shortened, whatever the upstream quotes (%s)',
    async token => {
      const quotes = [token, encodeURIComponent(token), `Bearer ${token}`, `token=${token}`]
      // Eleven characters are too few to tell a shortened one from a word.
      if (token.length >= 16) quotes.push(`${token.slice(0, 20)}...`)
      const upstream = await startUpstream((response, request) => {
        const quote = quotes[Number(request.url.match(/q(\d)/)?.[1])]
        answerJson(response, 401, { error: { code: quote, message: `Bad credential ${quote} was sent` } })
      })
      const provider = provide(upstream.url)
      for (const index of quotes.keys()) {
        const outcome = await provider.fetch(`q${index}@example.com`, token)
        expect(outcome).toMatchObject({ errorType: 'token_error', message: expect.stringContaining('Bad credential') })
        expect(JSON.stringify(outcome)).not.toContain(token.slice(0, 10))
      }
    },
  )

  it('say when a body was compressed, which was not asked for', async () => {
    const upstream = await startUpstream(response => response.writeHead(200, { 'content-encoding': 'gzip' }).end('\u001f'))
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toMatchObject({ message: expect.stringContaining('compressed') })
  })

  it('hold no control characters and end at 300 characters', async () => {
    const upstream = await startUpstream(response => answerJson(response, 400, { message: `a\r\nb\u0000c\u001b[31m${'é'.repeat(450)}` }))
    const outcome = await provide(upstream.url).fetch('a@example.com', TOKEN)
    expect(outcome.ok ? '' : outcome.message).toMatch(/^[^\u0000-\u001f]{300}$/)
  })
})

describe('no input', () => {
  it('makes a second request, another path or another header', async () => {
    const upstream = await startUpstream(answerAda)
    const provider = provide(upstream.url, { request: { headers: { authorization: 'Bearer {token}', 'x-user': '{email}' } } })
    const sendable = fc.string({ unit: fc.constantFrom('/', '..', '?', '#', '%0d%0a', '@', 'HTTP/1.1', 'a', ':', '"', '\\') })
    const nasty = fc.oneof(sendable, fc.string({ unit: fc.constantFrom('\r\n', '\n', '\0', ' ', 'GET / HTTP/1.1', 'é', 'a', ':') }))
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (left, right, token) => {
        const before = upstream.requests.length
        const outcome = await provider.fetch(`${left}@${right}`, token)
        const received = upstream.requests.slice(before)
        expect(received.length).toBe(outcome.ok ? 1 : 0)
        for (const request of received) {
          expect(request.url).toBe(`/users/${encodeURIComponent(wireAddress(`${left}@${right}`))}`)
          expect(request.rawHeaders.filter((_, index) => index % 2 === 0).map(name => name.toLowerCase())).toEqual([
            'host',
            'connection',
            'authorization',
            'x-user',
          ])
        }
      }),
      { numRuns: 400 },
    )
    expect(upstream.requests.length).toBeGreaterThan(20)
  })
})

describe('an odd answer', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  it.each([
    ['nested 5,000 deep', nested(5_000), undefined, 'unknown'],
    ['nested 200,000 deep', nested(100_000), undefined, 'unknown'],
    ['with arrays nested 200,000 deep', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, undefined, 'unknown'],
    ['nested 5,000 deep beside what is mapped', `{"b":1,${nested(5_000).slice(1)}`, { b: '/b' }, null],
    ['nested 5,000 deep where it is mapped', nested(5_000), { b: '/a' }, 'unknown'],
    ['nested 30 deep', nested(30), undefined, null],
    ['with huge numbers', '{"a":1e999,"b":-1e308,"c":123456789012345678901234567890}', undefined, null],
    ['with __proto__ as a key', '{"__proto__":{"admin":true},"constructor":1,"a":1}', undefined, null],
    ['with a lone surrogate', '{"a":"\\ud800"}', undefined, null],
    ['of nothing but nulls', '{"a":null,"b":"","c":[]}', undefined, 'empty_profile'],
    ['without a mapped value', '{"x":1}', { a: '/a', b: '/b' }, 'empty_profile'],
  ])('%s costs itself only', async (_name, body, map, errorType) => {
    const upstream = await startUpstream(response => response.end(body))
    const provider = provide(upstream.url, { profiles: map === undefined ? {} : { map } })
    const outcome = await provider.fetch('a@example.com', TOKEN)
    expect(outcome.ok ? null : outcome.errorType).toBe(errorType)
    if (outcome.ok) expect(JSON.parse(JSON.stringify(outcome.profile))).toBeTypeOf('object')
    else expect(outcome.message).toMatch(/^The upstream answered 200, but .+\.$/)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('whose headers or rules cannot be read is the result of its address, not a rejection', async () => {
    const upstream = await startUpstream(response => response.writeHead(429, { 'retry-after': '9'.repeat(400) }).end('{"error":'))
    const provider = provide(upstream.url, {
      profiles: { classify: [{ json: { pointer: '/error', exists: true }, error_type: 'token_error' }] },
    })
    expect(await provider.fetch('a@example.com', TOKEN)).toMatchObject({
      ok: false,
      errorType: 'rate_limited',
      retryAfterMs: 86_400_000,
      restMs: null,
    })
  })
})

describe("the operator's rules, over the wire", () => {
  it('read the wait from the header that this upstream uses', async () => {
    const upstream = await startUpstream(response =>
      response.writeHead(200, { 'x-quota-reset': '1795262460000' }).end('{"success":false,"name":"x"}'),
    )
    const rule = { json: { pointer: '/success', equals: false }, error_type: 'rate_limited', retry_after: { header: 'X-Quota-Reset' } }
    const outcome = await provide(upstream.url, { profiles: { classify: [rule] } }).fetch('a@example.com', TOKEN)
    expect(outcome).toMatchObject({ ok: false, errorType: 'rate_limited', status: 200, retryAfterMs: 60_000, restMs: null })
  })

  it('a required field that is missing makes the answer no profile', async () => {
    const upstream = await startUpstream((response, request) =>
      answerJson(response, 200, request.url.includes('full') ? { n: 'A', c: 'B' } : { n: 'A', c: '' }),
    )
    const provider = provide(upstream.url, { profiles: { map: { name: '/n', company: '/c' }, require: ['company'] } })
    expect(await provider.fetch('full@example.com', TOKEN)).toEqual({ ok: true, restMs: null, profile: { name: 'A', company: 'B' } })
    const outcome = await provider.fetch('half@example.com', TOKEN)
    expect(outcome).toMatchObject({ ok: false, errorType: 'empty_profile', status: 200 })
    expect(outcome.ok ? '' : outcome.message).toBe('The upstream answered 200, but without "company", which profiles.require asks for.')
  })
})
