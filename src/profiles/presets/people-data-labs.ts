import type { ProfileApi } from '../profile-api.ts'

/**
 * Person enrichment paid for in credits: https://docs.peopledatalabs.com/docs/person-enrichment-api, parameters and fields in
 * https://docs.peopledatalabs.com/docs/input-parameters-person-enrichment-api and https://docs.peopledatalabs.com/docs/output-response-person-enrichment-api.
 *
 * Only a match costs a credit: https://docs.peopledatalabs.com/support/billing/how-credits-work. A key without credits is answered by 402
 * `payment_required` until it has some again: https://docs.peopledatalabs.com/support/troubleshooting/out-of-credits; the limit per minute is a 429,
 * no match a 404: https://docs.peopledatalabs.com/docs/errors.
 */
export const peopleDataLabs: ProfileApi = {
  request: {
    method: 'GET',
    url: 'https://api.peopledatalabs.com/v5/person/enrich?email={email}',
    headers: { 'x-api-key': '{token}', accept: 'application/json' },
    timeout_seconds: 15,
  },
  classify: [
    { status: 402, error_type: 'rate_limited' },
    { status: '2xx', json: { pointer: '/status', equals: 402 }, error_type: 'rate_limited' },
    { status: '2xx', json: { pointer: '/status', equals: 404 }, error_type: 'not_found' },
    { status: 429, error_type: 'rate_limited', retry_after: { header: 'x-ratelimit-reset', form: 'auto' } },
  ],
  map: {
    display_name: '/data/full_name',
    headline: '/data/job_title',
    company: '/data/job_company_name',
    location: '/data/location_name',
    profile_url: '/data/linkedin_url',
  },
  require: [],
}
