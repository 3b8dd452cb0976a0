import { parseRetryAfter } from '../../retry/retry-after.ts'
import type { FailureVerdict } from '../../retry/retry-policy.ts'

/** What an AI provider's failure means, whichever provider it was. */
export type FailureReason =
  | 'invalid_key' // the provider rejects the key outright: it is blocked, another key is tried
  | 'quota' // the key's quota is used up (billing, per day): it rests long, another key is tried
  | 'rate_limited' // too many requests for this key now: it rests shortly, another key is tried
  | 'overloaded' // 5xx, "temporarily unavailable", "try again"
  | 'timeout'
  | 'network' // refused, reset, no such host
  | 'denied' // 401/403 that is not said to be the key's fault: region, policy, a proxy in between
  | 'unreadable_document' // the provider cannot open the file
  | 'bad_request' // any other 4xx: model name, schema
  | 'truncated' // the answer reached its length limit
  | 'blocked' // refused by a safety filter, or by the model
  | 'bad_answer' // an answer that is not what was asked for

/** Whether the same call with the same key is worth repeating. An account without quota stays so for longer than any request lives. */
const RETRYABLE = {
  invalid_key: false,
  quota: false,
  rate_limited: true,
  overloaded: true,
  timeout: true,
  network: true,
  denied: false,
  unreadable_document: false,
  bad_request: false,
  truncated: false,
  blocked: false,
  bad_answer: false,
} as const satisfies Record<FailureReason, boolean>

/** An HTTP answer that is not 2xx. */
export interface HttpFailure {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The part of an error body that decides. */
interface ErrorFacts {
  readonly status: number
  /** Machine-readable codes only: OpenAI's `code` and `type`, Google's `status` and `ErrorInfo.reason`. */
  readonly codes: ReadonlySet<string>
  readonly quotaIds: readonly string[]
  readonly message: string
  readonly retryDelayMs: number | undefined
  /** The body is the provider's own error object, not some proxy's page. */
  readonly isProviderError: boolean
}

interface Rule {
  readonly reason: FailureReason
  readonly when: (facts: ErrorFacts) => boolean
}

const hasCode =
  (...codes: string[]) =>
  ({ codes: found }: ErrorFacts) =>
    codes.some(code => found.has(code))

/**
 * First match wins. A key is judged by status and machine-readable code only, never by the text: a message that merely mentions a key
 * has cost others their good ones.
 */
const RULES: readonly Rule[] = [
  { reason: 'invalid_key', when: hasCode('API_KEY_INVALID', 'API_KEY_SERVICE_BLOCKED', 'SERVICE_DISABLED', 'CONSUMER_SUSPENDED') },
  { reason: 'invalid_key', when: hasCode('invalid_api_key', 'account_deactivated') },
  { reason: 'invalid_key', when: ({ status, isProviderError }) => status === 401 && isProviderError },
  { reason: 'denied', when: ({ status }) => status === 401 || status === 403 || status === 407 },
  { reason: 'quota', when: hasCode('insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active') },
  { reason: 'quota', when: ({ status, quotaIds }) => status === 429 && quotaIds.some(id => /perday/i.test(id)) },
  { reason: 'quota', when: ({ status }) => status === 402 },
  { reason: 'rate_limited', when: ({ status }) => status === 429 },
  { reason: 'rate_limited', when: hasCode('RESOURCE_EXHAUSTED', 'rate_limit_exceeded') },
  { reason: 'timeout', when: ({ status }) => status === 408 || status === 504 || status === 524 },
  { reason: 'overloaded', when: ({ status }) => status >= 500 || status === 425 },
  {
    reason: 'unreadable_document',
    when: hasCode('invalid_image_format', 'image_parse_error', 'image_too_large', 'unsupported_image_media_type', 'invalid_base64_image'),
  },
  {
    reason: 'unreadable_document',
    when: ({ status, message }) =>
      status === 400 &&
      /document has no pages|unable to process input image|(could not|cannot|failed to) (read|open|parse) the (pdf|file|image)/i.test(
        message,
      ),
  },
  // "Check your input and try again with another format" is no promise that the same request may succeed.
  {
    reason: 'overloaded',
    when: ({ message }) => /\btry again(\s+(later|soon|shortly|in\b)|\s*[.!]?\s*$)|temporarily unavailable|\boverloaded\b/i.test(message),
  },
  { reason: 'bad_request', when: () => true },
]

export interface ClassifiedFailure extends FailureVerdict {
  readonly reason: FailureReason
  readonly message: string
}

/** What a non-2xx answer means, and how long the provider wants us to wait (`Retry-After`, `retry-after-ms`, Google's RetryInfo). */
export function classifyHttpFailure(failure: HttpFailure, now: number): ClassifiedFailure {
  const facts = readFacts(failure)
  const { reason } = RULES.find(rule => rule.when(facts))!
  const waits = [parseRetryAfter(failure.headers, now), facts.retryDelayMs].filter(wait => wait !== undefined)
  return {
    reason,
    retryable: RETRYABLE[reason],
    message: facts.message === '' ? `HTTP ${failure.status}` : `HTTP ${failure.status}: ${facts.message}`,
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
  }
}

export function isRetryable(reason: FailureReason): boolean {
  return RETRYABLE[reason]
}

const TIMEOUT_CODES = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
])

/** The reason behind an exception of the transport, looked for along its causes; undefined when it is none. */
export function classifyTransportError(error: unknown): 'timeout' | 'network' | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const code = (at as NodeJS.ErrnoException).code ?? ''
    if (TIMEOUT_CODES.has(code)) return 'timeout'
    if (NETWORK_CODES.has(code)) return 'network'
    if (at instanceof AggregateError && at.errors.length > 0) return classifyTransportError(at.errors[0])
  }
  return undefined
}

function readFacts({ status, body }: HttpFailure): ErrorFacts {
  const error = errorObject(body)
  const details = Array.isArray(error?.details) ? error.details.filter(isRecord) : []
  const codes = [error?.code, error?.type, error?.status, ...details.map(detail => detail.reason)]
  return {
    status,
    codes: new Set(codes.filter(code => typeof code === 'string')),
    quotaIds: details
      .flatMap(detail => (Array.isArray(detail.violations) ? detail.violations.filter(isRecord) : []))
      .map(violation => String(violation.quotaId ?? '')),
    message: typeof error?.message === 'string' ? error.message : '',
    retryDelayMs: details.map(detail => durationMs(detail.retryDelay)).find(delay => delay !== undefined),
    isProviderError: error !== undefined,
  }
}

/** `{error: {...}}`, also as the one-element list that Google's streaming endpoints answer. */
function errorObject(body: string): Record<string, unknown> | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  const outer = Array.isArray(parsed) ? parsed[0] : parsed
  const error = isRecord(outer) ? outer.error : undefined
  return isRecord(error) ? error : undefined
}

/** Google's duration text, e.g. `34.07s`. */
function durationMs(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(value)?.[1] : undefined
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
