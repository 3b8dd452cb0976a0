import createClient from 'openapi-fetch'

/** See client.d.ts. */
export function createTokenwheelClient({ baseUrl, apiKey, fetch }) {
  return createClient({
    baseUrl,
    ...(fetch === undefined ? {} : { fetch }),
    ...(apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } }),
  })
}
