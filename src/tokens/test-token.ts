import { randomUUID } from 'node:crypto'
import { AppError, notFound } from '../shared/app-error.ts'
import { type Clock, toIso } from '../shared/clock.ts'
import { type ErrorType, isFaultOf } from '../shared/error-types.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import type { Trace } from '../tracing/trace.ts'
import type { HourWindows } from './hour-window.ts'
import { hourSpentUntil, isExcluded, statusOf, type Token } from './token.ts'
import type { TokenOutcomes } from './token-outcomes.ts'
import type { TokenStore } from './token-store.ts'

/** What one call to the upstream came to, without what it brought. */
export interface CallOutcome {
  readonly errorType: ErrorType | null
  readonly message: string | null
  readonly status: number | null
  readonly retryAfterMs: number | null
}

/** Who called, for the call's span. */
export interface CallOrigin {
  readonly tokenId: string
  /** Undefined where nothing is recorded. */
  readonly trace: Trace | undefined
}

/** One real call. Never rejects. */
export type CallUpstream = (email: string, secret: string, origin: CallOrigin) => Promise<CallOutcome>

export interface TokenTest extends CallOutcome {
  readonly durationMs: number
  /** After the call. */
  readonly token: Token
}

/** The trial of a half-open token may take so long before another one is started. */
const TRIAL_MS = 60_000

/**
 * Tries a token on an address: one unit of its day, one real call, what it came to. The pool learns from it only that a token works again; nothing
 * is saved, and a failure costs no token anything: whose fault it is cannot be told from one call. An address that is never sent costs no unit.
 */
export function createTestToken(parts: {
  readonly store: TokenStore
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  /** Around the reset no call may start: when to ask again; null when one may start now. */
  readonly closedUntil: (now: number) => number | null
  readonly hours: HourWindows
  readonly call: CallUpstream
  readonly outcomes: TokenOutcomes
}): (tokenId: string, email: string, trace: Trace | undefined) => Promise<TokenTest> {
  const { store, clock } = parts
  return async (tokenId, email, trace) => {
    const now = clock.now()
    const closedUntil = parts.closedUntil(now)
    if (closedUntil !== null) throw atReset(closedUntil)
    const { day } = parts.quotaDay(now)
    const reservationId = randomUUID()
    const reserved = await store.reserve({ tokenId, reservationId, day, maxUnits: 1, now, trialMs: TRIAL_MS, hour: parts.hours(now) })
    if (!reserved.granted) throw refusal(reserved.token, day, now)
    if (reserved.secret === null) {
      await store.handBack(tokenId, reservationId, 1)
      if (reserved.unreadable === null) throw notFound('This token')
      throw new AppError(`This token cannot be used: its stored secret cannot be decrypted. ${reserved.unreadable}`, {
        code: 'TOKEN_NOT_USABLE',
        kind: 'conflict',
      })
    }
    const began = performance.now()
    const outcome = await parts.call(email, reserved.secret, { tokenId, trace })
    const durationMs = Math.round(performance.now() - began)
    const wasSent = outcome.errorType === null || !isFaultOf(outcome.errorType, 'entry')
    if (wasSent) parts.outcomes.count(tokenId, day, outcome.errorType ?? 'success')
    await store.handBack(tokenId, reservationId, wasSent ? 0 : 1)
    if (outcome.errorType === null && reserved.trialOf !== null) await store.recover(tokenId, reserved.trialOf, clock.now())
    return { ...outcome, durationMs, token: (await store.get(tokenId)) ?? reserved.token }
  }
}

function atReset(until: number): AppError {
  const message = `No call is made while the quota day, or the hour of an hourly limit, ends: try again after ${toIso(until)}.`
  return new AppError(message, { code: 'TOKEN_NOT_USABLE', kind: 'conflict' })
}

function refusal(token: Token | null, day: string, now: number): AppError {
  if (token === null) return notFound('This token')
  const spentUntil = hourSpentUntil(token, now)
  const isSpent = spentUntil === null ? '' : `: what its hourly limit allows is spent until ${toIso(spentUntil)}`
  const why = isExcluded(token, now) ? `: ${token.exclusion!.evidence}` : isSpent
  return new AppError(`This token may not be used at the moment: it is ${statusOf(token, day, now)}${why}`, {
    code: 'TOKEN_NOT_USABLE',
    kind: 'conflict',
  })
}
