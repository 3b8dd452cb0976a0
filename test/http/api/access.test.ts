import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../../support/service.ts'

const KEYS = {
  all: 'all-key-12345678',
  jobs: 'jobs-key-12345678',
  ops: 'ops-key-12345678',
  admin: 'admin-key-1234567',
  extract: 'extract-key-12345',
}
const ANY = ['all', 'jobs', 'ops', 'admin', 'extract']
const JOBS = ['all', 'jobs']
const READ_JOBS = ['all', 'jobs', 'ops']
const OPS = ['all', 'ops', 'admin']
const ADMIN = ['all', 'admin']

const ROUTES: [method: string, path: string, allowed: string[]][] = [
  ['POST', '/jobs/create-batch', JOBS],
  ['GET', '/jobs', READ_JOBS],
  ['GET', '/jobs/queue/status', READ_JOBS],
  ['GET', '/jobs/active', READ_JOBS],
  ['GET', '/jobs/pending', READ_JOBS],
  ['GET', '/jobs/recent', READ_JOBS],
  ['GET', '/jobs/nope', READ_JOBS],
  ['GET', '/jobs/nope/results', JOBS],
  ['GET', '/jobs/nope/events', READ_JOBS],
  ['POST', '/jobs/nope/cancel', JOBS],
  ['POST', '/jobs/nope/pause', JOBS],
  ['POST', '/jobs/nope/resume', JOBS],
  ['POST', '/jobs/nope/retry-failed', JOBS],
  ['POST', '/jobs/nope/save-to-linkedin-profiles', JOBS],
  ['DELETE', '/jobs/nope', JOBS],
  ['GET', '/tokens/status', OPS],
  ['POST', '/tokens/add', ADMIN],
  ['POST', '/tokens/add-multiple', ADMIN],
  ['POST', '/tokens/add-from-file', ADMIN],
  ['DELETE', '/tokens/nope', ADMIN],
  ['POST', '/tokens/nope/enable', ADMIN],
  ['POST', '/tokens/nope/disable', ADMIN],
  ['GET', '/profiles/a@x.com', JOBS],
  ['DELETE', '/profiles/a@x.com', JOBS],
  ['GET', '/system/health', OPS],
  ['GET', '/system/metrics', OPS],
  ['GET', '/system/info', OPS],
  ['GET', '/system/health/live', ANY],
  ['GET', '/system/health/ready', ANY],
  ['GET', '/openapi.json', ANY],
]
const isPublic = (allowed: string[]) => allowed === ANY

describe('with API keys', () => {
  let service: Service
  beforeAll(async () => {
    const scoped = Object.entries(KEYS).map(([name, key]) => (name === 'all' ? `${name}:${key}` : `${name}:${key}:${name}`))
    service = await startService({ env: { API_KEYS: scoped.join(',') } })
  })
  afterAll(() => service.stop())

  it.each(ROUTES)('%s %s is open to %j alone', async (method, path, allowed) => {
    for (const [name, key] of Object.entries(KEYS)) {
      for (const headers of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }]) {
        const { status, json } = await service.call(method, path, { headers: headers as Record<string, string> })
        if (allowed.includes(name)) expect([401, 403], `${name}: ${status}`).not.toContain(status)
        else expect([status, json.code], name).toEqual([403, 'FORBIDDEN'])
      }
    }
    for (const headers of [
      {},
      { 'x-api-key': 'wrong-key-12345678' },
      { 'x-api-key': '' },
      { authorization: 'Basic YWxsOnB3' },
      { authorization: KEYS.all },
    ]) {
      const answer = await service.call(method, path, { headers: headers as Record<string, string> })
      if (isPublic(allowed)) expect(answer.status).toBeLessThan(300)
      else
        expect([answer.status, answer.json.code, answer.headers.get('www-authenticate')]).toEqual([
          401,
          'UNAUTHENTICATED',
          'Bearer realm="tokenwheel"',
        ])
    }
  })

  it('covers every route that the OpenAPI document knows of these sections', async () => {
    const { paths } = (await service.get('/openapi.json')).json
    const documented = Object.entries(paths as Record<string, object>)
      .filter(([path]) => /^\/(jobs|tokens|profiles|system)/.test(path))
      .flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '*')}`))
    const tested = new Set(ROUTES.map(([method, path]) => `${method} ${path.replace(/nope|a@x.com/, '*')}`))
    expect(documented.filter(route => !tested.has(route))).toEqual([])
  })

  it('serves other names than loopback, and pages of other origins that hold a key', async () => {
    const headers = { 'x-api-key': KEYS.admin, origin: 'https://evil.example' }
    expect((await service.call('POST', '/tokens/nope/enable', { headers })).status).toBe(404)
  })
})

describe('without API keys', () => {
  let service: Service
  beforeAll(async () => {
    service = await startService()
  })
  afterAll(() => service.stop())

  /** fetch would not let a Host header be set. */
  const ask = (headers: Record<string, string>, method = 'GET', path = '/jobs') =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(service.url)
      const request = httpRequest({ hostname, port, path, method, headers }, response => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      request.on('error', reject).end()
    })

  it.each(['evil.example', 'evil.example:8000', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example', '[::2]'])(
    'a Host of %s is refused: a rebound name must not reach it',
    async host => {
      expect(await ask({ host })).toBe(403)
      expect(await ask({ host }, 'POST', '/tokens/nope/enable')).toBe(403)
    },
  )

  it.each(['localhost', 'localhost:8000', '127.0.0.1', '127.0.0.1:1', '127.1.2.3', '[::1]:8000'])(
    'a Host of %s is this machine',
    async host => {
      expect(await ask({ host })).toBe(200)
    },
  )

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'file://', ''])('a page of %j changes nothing', async origin => {
    const { host } = new URL(service.url)
    expect(await ask({ host, origin }, 'POST', '/tokens/nope/enable')).toBe(403)
    expect(await ask({ host, origin }, 'DELETE', '/tokens/nope')).toBe(403)
  })

  it('a page of its own may', async () => {
    const { host, origin } = new URL(service.url)
    expect(await ask({ host, origin }, 'POST', '/tokens/nope/enable')).toBe(404)
  })
})
