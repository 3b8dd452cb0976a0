import { AppError } from '../shared/app-error.ts'

/**
 * The states of a company key (TokenMaster.Status).
 *
 * `Active` → `BelowThreshold` → `FullyUtilized` as its AI tokens are used up (by metering); a raised limit leads back.
 * Either usable state → `Blocked` when the provider rejects the key outright; a replaced key leads back.
 * `Expired`, `Exceeded`, `Disabled` are set from outside (an operator, the billing system), and only from there do they change back.
 */
export const KEY_STATUSES = ['Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded', 'Expired', 'Disabled', 'Blocked'] as const

/** AI tokens left under which a key only serves when no Active one is there. TokenUsageSummary.Threshold's default. */
export const DEFAULT_THRESHOLD = 3000

/** Statuses that follow from the tokens left; metering may only lower them, a new limit recomputes them. */
const DRIVEN_BY_USAGE: readonly string[] = ['Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded']

export function isUsable(status: string): boolean {
  const known = status.toLowerCase()
  return known === 'active' || known === 'belowthreshold'
}

/** The status after some usage: it only ever goes down, and a key that was switched off meanwhile stays off. A null limit is no limit. */
export function statusAfterUsage(status: string, remaining: number | null, threshold: number): string {
  if (!isUsable(status) || remaining === null) return status
  if (remaining <= 0) return 'FullyUtilized'
  return remaining < threshold ? 'BelowThreshold' : status
}

/** The status after its limit or threshold changed, or (`replaced`) after the key itself was: a blocked key gets a new chance. */
export function statusAfterChange(status: string, remaining: number | null, threshold: number, replaced: boolean): string {
  const follows = DRIVEN_BY_USAGE.some(known => known.toLowerCase() === status.toLowerCase())
  if (!follows && !(replaced && status.toLowerCase() === 'blocked')) return status
  if (remaining !== null && remaining <= 0) return 'FullyUtilized'
  return remaining !== null && remaining < threshold ? 'BelowThreshold' : 'Active'
}

/** What follows from a change of a key, besides what is given: each adapter does exactly this. */
export function effectsOf(change: {
  readonly status?: unknown
  readonly totalTokenLimit?: unknown
  readonly threshold?: unknown
  readonly storedKey?: unknown
}) {
  const isReplaced = change.storedKey !== undefined
  return {
    isReplaced,
    /** A status that is not given follows from limit, threshold and key. */
    recomputes: isReplaced || change.totalTokenLimit !== undefined || change.threshold !== undefined,
    /** A new key or status ends a rest. */
    endsRest: isReplaced || change.status !== undefined,
  }
}

/** Tokens left of a limit, never below 0; null without a limit. */
export function remainingTokens(limit: number | null, used: number): number | null {
  return limit === null ? null : Math.max(0, limit - used)
}

export type RefusalCode = 'TOKEN_EXPIRED' | 'TOKEN_UNAVAILABLE' | 'TOKEN_NOT_FOUND'

/** Word for word what callers of the old service know. */
export const REFUSAL_MESSAGES: Readonly<Record<RefusalCode, string>> = {
  TOKEN_EXPIRED: 'Your AI token has expired. Please renew your subscription.',
  TOKEN_UNAVAILABLE: 'Your AI token is no longer available or has been disabled. Please contact support.',
  TOKEN_NOT_FOUND: 'No active token found for your company. Please contact support.',
}

/** Why a company without a usable key is refused: `Expired` is named first, because that one the caller can settle alone. */
export function refusalOf(statuses: readonly string[]): RefusalCode {
  if (statuses.length === 0) return 'TOKEN_NOT_FOUND'
  return statuses.some(status => status.toLowerCase() === 'expired') ? 'TOKEN_EXPIRED' : 'TOKEN_UNAVAILABLE'
}

export function refuse(code: RefusalCode): AppError {
  return new AppError(REFUSAL_MESSAGES[code], { code, kind: 'forbidden' })
}
