import { toIso } from '../../shared/clock.ts'
import { HOUR_MS } from '../../shared/quota-day.ts'
import { type Exclusion, grantableOn, isExpired, scoreOn, type Token, type TokenSource, UNTIL_OPERATOR } from '../../tokens/token.ts'
import type { Item } from './dynamo.ts'

/** Items of this form carry `v`; those without are the predecessor's. */
export const ITEM_VERSION = 1

/**
 * An open block on the item itself, so that one conditional write decides whether it was made: `n` units, `t` the penalty it is a trial of, `h` the hour
 * it was taken in under an hourly limit. With 0
 * units it is closed, and stands there so that a write still on its way does not make it again.
 */
export interface OpenBlock {
  readonly n: number
  readonly t?: string
  readonly h?: number
}

/** Where the `pick` index keeps a token. */
export interface Placement {
  readonly shard: string
  readonly key: string
}

/** Writes to one index partition are throttled beyond 1,000 a second: the pool is spread. The file holds few tokens. */
export const SHARDS: Readonly<Record<TokenSource, number>> = { pool: 8, file: 1 }

/** A token's score moves its place in the index only when it crosses into the next eighth of the limit: most reservations leave it alone. */
const BUCKETS = 8
const SMALLEST_BUCKET = 16

export function isLegacy(item: Item): boolean {
  return item.v === undefined
}

export function toToken(item: Item): Token {
  const until = number(item.excluded_until)
  return {
    tokenId: String(item.token_id),
    source: item.source === 'file' ? 'file' : 'pool',
    enabled: item.is_active !== false,
    dailyLimit: number(item.daily_limit) ?? 0,
    quotaDay: text(item.quota_day),
    dailyUsage: number(item.daily_usage) ?? 0,
    totalUsage: number(item.total_usage) ?? 0,
    errorCount: number(item.error_count) ?? 0,
    consecutiveErrors: number(item.consecutive_errors) ?? 0,
    strikes: number(item.strikes) ?? 0,
    lastError: text(item.last_error),
    lastUsed: toMillis(item.last_used),
    createdAt: toMillis(item.created_at) ?? 0,
    expiresAt: number(item.expires_ms) ?? toMillis(item.expires_at),
    exclusion:
      until === null
        ? null
        : {
            reason: (text(item.excluded_reason) as Exclusion['reason'] | null) ?? 'token_error',
            evidence: text(item.excluded_evidence) ?? '',
            since: number(item.excluded_since) ?? 0,
            until,
            penaltyId: text(item.penalty_id) ?? '',
          },
    learned: toLearned(item),
    hour: toHour(item),
  }
}

/** The index does not hold the count of the hour; that a token is spent for one, its place there tells. */
function toHour(item: Item): Token['hour'] {
  const startsAt = number(item.hour_start)
  if (startsAt !== null) return { startsAt, usage: number(item.hour_usage) ?? 0, limit: number(item.hour_limit) ?? 0 }
  const rests = String(item.pick_shard).includes('#rest#') && item.excluded_until === undefined
  return rests ? { startsAt: Number(item.pick_key) - HOUR_MS, usage: 0, limit: 0 } : null
}

/** Undefined where the attribute is to go. */
export function hourAttributes({ hour }: Pick<Token, 'hour'>): Readonly<Record<string, number | undefined>> {
  return { hour_start: hour?.startsAt, hour_usage: hour?.usage, hour_limit: hour?.limit }
}

function toLearned(item: Item): Token['learned'] {
  const limit = number(item.learned_limit)
  return limit === null ? null : { limit, day: text(item.learned_day) ?? '', penaltyId: text(item.learned_from) ?? '' }
}

/** Undefined where the attribute is to go. */
function learnedAttributes({ learned }: Token): Readonly<Record<string, string | number | undefined>> {
  return { learned_limit: learned?.limit, learned_day: learned?.day, learned_from: learned?.penaltyId }
}

/** A whole new item; `usage` is what its secret has used already. */
export function toItem(token: Token, secret: string | null, fingerprint: string): Item {
  const place = placeOf(token)
  return {
    ...stateAttributes(token),
    ...editedAttributes(token),
    ...hourAttributes(token),
    token_id: token.tokenId,
    v: ITEM_VERSION,
    source: token.source,
    token: secret ?? undefined,
    fingerprint,
    quota_day: token.quotaDay ?? undefined,
    daily_usage: token.dailyUsage,
    total_usage: token.totalUsage,
    last_used: token.lastUsed === null ? undefined : toIso(token.lastUsed),
    created_at: toIso(token.createdAt),
    sv: 1,
    r: {},
    pick_shard: place.shard,
    pick_key: place.key,
  }
}

