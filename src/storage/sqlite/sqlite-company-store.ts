import { DEFAULT_THRESHOLD, effectsOf, remainingTokens, statusAfterChange, statusAfterUsage } from '../../companies/company-key.ts'
import type {
  CompanyStore,
  KeyChange,
  KeyOverview,
  KeySelection,
  NewKey,
  StoredKey,
  UsageGroup,
  UsageQuery,
  UsageRecord,
  UsageRow,
} from '../../companies/company-store.ts'
import { toIso } from '../../shared/clock.ts'
import { ERASED } from '../../shared/erase-text.ts'
import type { SealedRows } from '../../shared/sealed-rows.ts'
import { type ColumnReader, type CompanyRow, instant, integer, overviewOf, sealedPage, usageRowOf } from '../company-rows.ts'
import type { Database } from './database.ts'

/** TokenMaster, TokenUsageLogs and TokenUsageSummary in the embedded database. */
export function createSqliteCompanyStore(db: Database): CompanyStore {
  return {
    selectKey: async query => db.read(() => selectKey(db, query)),
    someKeys: async limit => db.read(() => (db.statement(SOME_KEYS).all(limit) as CompanyRow[]).map(keyOf)),
    recordUsage: record => db.write(() => recordUsage(db, record)),
    blockKey: (keyId, storedKey) => db.write(() => db.statement(BLOCK).run(keyId, storedKey).changes === 1),
    restKey: (keyId, until, reason) =>
      db.write(() => {
        db.statement(REST).run(reason.slice(0, 200), toIso(until), keyId, toIso(until))
      }),
    endRest: keyId =>
      db.write(() => {
        db.statement('UPDATE TokenMaster SET RestUntil = NULL, RestReason = NULL WHERE TokenID = ?').run(keyId)
      }),
    listKeys: async companyId =>
      db.read(() =>
        db
          .statement(`${OVERVIEW} WHERE t.CompanyID = ? ORDER BY t.TokenID`)
          .all(companyId)
          .map(row => overviewOf(row, COLUMNS)),
      ),
    companies: async ({ after, limit }) =>
      db.read(() =>
        db
          .statement(COMPANIES)
          .all(after ?? '', limit)
          .map(row => overviewOf(row, COLUMNS)),
      ),
    addKey: key => db.write(() => addKey(db, key)),
    changeKey: (companyId, keyId, change) => db.write(() => changeKey(db, companyId, keyId, change)),
    usage: async query => db.read(() => usage(db, query)),
    async eraseFromUsage(address) {
      const last = db.read(() => Number(db.statement('SELECT max(UsageID) AS last FROM TokenUsageLogs').get()?.last ?? 0))
      for (let from = 0; from < last; from += ERASE_SPAN) {
        const span = { $from: from, $to: from + ERASE_SPAN, $text: address.toLowerCase() }
        await db.write(() => void db.statement(ERASE_USAGE).run(span))
      }
    },
    ping: async () => {
      db.read(() => db.statement('SELECT 1 FROM TokenMaster LIMIT 1').get())
      return null
    },
  }
}

/** Its stored AI keys, for a change of the key that seals them. */
export function createSqliteCompanySecrets(db: Database): SealedRows {
  return {
    page: async (after, limit) =>
      db.read(() => {
        const rows = db.statement(STORED_KEYS).all(Number(after ?? 0), limit) as CompanyRow[]
        return sealedPage(rows, limit)
      }),
    replace: ({ id, stored }, sealed) => db.write(() => db.statement(REPLACE_STORED_KEY).run(sealed, Number(id), stored).changes === 1),
  }
}

const STORED_KEYS = "SELECT TokenID, CompanyID, ApiKey FROM TokenMaster WHERE TokenID > ? AND ApiKey <> '' ORDER BY TokenID LIMIT ?"

const REPLACE_STORED_KEY = 'UPDATE TokenMaster SET ApiKey = ? WHERE TokenID = ? AND ApiKey = ?'

