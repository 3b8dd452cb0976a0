import type { CompanyStore } from '../companies/company-store.ts'
import type { OutboxStore } from '../companies/outbox-store.ts'
import type { ResultStore } from '../extraction/kept/result-store.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { JobStore } from '../jobs/job-store.ts'
import type { LogStore } from '../logging/log-store.ts'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { SuppressionStore } from '../profiles/suppressions.ts'
import type { RetryAttemptStore } from '../retry/retry-attempt-queue.ts'
import type { LocalTime } from '../shared/local-time.ts'
import type { SealedRows } from '../shared/sealed-rows.ts'
import type { StoreTime } from '../shared/store-time.ts'
import type { CallJournal } from '../tokens/call-journal.ts'
import type { CallRecords } from '../tokens/call-records.ts'
import type { TokenStore } from '../tokens/token-store.ts'

/** What `TOKEN_STORE` chooses: tokens, jobs, results and profiles, on one technology. */
export interface BatchStores {
  /** Files of this machine: they are there whenever the process is, and no other machine counts in them. */
  readonly isLocal: boolean
  readonly tokens: TokenStore
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly suppressions: SuppressionStore
  readonly history: HistoryStore
  readonly time: StoreTime
  /** Null where all processes are of one machine: their call journals say more. */
  readonly calls: CallRecords | null
  /** The bearer tokens as they are stored. */
  readonly secrets: SealedRows
  /** In words, what an operator should know of the store although it serves. */
  readonly warnings: () => readonly string[]
  close(): Promise<void>
}

/** What `COMPANY_STORE` chooses: company keys and their usage, application logs and retry attempts. */
export interface CompanyStores {
  /** Files of this machine: a write is a matter of milliseconds, and fails for no network. */
  readonly isLocal: boolean
  readonly companies: CompanyStore
  /** Of the days that its usage is added up by. */
  readonly time: LocalTime
  /** The AI keys as they are stored. */
  readonly secrets: SealedRows
  readonly logs: LogStore & RetryAttemptStore
  /** Kept answers of `/extract`. */
  readonly results: ResultStore
  close(): Promise<void>
}

/** All stores the service works on. */
export interface Stores {
  readonly batch: BatchStores
  readonly company: CompanyStores
  /** Always of this machine: it holds what the company store could not take. */
  readonly outbox: OutboxStore
  /** Of the processes of this machine. */
  readonly journal: CallJournal
  /** Empties what lies beside the database files of this machine: older versions of pages. False when one has to wait for somebody who holds it. */
  emptyFileLogs(): boolean
  close(): Promise<void>
}
