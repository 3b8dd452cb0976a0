import type { ErrorType } from '../shared/error-types.ts'
import type { Trace } from '../tracing/trace.ts'

/** A looked-up person, by the names of the operator's `profiles.map`; values are what the upstream's JSON held there. */
export type Profile = Readonly<Record<string, unknown>>

/** Why one upstream call gave no profile. */
export interface FetchFailure {
  readonly ok: false
  readonly errorType: ErrorType
  /** In plain words, free of secrets and control characters; at most 300 characters. */
  readonly message: string
  /** The upstream's HTTP status; null when there was no answer. */
  readonly status: number | null
  /** Milliseconds the upstream asked us to wait, a day at most; null when it did not. */
  readonly retryAfterMs: number | null
  /** As of a success. */
  readonly restMs: number | null
}

export interface FetchSuccess {
  readonly ok: true
  readonly profile: Profile
  /** Milliseconds for which the upstream's own count says that nothing is left of the token: it rests before a call fails. Null, as nearly always: it may go on. */
  readonly restMs: number | null
}

/** What one upstream call came to. Failures are values, not exceptions: the caller must decide what each one costs. */
export type FetchOutcome = FetchSuccess | FetchFailure

/** What a call of the upstream is part of, and what the wire does not say of it. */
export interface TracedCall {
  readonly trace: Trace
  readonly tokenId: string
  /** Of the address, from 1, whichever token it is made with. */
  readonly attempt: number
}

/** PORT: turns (address, bearer token) into a profile or a classified error. One call makes exactly one upstream request. */
export interface ProfileProvider {
  /**
   * Never rejects, except with the signal's reason when it aborts.
   * @param traced where the call's span belongs; undefined where nothing is recorded
   */
  fetch(email: string, bearerToken: string, signal?: AbortSignal, traced?: TracedCall): Promise<FetchOutcome>
  close(): Promise<void>
}
