import pRetry from 'p-retry'
import type { RetrySettings } from '../settings/app-settings.ts'
import type { Clock } from '../shared/clock.ts'
import { toIso } from '../shared/clock.ts'
import { safeText } from '../shared/redact.ts'

/** What a classifier says of one failure. */
export interface FailureVerdict {
  readonly retryable: boolean
  /** The wait the other side asked for, in milliseconds. Honoured up to the policy's `max_delay`. */
  readonly retryAfterMs?: number
}

/** One failed attempt, as `retry_log` and the `RetryAttempts` table show it. `error` is already cleaned of secrets and control characters. */
export interface RetryLogEntry {
  readonly attempt: number
  readonly error: string
  readonly retryable: boolean
  /** ISO 8601. */
  readonly timestamp: string
}

export interface RetryOptions {
  /** Decides per error; there is no default, so that no caller inherits another operation's idea of "transient". */
  readonly classify: (error: unknown) => FailureVerdict
  /** Unix milliseconds after which no further attempt starts. */
  readonly deadline?: number
  /** Ends the waits between attempts. An attempt under way is the operation's own to abort. */
  readonly signal?: AbortSignal
  readonly onFailedAttempt?: (entry: RetryLogEntry, error: unknown) => void
}

export interface RetryOutcome<T> {
  readonly value: T
  /** Calls made, the successful one included. */
  readonly attempts: number
  readonly retryLog: readonly RetryLogEntry[]
}

/** Every attempt failed, or the last error was not worth repeating. `cause` is that last error, untouched. */
export class RetryFailedError extends Error {
  readonly attempts: number
  readonly retryLog: readonly RetryLogEntry[]
  constructor(cause: unknown, retryLog: readonly RetryLogEntry[]) {
    super('The operation failed after its last attempt.', { cause })
    this.name = 'RetryFailedError'
    this.attempts = retryLog.length
    this.retryLog = retryLog
  }
}

/**
 * The one retry loop of the service: exponential backoff with full jitter, one deadline, `Retry-After` honoured up to the cap.
 * SDK retries are off wherever it is used, so that waits never multiply.
 */
export interface RetryPolicy {
  /** @throws RetryFailedError, or the signal's reason when it aborts while waiting */
  execute<T>(operation: (attempt: number) => Promise<T>, options: RetryOptions): Promise<RetryOutcome<T>>
  /** The same for synchronous work. `sleepSync` blocks the thread: meant for a start, before anything is served, for worker threads and scripts. */
  executeSync<T>(operation: (attempt: number) => T, options: RetryOptions): RetryOutcome<T>
  /** Milliseconds to wait after failed attempt `attempt` (1-based). Pure but for the jitter's random number. */
  delayAfter(attempt: number, retryAfterMs?: number): number
}

export interface RetryPolicyParts {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random?: () => number
  readonly sleepSync?: (ms: number) => void
}

export function createRetryPolicy(settings: RetrySettings, parts: RetryPolicyParts): RetryPolicy {
  const random = parts.random ?? Math.random
  const sleepSync = parts.sleepSync ?? blockThread

  const delayAfter = (attempt: number, retryAfterMs = 0): number => {
    const ceiling = Math.min(settings.max_delay, settings.initial_delay * settings.backoff_multiplier ** (attempt - 1)) * 1000
    const backoff = settings.jitter ? random() * ceiling : ceiling
    return Math.min(Math.max(backoff, retryAfterMs), settings.max_delay * 1000)
  }

  /** Notes the failure; says how long to wait before the next attempt, or undefined to give up. */
  const judge = (error: unknown, log: RetryLogEntry[], options: RetryOptions): number | undefined => {
    const verdict = options.classify(error)
    const attempt = log.length + 1
    const entry = { attempt, error: describeError(error), retryable: verdict.retryable, timestamp: toIso(parts.clock.now()) }
    log.push(entry)
    options.onFailedAttempt?.(entry, error)
    if (!verdict.retryable || attempt > settings.max_retries) return undefined
    const delay = delayAfter(attempt, verdict.retryAfterMs)
    return options.deadline !== undefined && parts.clock.now() + delay >= options.deadline ? undefined : delay
  }

  return {
    delayAfter,
    async execute(operation, options) {
      const log: RetryLogEntry[] = []
      options.signal?.throwIfAborted()
      // The signal is not p-retry's business: it would drop an attempt under way, whose outcome may have been paid for.
      // p-retry drives the attempts. Its own timers are set to zero: they cannot be injected and know no Retry-After.
      const value = await pRetry(
        async attempt => {
          try {
            return await operation(attempt)
          } catch (error) {
            // Wrapped, because p-retry refuses to repeat a TypeError that it does not take for a network error.
            throw new AttemptFailed(error, judge(error, log, options))
          }
        },
        {
          retries: settings.max_retries,
          minTimeout: 0,
          maxTimeout: 0,
          shouldRetry: ({ error }) => error instanceof AttemptFailed && error.delayMs !== undefined,
          onFailedAttempt: async ({ error }) => {
            if (error instanceof AttemptFailed && error.delayMs !== undefined) await parts.clock.sleep(error.delayMs, options.signal)
          },
        },
      ).catch((error: unknown) => {
        options.signal?.throwIfAborted()
        throw error instanceof AttemptFailed ? new RetryFailedError(error.cause, log) : error
      })
      return { value, attempts: log.length + 1, retryLog: log }
    },
    executeSync(operation, options) {
      const log: RetryLogEntry[] = []
      for (;;) {
        try {
          return { value: operation(log.length + 1), attempts: log.length + 1, retryLog: log }
        } catch (error) {
          const delay = judge(error, log, options)
          if (delay === undefined) throw new RetryFailedError(error, log)
          sleepSync(delay)
        }
      }
    },
  }
}

class AttemptFailed extends Error {
  readonly delayMs: number | undefined
  constructor(cause: unknown, delayMs: number | undefined) {
    super('attempt failed', { cause })
    this.delayMs = delayMs
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return safeText(String(error), 1000)
  return safeText(error.name === 'Error' ? error.message : `${error.name}: ${error.message}`, 1000)
}

function blockThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
