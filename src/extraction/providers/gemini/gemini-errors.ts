import type { ErrorDetails, ErrorObject, ProviderErrors } from '../provider-failure.ts'

/** Google's `status` and `ErrorInfo.reason`, its QuotaFailure and its RetryInfo (https://cloud.google.com/apis/design/errors). */
export const geminiErrors: ProviderErrors = {
  codes: {
    invalid_key: ['API_KEY_INVALID', 'API_KEY_SERVICE_BLOCKED', 'SERVICE_DISABLED', 'CONSUMER_SUSPENDED'],
    quota: [],
    rate_limited: ['RESOURCE_EXHAUSTED'],
    unreadable_document: [],
  },
  unreadable: /document has no pages|unable to process input image/i,
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
  const seconds = typeof value === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(value)?.[1] : undefined
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1000)
}
