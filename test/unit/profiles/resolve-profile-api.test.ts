import { describe, expect, it } from 'vitest'
import { resolveProfileApi } from '../../../src/profiles/resolve-profile-api.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'

const resolve = (profiles: object) => resolveProfileApi(appSettingsSchema.parse({ profiles }).profiles)

describe('presets', () => {
  it('Microsoft Graph, when nothing is configured', () => {
    const api = resolve({})
    expect(api.request).toEqual({
      method: 'GET',
      url: 'https://graph.microsoft.com/v1.0/users/{email}',
      headers: { authorization: 'Bearer {token}', accept: 'application/json' },
      timeout_seconds: 15,
    })
    expect(api.map?.headline).toBe('/jobTitle')
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
    expect(api.map?.company).toBe('/companyName')
    expect(api.classify.map(rule => rule.error_type)).toEqual(['token_error', 'user_restricted'])
  })

  it('play no part when a request stands alone', () => {
    const api = resolve({ request: { url: 'http://127.0.0.1:9/{email}' } })
    expect(api.map).toBeUndefined()
    expect(api.classify).toEqual([])
  })

  it('refuses a name that is none of them', () => {
    expect(() => resolve({ preset: 'graph' })).toThrow('profiles.preset "graph" is none of microsoft-graph, gravatar.')
  })

  it('an empty map asks for the whole body', () => {
    expect(resolve({ preset: 'gravatar', map: {} }).map).toBeUndefined()
  })
})