/** A key's rows with its status as it is now. */
const KEYS = `(
  SELECT f.*, key_status(f.WrittenStatus, f.TotalTokenLimit, f.TotalUsedTokens, f.WrittenRemaining, f.Threshold) AS Status FROM (
    SELECT t.TokenID, t.CompanyID, t.CompanyName, t.ApiKey, t.Provider, t.TotalTokenLimit, t.CreatedAt, t.RestUntil, t.RestReason, t.Model, t.BaseUrl,
      COALESCE(t.Status, '') AS WrittenStatus, s.TotalRemainingTokens AS WrittenRemaining, COALESCE(s.Threshold, ${DEFAULT_THRESHOLD}) AS Threshold,
      s.LastUpdated, CASE WHEN s.SummaryID IS NOT NULL THEN COALESCE(s.TotalUsedTokens, 0)
        ELSE COALESCE((SELECT SUM(l.TotalTokensUsed) FROM TokenUsageLogs l WHERE l.TokenID = t.TokenID), 0) END AS TotalUsedTokens
    FROM TokenMaster t LEFT JOIN TokenUsageSummary s ON s.TokenID = t.TokenID
  ) f
) k`

const USABLE = "Status COLLATE NOCASE IN ('Active', 'BelowThreshold') AND trim(ApiKey) <> ''"

const SELECT_KEY = `
  SELECT TokenID, CompanyID, Provider, Status, ApiKey, Model, BaseUrl FROM ${KEYS}
  WHERE CompanyID = :company AND ${USABLE} AND (RestUntil IS NULL OR RestUntil <= :now)
    AND TokenID NOT IN (SELECT value FROM json_each(:excluded))
  ORDER BY Status COLLATE NOCASE = 'Active' DESC, random() LIMIT 32`

const SOME_KEYS = `
  SELECT TokenID, CompanyID, Provider, Status, ApiKey, Model, BaseUrl FROM ${KEYS} WHERE ${USABLE} ORDER BY random() LIMIT ?`

const SELECT_STATES = `
  SELECT Status, SUM(${USABLE}) AS usable, MIN(CASE WHEN ${USABLE} AND RestUntil > :now THEN RestUntil END) AS restsUntil
  FROM ${KEYS} WHERE CompanyID = :company GROUP BY Status`

const BLOCK = `UPDATE TokenMaster SET Status = 'Blocked' WHERE TokenID = ? AND ApiKey = ?
  AND EXISTS (SELECT 1 FROM ${KEYS} WHERE k.TokenID = TokenMaster.TokenID AND k.Status COLLATE NOCASE IN ('Active', 'BelowThreshold'))`

const REST = 'UPDATE TokenMaster SET RestReason = ?, RestUntil = ? WHERE TokenID = ? AND (RestUntil IS NULL OR RestUntil < ?)'

function selectKey(db: Database, query: Parameters<CompanyStore['selectKey']>[0]): KeySelection {
  const now = toIso(query.now)
  const excluded = JSON.stringify(query.excludeKeyIds)
  const [row, ...rows] = db.statement(SELECT_KEY).all({ company: query.companyId, now, excluded }) as CompanyRow[]
  if (row !== undefined) {
    const others = rows.length === 0 ? {} : { others: rows.map(keyOf) }
    return { key: keyOf(row), ...others, statuses: [], usable: 1 + rows.length, restsUntil: null, anyKeys: true }
  }
  const states = db.statement(SELECT_STATES).all({ company: query.companyId, now }) as CompanyRow[]
  const rests = states.map(state => instant(text(state.restsUntil))).filter(until => until !== null)
  return {
    key: null,
    statuses: states.map(state => String(state.Status ?? '')),
    usable: states.reduce((sum, state) => sum + Number(state.usable), 0),
    restsUntil: rests.length === 0 ? null : Math.min(...rests),
    anyKeys: states.length > 0 || db.statement('SELECT 1 FROM TokenMaster LIMIT 1').get() !== undefined,
  }
}

function keyOf(row: CompanyRow): StoredKey {
  return {
    keyId: Number(row.TokenID),
    companyId: String(row.CompanyID),
    provider: String(row.Provider ?? '').trim(),
    status: String(row.Status),
    storedKey: String(row.ApiKey),
    model: text(row.Model),
    baseUrl: text(row.BaseUrl),
  }
}

