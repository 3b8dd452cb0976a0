import { DEFAULT_THRESHOLD, effectsOf } from '../../companies/company-key.ts'
import type {
  CompanyStore,
  KeyChange,
  KeyOverview,
  KeySelection,
  NewKey,
  StoredKey,
  UsageQuery,
  UsageRecord,
  UsageRow,
} from '../../companies/company-store.ts'
import { mayServe } from '../../companies/key-usability.ts'
import { toIso } from '../../shared/clock.ts'
import type { SealedRows } from '../../shared/sealed-rows.ts'
import { type ColumnReader, instant, overviewOf, sealedPage, standingOf, usageRowOf } from '../company-rows.ts'
import { type Row, WARM_CONNECTIONS } from './driver.ts'
import { bit, compared, datetime, datetime2, identifier, int, nvarchar, varchar } from './parameters.ts'
import { createSharedReads } from './shared-reads.ts'
import { readQuery } from './sql-files.ts'
import type { SqlServer } from './sql-server.ts'
import { fromColumn } from './sql-text.ts'
import type { TableTimes } from './table-times.ts'

const SELECT_KEY = readQuery('select-key')
const SOME_KEYS = readQuery('some-keys')
const RECORD_USAGE = readQuery('record-usage')
const OVERVIEW = readQuery('overview')
const COMPANIES = readQuery('companies')
const ADD_KEY = readQuery('add-key')
const CHANGE_KEY = readQuery('change-key')
const USAGE = readQuery('usage')
const BLOCK_KEY = readQuery('block-key')
const REST_KEY = readQuery('rest-key')
const END_REST = readQuery('end-rest')
const ERASE_USAGE = readQuery('erase-usage')
const STORED_KEYS = readQuery('stored-keys')
const REPLACE_STORED_KEY = readQuery('replace-stored-key')

/** Enough, because a burst shares its reads; and as many connections as are kept open and warm. */
const SELECTIONS_IN_FLIGHT = WARM_CONNECTIONS
/** Below the 3 seconds that the choice of a key may take, so that its error says what happened here. */
const SELECTION_WAIT_MS = 2700
/** Rows looked at by one statement: others that write meanwhile wait for no more than these. */
const ERASE_SPAN = 5_000
/** Beside an address they make another one of it, whatever the collation; a dot or a plus does so only before it. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'
/** Over the usage of years a report takes longer than anything else that is waited for. */
const REPORT_TIMEOUT_MS = 30_000

/**
 * `[docUpload]` on SQL Server. Correct on row locks, unique keys and conditional updates alone, so that it is right on Babelfish as well.
 * CompanyID is compared as the database's collation does, which ignores case unless somebody chose otherwise.
 */
export function createSqlServerCompanyStore(db: SqlServer, times: TableTimes): CompanyStore {
  const columns: ColumnReader = { ...COLUMNS, tableTime: times.read }
  const list = async (companyId: string, keyId: number | null): Promise<KeyOverview[]> => {
    const [rows] = await db.query(OVERVIEW, { company: compared(companyId), keyId: int(keyId) })
    return rows!.map(row => overviewOf(row, columns))
  }
  const share = createSharedReads(SELECTIONS_IN_FLIGHT)
  return {
    async selectKey(query) {
      const excluded = new Set(query.excludeKeyIds)
      for (;;) {
        // Spelled as it came: what the database takes for equal is not for us to say.
        const read = () => readCandidates(db, query.companyId, excluded, query.now)
        const { keys, passedOver, none } = await share(JSON.stringify([query.companyId, [...excluded]]), read)
        if (keys.length > 0 || passedOver.length === 0) return drawn(keys, none)
        // All of the lot are used up by a limit that was lowered by hand: there may be others.
        for (const keyId of passedOver) excluded.add(keyId)
      }
    },
    async someKeys(limit) {
      const [rows] = await db.query(SOME_KEYS, { limit: int(limit) })
      return rows!.map(keyOf).filter(mayServe)
    },
    recordUsage: record => recordUsage(db, times, record),
    async blockKey(keyId, storedKey) {
      const [rows] = await db.query(BLOCK_KEY, { keyId: int(keyId), storedKey: compared(storedKey) })
      return rows![0]?.Blocked === 1
    },
    async restKey(keyId, until, reason) {
      const parameters = { keyId: int(keyId), until: datetime2(toIso(until)), reason: varchar(200, reason) }
      await db.query(REST_KEY, parameters, { needsOwnColumns: true })
    },
    async endRest(keyId) {
      await db.query(END_REST, { keyId: int(keyId) }, { needsOwnColumns: true })
    },
    listKeys: companyId => list(companyId, null),
    async companies({ after, limit }) {
      const [rows] = await db.query(COMPANIES, { after: compared(after ?? ''), limit: int(limit) })
      return rows!.map(row => overviewOf(row, columns))
    },
    async addKey(key) {
      const keyId = await addKey(db, times, key)
      return (await list(key.companyId, keyId))[0]!
    },
    async changeKey(companyId, keyId, change) {
      const found = await changeKey(db, times, companyId, keyId, change)
      return found ? ((await list(companyId, keyId))[0] ?? null) : null
    },
    usage: query => usage(db, times, query),
    async eraseFromUsage(address) {
      const person = { text: compared(address), before: compared(`${LETTERS}._+`), behind: compared(LETTERS) }
      for (let after: number | null = null; ; ) {
        const [rows] = await db.query(ERASE_USAGE, { after: int(after), span: int(ERASE_SPAN), ...person })
        const { Upto, Last } = rows![0] ?? {}
        after = Number(Upto)
        if (after >= Number(Last)) return
      }
    },
    ping: () => db.ping(),
  }
}

