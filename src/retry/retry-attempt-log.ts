/** One failed attempt on its way into the `RetryAttempts` table. */
export interface RetryAttempt {
  /** Of the extraction; null for an attempt of the job runner. */
  readonly requestId: string | null
  /** TokenMaster's `TokenID` when the attempt used a company key, else null. */
  readonly keyId: number | null
  readonly companyId: string | null
  readonly provider: string | null
  readonly attempt: number
  readonly errorMessage: string
  readonly isRetryable: boolean
  /** ISO 8601. */
  readonly timestamp: string
}

/** PORT: where failed attempts go. Never blocks, never throws: the rows travel through a bounded queue off the request path. */
export interface RetryAttemptLog {
  record(attempt: RetryAttempt): void
}
