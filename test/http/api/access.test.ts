import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../src/settings/environment.ts'
import { ANY, differencesTo, ROUTE_ACCESS } from '../../support/route-access.ts'
import { routesOf } from '../../support/route-table.ts'
import { type Service, startService } from '../../support/service.ts'

const KEYS = {
  all: 'all-key-12345678',
  ...({
    jobs: 'jobs-key-12345678',
    ops: 'ops-key-12345678',
    admin: 'admin-key-1234567',
    extract: 'extract-key-12345',
  } satisfies Record<Scope, string>),
}
/** A scope for a part opens the routes of the whole: whose job it is, and which company, the route looks at. */
const NARROW = { 'jobs@SALES': { key: 'sales-key-12345678', as: 'jobs' }, 'extract@ACME': { key: 'only-acme-12345678', as: 'extract' } }
const CALLERS = [
  ...Object.entries(KEYS).map(([name, key]) => ({ name, key, as: name })),
  ...Object.entries(NARROW).map(([name, narrow]) => ({ name, ...narrow })),
]
const isPublic = (allowed: readonly string[]) => allowed === ANY

describe('with API keys', () => {
  let service: Service
  beforeAll(async () => {
    const scoped = CALLERS.map(({ name, key }) => (name === 'all' ? `all:${key}` : `${name.replace('@', '-of-')}:${key}:${name}`))
    service = await startService({
      env: {
        API_KEYS: [...scoped, 'kb:only-kb12-12345678:extract@KB12'].join(','),
        RATE_LIMIT_PER_MINUTE: '0',
      },
    })
  })
  afterAll(() => service.stop())

  it.each(ROUTE_ACCESS)('%s %s is open to %j alone', async (method, path, allowed) => {
    for (const { name, key, as } of CALLERS) {
      for (const headers of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }]) {
        const { status, json } = await service.call(method, path, { headers: headers as Record<string, string> })
        if (allowed.includes(as)) expect([401, 403], `${name}: ${status}`).not.toContain(status)
        else expect([status, json?.code], name).toEqual([403, method === 'HEAD' ? undefined : 'FORBIDDEN'])
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
        expect([answer.status, answer.json?.code, answer.headers.get('www-authenticate')]).toEqual([
          401,
          method === 'HEAD' ? undefined : 'UNAUTHENTICATED',
          'Bearer realm="tokenwheel"',
        ])
    }
  })

  it('covers every route of the router, hidden ones included, and none that is gone', () => {
    const routes = routesOf(service.app.server)
    expect(routes.length).toBeGreaterThan(80)
    expect(differencesTo(routes)).toEqual({ unlisted: [], gone: [] })
  })

  it('a key for one company extracts for that company alone', async () => {
    const form = (companyID: string) => {
      const body = new FormData()
      body.set('companyID', companyID)
      body.set('username', 'jo')
      return body
    }
    const status = async (companyID: string) => {
      const headers = { 'x-api-key': 'only-acme-12345678' }
      return (await fetch(`${service.url}/extract`, { method: 'POST', headers, body: form(companyID) })).status
    }
    // 400: past the access check, there is no file in the form.
    expect([await status('ACME'), await status('acme'), await status('OTHER'), await status('ACME2'), await status('')]).toEqual([
      400, 400, 403, 403, 400,
    ])
    for (const path of ['/jobs', '/tokens/status', '/companies/ACME/tokens', '/system/info']) {
      expect((await service.get(path, { 'x-api-key': 'only-acme-12345678' })).status).toBe(403)
    }
  })

  it.each(['\u212aB12', '\u212ab12', '\uff2bB12'])('%j is not the company KB12', async companyID => {
    const body = new FormData()
    body.set('companyID', companyID)
    body.set('username', 'jo')
    const headers = { 'x-api-key': 'only-kb12-12345678' }
    const answer = await fetch(`${service.url}/extract`, { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })])
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