/** Its stored AI keys, for a change of the key that seals them. */
export function createSqlServerCompanySecrets(db: SqlServer): SealedRows {
  return {
    async page(after, limit) {
      const [rows] = await db.query(STORED_KEYS, { after: int(Number(after ?? 0)), limit: int(limit) })
      return sealedPage(
        rows!.map(row => ({ ...row, CompanyID: text(row.CompanyID), ApiKey: text(row.ApiKey) })),
        limit,
      )
    },
    async replace({ id, stored }, sealed) {
      const [rows] = await db.query(REPLACE_STORED_KEY, { keyId: int(Number(id)), storedKey: compared(stored), sealed: compared(sealed) })
      return rows![0]?.Replaced === 1
    },
  }
}

/** Usable keys, or why there is none. */
interface Candidates {
  readonly keys: readonly StoredKey[]
  /** Of those that the database took for usable, the ones that are not. */
  readonly passedOver: readonly number[]
  readonly none: KeySelection
}

async function readCandidates(db: SqlServer, companyId: string, exclude: ReadonlySet<number>, now: number): Promise<Candidates> {
  const excluded = `,${[...exclude].sort((a, b) => a - b).join(',')},`
  const parameters = { company: compared(companyId), now: datetime2(toIso(now)), excluded: compared(excluded) }
  const [rows, figures = [], others = [], any = []] = await db.query(SELECT_KEY, parameters, { waitMs: SELECTION_WAIT_MS })
  const candidates = rows!.map(keyOf)
  const keys = candidates.filter(mayServe)
  const states = figures.map(row => ({ ...keyOf(row), restsUntil: instant(COLUMNS.moment(row.RestUntil)) }))
  const usable = states.filter(mayServe)
  const rests = usable.flatMap(({ restsUntil }) => (restsUntil === null || restsUntil <= now ? [] : [restsUntil]))
  const none = {
    key: null,
    statuses: [...new Set([...states.map(({ status }) => status), ...others.map(row => standingOf(row, COLUMNS).status)])],
    usable: usable.length,
    restsUntil: rests.length === 0 ? null : Math.min(...rests),
    anyKeys: any.length > 0,
  }
  return { keys, passedOver: candidates.filter(key => !mayServe(key)).map(({ keyId }) => keyId), none }
}

function keyOf(row: Row): StoredKey {
  return {
    keyId: Number(row.TokenID),
    companyId: text(row.CompanyID) ?? '',
    provider: (text(row.Provider) ?? '').trim(),
    status: standingOf(row, COLUMNS).status,
    storedKey: text(row.ApiKey) ?? '',
    model: text(row.Model ?? null),
    baseUrl: text(row.BaseUrl ?? null),
  }
}

/** The database drew the candidates; of those each caller who shares the read draws for itself. */
function drawn(keys: readonly StoredKey[], none: KeySelection): KeySelection {
  const isActive = ({ status }: StoredKey) => status.toLowerCase() === 'active'
  const active = keys.filter(isActive)
  const best = active.length > 0 ? active : keys
  const at = Math.floor(Math.random() * best.length)
  const key = best[at]
  if (key === undefined) return none
  // Each caller begins somewhere else in the same lot.
  const rest = [...best.slice(at + 1), ...best.slice(0, at), ...keys.filter(key => !best.includes(key))]
  return { key, ...(rest.length === 0 ? {} : { others: rest }), statuses: [], usable: keys.length, restsUntil: null, anyKeys: true }
}