const INSERT_USAGE = `
  INSERT INTO TokenUsageLogs (TokenID, Branch, RequestedBy, InputTokens, OutputTokens, TextPromptTokens, ImagePromptTokens,
    TextCandidatesTokens, TotalTokensUsed, RequestCount, LoggedAt, RequestID, CompanyID, LicenceID, Provider, Model, RawUsage)
  VALUES ((SELECT TokenID FROM TokenMaster WHERE TokenID = :keyId), :branch, :requestedBy, :inputTokens, :outputTokens,
    :textPromptTokens, :imagePromptTokens, :textCandidatesTokens, :inputTokens + :outputTokens, :requestCount, :loggedAt, :requestId,
    :companyId, :licenceId, :provider, :model, :rawUsage)
  ON CONFLICT (RequestID) WHERE RequestID IS NOT NULL DO NOTHING`

/** Rows looked at per write: the event loop turns in between. */
const ERASE_SPAN = 2_000
const stands = (column: string) => `instr(unicode_lower(coalesce(${column}, '')), $text) > 0`
const named = (column: string) => `(${stands(column)} AND names_address(${column}, $text))`
const erased = (column: string) => `${column} = CASE WHEN ${named(column)} THEN '${ERASED}' ELSE ${column} END`
const ERASE_USAGE = `
  UPDATE TokenUsageLogs SET ${['RequestedBy', 'Branch', 'LicenceID'].map(erased).join(', ')}, RawUsage = erase_text(RawUsage, $text)
  WHERE UsageID > $from AND UsageID <= $to AND (${['RequestedBy', 'Branch', 'LicenceID', 'RawUsage'].map(named).join(' OR ')})`

/** The row of this usage is in the log already, so a key without a summary begins at its history with it. */
const ADD_TO_SUMMARY = `
  INSERT INTO TokenUsageSummary (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated)
  SELECT TokenID, TotalUsedTokens, MAX(0, TotalTokenLimit - TotalUsedTokens), Threshold, :now FROM ${KEYS} WHERE TokenID = :keyId
  ON CONFLICT (TokenID) DO UPDATE SET TotalUsedTokens = COALESCE(TotalUsedTokens, 0) + :used, LastUpdated = :now,
    TotalRemainingTokens =
      MAX(0, (SELECT TotalTokenLimit FROM TokenMaster WHERE TokenID = :keyId) - COALESCE(TotalUsedTokens, 0) - :used)
  RETURNING TotalRemainingTokens AS remaining, Threshold AS threshold`

const STATUS = `SELECT WrittenStatus AS written, Status AS status FROM ${KEYS} WHERE TokenID = ?`

function recordUsage(db: Database, record: UsageRecord): 'recorded' | 'duplicate' {
  // Before the summary takes a limit that was changed by hand for its own.
  const before = record.keyId === null ? undefined : (db.statement(STATUS).get(record.keyId) as CompanyRow | undefined)
  if (db.statement(INSERT_USAGE).run({ ...record }).changes === 0) return 'duplicate'
  if (record.keyId === null || before === undefined) return 'recorded'
  const summary = db
    .statement(ADD_TO_SUMMARY)
    .get({ keyId: record.keyId, used: record.inputTokens + record.outputTokens, now: record.loggedAt }) as CompanyRow
  const next = statusAfterUsage(String(before.status), integer(summary.remaining), integer(summary.threshold) ?? DEFAULT_THRESHOLD)
  if (next !== before.written) db.statement('UPDATE TokenMaster SET Status = ? WHERE TokenID = ?').run(next, record.keyId)
  return 'recorded'
}

const OVERVIEW = `
  SELECT t.*, s.SummaryID, s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold, s.LastUpdated,
    CASE WHEN s.SummaryID IS NULL THEN (SELECT SUM(l.TotalTokensUsed) FROM TokenUsageLogs l WHERE l.TokenID = t.TokenID) END AS History
  FROM TokenMaster t LEFT JOIN TokenUsageSummary s ON s.TokenID = t.TokenID`

const COMPANIES = `${OVERVIEW} WHERE t.CompanyID IN (SELECT DISTINCT CompanyID FROM TokenMaster WHERE CompanyID > ? ORDER BY CompanyID LIMIT ?)
  ORDER BY t.CompanyID, t.TokenID`

const byId = (db: Database, companyId: string, keyId: number): KeyOverview | null => {
  const row = db.statement(`${OVERVIEW} WHERE t.CompanyID = ? AND t.TokenID = ?`).get(companyId, keyId) as CompanyRow | undefined
  return row === undefined ? null : overviewOf(row, COLUMNS)
}

