import { Pool } from 'undici'
import { firstOf, parseRetryAfter, parseWait } from '../retry/retry-after.ts'
import type { ProfilesSettings } from '../settings/app-settings.ts'
import { type Clock, systemClock } from '../shared/clock.ts'
import { type ErrorType, isFaultOf } from '../shared/error-types.ts'
import { safeText } from '../shared/redact.ts'
import { beginCall, settled } from './call-spans.ts'
import { type Classifier, createClassifier } from './classify.ts'
import type { ErrorRule } from './error-rule.ts'
import { ExchangesUnderWay } from './exchanges-under-way.ts'
import { compileProfileMap, type ProfileMapper } from './profile-map.ts'
import type { FetchOutcome, Profile, ProfileProvider, TracedCall } from './profile-provider.ts'
import { isTooDeep, isTooLarge, MAX_PROFILE_BYTES, MAX_PROFILE_DEPTH } from './profile-size.ts'
import { resetOf, restOf } from './rate-limit-headers.ts'
import { compileRequestTemplate, type RequestTemplate } from './request-template.ts'
import { resolveProfileApi } from './resolve-profile-api.ts'
import { inOneSpelling } from './spellings.ts'
import { readErrorBody } from './upstream-error-body.ts'
import { describeAnswer, describeFailure, finishMessage, redirectTarget } from './upstream-error-message.ts'
import { type RawAnswer, UpstreamExchange } from './upstream-exchange.ts'

export interface HttpProfileProviderParts {
  readonly settings: ProfilesSettings
  /** Only for `Retry-After` dates: time-outs run on the machine's own monotonic clock, as sockets do. */
  readonly clock?: Clock
}

/** Longer than the longest delay between two requests of a lane (10 s), so that a slow job still reuses its connections. */
const KEEP_ALIVE_MS = 20_000
/** Connecting takes two or three round trips; a host that needs longer is down. */
const MAX_CONNECT_MS = 10_000
/** Below this length a token could be part of ordinary text, and cutting it out would damage profiles. */
const MIN_REDACTABLE_TOKEN = 8

/**
 * The declared HTTP API as a {@link ProfileProvider}. One call is one request to one host: redirects are not followed, nothing is
 * retried, and HTTP/2 is off (undici sends the requests of a closed HTTP/2 session again by itself).
 * @throws AppError naming the setting that can never work
 */
export function createHttpProfileProvider(parts: HttpProfileProviderParts): ProfileProvider {
  return new HttpProfileProvider(parts)
}

class HttpProfileProvider implements ProfileProvider {
  readonly #clock: Clock
  readonly #template: RequestTemplate
  readonly #classify: Classifier
  readonly #map: ProfileMapper | undefined
  readonly #mappedFields: number
  readonly #require: readonly string[]
  readonly #pool: Pool
  readonly #underWay: ExchangesUnderWay
  #closing: Promise<void> | undefined

