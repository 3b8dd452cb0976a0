import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { afterwards, answerAda, provide, startUpstream, TOKEN } from '../../support/profile-provider-harness.ts'
import { startStubUpstream } from '../../support/stub-upstream.ts'

const NO_ANSWER = { status: null, retryAfterMs: null, restMs: null }

describe('connections', () => {
  it('are kept alive and reused', async () => {
    const upstream = await startUpstream(answerAda)
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
      // The third waits 0.2 s and is answered 0.3 s after it was asked for: the wait must not count against its 0.25 s.
      setTimeout(() => answerAda(held.shift()!), 100)
    })
    const provider = provide(upstream.url, { profiles: { max_connections: 1 }, request: { timeout_seconds: 0.25 } })
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
    answerAda(response)
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
    expect(outcome).toEqual({
      ok: false,
      errorType: 'timeout',
      message: 'The upstream took too long to answer (UND_ERR_HEADERS_TIMEOUT).',
      ...NO_ANSWER,
    })
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
    const upstream = await startUpstream(response => (count++ % 2 === 0 ? undefined : answerAda(response)))
    const provider = provide(upstream.url, { request: { timeout_seconds: 0.25 } })
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
    const upstream = await startUpstream(response => (count++ === 0 ? answerAda(response) : response.socket?.resetAndDestroy()))
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
    expect(outcome).toEqual({
      ok: false,
      errorType: 'upstream_error',
      message: 'The upstream refused the connection (ECONNREFUSED).',
      ...NO_ANSWER,
    })
  })

  it('something else than HTTP answers, or TLS is expected where there is none', async () => {
    const server = createTcpServer(socket => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    afterwards(async () => void server.close())
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
