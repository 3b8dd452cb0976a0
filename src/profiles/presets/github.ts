import type { ProfileApi } from '../profile-api.ts'

/**
 * GitHub accounts by their public address: https://docs.github.com/en/rest/search/search#search-users (30 searches a minute and token).
 *
 * A search that finds nobody is a 200 with `total_count` 0. Beyond a limit GitHub answers 403 or 429: with `x-ratelimit-remaining: 0` and
 * `x-ratelimit-reset` in epoch seconds for the primary limit; with words, and perhaps `retry-after`, for a secondary one, where it asks for a pause
 * of a minute at least: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit.
 * "Resource not accessible by …" is a 403 about the permissions of the token, and a request without a user agent is refused:
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api.
 */
export const github: ProfileApi = {
  request: {
    method: 'GET',
    url: 'https://api.github.com/search/users?q={email}+in:email&per_page=1',
    headers: {
      authorization: 'Bearer {token}',
      accept: 'application/vnd.github+json',
      'user-agent': 'tokenwheel',
      'x-github-api-version': '2022-11-28',
    },
    timeout_seconds: 15,
  },
  classify: [
    { status: 200, json: { pointer: '/total_count', equals: 0 }, error_type: 'not_found' },
    { status: '4xx', header: { name: 'x-ratelimit-remaining', equals: '0' }, error_type: 'rate_limited' },
    { status: 403, json: { pointer: '/message', contains: 'rate limit' }, error_type: 'rate_limited' },
    { status: 403, json: { pointer: '/message', contains: 'abuse detection' }, error_type: 'rate_limited' },
    { status: 403, json: { pointer: '/message', contains: 'Resource not accessible' }, error_type: 'token_error' },
  ],
  map: { display_name: '/items/0/login', profile_url: '/items/0/html_url', avatar_url: '/items/0/avatar_url' },
  require: ['profile_url'],
}
