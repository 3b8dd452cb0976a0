import { randomBytes } from 'node:crypto'
import type { SealedRows } from '../../shared/sealed-rows.ts'
import { type SecretBox, tokenPlace } from '../../shared/secret-box.ts'
import { openedSecret } from '../../tokens/opened-secret.ts'
import { disable, edit, enable, forgive, grantableOn, grantOf, penalize, recover, register, type Token } from '../../tokens/token.ts'
import { type EventOf, edited, forgiven, penalised, recovered, registered, spent, switched } from '../../tokens/token-history.ts'
import type { AddOutcome, NewToken, ReserveOutcome, ReserveRequest, TokenStore } from '../../tokens/token-store.ts'
import type { Database } from './database.ts'
import { createSqlitePoolViews } from './sqlite-pool-views.ts'
import { createSqliteTokenEvents } from './sqlite-token-events.ts'
import { COLUMNS, GRANTED, type TokenRow, toToken, USABLE, WITHOUT_SECRET } from './sqlite-token-rows.ts'

type ReservationRow = { day: string; units: number; trial_of: string | null; hour: number | null }

/** How many tokens of an earlier day are looked at: exact for pools up to this size, a sample beyond. */
const STALE_SAMPLE = 256

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
  list: `SELECT ${WITHOUT_SECRET} FROM bearer_tokens WHERE source = ? AND token_id > ? ORDER BY token_id LIMIT ?`,
  writeOff: 'INSERT INTO written_off VALUES (?, ?) ON CONFLICT DO UPDATE SET units = units + excluded.units',
  forgetWrittenOff: 'DELETE FROM written_off WHERE day < ?',
  writtenOff: 'SELECT units FROM written_off WHERE day = ?',
  secretsPage: 'SELECT token_id, secret FROM bearer_tokens WHERE token_id > ? AND secret IS NOT NULL ORDER BY token_id LIMIT ?',
  replaceSecret: 'UPDATE bearer_tokens SET secret = ? WHERE token_id = ? AND secret = ?',
  makeKey: 'INSERT INTO service_keys VALUES (?, ?) ON CONFLICT DO NOTHING',
  getKey: 'SELECT value FROM service_keys WHERE name = ?',
} as const

/** The token pool on the embedded database. */
export function createSqliteTokenStore(db: Database, secrets: SecretBox, elapsed = () => performance.now()): TokenStore {
  const tokens = (sql: string) => db.rows<TokenRow>(sql)
  const find = (tokenId: string) => tokens(SQL.get).get(tokenId)
  const events = createSqliteTokenEvents(db)
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
  const change = (tokenId: string, to: (token: Token) => Token, eventOf: EventOf): Promise<Token | null> =>
    db.write(() => {
      const row = find(tokenId)
      if (row === undefined) return null
      const before = toToken(row)
      const next = to(before)
      events.note(tokenId, eventOf(before, next))
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
    const next = register(added, token(same), isOther ? toToken(holder) : null)
    saveRegistered(next, added.secret === null ? null : secrets.seal(added.secret, tokenPlace(tokenId)))
    if (same !== undefined && same.token_id !== tokenId) events.forget(same.token_id)
    events.note(tokenId, registered(added, isOther))
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
    if (grantableOn(day, token) === 0) events.note(tokenId, spent(day, now, events.isSpentTold(tokenId, day))(before, token))
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
        events.forget(tokenId)
        return db.statement(SQL.remove).run(tokenId).changes === 1
      }),
    get: async tokenId => db.read(() => token(find(tokenId))),
    secretOf: async tokenId => {
      const stored = db.read(() => find(tokenId)?.secret ?? null)
      return openedSecret(secrets, stored, tokenId).secret
    },
    edit: (tokenId, to, act) =>
      db.write(() => {
        const row = find(tokenId)
        if (row === undefined) return null
        const before = toToken(row)
        const next = edit(before, to)
        events.note(tokenId, edited(act, to)(before, next))
        db.statement(SQL.saveEdited).run(next.dailyLimit, next.expiresAt, tokenId)
        db.statement(SQL.saveLearned).run(...learnedColumns(next), tokenId)
        return next
      }),
    setEnabled: (tokenId, enabled, day, act) => change(tokenId, t => (enabled ? enable(t, day) : disable(t)), switched(act)),
    history: async tokenId => db.read(() => events.of(tokenId)),
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
    penalize: (tokenId, penalty) => change(tokenId, t => penalize(t, penalty), penalised(penalty)),
    recover: async (tokenId, trialOf, now) => {
      await change(tokenId, t => recover(t, trialOf), recovered(now))
    },
    forgive: async (tokenId, penalty, now) => {
      await change(tokenId, t => forgive(t, penalty, now), forgiven(penalty, now))
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
    ...createSqlitePoolViews(db, elapsed),
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
