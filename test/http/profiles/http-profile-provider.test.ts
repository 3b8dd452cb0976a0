import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpProfileProvider } from '../../../src/profiles/http-profile-provider.ts'
import type { ProfileProvider } from '../../../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { answerJson, type StubAnswer, type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts'
import { upstreamFixtures } from '../../support/upstream-fixtures.ts'

const NOW = Date.parse('2026-11-21T12:00:00.000Z')
const TOKEN = 'canary-bearer-token-0123456789'
const open: { close?(): Promise<void>; stop?(): Promise<void> }[] = []

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await (part.close?.() ?? part.stop?.())
})

async function startUpstream(answer: StubAnswer): Promise<StubUpstream> {
  const upstream = await startStubUpstream(answer)
  open.push({ stop: () => upstream.stop() })
  return upstream
}

function provide(url: string, overrides: { request?: object; profiles?: object } = {}): ProfileProvider {
  const settings = appSettingsSchema.parse({
    profiles: { request: { url: `${url}/users/{email}`, ...overrides.request }, ...overrides.profiles },
  })
  const clock = { now: () => NOW, sleep: () => Promise.reject(new Error('the provider must not sleep')) }
  const provider = createHttpProfileProvider({ settings: settings.profiles, clock })
  open.push({ close: () => provider.close() })
  return provider
}

const ada = (response: ServerResponse) => answerJson(response, 200, { displayName: 'Ada', jobTitle: null, address: { city: 'London' } })

describe('the golden answers, over the wire', () => {
  const fixtures = upstreamFixtures().filter(fixture => fixture.answer.status !== undefined)
  it('are classified, described and carry their Retry-After', async () => {
    const upstream = await startUpstream((response, request) => {
      const fixture = fixtures[Number(request.headers['x-fixture'] ?? request.url.match(/f(\d+)%40/)?.[1])]
      response.writeHead(fixture?.answer.status ?? 500, fixture?.answer.headers ?? {}).end(fixture?.text)
    })
    const provider = provide(upstream.url)
    for (const [index, fixture] of fixtures.entries()) {
      const outcome = await provider.fetch(`f${index}@example.com`, TOKEN)
      const label = `${fixture.file}: ${fixture.name}`
      if (outcome.ok) {
        expect(fixture.error_type, label).toBeNull()
        continue
      }
      expect(outcome.errorType, label).toBe(fixture.error_type)
      expect(outcome.retryAfterMs, label).toBe(fixture.retry_after_ms)
      expect(outcome.status, label).toBe(fixture.answer.status)
      expect(outcome.message, label).toMatch(/^The upstream.{10,290}$/)
      expect(outcome.message, label).not.toContain('s3cr3t')
    }
    expect(upstream.requests).toHaveLength(fixtures.length)
  })
})

