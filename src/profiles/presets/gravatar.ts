import { BEARER_JSON, type ProfileApi } from '../profile-api.ts'

/** https://docs.gravatar.com/rest/getting-started/ */
export const gravatar: ProfileApi = {
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
}
