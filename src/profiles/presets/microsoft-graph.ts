import { BEARER_JSON, type ProfileApi } from '../profile-api.ts'

/** https://learn.microsoft.com/graph/api/user-get */
export const microsoftGraph: ProfileApi = {
  request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/users/{email}', headers: BEARER_JSON, timeout_seconds: 15 },
  classify: [{ status: 403, body: 'restricted', error_type: 'user_restricted' }],
  map: {
    display_name: '/displayName',
    headline: '/jobTitle',
    company: '/companyName',
    location: '/officeLocation',
    profile_url: '/webUrl',
  },
}
