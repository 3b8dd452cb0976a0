import { toIso } from '../shared/clock.ts'
import { HOUR_MS } from '../shared/quota-day.ts'
import { expectedLimit, hourSpentUntil, isAhead, remainingOn, scoreOn, statusOf, type Token, UNTIL_OPERATOR, usageOn } from './token.ts'
import type { TokenEvent } from './token-history.ts'
import type { OutcomeCounts } from './token-outcomes.ts'
import type { TokenDetailView, TokenHistoryView } from './tokens.schemas.ts'

/** A token as operators see it. */
export function viewToken(token: Token, day: string, now: number, outcomes: OutcomeCounts): TokenDetailView {
  const status = statusOf(token, day, now)
  return {
    token_id: token.tokenId,
    status,
    daily_usage: usageOn(day, token),
    daily_limit: token.dailyLimit,
    remaining_usage: isAhead(token, day) ? 0 : remainingOn(day, token),
    total_usage: token.totalUsage,
    error_count: token.errorCount,
    last_error: token.lastError,
    created_at: toIso(token.createdAt),
    expires_at: token.expiresAt === null ? null : toIso(token.expiresAt),
    last_used: token.lastUsed === null ? null : toIso(token.lastUsed),
    excluded: viewExclusion(token, day, now),
    score: scoreOn(day, token),
    hourly: viewHour(token, now),
    outcomes_today: { ...outcomes },
    learned_limit: expectedLimit(token) < token.dailyLimit ? expectedLimit(token) : null,
  }
}

export function viewTokenEvent({ kind, at, by, reason, evidence, until, day }: TokenEvent): TokenHistoryView['events'][number] {
  return { kind, at: toIso(at), by, reason, evidence, until: until === null ? null : toIso(until), quota_day: day }
}

/** Of the hour that is running; null where nothing was taken in it under an hourly limit. */
function viewHour({ hour }: Token, now: number): TokenDetailView['hourly'] {
  if (hour === null || now >= hour.startsAt + HOUR_MS) return null
  return { usage: hour.usage, limit: hour.limit, ends_at: toIso(hour.startsAt + HOUR_MS) }
}

/** Also for tokens that are off or expired: no exclusion without a reason and an `until` (G6). */
function viewExclusion(token: Token, day: string, now: number): TokenDetailView['excluded'] {
  const { exclusion } = token
  if (!token.enabled) {
    return {
      reason: 'disabled',
      evidence: 'An operator disabled it; it is used again once an operator enables it.',
      // When that was, and by whom, its history tells.
      since: null,
      until: toIso(UNTIL_OPERATOR),
    }
  }
  if (token.expiresAt !== null && token.expiresAt <= now) {
    return {
      reason: 'expired',
      evidence: `It expired at ${toIso(token.expiresAt)}; add its successor under the same token_id.`,
      since: toIso(token.expiresAt),
      until: toIso(UNTIL_OPERATOR),
    }
  }
  if (isAhead(token, day) && token.quotaDay !== null && (exclusion === null || exclusion.until <= now)) {
    return {
      reason: 'counted_ahead',
      evidence: `Its requests are counted for ${token.quotaDay}, which is yet to come: a clock ran ahead. Set the clocks, then enable it.`,
      since: token.lastUsed === null ? null : toIso(token.lastUsed),
      until: toIso(Date.parse(token.quotaDay)),
    }
  }
  if (exclusion === null || exclusion.until <= now) return viewSpentHour(token, day, now)
  return { reason: exclusion.reason, evidence: exclusion.evidence, since: toIso(exclusion.since), until: toIso(exclusion.until) }
}

function viewSpentHour(token: Token, day: string, now: number): TokenDetailView['excluded'] {
  const { hour } = token
  const until = hourSpentUntil(token, now)
  if (hour === null || until === null || statusOf(token, day, now) === 'exhausted') return null
  const { usage, limit, startsAt } = hour
  const evidence =
    now < startsAt
      ? 'Its requests are counted for an hour that is yet to come: a clock ran ahead.'
      : `${usage} of ${limit} requests of this hour are taken.`
  return { reason: 'hourly_limit', evidence, since: toIso(startsAt), until: toIso(until) }
}
