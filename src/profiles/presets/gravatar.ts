import { BEARER_JSON, type ProfileApi } from '../profile-api.ts'

/**
 * Public Gravatar profiles by the SHA-256 of the address: https://docs.gravatar.com/rest/api-data-specifications/#email-hashing.
 * The fields are those of `Profile` in https://api.gravatar.com/v3/openapi; without an API key's scope some are missing.
 * 1,000 requests an hour and key; `X-RateLimit-Remaining` counts down, `X-RateLimit-Reset` is an epoch in seconds, beyond it 429:
 * https://docs.gravatar.com/rest/api-data-specifications/#rate-limiting.
 * Errors are `{error, code}`; a hash without a profile is a 404: https://docs.gravatar.com/rest-api/.
 */
export const gravatar: ProfileApi = {
  request: { method: 'GET', url: 'https://api.gravatar.com/v3/profiles/{email_sha256}', headers: BEARER_JSON, timeout_seconds: 15 },
  classify: [{ status: 429, error_type: 'rate_limited', retry_after: { header: 'x-ratelimit-reset', form: 'auto' } }],
  map: {
    display_name: '/display_name',
    headline: '/job_title',
    company: '/company',
    location: '/location',
    profile_url: '/profile_url',
    description: '/description',
    avatar_url: '/avatar_url',
  },
  require: [],
}
