import { type PoolSurvey, PoolSurveyor } from '../../tokens/pool-survey.ts'
import { UNTIL_OPERATOR } from '../../tokens/token.ts'
import { type PoolTotals, RESTING_MS, type RestingTokens } from '../../tokens/token-store.ts'
import type { RowQuery } from './row-query.ts'
import { EXPECTED, GRANTED, RESTS_UNTIL, type TokenRow, toToken, USABLE } from './sqlite-token-rows.ts'

/**
 * Queries that read every token, all of them in one index that holds whatever they need. Of a large pool they take a tenth of a second, and run on a
 * thread of their own.
 */

/** A connection, of whichever thread. */
export interface Connection {
  rows<T>(sql: string): RowQuery<T>
}

export interface FiguresQuery {
  readonly source: 'pool' | 'file'
  readonly day: string
  readonly now: number
}

export interface PoolFigures {
  readonly totals: PoolTotals
  readonly resting: RestingTokens[]
}

const TOTALS = `SELECT count(*) AS totalTokens,
    coalesce(sum(active), 0) AS activeTokens,
    coalesce(sum(usable AND used < granted), 0) AS availableTokens,
    coalesce(sum(used), 0) AS totalDailyUsage,
    coalesce(sum(CASE WHEN active THEN daily_limit ELSE 0 END), 0) AS maxDailyCapacity,
    coalesce(sum(CASE WHEN usable THEN max(0, daily_limit - used) ELSE 0 END), 0) AS availableCapacity,
    min(CASE WHEN active AND rests_until > $now THEN rests_until END) AS nextUntil
  FROM (SELECT ${EXPECTED} AS daily_limit, ${GRANTED} AS granted, ${RESTS_UNTIL} AS rests_until, CASE WHEN quota_day = $day THEN daily_usage ELSE 0 END AS used,
      enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AS active, ${USABLE} AND quota_day <= $day AS usable
    FROM bearer_tokens INDEXED BY bearer_tokens_by_score WHERE source = $source)`
const RESTING = `SELECT min((${RESTS_UNTIL} + ${RESTING_MS - 1}) / ${RESTING_MS} * ${RESTING_MS}, ${UNTIL_OPERATOR}) AS until, count(*) AS tokens,
    sum(max(0, ${EXPECTED} - CASE WHEN quota_day = $day THEN daily_usage ELSE 0 END)) AS leftToday, sum(${EXPECTED}) AS perDay
  FROM bearer_tokens INDEXED BY bearer_tokens_by_score WHERE source = $source AND enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AND ${RESTS_UNTIL} > $now
  GROUP BY 1 ORDER BY 1`
/** What the index holds, and nothing beside it: with one column more each row would be fetched for it. */
const SURVEYED = `SELECT token_id, NULL AS secret, source, enabled, daily_limit, quota_day, daily_usage, 0 AS total_usage, 0 AS error_count,
    0 AS consecutive_errors, 0 AS strikes, NULL AS last_error, NULL AS last_used, 0 AS created_at, expires_at, excluded_reason,
    NULL AS excluded_evidence, NULL AS excluded_since, excluded_until, NULL AS penalty_id, learned_limit, learned_day, NULL AS learned_from,
    hour_start, hour_usage, hour_limit
  FROM bearer_tokens INDEXED BY bearer_tokens_by_score WHERE source = 'pool'`

const named = ({ source, day, now }: FiguresQuery) => ({ $source: source, $day: day, $now: now })

export function readTotals(db: Connection, query: FiguresQuery): PoolTotals {
  return db.rows<PoolTotals>(TOTALS).all(named(query))[0]!
}

export function readResting(db: Connection, query: FiguresQuery): RestingTokens[] {
  return db.rows<RestingTokens>(RESTING).all(named(query))
}

export function readFigures(db: Connection, query: FiguresQuery): PoolFigures {
  return { totals: readTotals(db, query), resting: readResting(db, query) }
}

export function readSurvey(db: Connection, { day, now }: Pick<FiguresQuery, 'day' | 'now'>): PoolSurvey {
  const surveyor = new PoolSurveyor(day, now)
  for (const row of db.rows<TokenRow>(SURVEYED).each()) surveyor.add(toToken(row))
  return surveyor.finish()
}
