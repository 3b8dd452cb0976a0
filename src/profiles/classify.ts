import type { ClassifyRule } from '../settings/app-settings.ts'
import type { ErrorType } from '../shared/error-types.ts'
import { compileErrorRule, type ErrorRule, type UpstreamAnswer } from './error-rule.ts'
import { saysNothingIsLeft } from './rate-limit-headers.ts'
import { readErrorBody } from './upstream-error-body.ts'

/** What an answer means. */
export interface Verdict {
  readonly errorType: ErrorType
  /** The rule that said so; undefined when the default table did. */
  readonly rule: ErrorRule | undefined
}

/** What an answer means; undefined when it is a success. Pure. */
export type Classifier = (answer: UpstreamAnswer) => Verdict | undefined

/**
 * The first matching rule decides; then the default table. Rules apply to 2xx too (a 200 may carry an error), unless they are about words or a
 * code alone.
 * @throws AppError naming a rule that can never work
 */
export function createClassifier(rules: readonly ClassifyRule[]): Classifier {
  const compiled = rules.map(compileErrorRule)
  const successRules = compiled.filter(rule => rule.appliesToSuccess)
  return answer => {
    const success = answer.status !== undefined && answer.status >= 200 && answer.status < 300
    for (const rule of success ? successRules : compiled) if (rule.matches(answer)) return { errorType: rule.errorType, rule }
    return success ? undefined : { errorType: byDefault(answer), rule: undefined }
  }
}

/** Statuses that say all there is to say: no wording of the body changes their meaning. */
const BY_STATUS: ReadonlyMap<number, ErrorType> = new Map([
  [401, 'token_error'],
  // Credits or quota of the caller's account are spent: https://www.rfc-editor.org/rfc/rfc9110#name-402-payment-required reserves it, APIs use it so.
  [402, 'rate_limited'],
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

function byDefault({ status, code, body, headers }: UpstreamAnswer): ErrorType {
  if (status === undefined) return code !== undefined && TIMEOUT_CODES.has(code) ? 'timeout' : 'upstream_error'
  if (status >= 500 && status < 600) return 'upstream_error'
  // A redirect is never followed, so that one call stays one request to the one host that may see the token.
  if (status >= 300 && status < 400) return 'upstream_error'
  // A 403 that counts down to 0 is about the token: several APIs word their limit so (presets/github.ts).
  if (status === 403 && saysNothingIsLeft(headers)) return 'rate_limited'
  // https://www.rfc-editor.org/rfc/rfc6750#section-3.1
  if (status === 403 && code === 'insufficient_scope') return 'token_error'
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
  // "Error validating access token: Session has expired …": https://developers.facebook.com/docs/facebook-login/access-tokens/debugging-and-error-handling
  new RegExp(`^error validating ${QUALIFIED_TOKEN}\\b`, 'i'),
  // "Invalid token" and nothing else
  /^(?:invalid|expired|invalid or expired) token[.!]?$/i,
]

const USER_IS_RESTRICTED = /\b(?:user|member|account|profile|mailbox)(?: is| has been| was)?(?: currently| temporarily)? restricted\b/i

const REQUEST_DENIED = /\brequest (?:is |was |has been )?denied\b/i
