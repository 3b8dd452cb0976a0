import { BEARER_JSON, type ProfileApi } from '../profile-api.ts'

/**
 * Users of a Microsoft 365 tenant, found by their sign-in name (UPN) or their mail address.
 *
 * `companyName` is returned only on `$select`, and `user` has no `webUrl`: https://learn.microsoft.com/graph/api/resources/user#properties.
 * `eq` on `mail` and `userPrincipalName` needs no advanced query: https://learn.microsoft.com/graph/aad-advanced-queries#user-properties.
 * A list is answered by 200 with an empty `value` where nobody fits: https://learn.microsoft.com/graph/api/user-list.
 * 403 with `Authorization_RequestDenied` is about the scopes of the token: https://learn.microsoft.com/graph/resolve-auth-errors; so is
 * `insufficient_claims` of conditional access: https://learn.microsoft.com/graph/errors.
 * 429 and 503 carry `Retry-After`: https://learn.microsoft.com/graph/throttling.
 */
export const microsoftGraph: ProfileApi = {
  request: {
    method: 'GET',
    url: `https://graph.microsoft.com/v1.0/users?$filter=userPrincipalName eq '{email_odata}' or mail eq '{email_odata}'&$top=1&$select=displayName,jobTitle,companyName,officeLocation,department,mail,userPrincipalName`,
    headers: BEARER_JSON,
    timeout_seconds: 15,
  },
  classify: [
    { status: 200, json: { pointer: '/value', equals: [] }, error_type: 'not_found' },
    { status: 403, code: 'Authorization_RequestDenied', error_type: 'token_error' },
    { status: 403, body: 'insufficient_claims', error_type: 'token_error' },
    { status: 403, body: 'restricted', error_type: 'user_restricted' },
  ],
  map: {
    display_name: ofUser('displayName'),
    headline: ofUser('jobTitle'),
    company: ofUser('companyName'),
    location: ofUser('officeLocation'),
    department: ofUser('department'),
    email: ofUser('mail'),
    user_principal_name: ofUser('userPrincipalName'),
  },
  require: [],
}

/** In the list, or in the one user that a request of the operator's own (`/users/{email}`) brings. */
function ofUser(property: string): string[] {
  return [`/value/0/${property}`, `/${property}`]
}
