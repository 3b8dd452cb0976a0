export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

/** One row of ApplicationLogs. */
export interface LogRow {
  /** ISO 8601. */
  readonly timestamp: string
  readonly logLevel: LogLevel
  readonly logger: string
  readonly message: string
  readonly exception: string | null
  readonly module: string | null
  readonly functionName: string | null
  readonly lineNumber: number | null
  /** What the line says it is about, where it does. */
  readonly requestId: string | null
  readonly companyId: string | null
  /** TokenID of a company key. */
  readonly keyId: number | null
  readonly provider: string | null
}

/** PORT: ApplicationLogs. */
export interface LogStore {
  /** One bulk insert: all rows or none. Texts are cut to their columns' lengths by the adapter. @throws StoreUnavailableError */
  appendLogs(rows: readonly LogRow[]): Promise<void>
  /** Deletes at most `limit` of the oldest rows, of ApplicationLogs and of RetryAttempts each, that are older than `before` (ISO 8601). Returns how many went. */
  purgeLogs(before: string, limit: number): Promise<number>
  /** Takes a text (an erased person's address) out of the service's own rows, whatever its case. In pieces; repeating it is safe. */
  eraseText(text: string): Promise<void>
}
