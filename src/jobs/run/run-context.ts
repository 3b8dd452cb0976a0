import type { Tracer } from '@opentelemetry/api'
import type { ProfileProvider } from '../../profiles/profile-provider.ts'
import type { ProfileStore } from '../../profiles/profile-store.ts'
import type { RetryAttemptLog } from '../../retry/retry-attempt-log.ts'
import type { RetryPolicy } from '../../retry/retry-policy.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Owner } from '../../shared/ownership.ts'
import type { QuotaDay } from '../../shared/quota-day.ts'
import type { TokenWheel } from '../../tokens/token-wheel.ts'
import type { TokensInUse } from '../../tokens/tokens-in-use.ts'
import type { Admission, UpstreamBreaker } from '../../tokens/upstream-breaker.ts'
import type { JobResult, Lease } from '../job.ts'
import type { JobEvents } from '../job-events.ts'
import type { JobOptions } from '../job-options.ts'
import type { JobStore } from '../job-store.ts'
import type { AddressFeed } from './address-feed.ts'
import type { JobLog } from './job-log.ts'
import type { RunSpan } from './run-spans.ts'

/** What all jobs of a process share. */
export interface JobParts {
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly wheel: TokenWheel
  readonly breaker: UpstreamBreaker
  readonly provider: ProfileProvider
  readonly retry: RetryPolicy
  readonly retryAttempts: RetryAttemptLog
  /** Whether nothing is to be looked up of this person any more for jobs of this owner; everybody is, by default. */
  readonly isErased?: (email: string, owner: Owner) => boolean
  readonly events: JobEvents
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  /** Where spans go; without one none is made. */
  readonly tracer?: Tracer | undefined
}

/** What the lanes of one run share. */
export interface RunContext extends JobParts {
  readonly lease: Lease
  readonly owner: Owner
  readonly options: JobOptions
  readonly delayMs: number
  readonly feed: AddressFeed
  readonly log: JobLog
  /** Undefined where nothing is recorded. */
  readonly span: RunSpan | undefined
  /** Aborted when no further call may start: stop, pause, cancel, lost lease. */
  readonly stopping: AbortSignal
  /** Aborted when calls under way must be given up too. */
  readonly hardStop: AbortSignal
  /** Tokens that the run's lanes hold. */
  readonly inUse: TokensInUse
  /**
   * Units worth reserving for a lane: its share of the addresses left. With what all others hold never more than there are, but one.
   *
   * @param ownUnspent what the lane that asks has left
   */
  blockSize(ownUnspent: number): number
  counted(result: JobResult): void
  saveFailed(error: unknown): void
  /** False when the lease may have run out unnoticed, because the store could not be reached. */
  leaseHeld(): boolean
  leaseRenewed(signal: AbortSignal): Promise<void>
  /** Waits, a while at most, for the reset to be over on every clock, and shows meanwhile that the job waits. */
  resetOver(until: number): Promise<void>
  /** Waits for the breaker, and shows meanwhile that the job waits. */
  admit(): Promise<Admission>
  /** Repeats a write while the store is out of reach. */
  persist<T>(write: () => Promise<T>): Promise<T>
}
