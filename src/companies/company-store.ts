/** A company key as the store hands it out for a call. */
export interface StoredKey {
  readonly keyId: number
  readonly companyId: string
  /** Empty when the row names none: the default provider applies. */
  readonly provider: string
  readonly status: string
  /** The ApiKey column as it stands: sealed when SECRETS_KEY is set. */
  readonly storedKey: string
  /** Null: the one that the settings name for its provider. */
  readonly model: string | null
  /** Null: the settings' for its provider, else the provider's own. */
  readonly baseUrl: string | null
}

export interface KeySelection {
  /** A random one of the usable keys, or null. */
  readonly key: StoredKey | null
  /** Beside a key: further usable ones in random order, the Active ones first, 31 at most. Left out for none. */
  readonly others?: readonly StoredKey[]
  /** When there is no key: the distinct statuses of the company's rows; empty for an unknown company. */
  readonly statuses: readonly string[]
  /** When there is no key: how many rows could serve were they not excluded or resting. */
  readonly usable: number
  /** When there is no key: the earliest end of a rest among those, Unix milliseconds. */
  readonly restsUntil: number | null
  /** When there is no key: whether TokenMaster holds a key of any company. */
  readonly anyKeys: boolean
}

/** What one key was billed in one request: one row of TokenUsageLogs. */
export interface UsageRecord {
  /** Unique per row, at most 100 characters: counted once, however often it is delivered. */
  readonly requestId: string
  /** Null for the fallback key, which is in no table. */
  readonly keyId: number | null
  readonly companyId: string
  readonly branch: string | null
  readonly requestedBy: string
  readonly licenceId: string | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly textPromptTokens: number
  readonly imagePromptTokens: number
  readonly textCandidatesTokens: number
  readonly requestCount: number
  readonly provider: string
  readonly model: string | null
  /** JSON text of what the provider reported. */
  readonly rawUsage: string | null
  /** ISO 8601. */
  readonly loggedAt: string
}

/** A key with its totals, as operators see it: status and remaining tokens as they are now, whatever was written last. */
export interface KeyOverview {
  readonly keyId: number
  readonly companyId: string
  readonly companyName: string | null
  readonly provider: string | null
  readonly model: string | null
  readonly baseUrl: string | null
  /** The ApiKey column as it stands, to be judged; no answer and no line names it. */
  readonly storedKey: string
  readonly status: string
  readonly totalTokenLimit: number | null
  readonly totalUsedTokens: number
  readonly totalRemainingTokens: number | null
  readonly threshold: number
  /** Unix milliseconds; null when it does not rest. */
  readonly restUntil: number | null
  readonly restReason: string | null
  readonly createdAt: string | null
  readonly lastUpdated: string | null
}

export interface NewKey {
  readonly companyId: string
  readonly companyName: string
  readonly storedKey: string
  readonly provider: string
  readonly totalTokenLimit: number
  readonly threshold: number
  readonly status: string
  readonly model?: string | null
  readonly baseUrl?: string | null
}

export interface KeyChange {
  readonly status?: string
  readonly totalTokenLimit?: number
  readonly threshold?: number
  readonly companyName?: string
  readonly provider?: string
  /** Null: the settings' again. */
  readonly model?: string | null
  readonly baseUrl?: string | null
  readonly storedKey?: string
}

export type UsageGroup = 'day' | 'branch' | 'user' | 'token'

export interface UsageQuery {
  readonly companyId: string
  /** ISO 8601 instants: from inclusive, to exclusive; null for open. */
  readonly from: string | null
  readonly to: string | null
  readonly group: UsageGroup
}

export interface UsageTotals {
  /** Rows of TokenUsageLogs. */
  readonly extractions: number
  /** Calls that the provider answered. */
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly textPromptTokens: number
  readonly imagePromptTokens: number
  readonly textCandidatesTokens: number
  readonly totalTokens: number
}

export interface UsageRow extends UsageTotals {
  /** ISO date in the store's time zone, branch, user or TokenID; null where the rows name none. */
  readonly group: string | null
}

/**
 * PORT: TokenMaster, TokenUsageLogs and TokenUsageSummary. CompanyID is compared without regard to case. Every method is one round trip
 * and throws `StoreUnavailableError` when the database is out of reach (after the adapter's own, short time-out).
 */
export interface CompanyStore {
  /**
   * One statement, nothing is locked: a random `Active` key of the company that neither rests at `now` nor is excluded;
   * a `BelowThreshold` one only when there is no such Active key. Statuses are `derivedStatus`; rows without an ApiKey never serve.
   */
  selectKey(query: { companyId: string; excludeKeyIds: readonly number[]; now: number }): Promise<KeySelection>

  /**
   * One transaction: log row, summary (created with the key's history if missing; used += tokens, remaining = limit - used, not below 0), status
   * (`statusAfterUsage` of `derivedStatus`, written only where it is another one). `duplicate`: the requestId is there already and nothing was changed. A keyId that no longer exists is logged
   * with TokenID null, because usage is never lost. Concurrent calls lose no update.
   */
  recordUsage(record: UsageRecord): Promise<'recorded' | 'duplicate'>

  /** Usable keys of all companies, at random and at most `limit`, whether they rest or not. */
  someKeys(limit: number): Promise<readonly StoredKey[]>

  /** One conditional update: usable → `Blocked`, only while the row still holds this very key. False when it does not. */
  blockKey(keyId: number, storedKey: string): Promise<boolean>

  /** One update: rests until `until` (Unix ms) or its present, later end. Unknown ids are ignored. */
  restKey(keyId: number, until: number, reason: string): Promise<void>

  /** One update: the key works again, its rest is over. */
  endRest(keyId: number): Promise<void>

  /** All keys of the company, by TokenID. */
  listKeys(companyId: string): Promise<readonly KeyOverview[]>

  /** All keys of the next `limit` companies behind `after` (null: from the first), in the database's own order of CompanyID, then by TokenID. */
  companies(query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeyOverview[]>

  /** One transaction: the key and its summary row. */
  addKey(key: NewKey): Promise<KeyOverview>

  /**
   * One transaction. A given status is set as it is; else a new limit, threshold or key leads to `statusAfterChange`. A new key or
   * status ends a rest. Null when the company has no such key.
   */
  changeKey(companyId: string, keyId: number, change: KeyChange): Promise<KeyOverview | null>

  /** Totals per group, ascending by group. Rows of the fallback key count for the company that asked. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>

  /**
   * An erased person's address out of the service's own rows of the log, whatever its case: labels in which it stands (who asked, branch, licence) become
   * `[erased]` as a whole, what is counted stays. In pieces, so not one round trip; repeating it is safe.
   */
  eraseFromUsage(address: string): Promise<void>

  /** Resolves when the database answers: with what is missing there, in words for operators, or null. @throws SlowStoreError while it serves, but late */
  ping(): Promise<string | null>
}