async function recordUsage(db: SqlServer, times: TableTimes, record: UsageRecord): Promise<'recorded' | 'duplicate'> {
  const parameters = {
    requestId: varchar(100, record.requestId),
    keyId: int(record.keyId),
    company: varchar(50, record.companyId),
    branch: varchar(50, record.branch),
    requestedBy: varchar(100, record.requestedBy),
    licenceId: varchar(100, record.licenceId),
    inputTokens: int(record.inputTokens),
    outputTokens: int(record.outputTokens),
    used: int(record.inputTokens + record.outputTokens),
    textPromptTokens: int(record.textPromptTokens),
    imagePromptTokens: int(record.imagePromptTokens),
    textCandidatesTokens: int(record.textCandidatesTokens),
    requestCount: int(record.requestCount),
    loggedAt: datetime(times.written(record.loggedAt)),
    provider: varchar(100, record.provider),
    model: varchar(100, record.model),
    rawUsage: nvarchar(record.rawUsage),
    defaultThreshold: int(DEFAULT_THRESHOLD),
    firstOfKey: varchar(100, `tokenwheel: the summary of key ${record.keyId}`),
  }
  const [rows] = await db.query(RECORD_USAGE, parameters, { needsOwnColumns: true })
  return rows![0]?.Recorded === 1 ? 'recorded' : 'duplicate'
}

async function addKey(db: SqlServer, times: TableTimes, key: NewKey): Promise<number> {
  const { model = null, baseUrl = null } = key
  const parameters = {
    company: identifier('companyID', 50, key.companyId),
    companyName: varchar(200, key.companyName),
    storedKey: compared(key.storedKey),
    provider: varchar(100, key.provider),
    limit: int(key.totalTokenLimit),
    threshold: int(key.threshold),
    status: varchar(50, key.status),
    now: datetime(times.written(db.now())),
    model: varchar(100, model),
    baseUrl: varchar(500, baseUrl),
  }
  const [rows] = await db.query(ADD_KEY, parameters, { needsOwnColumns: model !== null || baseUrl !== null })
  return Number(rows![0]!.TokenID)
}

async function changeKey(db: SqlServer, times: TableTimes, companyId: string, keyId: number, change: KeyChange): Promise<boolean> {
  const { recomputes, endsRest } = effectsOf(change)
  const { model, baseUrl } = change
  const parameters = {
    company: compared(companyId),
    keyId: int(keyId),
    status: varchar(50, change.status ?? null),
    limit: int(change.totalTokenLimit ?? null),
    threshold: int(change.threshold ?? null),
    companyName: varchar(200, change.companyName ?? null),
    provider: varchar(100, change.provider ?? null),
    model: varchar(100, model === undefined ? null : (model ?? '')),
    baseUrl: varchar(500, baseUrl === undefined ? null : (baseUrl ?? '')),
    storedKey: change.storedKey === undefined ? varchar(500, null) : compared(change.storedKey),
    woken: bit(endsRest),
    recompute: bit(recomputes),
    defaultThreshold: int(DEFAULT_THRESHOLD),
    now: datetime(times.written(db.now())),
    firstOfKey: varchar(100, `tokenwheel: the summary of key ${keyId}`),
  }
  const [rows] = await db.query(CHANGE_KEY, parameters, { needsOwnColumns: model !== undefined || baseUrl !== undefined })
  return rows![0]?.Found === 1
}

async function usage(db: SqlServer, times: TableTimes, { companyId, group, from, to }: UsageQuery): Promise<UsageRow[]> {
  // Cut and rounded as its rows were, so that ranges that meet share no row and lose none.
  const parameters = {
    company: varchar(50, companyId),
    group: compared(group),
    from: datetime(from && times.bound(from)),
    to: datetime(to && times.bound(to)),
  }
  const [rows] = await db.query(USAGE, parameters, { timeoutMs: REPORT_TIMEOUT_MS })
  return rows!.map(row => usageRowOf(row, COLUMNS))
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : fromColumn(String(value)))
/** Of the service's own columns. */
const COLUMNS = { text, moment: (value: unknown) => (value instanceof Date ? value.toISOString() : null) }
