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
}

/** PORT: ApplicationLogs. */
export interface LogStore {
  /** One bulk insert: all rows or none. Texts are cut to their columns' lengths by the adapter. @throws StoreUnavailableError */
  appendLogs(rows: readonly LogRow[]): Promise<void>
}
