import type { FailureVerdict } from '../../retry/retry-policy.ts'
import { AppError } from '../../shared/app-error.ts'
import { safeText, withoutSecrets } from '../../shared/redact.ts'
import { consequencesOf, type FailureReason, type Fault } from './failure-reasons.ts'
import type { BilledUsage } from './foreign-usage.ts'
import { classifyHttpFailure, classifyTransportError, type HttpFailure, type ProviderErrors } from './provider-failure.ts'

/** A provider's failure in our words. Its message is clean: it may stand in logs and in `RetryAttempts`. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly reason: FailureReason
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  /** What the call was billed nevertheless. */
  readonly billed: BilledUsage | undefined
  /** Of the answer; undefined where there was none, or a good one. */
  readonly status: number | undefined

  constructor(
    reason: FailureReason,
    message: string,
    options: { retryAfterMs?: number | undefined; billed?: BilledUsage | undefined; status?: number | undefined } = {},
  ) {
    super(safeText(message, 500))
    this.reason = reason
    this.retryable = consequencesOf(reason).repeated
    this.retryAfterMs = options.retryAfterMs
    this.billed = options.billed
    this.status = options.status
  }

  get fault(): Fault {
    return consequencesOf(this.reason).fault
  }
}

/** Thrown by the transport for every answer that is not 2xx; the engines never let it out. */
export class ProviderHttpError extends Error {
  override readonly name = 'ProviderHttpError'
  readonly failure: HttpFailure
  constructor(failure: HttpFailure) {
    super(`HTTP ${failure.status}`)
    this.failure = failure
  }
}

interface FailedCall {
  /** The provider's, which begins the message. */
  readonly title: string
  readonly errors: ProviderErrors
  readonly apiKey: string | undefined
  readonly signal: AbortSignal
}

/**
 * Whatever an SDK threw, as a ProviderError without the key in it and without the SDK's error as a cause (it holds headers). An abort stays
 * what it is: it is the caller's, not the provider's.
 */
export function asProviderError(error: unknown, context: FailedCall): unknown {
  if (context.signal.aborted) return context.signal.reason
  if (error instanceof AppError) return error
  if (error instanceof ProviderError) {
    const { reason, retryAfterMs, billed, status } = error
    return new ProviderError(reason, withoutSecrets(error.message, [context.apiKey]), { retryAfterMs, billed, status })
  }
  // An SDK wraps what the transport throws.
  const own = causesOf(error).find(cause => cause instanceof ProviderError)
  if (own !== undefined) return asProviderError(own, context)
  const http = httpFailureOf(error)
  const clean = (message: string) => `${context.title}: ${withoutSecrets(message, [context.apiKey])}`
  if (http !== undefined) {
    const { reason, message, retryAfterMs } = classifyHttpFailure(http, context.errors, Date.now())
    return new ProviderError(reason, clean(message), { retryAfterMs, status: http.status })
  }
  const reason = classifyTransportError(error)
  const causes = causesOf(error)
  const text = causes.length === 0 ? String(error) : (causes.at(-1)?.message ?? '')
  return new ProviderError(reason ?? 'bad_answer', clean(text === '' ? (reason ?? 'failed') : text))
}

/** For the retry policy: nothing but a provider's transient failure is worth another call. */
export function classifyForRetry(error: unknown): FailureVerdict {
  if (!(error instanceof ProviderError)) return { retryable: false }
  return { retryable: error.retryable, ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }) }
}

/** The answer behind whatever an SDK made of it; undefined where there was none, or it was a good one. */
export function httpFailureOf(error: unknown): HttpFailure | undefined {
  return causesOf(error).find(cause => cause instanceof ProviderHttpError)?.failure
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 6; at = at.cause) chain.push(at)
  return chain
}
