import { parseRetryAfter } from '../../retry/retry-after.ts'
import { exceedsJson } from '../../shared/json-depth.ts'
import type { FailureReason } from './failure-reasons.ts'

/** An HTTP answer that is not 2xx. */
export interface HttpFailure {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export type ErrorObject = Readonly<Record<string, unknown>>

/** One answer of a provider's own, told by all that is given. */
export interface ProviderRule {
  readonly reason: FailureReason
  readonly status?: number
  /** Any of its machine-readable codes. */
  readonly codes?: readonly string[]
  /** Its words, where no code tells. A key is never judged by words alone: status or code stand beside them. */
  readonly words?: RegExp
}

/** What only one provider's errors say. */
export interface ProviderErrors {
  /** First match wins; what none of them knows is read by {@link COMMON_RULES}. */
  readonly rules: readonly ProviderRule[]
  /** What stands in its error object beside `code`, `type`, `status` and `message`; null for nothing. */
  readonly readDetails: ((error: ErrorObject) => ErrorDetails) | null
  /** The provider's error may be a text where others have an object: `{"error": "Unauthorized"}`. Elsewhere that is somebody in between. */
  readonly mayBeText?: boolean
}

export interface ErrorDetails {
  readonly codes: readonly unknown[]
  /** The quota that was hit is a day's: it does not come back within any request's life. */
  readonly isDailyQuota: boolean
  /** The wait that the body asks for. */
  readonly retryDelayMs: number | null
  /** What it says elsewhere than in its message. */
  readonly words?: string
}

const NO_DETAILS: ErrorDetails = { codes: [], isDailyQuota: false, retryDelayMs: null }

/** The part of an answer that decides. */
interface ErrorFacts {
  readonly status: number
  readonly codes: ReadonlySet<unknown>
  readonly message: string
  readonly isDailyQuota: boolean
  readonly retryDelayMs: number | null
  /** The body is the provider's own error object, not some proxy's page. */
  readonly isProviderError: boolean
}

interface CommonRule {
  readonly reason: FailureReason
  readonly when: (facts: ErrorFacts) => boolean
}

/** What statuses mean to all; first match wins. */
const COMMON_RULES: readonly CommonRule[] = [
  { reason: 'invalid_key', when: ({ status, isProviderError }) => status === 401 && isProviderError },
  { reason: 'no_access', when: ({ status, isProviderError }) => status === 403 && isProviderError },
  { reason: 'proxy', when: ({ status }) => status === 401 || status === 403 || status === 407 },
  { reason: 'quota', when: ({ status, isDailyQuota }) => status === 429 && isDailyQuota },
  { reason: 'quota', when: ({ status, message }) => status === 402 || (status === 429 && UNPAID.test(message)) },
  { reason: 'rate_limited', when: ({ status }) => status === 429 },
  { reason: 'timeout', when: ({ status }) => status === 408 || status === 504 || status === 524 },
  { reason: 'overloaded', when: ({ status }) => status >= 500 || status === 425 },
  { reason: 'model_gone', when: ({ status, isProviderError }) => (status === 404 || status === 410) && isProviderError },
  // A redirect is not followed: it would carry the key elsewhere. 2xx without JSON comes here, too.
  { reason: 'wrong_address', when: ({ status }) => status < 400 || status === 404 || status === 405 || status === 410 },
  { reason: 'too_large', when: ({ status }) => status === 413 },
  { reason: 'unreadable_document', when: ({ status, message }) => status === 400 && UNREADABLE.test(message) },
  // "Check your input and try again with another format" is no promise that the same request may succeed.
  {
    reason: 'overloaded',
    when: ({ message }) => /\btry again(\s+(later|soon|shortly|in\b)|\s*[.!]?\s*$)|temporarily unavailable|\boverloaded\b/i.test(message),
  },
  { reason: 'bad_request', when: () => true },
]

/** Money, where others say "too many requests": no waiting helps. Not "check your plan and billing details", which Google says of both. */
const UNPAID =
  /credits? (balance )?(is |are )?(depleted|exhausted)|billing[^.]{0,30}(exhausted|not active|disabled|limit)|(spend|spending|usage) (cap|limit)|insufficient (balance|credits?|funds)/i

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
  const own = facts.isProviderError ? errors.rules.find(rule => matches(rule, facts)) : undefined
  const { reason } = own ?? COMMON_RULES.find(rule => rule.when(facts))!
  const waits = [parseRetryAfter(failure.headers, now), facts.retryDelayMs ?? undefined].filter(wait => wait !== undefined)
  return {
    reason,
    message: facts.message === '' ? `HTTP ${failure.status}` : `HTTP ${failure.status}: ${facts.message}`,
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
  }
}

function matches({ status, codes, words }: ProviderRule, facts: ErrorFacts): boolean {
  if (status !== undefined && status !== facts.status) return false
  if (codes !== undefined && !codes.some(code => facts.codes.has(code))) return false
  return words === undefined || words.test(facts.message)
}

const TIMEOUT_CODES = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
])
/** No such host, no address at all, another's certificate, plain HTTP where TLS is spoken. */
const ADDRESS_CODES =
  /^(ENOTFOUND|ERR_INVALID_URL|UND_ERR_INVALID_ARG|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/

/** The reason behind an exception of the transport, looked for along its causes; undefined when it is none. */
export function classifyTransportError(error: unknown): 'timeout' | 'network' | 'wrong_address' | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const code = String((at as NodeJS.ErrnoException).code ?? '')
    if (TIMEOUT_CODES.has(code)) return 'timeout'
    if (NETWORK_CODES.has(code)) return 'network'
    if (ADDRESS_CODES.test(code)) return 'wrong_address'
    if (at instanceof AggregateError && at.errors.length > 0) return classifyTransportError(at.errors[0])
  }
  return undefined
}

function readFacts({ status, body }: HttpFailure, { readDetails, mayBeText = false }: ProviderErrors): ErrorFacts {
  const error = errorObject(body, mayBeText)
  const details = (error !== undefined && readDetails?.(error)) || NO_DETAILS
  const inner = isRecord(error?.innererror) ? error.innererror.code : undefined
  return {
    status,
    codes: new Set<unknown>([error?.code, error?.type, error?.status, inner, ...details.codes].filter(code => code != null)),
    message: [error?.message, details.words].filter(words => typeof words === 'string').join(': '),
    isDailyQuota: details.isDailyQuota,
    retryDelayMs: details.retryDelayMs,
    isProviderError: error !== undefined,
  }
}

/** An error says in a dozen values what is to be said. */
const ERROR_BOUNDS = { depth: 32, values: 5000 }

/** `{error: {...}}`, also as the one-element list that Google's streaming endpoints answer, or as the whole body as vLLM did. */
function errorObject(body: string, mayBeText: boolean): ErrorObject | undefined {
  if (exceedsJson(body, ERROR_BOUNDS)) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  const outer = Array.isArray(parsed) ? parsed[0] : parsed
  if (!isRecord(outer)) return undefined
  if (isRecord(outer.error)) return outer.error
  if (mayBeText && typeof outer.error === 'string') return { ...outer, message: outer.error }
  return outer.object === 'error' ? outer : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
