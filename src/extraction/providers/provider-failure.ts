import { parseRetryAfter } from '../../retry/retry-after.ts'

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

export type ErrorObject = Readonly<Record<string, unknown>>

/** Reasons that a provider has machine-readable codes of its own for; all others follow from the status or the transport. */
const CODED_REASONS = ['invalid_key', 'quota', 'rate_limited', 'unreadable_document'] as const satisfies readonly FailureReason[]
type CodedReason = (typeof CODED_REASONS)[number]

/** What only one provider's errors say. */
export interface ProviderErrors {
  /** Its codes by what they mean. A key is judged by them and the status alone. */
  readonly codes: Readonly<Record<CodedReason, readonly string[]>>
  /** Words of its own for a file that it cannot open; null for none. */
  readonly unreadable: RegExp | null
  /** What stands in its error object beside `code`, `type`, `status` and `message`; null for nothing. */
  readonly readDetails: ((error: ErrorObject) => ErrorDetails) | null
}

export interface ErrorDetails {
  readonly codes: readonly unknown[]
  /** The quota that was hit is a day's: it does not come back within any request's life. */
  readonly isDailyQuota: boolean
  /** The wait that the body asks for. */
  readonly retryDelayMs: number | null
}

const NO_DETAILS: ErrorDetails = { codes: [], isDailyQuota: false, retryDelayMs: null }

/** The part of an answer that decides. */
interface ErrorFacts {
  readonly status: number
  readonly meanings: ReadonlySet<CodedReason>
  readonly message: string
  readonly saysUnreadable: boolean
  readonly isDailyQuota: boolean
  readonly retryDelayMs: number | null
  /** The body is the provider's own error object, not some proxy's page. */
  readonly isProviderError: boolean
}

interface Rule {
  readonly reason: FailureReason
  readonly when: (facts: ErrorFacts) => boolean
}

const coded = (reason: CodedReason): Rule => ({ reason, when: ({ meanings }) => meanings.has(reason) })

/**
 * First match wins. A key is judged by status and machine-readable code only, never by the text: a message that merely mentions a key
 * has cost others their good ones.
 */
const RULES: readonly Rule[] = [
  coded('invalid_key'),
  { reason: 'invalid_key', when: ({ status, isProviderError }) => status === 401 && isProviderError },
  { reason: 'denied', when: ({ status }) => status === 401 || status === 403 || status === 407 },
  coded('quota'),
  { reason: 'quota', when: ({ status, isDailyQuota }) => status === 429 && isDailyQuota },
  { reason: 'quota', when: ({ status }) => status === 402 },
  { reason: 'rate_limited', when: ({ status }) => status === 429 },
  coded('rate_limited'),
  { reason: 'timeout', when: ({ status }) => status === 408 || status === 504 || status === 524 },
  { reason: 'overloaded', when: ({ status }) => status >= 500 || status === 425 },
  coded('unreadable_document'),
  { reason: 'unreadable_document', when: ({ status, saysUnreadable }) => status === 400 && saysUnreadable },
  // "Check your input and try again with another format" is no promise that the same request may succeed.
  {
    reason: 'overloaded',
    when: ({ message }) => /\btry again(\s+(later|soon|shortly|in\b)|\s*[.!]?\s*$)|temporarily unavailable|\boverloaded\b/i.test(message),
  },
  { reason: 'bad_request', when: () => true },
]

/** As anybody would say it of a file that cannot be opened. */
const UNREADABLE = /(could not|cannot|failed to) (read|open|parse) the (pdf|file|image)/i

export interface ClassifiedFailure {
  readonly reason: FailureReason
  readonly message: string
  /** The wait that was asked for; none if nothing was said. */
  readonly retryAfterMs?: number
}

/** What a non-2xx answer means, and how long the provider wants us to wait (`Retry-After`, `retry-after-ms`, the body's own way). */
export function classifyHttpFailure(failure: HttpFailure, errors: ProviderErrors, now: number): ClassifiedFailure {
  const facts = readFacts(failure, errors)
  const { reason } = RULES.find(rule => rule.when(facts))!
  const waits = [parseRetryAfter(failure.headers, now), facts.retryDelayMs ?? undefined].filter(wait => wait !== undefined)
  return {
    reason,
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

function readFacts({ status, body }: HttpFailure, { codes, unreadable, readDetails }: ProviderErrors): ErrorFacts {
  const error = errorObject(body)
  const details = (error !== undefined && readDetails?.(error)) || NO_DETAILS
  const found = new Set<unknown>([error?.code, error?.type, error?.status, ...details.codes])
  const message = typeof error?.message === 'string' ? error.message : ''
  return {
    status,
    meanings: new Set(CODED_REASONS.filter(reason => codes[reason].some(code => found.has(code)))),
    message,
    saysUnreadable: UNREADABLE.test(message) || unreadable?.test(message) === true,
    isDailyQuota: details.isDailyQuota,
    retryDelayMs: details.retryDelayMs,
    isProviderError: error !== undefined,
  }
}

/** `{error: {...}}`, also as the one-element list that Google's streaming endpoints answer. */
function errorObject(body: string): ErrorObject | undefined {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
