import { randomBytes } from 'node:crypto'
import { HOUR_MS } from '../../shared/quota-day.ts'
import type { SealedRows } from '../../shared/sealed-rows.ts'
import { type SecretBox, tokenPlace } from '../../shared/secret-box.ts'
import { openedSecret } from '../../tokens/opened-secret.ts'
import {
  BEYOND_LEARNED,
  disable,
  type Exclusion,
  edit,
  enable,
  forgive,
  grantOf,
  penalize,
  recover,
  register,
  type Token,
  UNTIL_OPERATOR,
} from '../../tokens/token.ts'
import {
  type AddOutcome,
  type NewToken,
  type PoolTotals,
  RESTING_MS,
  type ReserveOutcome,
  type ReserveRequest,
  type TokenStore,
} from '../../tokens/token-store.ts'
import type { Database } from './database.ts'

interface TokenRow {
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

type ReservationRow = { day: string; units: number; trial_of: string | null; hour: number | null }

/** How many tokens of an earlier day are looked at: exact for pools up to this size, a sample beyond. */
const STALE_SAMPLE = 256

const COLUMNS = `token_id, secret, source, enabled, daily_limit, quota_day, daily_usage, total_usage, error_count, consecutive_errors, strikes,
  last_error, last_used, created_at, expires_at, excluded_reason, excluded_evidence, excluded_since, excluded_until, penalty_id,
  learned_limit, learned_day, learned_from, hour_start, hour_usage, hour_limit`
/** `expectedLimit` in SQL. */
const EXPECTED = 'min(daily_limit, coalesce(learned_limit, daily_limit))'
/** The limit within which `grantableOn` gives, in SQL. */
const GRANTED = `CASE WHEN learned_limit IS NULL OR excluded_until IS NOT NULL THEN daily_limit
  ELSE min(daily_limit, learned_limit + CASE WHEN learned_day = $day THEN 0 ELSE ${BEYOND_LEARNED} END) END`
/** `hourSpentUntil` in SQL, of tokens that have something left of the day; 0 where the hour leaves them something. */
const HOUR_SPENT = `CASE WHEN hour_start IS NOT NULL AND (hour_usage >= hour_limit OR hour_start > $now)
  AND (quota_day <> $day OR daily_usage < ${GRANTED}) THEN hour_start + ${HOUR_MS} ELSE 0 END`
/** When a token may be used again; what lies behind says that it may. */
const RESTS_UNTIL = `max(coalesce(excluded_until, 0), ${HOUR_SPENT})`
const USABLE = `enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AND ${RESTS_UNTIL} <= $now`

const SQL = {
  get: `SELECT ${COLUMNS} FROM bearer_tokens WHERE token_id = ? AND source <> 'removed'`,
  byFingerprint: `SELECT ${COLUMNS} FROM bearer_tokens WHERE fingerprint = ?`,
  insert: 'INSERT INTO bearer_tokens (token_id, fingerprint, source, daily_limit, created_at) VALUES (?, ?, ?, ?, ?)',
  rename: 'UPDATE bearer_tokens SET token_id = ? WHERE token_id = ?',
  saveRegistered: `UPDATE bearer_tokens SET secret = ?, source = ?, daily_limit = ?, quota_day = ?, daily_usage = ?, total_usage = ?,
    last_used = ?, hour_start = ?, hour_usage = ?, hour_limit = ?, created_at = ?, expires_at = ? WHERE token_id = ?`,
  remove: `UPDATE bearer_tokens SET source = 'removed', secret = NULL, enabled = 0, token_id = 'removed:' || fingerprint
    WHERE token_id = ? AND source <> 'removed'`,
  forgetRemoved: "DELETE FROM bearer_tokens WHERE source = 'removed' AND quota_day < ?",
  usedToday: `SELECT ${COLUMNS} FROM bearer_tokens WHERE source = $source AND ${USABLE} AND quota_day = $day AND daily_usage < ${GRANTED}
    ORDER BY score, last_used LIMIT $limit`,
  stale: `SELECT ${COLUMNS} FROM (SELECT * FROM bearer_tokens WHERE source = $source AND ${USABLE} AND quota_day < $day LIMIT ${STALE_SAMPLE})
    ORDER BY error_count, last_used LIMIT $limit`,
  reservation: 'SELECT day, units, trial_of, hour FROM token_reservations WHERE token_id = ? AND reservation_id = ?',
  charge: `UPDATE bearer_tokens SET daily_usage = CASE WHEN quota_day = ?1 THEN daily_usage ELSE 0 END + ?2, quota_day = ?1,
    total_usage = total_usage + ?2, last_used = coalesce(?3, last_used) WHERE token_id = ?4 AND quota_day <= ?1`,
  forgetOldReservations: 'DELETE FROM token_reservations WHERE token_id = ? AND day < ?',
  insertReservation: `INSERT INTO token_reservations SELECT ?1, ?2, ?3, ?4, ?5, ?6
    WHERE NOT EXISTS (SELECT 1 FROM adopted_reservations WHERE token_id = ?1 AND reservation_id = ?2) ON CONFLICT DO NOTHING`,
  adopt: `INSERT INTO adopted_reservations SELECT token_id, ?2, ?3 FROM bearer_tokens WHERE token_id = ?1 ON CONFLICT DO NOTHING`,
  forgetOldAdopted: 'DELETE FROM adopted_reservations WHERE token_id = ? AND day < ?',
  deleteReservation: 'DELETE FROM token_reservations WHERE token_id = ? AND reservation_id = ?',
  startTrial: 'UPDATE bearer_tokens SET excluded_until = ? WHERE token_id = ?',
  handBack: `UPDATE bearer_tokens SET daily_usage = max(0, daily_usage - $units), total_usage = max(0, total_usage - $units),
    hour_usage = CASE WHEN hour_start = $hour THEN max(0, hour_usage - $units) ELSE hour_usage END
    WHERE token_id = $id AND quota_day = $day`,
  saveState: `UPDATE bearer_tokens SET enabled = ?, error_count = ?, consecutive_errors = ?, strikes = ?, last_error = ?, excluded_reason = ?,
    excluded_evidence = ?, excluded_since = ?, excluded_until = ?, penalty_id = ?, learned_limit = ?, learned_day = ?, learned_from = ?
    WHERE token_id = ?`,
  saveEdited: 'UPDATE bearer_tokens SET daily_limit = ?, expires_at = ? WHERE token_id = ?',
  saveLearned: 'UPDATE bearer_tokens SET learned_limit = ?, learned_day = ?, learned_from = ? WHERE token_id = ?',
  saveHour: 'UPDATE bearer_tokens SET hour_start = ?, hour_usage = ?, hour_limit = ? WHERE token_id = ?',
  saveDay: 'UPDATE bearer_tokens SET quota_day = ? WHERE token_id = ?',
  list: `SELECT ${COLUMNS} FROM bearer_tokens WHERE source = ? AND token_id > ? ORDER BY token_id LIMIT ?`,
  totals: `SELECT count(*) AS total_tokens,
      coalesce(sum(active), 0) AS active_tokens,
      coalesce(sum(usable AND used < granted), 0) AS available_tokens,
      coalesce(sum(used), 0) AS total_daily_usage,
      coalesce(sum(CASE WHEN active THEN daily_limit ELSE 0 END), 0) AS max_daily_capacity,
      coalesce(sum(CASE WHEN usable THEN max(0, daily_limit - used) ELSE 0 END), 0) AS available_capacity,
      min(CASE WHEN active AND rests_until > $now THEN rests_until END) AS next_until
    FROM (SELECT ${EXPECTED} AS daily_limit, ${GRANTED} AS granted, ${RESTS_UNTIL} AS rests_until, CASE WHEN quota_day = $day THEN daily_usage ELSE 0 END AS used,
        enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AS active, ${USABLE} AND quota_day <= $day AS usable
      FROM bearer_tokens WHERE source = $source)`,
  writeOff: 'INSERT INTO written_off VALUES (?, ?) ON CONFLICT DO UPDATE SET units = units + excluded.units',
  forgetWrittenOff: 'DELETE FROM written_off WHERE day < ?',
  writtenOff: 'SELECT units FROM written_off WHERE day = ?',
  resting: `SELECT min((${RESTS_UNTIL} + ${RESTING_MS - 1}) / ${RESTING_MS} * ${RESTING_MS}, ${UNTIL_OPERATOR}) AS until, count(*) AS tokens,
      sum(max(0, ${EXPECTED} - CASE WHEN quota_day = $day THEN daily_usage ELSE 0 END)) AS left_today, sum(${EXPECTED}) AS per_day
    FROM bearer_tokens WHERE source = $source AND enabled = 1 AND (expires_at IS NULL OR expires_at > $now) AND ${RESTS_UNTIL} > $now
    GROUP BY 1 ORDER BY 1`,
  secretsPage: 'SELECT token_id, secret FROM bearer_tokens WHERE token_id > ? AND secret IS NOT NULL ORDER BY token_id LIMIT ?',
  replaceSecret: 'UPDATE bearer_tokens SET secret = ? WHERE token_id = ? AND secret = ?',
  makeKey: 'INSERT INTO service_keys VALUES (?, ?) ON CONFLICT DO NOTHING',
  getKey: 'SELECT value FROM service_keys WHERE name = ?',
} as const

/** The token pool on the embedded database. */
export function createSqliteTokenStore(db: Database, secrets: SecretBox): TokenStore {
  const tokens = (sql: string) => db.rows<TokenRow>(sql)
  const find = (tokenId: string) => tokens(SQL.get).get(tokenId)
  const token = (row: TokenRow | undefined) => (row === undefined ? null : toToken(row))

  const saveState = (t: Token) => {
    const e = t.exclusion
    db.statement(SQL.saveState).run(
      t.enabled ? 1 : 0,
      t.errorCount,
      t.consecutiveErrors,
      t.strikes,
      t.lastError,
      e?.reason ?? null,
      e?.evidence ?? null,
      e?.since ?? null,
      e?.until ?? null,
      e?.penaltyId ?? null,
      ...learnedColumns(t),
      t.tokenId,
    )
  }

  /** Reads, changes and writes one token's state in one transaction. */
  const change = (tokenId: string, to: (token: Token) => Token): Promise<Token | null> =>
    db.write(() => {
      const row = find(tokenId)
      if (row === undefined) return null
      const next = to(toToken(row))
      saveState(next)
      if ((next.quotaDay ?? '') !== row.quota_day) db.statement(SQL.saveDay).run(next.quotaDay, tokenId)
      return next
    })

  const saveRegistered = (t: Token, secret: string | null) => {
    const usage = [t.quotaDay ?? '', t.dailyUsage, t.totalUsage, t.lastUsed, ...hourColumns(t)]
    db.statement(SQL.saveRegistered).run(secret, t.source, t.dailyLimit, ...usage, t.createdAt, t.expiresAt, t.tokenId)
    saveState(t)
  }

  const add = (added: NewToken): AddOutcome => {
    const { tokenId, source } = added
    const same = tokens(SQL.byFingerprint).get(added.fingerprint)
    if (same !== undefined && (same.source === 'pool' || same.source === source)) return { outcome: 'duplicate', tokenId: same.token_id }
    const holder = find(tokenId)
    const isOther = holder !== undefined && holder.token_id !== same?.token_id
    // Whoever held the id goes on counting its own secret, as a removed token does.
    if (isOther) db.statement(SQL.remove).run(tokenId)
    if (same === undefined) db.statement(SQL.insert).run(tokenId, added.fingerprint, source, added.dailyLimit, added.createdAt)
    else db.statement(SQL.rename).run(tokenId, same.token_id)
    const registered = register(added, token(same), isOther ? toToken(holder) : null)
    saveRegistered(registered, added.secret === null ? null : secrets.seal(added.secret, tokenPlace(tokenId)))
    return { outcome: isOther ? 'replaced' : 'added' }
  }

  const reservation = (tokenId: string, reservationId: string) =>
    db.statement(SQL.reservation).get(tokenId, reservationId) as ReservationRow | undefined

  const handBack = (tokenId: string, reservationId: string, unusedUnits: number): void => {
    const open = reservation(tokenId, reservationId)
    if (open === undefined) return
    db.statement(SQL.deleteReservation).run(tokenId, reservationId)
    const units = Math.min(unusedUnits, open.units)
    if (units > 0) db.statement(SQL.handBack).run({ $id: tokenId, $day: open.day, $units: units, $hour: open.hour })
  }

  const reserve = (request: ReserveRequest): ReserveOutcome => {
    const { tokenId, reservationId, day, now } = request
    const row = find(tokenId)
    if (row === undefined) return { granted: false, token: null }
    const before = toToken(row)
    const granted = (units: number, trialOf: string | null, token: Token): ReserveOutcome => {
      return { granted: true, units, token, ...openedSecret(secrets, row.secret, tokenId), trialOf }
    }
    const asBefore = (): ReserveOutcome => {
      const existing = reservation(tokenId, reservationId)
      return existing === undefined ? { granted: false, token: before } : granted(existing.units, existing.trial_of, before)
    }
    const grant = grantOf(before, request)
    if (grant === null) return asBefore()
    const { units, trialOf, token } = grant
    // The first of a day: looking for them each time costs more than all the rest.
    if (before.quotaDay !== day) for (const sql of [SQL.forgetOldReservations, SQL.forgetOldAdopted]) db.statement(sql).run(tokenId, day)
    // Asked for before, and the answer was lost: it costs nothing again.
    if (db.statement(SQL.insertReservation).run(tokenId, reservationId, day, units, trialOf, request.hour?.startsAt ?? null).changes === 0)
      return asBefore()
    if (trialOf !== null) db.statement(SQL.startTrial).run(token.exclusion!.until, tokenId)
    if (token.learned !== before.learned) db.statement(SQL.saveLearned).run(...learnedColumns(token), tokenId)
    if (token.hour !== before.hour) db.statement(SQL.saveHour).run(...hourColumns(token), tokenId)
    db.statement(SQL.charge).run(day, units, now, tokenId)
    return granted(units, trialOf, token)
  }

  return {
    async fingerprintKey() {
      return db.write(() => {
        db.statement(SQL.makeKey).run('fingerprint', randomBytes(32))
        return Buffer.from((db.statement(SQL.getKey).get('fingerprint') as { value: Uint8Array }).value)
      })
    },
    add: added => db.write(() => add(added)),
    remove: (tokenId, day) =>
      db.write(() => {
        db.statement(SQL.forgetRemoved).run(day)
        return db.statement(SQL.remove).run(tokenId).changes === 1
      }),
    get: async tokenId => db.read(() => token(find(tokenId))),
    secretOf: async tokenId => {
      const stored = db.read(() => find(tokenId)?.secret ?? null)
      return openedSecret(secrets, stored, tokenId).secret
    },
    edit: (tokenId, to) =>
      db.write(() => {
        const row = find(tokenId)
        if (row === undefined) return null
        const edited = edit(toToken(row), to)
        db.statement(SQL.saveEdited).run(edited.dailyLimit, edited.expiresAt, tokenId)
        db.statement(SQL.saveLearned).run(...learnedColumns(edited), tokenId)
        return edited
      }),
    setEnabled: (tokenId, enabled, day) => change(tokenId, t => (enabled ? enable(t, day) : disable(t))),
    candidates: async ({ day, now, source, limit }) =>
      db.read(() => {
        const query = { $source: source, $now: now, $day: day, $limit: limit }
        return [...tokens(SQL.stale).all(query), ...tokens(SQL.usedToday).all(query)].map(toToken)
      }),
    reserve: request => db.write(() => reserve(request)),
    reservedUnits: async (tokenId, reservationId) => db.read(() => reservation(tokenId, reservationId)?.units ?? null),
    adopt: (tokenId, reservationId, day) =>
      db.write(() => {
        db.statement(SQL.adopt).run(tokenId, reservationId, day)
        return reservation(tokenId, reservationId)?.units ?? null
      }),
    handBack: (tokenId, reservationId, unusedUnits) => db.write(() => handBack(tokenId, reservationId, unusedUnits)),
    writeOff: (day, units) =>
      db.write(() => {
        db.statement(SQL.forgetWrittenOff).run(day)
        db.statement(SQL.writeOff).run(day, units)
      }),
    writtenOff: async day => db.read(() => (db.statement(SQL.writtenOff).get(day) as { units: number } | undefined)?.units ?? 0),
    penalize: (tokenId, penalty) => change(tokenId, t => penalize(t, penalty)),
    recover: async (tokenId, trialOf) => {
      await change(tokenId, t => recover(t, trialOf))
    },
    forgive: async (tokenId, penalty, now) => {
      await change(tokenId, t => forgive(t, penalty, now))
    },
    charge: (tokenId, day, units) =>
      db.write(() => {
        db.statement(SQL.forgetOldReservations).run(tokenId, day)
        db.statement(SQL.charge).run(day, units, null, tokenId)
      }),
    list: async ({ after, limit, source }) =>
      db.read(() =>
        tokens(SQL.list)
          .all(source, after ?? '', limit)
          .map(toToken),
      ),
    totals: async ({ day, now, source }) =>
      db.read(() => toTotals(db.statement(SQL.totals).get({ $day: day, $now: now, $source: source }) as Record<string, number | null>)),
    resting: async ({ day, now, source }) =>
      db.read(() =>
        db
          .rows<{ until: number; tokens: number; left_today: number; per_day: number }>(SQL.resting)
          .all({ $day: day, $now: now, $source: source })
          .map(row => ({ until: row.until, tokens: row.tokens, leftToday: row.left_today, perDay: row.per_day })),
      ),
  }
}

function learnedColumns({ learned }: Token): [number | null, string | null, string | null] {
  return [learned?.limit ?? null, learned?.day ?? null, learned?.penaltyId ?? null]
}

function hourColumns({ hour }: Token): [number | null, number, number | null] {
  return [hour?.startsAt ?? null, hour?.usage ?? 0, hour?.limit ?? null]
}

/** Its stored bearer tokens, for a change of the key. */
export function createSqliteTokenSecrets(db: Database): SealedRows {
  return {
    page: async (after, limit) =>
      db.read(() => {
        const rows = db.statement(SQL.secretsPage).all(after ?? '', limit) as { token_id: string; secret: string }[]
        return {
          rows: rows.map(row => ({ id: row.token_id, place: tokenPlace(row.token_id), stored: row.secret })),
          next: rows.length === limit ? rows.at(-1)!.token_id : null,
        }
      }),
    replace: ({ id, stored }, sealed) => db.write(() => db.statement(SQL.replaceSecret).run(sealed, id, stored).changes === 1),
  }
}

function toToken(row: TokenRow): Token {
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

function toTotals(row: Record<string, number | null>): PoolTotals {
  return {
    totalTokens: row.total_tokens ?? 0,
    activeTokens: row.active_tokens ?? 0,
    availableTokens: row.available_tokens ?? 0,
    totalDailyUsage: row.total_daily_usage ?? 0,
    maxDailyCapacity: row.max_daily_capacity ?? 0,
    availableCapacity: row.available_capacity ?? 0,
    nextUntil: row.next_until ?? null,
  }
}
