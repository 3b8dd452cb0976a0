import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type Service, startService } from '../../support/service.ts'

const API_KEYS = 'root:admin-key-1234567'
const ADMIN = { 'x-api-key': 'admin-key-1234567' }
const LIMIT = 3

let service: Service
afterEach(() => service.stop())

/** As many wrong keys as one address may send, and one more; each request comes over a proxy on this machine that forwards for `client(n)`. */
async function guesses(client: (n: number) => string): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n <= LIMIT; n += 1) statuses.push((await service.get('/jobs', { 'x-forwarded-for': client(n) })).status)
  return statuses
}

async function remoteOf(forwardedFor: string): Promise<unknown> {
  await service.post('/tokens/nope/enable', undefined, { ...ADMIN, 'x-forwarded-for': forwardedFor })
  const line = service
    .logs()
    .split('\n')
    .findLast(text => text.includes('"module":"audit"'))
  return (JSON.parse(line!) as { remote: string }).remote
}

describe('with TRUST_PROXY', () => {
  const start = async (env: Record<string, string> = {}) => {
    service = await startService({
      env: { API_KEYS, RATE_LIMIT_PER_MINUTE: String(LIMIT), TRUST_PROXY: 'loopback, 10.0.0.0/8', ...env },
      pool: [],
    })
  }

  it('callers are counted by their own address', async () => {
    await start()
    expect(await guesses(() => '203.0.113.1')).toEqual([401, 401, 401, 429])
    expect(await guesses(n => `203.0.113.${100 + n}`)).toEqual([401, 401, 401, 401])
  })

  it('callers of one IPv6 network are one, others are not', async () => {
    await start()
    expect(await guesses(n => `2001:db8:1:2::${n + 1}`)).toEqual([401, 401, 401, 429])
    expect(await guesses(n => `2001:db8:1:${100 + n}::1`)).toEqual([401, 401, 401, 401])
  })

  it('nobody gets another count by what he writes in front of it', async () => {
    await start()
    expect(await guesses(n => `198.51.100.${n}, 203.0.113.7, 10.0.0.${n}`)).toEqual([401, 401, 401, 429])
  })

  it('the audit log names the caller; what is no address gives way to the connection', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '0' })
    expect(await remoteOf('203.0.113.1')).toBe('203.0.113.1')
    expect(await remoteOf('127.0.0.1, 2001:db8::7, 10.9.9.9')).toBe('2001:db8::7')
    expect(await remoteOf('"by root: done", 10.9.9.9')).toBe('127.0.0.1')
  })

  it('no forwarded header makes a caller or a host name one of this machine', async () => {
    await start({ API_KEYS: '', ALLOW_ANONYMOUS: 'true' })
    const { hostname, port } = new URL(service.url)
    const headers = {
      host: 'evil.example',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost',
      forwarded: 'for=127.0.0.1;host=localhost',
    }
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, path: '/jobs', headers }, response => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject).end()
    })
    expect(status).toBe(403)
  })
})

describe('without TRUST_PROXY', () => {
  it('X-Forwarded-For counts for nothing', async () => {
    service = await startService({ env: { API_KEYS, RATE_LIMIT_PER_MINUTE: String(LIMIT) }, pool: [] })
    expect(await remoteOf('203.0.113.1')).toBe('127.0.0.1')
    expect(await guesses(n => `203.0.113.${n}`)).toEqual([401, 401, 401, 429])
  })
})

describe('a proxy that is not named', () => {
  it('is believed no more than any other caller', async () => {
    service = await startService({ env: { API_KEYS, RATE_LIMIT_PER_MINUTE: String(LIMIT), TRUST_PROXY: '10.0.0.0/8' }, pool: [] })
    expect(await remoteOf('203.0.113.1')).toBe('127.0.0.1')
    expect(await guesses(n => `203.0.113.${n}`)).toEqual([401, 401, 401, 429])
  })
})