  constructor({ settings, clock = systemClock }: HttpProfileProviderParts) {
    const api = resolveProfileApi(settings)
    const timeoutMs = api.request.timeout_seconds * 1000
    this.#clock = clock
    this.#template = compileRequestTemplate(api.request)
    this.#classify = createClassifier(api.classify)
    this.#map = api.map === undefined ? undefined : compileProfileMap(api.map)
    this.#mappedFields = api.map === undefined ? 1 : Object.keys(api.map).length
    this.#require = api.require
    this.#underWay = new ExchangesUnderWay(timeoutMs)
    this.#pool = new Pool(this.#template.origin, {
      connections: settings.max_connections,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: Math.min(timeoutMs, MAX_CONNECT_MS) },
      // The deadlines cover the whole exchange; undici's own timers would be work per request for nothing.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  fetch(email: string, bearerToken: string, signal?: AbortSignal, traced?: TracedCall): Promise<FetchOutcome> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const request = this.#template.render(email, bearerToken)
    if ('errorType' in request) return Promise.resolve({ ok: false, ...request, status: null, retryAfterMs: null, restMs: null })
    const span = traced && beginCall(traced, request.method, this.#template.origin)
    const sent = new Promise<FetchOutcome>((resolve, reject) => {
      const onAnswer = (answer: RawAnswer): void => {
        if (answer.status !== undefined) span?.setAttribute('http.response.status_code', answer.status)
        try {
          resolve(inWordsOf(this.#interpret(answer, bearerToken), email))
        } catch (error) {
          resolve(this.#unreadable(error, answer.status))
        }
      }
      this.#pool.dispatch(request, new UpstreamExchange(this.#underWay, signal, onAnswer, reject))
    })
    return span === undefined ? sent : settled(span, sent)
  }

  close(): Promise<void> {
    // Waits for exchanges under way, each of which ends by its deadline.
    this.#closing ??= this.#pool.close().finally(() => this.#underWay.close())
    return this.#closing
  }

  #interpret(answer: RawAnswer, token: string): FetchOutcome {
    const { status, failure, headers } = answer
    // A status that already says "error" counts even if the body never came to its end.
    if (status === undefined || (failure !== undefined && status < 300)) return this.#failed(status, failure ?? 'UND_ERR', token)
    const text = decode(answer)
    const success = status < 300
    const said = success ? undefined : readErrorBody(text)
    const document = parsedOnce(text)
    const verdict = this.#classify({ status, body: text, headers, document, ...(said?.code === undefined ? {} : { code: said.code }) })
    if (verdict === undefined) return this.#succeeded(status, answer, text, document, token)
    const message = describeAnswer(status, said ?? readErrorBody(text), redirectTarget(status, headers.location))
    return this.#answered(verdict.errorType, message, answer, token, verdict.rule)
  }

  #succeeded(status: number, answer: RawAnswer, text: string, parsed: () => unknown, token: string): FetchOutcome {
    const but = (errorType: ErrorType, words: string) =>
      this.#answered(errorType, `The upstream answered ${status}, but ${words}.`, answer, token)
    const unreadable = (words: string) => but('upstream_error', words)
    if (isEncoded(answer)) return unreadable('compressed the body, which was not asked for')
    if (text === '') return unreadable('without a body')
    const document = mayHold(text, token) ? parseWithoutToken(text, token) : parsed()
    if (document === undefined) return unreadable('the body is not JSON')
    if (typeof document !== 'object' || document === null) return unreadable('the body is not a JSON object')
    if (this.#map === undefined && Array.isArray(document))
      return unreadable('the body is a JSON array; profiles.map can pick fields out of it')
    const profile = this.#map === undefined ? (document as Profile) : this.#map(document)
    const lack = whatIsMissing(profile, this.#require)
    if (lack !== undefined) return but('empty_profile', lack)
    // The next try would bring the same: neither a fault of the upstream nor of the token.
    if (isTooDeep(profile)) return but('unknown', `the profile is nested more than ${MAX_PROFILE_DEPTH} levels deep`)
    if (isTooLarge(profile, answer.body.length, this.#mappedFields))
      return but('unknown', `the profile is larger than ${MAX_PROFILE_BYTES / 1000} kB; profiles.map can pick fewer fields out of it`)
    return { ok: true, profile, restMs: restOf(answer.headers, this.#clock.now()) ?? null }
  }

  #failed(status: number | undefined, code: string, token: string): FetchOutcome {
    // Without a status the code decides; a 2xx that broke off is as if no answer had come.
    const errorType = this.#classify({ code })?.errorType ?? 'upstream_error'
    const message = finishMessage(describeFailure(code), token)
    return { ok: false, errorType, message, status: status ?? null, retryAfterMs: null, restMs: null }
  }

  /** An answer that cannot be read at all is still one address's result, and nobody else's affair. */
  #unreadable(error: unknown, status: number | undefined): FetchOutcome {
    const name = error instanceof Error ? error.name : 'no error'
    const message = `The upstream's answer could not be read (${name}).`
    return { ok: false, errorType: 'unknown', message, status: status ?? null, retryAfterMs: null, restMs: null }
  }

  #answered(errorType: ErrorType, message: string, { status, headers }: RawAnswer, token: string, rule?: ErrorRule): FetchOutcome {
    const now = this.#clock.now()
    const ruled = rule?.retryAfter && parseWait(firstOf(headers[rule.retryAfter.header]), rule.retryAfter.form, now)
    const limited = isFaultOf(errorType, 'token-for-now') ? resetOf(headers, now) : undefined
    // A rule's own header first, then what everybody understands; a count's reset is about the token only.
    const retryAfterMs = ruled ?? parseRetryAfter(headers, now) ?? limited ?? null
    return {
      ok: false,
      errorType,
      message: finishMessage(message, token),
      status: status ?? null,
      retryAfterMs,
      restMs: restOf(headers, now) ?? null,
    }
  }
}

/** The message is kept in results and logs: an erasure finds the address there in the form that was submitted. */
function inWordsOf(outcome: FetchOutcome, email: string): FetchOutcome {
  return outcome.ok ? outcome : { ...outcome, message: inOneSpelling(outcome.message, email) }
}

/** In words, or undefined when nothing is missing. */
function whatIsMissing(profile: Profile, required: readonly string[]): string | undefined {
  for (const field of required) if (isNothing(profile[field])) return `without "${safeText(field, 60)}", which profiles.require asks for`
  for (const field in profile) if (!isNothing(profile[field])) return undefined
  return 'without any value of a profile'
}

/** Null, or an empty text or list: what upstreams put where they know nothing. */
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Rules on a success and the success itself read the same document; undefined when the text is no JSON. */
function parsedOnce(text: string): () => unknown {
  let parsed: { readonly document: unknown } | undefined
  return () => {
    parsed ??= { document: parseOrNothing(text) }
    return parsed.document
  }
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function decode(answer: RawAnswer): string {
  if (isEncoded(answer)) return ''
  const text = answer.body.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function isEncoded(answer: RawAnswer): boolean {
  const encoding = answer.headers['content-encoding']
  return encoding !== undefined && encoding.toLowerCase() !== 'identity'
}

/** Whether the token stands in the text, or may: escapes ("\/", "\u0041") hide it from a search. */
function mayHold(json: string, token: string): boolean {
  return json.includes('\\') || json.includes(token)
}

/** An upstream that echoes its request (a debugging proxy) must not put the token into a stored profile. */
function parseWithoutToken(json: string, token: string): unknown {
  const parsed = parseOrNothing(withoutToken(json, token))
  // Written again, every string has one form only.
  return parsed === undefined ? undefined : parseOrNothing(withoutToken(JSON.stringify(parsed), JSON.stringify(token).slice(1, -1)))
}

function withoutToken(json: string, token: string): string {
  return token.length >= MIN_REDACTABLE_TOKEN && json.includes(token) ? json.replaceAll(token, '[redacted]') : json
}
