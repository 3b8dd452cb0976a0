import type { ErrorCode } from './error-codes.ts'

/**
 * What went wrong, in the domain's words. Only `http/error-handler.ts` turns a kind into a status; a domain never names one.
 */
export type ErrorKind =
  | 'invalid' // the caller's input can never succeed as it is
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_slow' // the caller took too long to send it
  | 'too_large'
  | 'unsupported_type'
  | 'unprocessable' // well-formed, but its content cannot be used
  | 'rate_limited'
  | 'upstream_failed'
  | 'upstream_timeout'
  | 'unavailable' // a store we depend on is out of reach; the same request may succeed later
  | 'internal'

/** One problem of one field, as the error envelope's `errors` lists it. */
export interface FieldProblem {
  readonly field: string
  readonly problem: string
}

export interface AppErrorOptions {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  /** True when the same call may succeed later without a change by the caller. */
  readonly retryable?: boolean
  readonly errors?: readonly FieldProblem[]
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** The base of every error that a caller may see. Its message is shown to callers as it stands: no secret, no stack, no SQL in it. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly retryable: boolean
  readonly errors: readonly FieldProblem[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.kind = options.kind
    this.retryable = options.retryable ?? false
    this.errors = options.errors
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export function invalidInput(message: string, errors?: readonly FieldProblem[]): AppError {
  return new AppError(message, { code: 'VALIDATION_FAILED', kind: 'invalid', ...(errors === undefined ? {} : { errors }) })
}

export function notFound(what: string): AppError {
  return new AppError(`${what} was not found.`, { code: 'NOT_FOUND', kind: 'not_found' })
}

export function conflict(message: string, code: ErrorCode): AppError {
  return new AppError(message, { code, kind: 'conflict' })
}

/** A store is out of reach. Thrown by adapters only; callers answer 503 or wait, and never count it against a token or an address. */
export class StoreUnavailableError extends AppError {
  constructor(store: string, cause: unknown) {
    super(`The ${store} is out of reach at the moment. Please try again shortly.`, {
      code: 'STORE_UNAVAILABLE',
      kind: 'unavailable',
      retryable: true,
      retryAfterSeconds: 5,
      cause,
    })
  }
}

/** A store is there and serves, but takes its time. Thrown by an adapter's ping alone; its message is for operators. */
export class SlowStoreError extends Error {
  override readonly name = 'SlowStoreError'
}

/** A store is there and refuses what it was given: the same rows will be refused again. Thrown by adapters; its message is for operators. */
export class RowRefusedError extends Error {
  override readonly name = 'RowRefusedError'
}
