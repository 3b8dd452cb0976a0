import type { ClassifyRule, ProfileRequest, ProfilesSettings } from '../settings/app-settings.ts'

/** A profile API in full: what `profiles` in the settings comes to once preset and overrides are put together. */
export interface ProfileApi {
  readonly request: ProfileRequest
  readonly classify: readonly ClassifyRule[]
  /** Profile field → JSON pointer; undefined for the whole JSON body. */
  readonly map: Readonly<Record<string, string>> | undefined
}

const BEARER_JSON = { authorization: 'Bearer {token}', accept: 'application/json' } as const

const PRESETS: Readonly<Record<NonNullable<ProfilesSettings['preset']>, ProfileApi>> = {
  /** https://learn.microsoft.com/graph/api/user-get */
  'microsoft-graph': {
    request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/users/{email}', headers: BEARER_JSON, timeout_seconds: 15 },
    classify: [{ status: 403, body: 'restricted', error_type: 'user_restricted' }],
    map: {
      display_name: '/displayName',
      headline: '/jobTitle',
      company: '/companyName',
      location: '/officeLocation',
      profile_url: '/webUrl',
    },
  },
  /** https://docs.gravatar.com/rest/getting-started/ */
  gravatar: {
    request: { method: 'GET', url: 'https://api.gravatar.com/v3/profiles/{email_sha256}', headers: BEARER_JSON, timeout_seconds: 15 },
    classify: [],
    map: {
      display_name: '/display_name',
      headline: '/job_title',
      company: '/company',
      location: '/location',
      profile_url: '/profile_url',
      description: '/description',
      avatar_url: '/avatar_url',
    },
  },
}

/**
 * Without `preset` and without `request` the Microsoft Graph preset applies. A key that is given replaces the preset's key whole, but for
 * `classify`, whose rules go before the preset's. A `request` without a preset starts from nothing: no map, the whole body.
 */
export function resolveProfileApi(settings: ProfilesSettings): ProfileApi {
  const name = settings.preset ?? (settings.request === undefined ? 'microsoft-graph' : undefined)
  const base = name === undefined ? undefined : PRESETS[name]
  const request = settings.request ?? base?.request
  if (request === undefined) throw new Error('unreachable: without a request there is a preset')
  const map = settings.map ?? base?.map
  return {
    request,
    classify: [...settings.classify, ...(base?.classify ?? [])],
    map: map === undefined || Object.keys(map).length === 0 ? undefined : map,
  }
}