/** What an operator may edit; undefined where the attribute is to go. */
export function editedAttributes(token: Token): Item {
  const { dailyLimit, expiresAt } = token
  return {
    ...learnedAttributes(token),
    daily_limit: dailyLimit,
    expires_at: expiresAt === null ? undefined : toIso(expiresAt),
    expires_ms: expiresAt ?? undefined,
  }
}

/** What penalties, recoveries and operators change; undefined where the attribute is to go. */
export function stateAttributes(token: Token): Readonly<Record<string, string | number | boolean | undefined>> {
  const { exclusion } = token
  return {
    is_active: token.enabled,
    error_count: token.errorCount,
    consecutive_errors: token.consecutiveErrors,
    strikes: token.strikes,
    last_error: token.lastError ?? undefined,
    excluded_reason: exclusion?.reason,
    excluded_evidence: exclusion?.evidence,
    excluded_since: exclusion?.since,
    excluded_until: exclusion?.until,
    penalty_id: exclusion?.penaltyId,
    ...learnedAttributes(token),
  }
}

/**
 * `ready`, ordered by day of use and score: what is spent for a day sorts behind all of that day, and before all of the next. `rest`, ordered by
 * deadline: excluded for a time, or spent for an hour. `off`: only an operator brings it back; there for the totals.
 */
export function placeOf(token: Token): Placement {
  const { exclusion, hour, quotaDay, source, tokenId } = token
  const hash = hashOf(tokenId)
  const shard = (kind: string) => `${source}#${kind}#${hash % SHARDS[source]}`
  if (!token.enabled || exclusion?.until === UNTIL_OPERATOR) return { shard: shard('off'), key: '0' }
  if (exclusion !== null) return { shard: shard('rest'), key: deadlineKey(exclusion.until) }
  const suffix = hash.toString(36).padStart(7, '0')
  if (quotaDay === null) return { shard: shard('ready'), key: `0#${suffix}` }
  if (grantableOn(quotaDay, token) === 0) return { shard: shard('ready'), key: spentKey(quotaDay) }
  if (hour !== null && hour.usage >= hour.limit) return { shard: shard('rest'), key: deadlineKey(hour.startsAt + HOUR_MS) }
  const width = Math.max(SMALLEST_BUCKET, Math.ceil(token.dailyLimit / BUCKETS))
  const bucket = Math.floor(scoreOn(quotaDay, token) / width)
  return { shard: shard('ready'), key: `${quotaDay}#${String(bucket).padStart(6, '0')}#${suffix}` }
}

/** Where an expired token belongs once somebody has noticed. */
export function placeAt(token: Token, now: number): Placement {
  const place = placeOf(token)
  return isExpired(token, now) ? { shard: place.shard.replace(/#(ready|rest)#/, '#off#'), key: '0' } : place
}

/** Keys below this one may be chosen on that day. */
export function spentKey(day: string): string {
  return `${day}~`
}

export function deadlineKey(until: number): string {
  return String(until).padStart(15, '0')
}

/** A place that would mislead the choice; a score that is a little off does not. */
export function isMisplaced(item: Item): boolean {
  const { shard, key } = placeOf(toToken(item))
  if (String(item.pick_shard).includes('#off#') && item.expires_ms !== undefined) return false
  if (item.pick_shard !== shard) return true
  return item.pick_key !== key && (!shard.includes('#ready#') || key.endsWith('~') !== String(item.pick_key).endsWith('~'))
}

/** ISO 8601 as the predecessor wrote it: without a zone it is UTC. Null for anything else. */
export function toMillis(value: unknown): number | null {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value
  if (typeof value !== 'string' || value === '') return null
  const iso = /[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}${value.length > 10 ? 'Z' : ''}`
  const parsed = Date.parse(iso)
  return Number.isNaN(parsed) ? null : parsed
}

function hashOf(value: string): number {
  let hash = 2166136261
  for (let i = 0; i < value.length; i += 1) hash = Math.imul(hash ^ value.charCodeAt(i), 16777619)
  // The low bits of FNV-1a alone are poor for ids that differ in their last character.
  hash ^= hash >>> 15
  return hash >>> 0
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
