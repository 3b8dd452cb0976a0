import { isAhead, isExpired, type Token } from './token.ts'

/** What an upstream's limit excludes comes back by itself, at the deadline that the upstream gives. */
const HELPS_ITSELF: ReadonlySet<string> = new Set<NonNullable<Token['exclusion']>['reason']>(['rate_limited'])

/**
 * Whether a person should look at it: somebody has put it away, it has expired, its secret cannot be read, the upstream refuses it, or evidence
 * speaks against it. Also once its deadline has passed: until a call has shown that it works, the refusal is the last that is known of it. A token
 * that is spent, or that the upstream limits, needs nobody.
 */
export function needsAttention(token: Token, day: string, now: number): boolean {
  const { enabled, exclusion } = token
  return !enabled || isExpired(token, now) || isAhead(token, day) || (exclusion !== null && !HELPS_ITSELF.has(exclusion.reason))
}
