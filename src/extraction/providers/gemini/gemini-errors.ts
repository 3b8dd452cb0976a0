import type { ErrorDetails, ErrorObject, ProviderErrors } from '../provider-failure.ts'

/**
 * Google's `status` and `ErrorInfo.reason` (google/api/error_reason.proto), its QuotaFailure and its RetryInfo
 * (https://cloud.google.com/apis/design/errors), and words where Google gives nothing else; each with its source in
 * `test/fixtures/provider-errors/gemini-*.json`.
 */
export const geminiErrors: ProviderErrors = {
  rules: [
    { reason: 'invalid_key', codes: ['API_KEY_INVALID'] },
    { reason: 'invalid_key', status: 403, codes: ['PERMISSION_DENIED'], words: /^Your API key was reported as leaked/i },
    {
      reason: 'place_refused',
      codes: [
        ...['API_KEY_IP_ADDRESS_BLOCKED', 'API_KEY_HTTP_REFERRER_BLOCKED', 'API_KEY_ANDROID_APP_BLOCKED', 'API_KEY_IOS_APP_BLOCKED'],
        ...['SECURITY_POLICY_VIOLATED', 'LOCATION_POLICY_VIOLATED', 'LOCATION_ORG_POLICY_VIOLATED'],
      ],
    },
    { reason: 'place_refused', status: 400, codes: ['FAILED_PRECONDITION'], words: /location is not supported/i },
    { reason: 'quota', codes: ['BILLING_DISABLED', 'RESOURCE_QUOTA_EXCEEDED'] },
    { reason: 'no_access', status: 400, codes: ['FAILED_PRECONDITION'] },
    // A free tier that does not hold this model: no waiting helps.
    { reason: 'quota', status: 429, words: /\blimit: 0\b/ },
    {
      reason: 'too_large',
      status: 400,
      words: /token count .{0,40}exceeds the maximum|payload size exceeds|bytes are too large|page limit/i,
    },
    {
      reason: 'unreadable_document',
      status: 400,
      words: /document has no pages|unable to process input image|provided image is not valid|unsupported mime type/i,
    },
    { reason: 'overloaded', codes: ['CANCELLED', 'ABORTED'] },
  ],
  readDetails,
}

function readDetails(error: ErrorObject): ErrorDetails {
  const details = recordsIn(error.details)
  const quotas = details.flatMap(detail => recordsIn(detail.violations)).map(violation => String(violation.quotaId ?? ''))
  return {
    codes: details.map(detail => detail.reason),
    isDailyQuota: quotas.some(id => /perday/i.test(id)),
    retryDelayMs: details.map(detail => durationMs(detail.retryDelay)).find(delay => delay !== null) ?? null,
  }
}

function recordsIn(value: unknown): ErrorObject[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null && !Array.isArray(one)) : []
}

/** Google's duration text, e.g. `34.07s`. */
function durationMs(value: unknown): number | null {
  const seconds = typeof value === 'string' ? /^(\d{1,9}(?:\.\d+)?)s$/.exec(value)?.[1] : undefined
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1000)
}
