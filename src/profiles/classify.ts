import type { ClassifyRule } from '../settings/app-settings.ts'
import type { ErrorType } from '../shared/error-types.ts'
import { readErrorBody } from './upstream-error-body.ts'

/** One answer, or one failure to get an answer. */
interface UpstreamAnswer {
  /** Absent when no answer came. */
  readonly status?: number
  /** The upstream's error code, or the network's (`ECONNRESET`). */
  readonly code?: string
  /** The body as it came; only its beginning is needed. */
  readonly body?: string
}

/** The error type of an answer; undefined when it is a success. Pure. */
export type Classifier = (answer: UpstreamAnswer) => ErrorType | undefined

/**
 * The first matching rule of the operator decides; then the default table. A rule's `status`, `code` and `body` must all match; `code`
 * is compared whole and `body` is searched for, both ignoring case. A 2xx is an error only by a rule that names its status ("2xx" or
 * 200): a rule on words alone would turn every profile that happens to hold them into a failure.
 */
export function createClassifier(rules: readonly ClassifyRule[]): Classifier {
  const compiled = rules.map(compileRule)
  const successRules = compiled.filter(rule => rule.status !== undefined)
  return answer => {
    const success = answer.status !== undefined && answer.status >= 200 && answer.status < 300
    const applicable = success ? successRules : compiled
    if (applicable.length > 0) {
      const code = answer.code?.toLowerCase()
      const body = answer.body?.toLowerCase() ?? ''
      for (const rule of applicable) if (ruleMatches(rule, answer.status, code, body)) return rule.errorType
    }
    return success ? undefined : byDefault(answer)
  }
}

interface CompiledRule {
  readonly status: number | undefined
  /** True when `status` is a class: 4 for "4xx". */
  readonly statusIsClass: boolean
  readonly code: string | undefined
  readonly body: string | undefined
  readonly errorType: ErrorType
}

function compileRule(rule: ClassifyRule): CompiledRule {
  return {
    status: rule.status === undefined ? undefined : Number.parseInt(String(rule.status), 10),
    statusIsClass: typeof rule.status === 'string',
    code: rule.code?.toLowerCase(),
    body: rule.body?.toLowerCase(),
    errorType: rule.error_type,
  }
}

function ruleMatches(rule: CompiledRule, status: number | undefined, code: string | undefined, body: string): boolean {
  if (rule.status !== undefined) {
    if (status === undefined) return false
    if (rule.status !== (rule.statusIsClass ? Math.floor(status / 100) : status)) return false
  }
  if (rule.code !== undefined && rule.code !== code) return false
  return rule.body === undefined || body.includes(rule.body)
}

/** Statuses that say all there is to say: no wording of the body changes their meaning. */
const BY_STATUS: ReadonlyMap<number, ErrorType> = new Map([
  [401, 'token_error'],
  [403, 'user_restricted'],
  [404, 'not_found'],
  [408, 'timeout'],
  [424, 'access_denied'],
  [429, 'rate_limited'],
])

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** Codes by which APIs say, on a vague status such as 400, that the credential itself is bad. */
const TOKEN_ERROR_CODES: ReadonlySet<string> = new Set([
  'invalid_token',
  'expired_token',
  'token_expired',
  'token_revoked',
  'invalidauthenticationtoken',
  'expiredauthenticationtoken',
])

function byDefault({ status, code, body }: UpstreamAnswer): ErrorType {
  if (status === undefined) return code !== undefined && TIMEOUT_CODES.has(code) ? 'timeout' : 'upstream_error'
  if (status >= 500 && status < 600) return 'upstream_error'
  // A redirect is never followed, so that one call stays one request to the one host that may see the token.
  if (status >= 300 && status < 400) return 'upstream_error'
  const exact = BY_STATUS.get(status)
  if (exact !== undefined) return exact
  if (status < 400 || status >= 500) return 'unknown'
  return byWording(code, readErrorBody(body ?? '').statement) ?? 'unknown'
}

/**
 * What the upstream says in words, on a 4xx that says nothing by itself. The cost of a mistake is a good token banned, so a token error
 * needs a sentence about the caller's token as its subject: "invalid token '@' in filter", "the page token is invalid", "CSRF token
 * expired" and "invalid parameter: token" are about something else.
 */
function byWording(code: string | undefined, statement: string): ErrorType | undefined {
  if (code !== undefined && TOKEN_ERROR_CODES.has(code.toLowerCase())) return 'token_error'
  if (TOKEN_IS_BAD.some(pattern => pattern.test(statement))) return 'token_error'
  if (USER_IS_RESTRICTED.test(statement)) return 'user_restricted'
  if (REQUEST_DENIED.test(statement)) return 'access_denied'
  return undefined
}

const QUALIFIED_TOKEN = '(?:access|bearer|auth|authentication|authorization|oauth|security)[ _-]token'
const BAD = '(?:invalid|expired|revoked|not valid|no longer valid|malformed)'
/** A place in some text follows: then it is a parser that speaks. */
const NO_POSITION = '(?!\\s+(?:at|in|near|on|character|position|syntax|parameter)\\b)'
/** A quotation follows ("the token is invalid: '@'"): nobody quotes a credential. */
const NO_QUOTATION = '(?!:?\\s*[\'"`(])'

const TOKEN_IS_BAD: readonly RegExp[] = [
  // "Access token has expired", "Your bearer token is invalid: bad signature"
  new RegExp(`\\b${QUALIFIED_TOKEN} (?:is|has been|has|was) (?:either )?${BAD}\\b${NO_POSITION}`, 'i'),
  // "Token is invalid or expired", "The provided token has been revoked": nothing but an article before the word
  new RegExp(
    `(?:^|[.;!] )(?:(?:the|your|this) )?(?:(?:provided|supplied|given) )?token (?:is|has been|has|was) (?:either )?${BAD}\\b${NO_POSITION}${NO_QUOTATION}`,
    'i',
  ),
  // "Invalid access token", "Expired bearer token"
  new RegExp(`\\b(?:invalid|expired|revoked) ${QUALIFIED_TOKEN}\\b${NO_POSITION}`, 'i'),
  // "Invalid token" and nothing else
  /^(?:invalid|expired|invalid or expired) token[.!]?$/i,
]

const USER_IS_RESTRICTED = /\b(?:user|member|account|profile|mailbox)(?: is| has been| was)?(?: currently| temporarily)? restricted\b/i

const REQUEST_DENIED = /\brequest (?:is |was |has been )?denied\b/i
