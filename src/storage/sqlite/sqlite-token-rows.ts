import { HOUR_MS } from '../../shared/quota-day.ts'
import { BEYOND_LEARNED, type Exclusion, type Token } from '../../tokens/token.ts'

export interface TokenRow {
  token_id: string
  secret: string | null
  source: 'pool' | 'file' | 'removed'
  enabled: number
  daily_limit: number
  quota_day: string
  daily_usage: number
  total_usage: number
  error_count: number
  consecutive_errors: number
  strikes: number
  last_error: string | null
  last_used: number | null
  created_at: number
  expires_at: number | null
  excluded_reason: Exclusion['reason'] | null
  excluded_evidence: string | null
  excluded_since: number | null
  excluded_until: number | null
  penalty_id: string | null
  learned_limit: number | null
  learned_day: string | null
  learned_from: string | null
  hour_start: number | null
  hour_usage: number
  hour_limit: number | null
}

export const COLUMNS = `token_id, secret, source, enabled, daily_limit, quota_day, daily_usage, total_usage, error_count, consecutive_errors, strikes,
  last_error, last_used, created_at, expires_at, excluded_reason, excluded_evidence, excluded_since, excluded_until, penalty_id,
  learned_limit, learned_day, learned_from, hour_start, hour_usage, hour_limit`
/** Where nobody asks for the secrets, which are most of a row. */
export const WITHOUT_SECRET = COLUMNS.replace('secret,', 'NULL AS secret,')
/** `expectedLimit` in SQL. */
export const EXPECTED = 'min(daily_limit, coalesce(learned_limit, daily_limit))'
/** The limit within which `grantableOn` gives, in SQL. */
export const GRANTED = `CASE WHEN learned_limit IS NULL OR excluded_until IS NOT NULL THEN daily_limit
  ELSE min(daily_limit, learned_limit + CASE WHEN learned_day = $day THEN 0 ELSE ${BEYOND_LEARNED} END) END`
/** `hourSpentUntil` in SQL, of tokens that have something left of the day; 0 where the hour leaves them something. */
const HOUR_SPENT = `CASE WHEN hour_start IS NOT NULL AND (hour_usage >= hour_limit OR hour_start > $now)
  AND (quota_day <> $day OR daily_usage < ${GRANTED}) THEN hour_start + ${HOUR_MS} ELSE 0 END`
/** When a token may be used again; what lies behind says that it may. */
export const RESTS_UNTIL = `max(coalesce(excluded_until, 0), ${HOUR_SPENT})`
export const USABLE = `enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AND ${RESTS_UNTIL} <= $now`

export function toToken(row: TokenRow): Token {
  return {
    tokenId: row.token_id,
    source: row.source === 'removed' ? 'pool' : row.source,
    enabled: row.enabled === 1,
    dailyLimit: row.daily_limit,
    quotaDay: row.quota_day === '' ? null : row.quota_day,
    dailyUsage: row.daily_usage,
    totalUsage: row.total_usage,
    errorCount: row.error_count,
    consecutiveErrors: row.consecutive_errors,
    strikes: row.strikes,
    lastError: row.last_error,
    lastUsed: row.last_used,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    exclusion:
      row.excluded_until === null
        ? null
        : {
            reason: row.excluded_reason ?? 'token_error',
            evidence: row.excluded_evidence ?? '',
            since: row.excluded_since ?? 0,
            until: row.excluded_until,
            penaltyId: row.penalty_id ?? '',
          },
    learned:
      row.learned_limit === null ? null : { limit: row.learned_limit, day: row.learned_day ?? '', penaltyId: row.learned_from ?? '' },
    hour: row.hour_start === null ? null : { startsAt: row.hour_start, usage: row.hour_usage, limit: row.hour_limit ?? 0 },
  }
}