describe('a success', () => {
  it('is the whole JSON body without a map', async () => {
    const upstream = await startUpstream(ada)
    expect(await provide(upstream.url).fetch('ada@example.com', TOKEN)).toEqual({
      ok: true,
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
    const upstream = await startUpstream(ada)
    const provider = provide(upstream.url, { profiles: { map: { name: '/displayName', city: '/address/city', phone: '/phones/0' } } })
    expect(await provider.fetch('ada@example.com', TOKEN)).toEqual({ ok: true, profile: { name: 'Ada', city: 'London', phone: null } })
  })

  it('may begin with a byte order mark and come in pieces that cut a character', async () => {
    const upstream = await startUpstream(response => {
      const bytes = Buffer.from('\ufeff{"name":"Ägir"}')
      response.write(bytes.subarray(0, 13))
      setImmediate(() => response.end(bytes.subarray(13)))
    })
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toEqual({ ok: true, profile: { name: 'Ägir' } })
  })

  it('of 1 MiB exactly is accepted', async () => {
    const upstream = await startUpstream(response => response.end(`{"a":"${'x'.repeat(1024 * 1024 - 8)}"}`))
    expect((await provide(upstream.url).fetch('a@example.com', TOKEN)).ok).toBe(true)
  })

  it('never carries the token that an upstream echoes', async () => {
    const upstream = await startUpstream((response, request) => answerJson(response, 200, { headers: request.headers }))
    expect(JSON.stringify(await provide(upstream.url).fetch('a@example.com', TOKEN))).not.toContain(TOKEN)
  })

  it('is a POST with a body where one is declared', async () => {
    const upstream = await startUpstream(ada)
    const provider = provide(upstream.url, { request: { url: `${upstream.url}/search`, method: 'POST', body: '{"mail":"{email}"}' } })
    expect((await provider.fetch('a"b@example.com', TOKEN)).ok).toBe(true)
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', body: '{"mail":"a\\"b@example.com"}' })
  })
})

describe('connections', () => {
  it('are kept alive and reused', async () => {
    const upstream = await startUpstream(ada)
    const provider = provide(upstream.url)
    for (let n = 0; n < 20; n++) await provider.fetch(`u${n}@example.com`, TOKEN)
    expect(upstream.requests).toHaveLength(20)
    // undici rests a connection for one turn of the event loop before it uses it again: a busy lane alternates between two.
    expect(upstream.connections).toBeLessThanOrEqual(2)
  })

  it('are never more than max_connections, and waiting for one is no time-out', async () => {
    const held: ServerResponse[] = []
    const upstream = await startUpstream(response => {
      held.push(response)
      // The second answers 0.25 s after the first was asked: queueing must not count against its 0.2 s.
      setTimeout(() => ada(held.shift()!), 120)
    })
    const provider = provide(upstream.url, { profiles: { max_connections: 1 }, request: { timeout_seconds: 0.2 } })
    const outcomes = await Promise.all([1, 2, 3].map(n => provider.fetch(`u${n}@example.com`, TOKEN)))
    expect(outcomes.map(outcome => outcome.ok)).toEqual([true, true, true])
    expect(upstream.connections).toBe(1)
  })

  it('survive an error answer', async () => {
    const upstream = await startUpstream(response => response.writeHead(404).end('nope'))
    const provider = provide(upstream.url)
    for (let n = 0; n < 5; n++) expect((await provider.fetch(`u${n}@example.com`, TOKEN)).ok).toBe(false)
    expect(upstream.connections).toBeLessThanOrEqual(2)
  })

  it('close() waits for what is under way; afterwards nothing is sent', async () => {
    const received = Promise.withResolvers<ServerResponse>()
    const upstream = await startUpstream(response => received.resolve(response))
    const provider = provide(upstream.url)
    const pending = provider.fetch('a@example.com', TOKEN)
    const response = await received.promise
    const closed = provider.close()
    ada(response)
    expect((await pending).ok).toBe(true)
    await closed
    expect(await provider.fetch('b@example.com', TOKEN)).toMatchObject({ ok: false, errorType: 'upstream_error' })
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('time-outs', () => {
  it('no answer', async () => {
    const upstream = await startUpstream(() => {})
    const outcome = await provide(upstream.url, { request: { timeout_seconds: 0.1 } }).fetch('a@example.com', TOKEN)
    expect(outcome).toEqual({ ok: false, errorType: 'timeout', message: 'The upstream took too long to answer (UND_ERR_HEADERS_TIMEOUT).' })
  })

  it('a body that drips for ever', async () => {
    const upstream = await startUpstream(response => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    })
    const outcome = await provide(upstream.url, { request: { timeout_seconds: 0.15 } }).fetch('a@example.com', TOKEN)
    expect(outcome).toMatchObject({ ok: false, errorType: 'timeout', status: 200 })
  })

  it('an error whose body never comes is still that error', async () => {
    const upstream = await startUpstream(response => void response.writeHead(429, { 'retry-after': '7' }).write('{'))
    const outcome = await provide(upstream.url, { request: { timeout_seconds: 0.1 } }).fetch('a@example.com', TOKEN)
    expect(outcome).toMatchObject({ errorType: 'rate_limited', retryAfterMs: 7000 })
  })

  it('each exchange has its own', async () => {
    let count = 0
    const upstream = await startUpstream(response => (count++ % 2 === 0 ? undefined : ada(response)))
    const provider = provide(upstream.url, { request: { timeout_seconds: 0.1 } })
    for (const expected of [false, true, false, true]) expect((await provider.fetch('a@example.com', TOKEN)).ok).toBe(expected)
  })
})

describe('a broken exchange', () => {
  it('reset before an answer', async () => {
    const upstream = await startUpstream(response => response.socket?.resetAndDestroy())
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toMatchObject({ ok: false, errorType: 'upstream_error' })
    expect(upstream.requests).toHaveLength(1)
  })

  it('a reused connection that the upstream resets: one request, no silent repetition', async () => {
    let count = 0
    const upstream = await startUpstream(response => (count++ === 0 ? ada(response) : response.socket?.resetAndDestroy()))
    const provider = provide(upstream.url)
    expect((await provider.fetch('a@example.com', TOKEN)).ok).toBe(true)
    expect((await provider.fetch('b@example.com', TOKEN)).ok).toBe(false)
    expect(upstream.requests).toHaveLength(2)
  })

  it('a 2xx that ends early', async () => {
    const upstream = await startUpstream(response => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"displayName":"Ada"', () => response.socket?.destroy())
    })
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toMatchObject({ ok: false, errorType: 'upstream_error', status: 200 })
  })

  it('nobody listens', async () => {
    const upstream = await startStubUpstream(() => {})
    await upstream.stop()
    const outcome = await provide(upstream.url).fetch('a@example.com', TOKEN)
    expect(outcome).toEqual({ ok: false, errorType: 'upstream_error', message: 'The upstream refused the connection (ECONNREFUSED).' })
  })

  it('something else than HTTP answers, or TLS is expected where there is none', async () => {
    const server = createTcpServer(socket => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    open.push({ stop: async () => void server.close() })
    const { port } = server.address() as AddressInfo
    const plain = await provide(`http://127.0.0.1:${port}`).fetch('a@example.com', TOKEN)
    expect(plain).toMatchObject({ errorType: 'upstream_error', message: expect.stringMatching(/not HTTP|failed|broke|closed/) })
    const tls = await provide(`https://127.0.0.1:${port}`).fetch('a@example.com', TOKEN)
    expect(tls).toMatchObject({ errorType: 'upstream_error', message: expect.stringMatching(/encryption|failed|broke/) })
  })

  it('an endless error body is cut and classified by its status', async () => {
    const upstream = await startUpstream(response => {
      response.writeHead(401)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      }
      response.on('drain', more)
      more()
    })
    expect(await provide(upstream.url).fetch('a@example.com', TOKEN)).toMatchObject({ errorType: 'token_error', status: 401 })
  })

  it('an endless success is cut at 1 MiB', async () => {
    let sent = 0
    const upstream = await startUpstream(response => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    const outcome = await provide(upstream.url).fetch('a@example.com', TOKEN)
    expect(outcome).toMatchObject({ errorType: 'upstream_error', message: expect.stringContaining('larger than 1 MiB') })
    expect(sent).toBeLessThan(32 * 1024 * 1024)
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
  it('hold no token, whole or shortened, whatever the upstream quotes', async () => {
    const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9x.payload/with+chars=='
    const quotes = [token, encodeURIComponent(token), `${token.slice(0, 20)}...`, `Bearer ${token}`, `token=${token}`]
    const upstream = await startUpstream((response, request) =>
      answerJson(response, 401, {
        error: {
          code: quotes[Number(request.url.match(/q(\d)/)?.[1])],
          message: `Bad credential ${quotes[Number(request.url.match(/q(\d)/)?.[1])]} was sent`,
        },
      }),
    )
    const provider = provide(upstream.url)
    for (const index of quotes.keys()) {
      const outcome = await provider.fetch(`q${index}@example.com`, token)
      expect(JSON.stringify(outcome)).not.toContain(token.slice(0, 12))
      expect(outcome).toMatchObject({ errorType: 'token_error' })
    }
  })

  it('hold no control characters and end at 300 characters', async () => {
    const upstream = await startUpstream(response => answerJson(response, 400, { message: `a\r\nb\u0000c\u001b[31m${'é'.repeat(450)}` }))
    const outcome = await provide(upstream.url).fetch('a@example.com', TOKEN)
    expect(outcome.ok ? '' : outcome.message).toMatch(/^[^\u0000-\u001f]{300}$/)
  })
})

describe('no input', () => {
  it('makes a second request, another path or another header', async () => {
    const upstream = await startUpstream(ada)
    const provider = provide(upstream.url, { request: { headers: { authorization: 'Bearer {token}', 'x-user': '{email}' } } })
    const nasty = fc.string({
      unit: fc.constantFrom('\r\n', '\n', '\0', ' ', '/', '..', '?', '#', '%0d%0a', '@', 'GET / HTTP/1.1', 'é', 'a', ':'),
    })
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (left, right, token) => {
        const before = upstream.requests.length
        const outcome = await provider.fetch(`${left}@${right}`, token)
        const received = upstream.requests.slice(before)
        expect(received.length).toBe(outcome.ok ? 1 : 0)
        for (const request of received) {
          expect(request.url).toBe(`/users/${encodeURIComponent(`${left}@${right}`)}`)
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
    expect(upstream.requests.length).toBeGreaterThan(5)
  })
})