function addKey(db: Database, key: NewKey): KeyOverview {
  const added = db
    .statement(
      'INSERT INTO TokenMaster (CompanyID, CompanyName, ApiKey, Provider, TotalTokenLimit, Status, Model, BaseUrl) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      ...([key.companyId, key.companyName, key.storedKey, key.provider, key.totalTokenLimit, key.status] as const),
      ...([key.model ?? null, key.baseUrl ?? null] as const),
    )
  const keyId = Number(added.lastInsertRowid)
  db.statement(
    "INSERT INTO TokenUsageSummary (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated) VALUES (?, 0, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
  ).run(keyId, key.totalTokenLimit, key.threshold)
  return byId(db, key.companyId, keyId)!
}

const CHANGE = `
  UPDATE TokenMaster SET Status = :status, TotalTokenLimit = :limit, CompanyName = :companyName, Provider = :provider,
    ApiKey = COALESCE(:storedKey, ApiKey), Model = :model, BaseUrl = :baseUrl, RestUntil = CASE WHEN :woken THEN NULL ELSE RestUntil END,
    RestReason = CASE WHEN :woken THEN NULL ELSE RestReason END
  WHERE TokenID = :keyId`

const CHANGE_SUMMARY = `
  INSERT INTO TokenUsageSummary (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated)
  VALUES (:keyId, :used, :remaining, :threshold, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ON CONFLICT (TokenID) DO UPDATE SET TotalRemainingTokens = :remaining, Threshold = :threshold`

function changeKey(db: Database, companyId: string, keyId: number, change: KeyChange): KeyOverview | null {
  const before = byId(db, companyId, keyId)
  if (before === null) return null
  const limit = change.totalTokenLimit ?? before.totalTokenLimit
  const threshold = change.threshold ?? before.threshold
  const remaining = remainingTokens(limit, before.totalUsedTokens)
  const { isReplaced, recomputes, endsRest } = effectsOf(change)
  const status = change.status ?? (recomputes ? statusAfterChange(before.status, remaining, threshold, isReplaced) : before.status)
  db.statement(CHANGE).run({
    keyId,
    status,
    limit,
    companyName: change.companyName ?? before.companyName,
    provider: change.provider ?? before.provider,
    model: change.model === undefined ? before.model : change.model,
    baseUrl: change.baseUrl === undefined ? before.baseUrl : change.baseUrl,
    storedKey: change.storedKey ?? null,
    woken: endsRest ? 1 : 0,
  })
  db.statement(CHANGE_SUMMARY).run({ keyId, used: before.totalUsedTokens, remaining, threshold })
  return byId(db, companyId, keyId)
}

const GROUP_BY: Readonly<Record<UsageGroup, string>> = {
  day: 'substr(l.LoggedAt, 1, 10)',
  branch: 'l.Branch',
  user: 'l.RequestedBy',
  token: 'CAST(l.TokenID AS TEXT)',
}

function usage(db: Database, query: UsageQuery): UsageRow[] {
  const group = GROUP_BY[query.group]
  const order = query.group === 'token' ? 'l.TokenID' : group
  const rows = db
    .statement(
      `SELECT ${group} AS GroupName, COUNT(*) AS Extractions, SUM(l.RequestCount) AS Requests, SUM(l.InputTokens) AS InputTokens,
         SUM(l.OutputTokens) AS OutputTokens, SUM(l.TextPromptTokens) AS TextPromptTokens, SUM(l.ImagePromptTokens) AS ImagePromptTokens,
         SUM(l.TextCandidatesTokens) AS TextCandidatesTokens, SUM(l.TotalTokensUsed) AS TotalTokens
       FROM TokenUsageLogs l LEFT JOIN TokenMaster t ON t.TokenID = l.TokenID
       WHERE (l.CompanyID = :company OR (l.CompanyID IS NULL AND t.CompanyID = :company))
         AND (:from IS NULL OR l.LoggedAt >= :from) AND (:to IS NULL OR l.LoggedAt < :to)
       GROUP BY ${group} ORDER BY ${order}`,
    )
    .all({ company: query.companyId, from: query.from, to: query.to }) as CompanyRow[]
  return rows.map(row => usageRowOf(row, COLUMNS))
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
/** Instants are ISO texts here. */
const COLUMNS: ColumnReader = { text, moment: text, tableTime: text }
