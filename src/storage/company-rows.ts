import { DEFAULT_THRESHOLD, remainingTokens } from '../companies/company-key.ts'
import type { KeyOverview, UsageRow } from '../companies/company-store.ts'
import { derivedStatus } from '../companies/key-usability.ts'
import type { SealedRows } from '../shared/sealed-rows.ts'
import { companyKeyPlace } from '../shared/secret-box.ts'

/** Columns by name, as a driver gives them. */
export type CompanyRow = Record<string, unknown>

/** How a database says texts and instants. */
export interface ColumnReader {
  text(value: unknown): string | null
  /** ISO 8601. */
  moment(value: unknown): string | null
  /** The same of a column that the predecessor had, where these are kept in a zone of their own. */
  tableTime(value: unknown): string | null
}

/** A row of TokenMaster beside its summary; what an old row lacks is what it means to lack it. */
export function overviewOf(row: CompanyRow, { text, moment, tableTime }: ColumnReader): KeyOverview {
  const { limit: totalTokenLimit, used: totalUsedTokens, threshold, status } = standingOf(row, { text })
  return {
    keyId: Number(row.TokenID),
    companyId: text(row.CompanyID) ?? '',
    companyName: text(row.CompanyName),
    provider: text(row.Provider),
    model: text(row.Model),
    baseUrl: text(row.BaseUrl),
    storedKey: text(row.ApiKey) ?? '',
    status,
    totalTokenLimit,
    totalUsedTokens,
    totalRemainingTokens: remainingTokens(totalTokenLimit, totalUsedTokens),
    threshold,
    restUntil: instant(moment(row.RestUntil)),
    restReason: text(row.RestReason),
    createdAt: tableTime(row.CreatedAt),
    lastUpdated: tableTime(row.LastUpdated),
  }
}

/**
 * A key's figures and what its status comes to. `SummaryID` null: there is no summary, and `History` is what its usage rows add up to.
 */
export function standingOf(row: CompanyRow, { text }: Pick<ColumnReader, 'text'>) {
  const used = row.SummaryID === null ? integer(row.History) : integer(row.TotalUsedTokens)
  const figures = {
    limit: integer(row.TotalTokenLimit),
    used: Math.min(INT_MAX, used ?? 0),
    writtenRemaining: integer(row.TotalRemainingTokens),
    threshold: integer(row.Threshold) ?? DEFAULT_THRESHOLD,
  }
  return { ...figures, status: derivedStatus({ ...figures, status: text(row.Status) ?? '' }) }
}

/** The columns are INT; a history may add up to more. */
const INT_MAX = 2_147_483_647

/** A group of TokenUsageLogs with its sums. */
export function usageRowOf(row: CompanyRow, { text }: Pick<ColumnReader, 'text'>): UsageRow {
  const sum = (name: string) => Number(row[name] ?? 0)
  return {
    group: text(row.GroupName),
    extractions: sum('Extractions'),
    requests: sum('Requests'),
    inputTokens: sum('InputTokens'),
    outputTokens: sum('OutputTokens'),
    textPromptTokens: sum('TextPromptTokens'),
    imagePromptTokens: sum('ImagePromptTokens'),
    textCandidatesTokens: sum('TextCandidatesTokens'),
    totalTokens: sum('TotalTokens'),
  }
}

export function integer(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** Unix milliseconds of an ISO text; null for none and for what is no instant. */
export function instant(iso: string | null): number | null {
  const ms = Date.parse(iso ?? '')
  return Number.isNaN(ms) ? null : ms
}

/** Rows of TokenMaster that hold a key. */
export function sealedPage(rows: readonly CompanyRow[], limit: number): Awaited<ReturnType<SealedRows['page']>> {
  const sealed = rows.map(row => ({
    id: String(row.TokenID),
    place: companyKeyPlace(String(row.CompanyID)),
    stored: String(row.ApiKey),
  }))
  return { rows: sealed, next: rows.length === limit ? String(rows.at(-1)!.TokenID) : null }
}
