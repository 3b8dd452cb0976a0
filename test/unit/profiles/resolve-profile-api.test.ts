import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../../src/profiles/presets/presets.ts'
import { compileRequestTemplate, type RenderedRequest } from '../../../src/profiles/request-template.ts'
import { resolveProfileApi } from '../../../src/profiles/resolve-profile-api.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'

const resolve = (profiles: object) => resolveProfileApi(appSettingsSchema.parse({ profiles }).profiles)

describe('presets', () => {
  it('Microsoft Graph, when nothing is configured', () => {
    const api = resolve({})
    expect(api.request).toEqual({
      method: 'GET',
      url: expect.stringMatching(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?\$filter=.*&\$select=/),
      headers: { authorization: 'Bearer {token}', accept: 'application/json' },
      timeout_seconds: 15,
    })
    expect(api.map?.headline).toEqual(['/value/0/jobTitle', '/jobTitle'])
    expect(resolve({ preset: 'microsoft-graph' })).toEqual(api)
  })

  it('Gravatar by hash', () => {
    expect(resolve({ preset: 'gravatar' }).request.url).toBe('https://api.gravatar.com/v3/profiles/{email_sha256}')
  })

  it('give way to what is configured beside them', () => {
    const api = resolve({
      preset: 'microsoft-graph',
      request: { url: 'http://127.0.0.1:9/users/{email}' },
      classify: [{ status: 403, error_type: 'token_error' }],
    })
    expect(api.request.url).toBe('http://127.0.0.1:9/users/{email}')
    expect(api.map?.company).toEqual(['/value/0/companyName', '/companyName'])
    expect(api.classify.map(rule => rule.error_type)).toEqual(['token_error', 'not_found', 'token_error', 'token_error', 'user_restricted'])
  })

  it('play no part when a request stands alone', () => {
    const api = resolve({ request: { url: 'http://127.0.0.1:9/{email}' } })
    expect(api.map).toBeUndefined()
    expect(api.classify).toEqual([])
  })

  it('refuses a name that is none of them', () => {
    expect(() => resolve({ preset: 'graph' })).toThrow(
      'profiles.preset "graph" is none of microsoft-graph, gravatar, github, people-data-labs.',
    )
  })

  it('an empty map asks for the whole body', () => {
    expect(resolve({ preset: 'gravatar', map: {} }).map).toBeUndefined()
  })

  it('Microsoft Graph selects what it maps, by either address, with quotes doubled', () => {
    const { request, map } = resolve({})
    const { path } = compileRequestTemplate(request).render("o'brien@example.com", 'a-token-of-twenty-chars') as RenderedRequest
    const query = new URL(`https://graph.microsoft.com${path}`).searchParams
    expect(query.get('$filter')).toBe("userPrincipalName eq 'o''brien@example.com' or mail eq 'o''brien@example.com'")
    const mapped = Object.values(map ?? {}).map(([first]) => first?.replace('/value/0/', ''))
    expect(query.get('$select')?.split(',').sort()).toEqual(mapped.sort())
  })

  it('every preset can be asked', () => {
    for (const name of PRESETS.keys()) {
      const { request, map, require } = resolve({ preset: name })
      const rendered = compileRequestTemplate(request).render('ada+1@example.com', 'a-token-of-twenty-chars') as RenderedRequest
      expect(rendered.path, name).not.toMatch(/[{}' ]/)
      expect(rendered.headers.join(), name).toContain('a-token-of-twenty-chars')
      for (const field of require) expect(Object.keys(map ?? {})).toContain(field)
    }
  })

  it('a required field must be mapped', () => {
    const request = { url: 'http://127.0.0.1:9/{email}' }
    expect(resolve({ request, map: { name: '/name' }, require: ['name'] }).require).toEqual(['name'])
    expect(() => resolve({ request, map: { name: '/name' }, require: ['company'] })).toThrow('profiles.require: "company" is no field')
    expect(resolve({ preset: 'github', map: { login: '/items/0/login' } }).require).toEqual([])
  })
})
