import type { ErrorType } from '../shared/error-types.ts'
import type { Owner, Sight } from '../shared/ownership.ts'
import type { BlockRecord } from '../tokens/block.ts'
import type { Job, JobAddress, JobRequest, JobResult, JobStatus, Lease } from './job.ts'
import type { JobHistory, JobVerdict, LaneTurn } from './job-history.ts'
import type { JobOptions } from './job-options.ts'

export interface NewJob {
  readonly jobId: string
  readonly owner: Owner
  readonly options: JobOptions
  readonly createdAt: number
}

export interface PublishRequest {
  readonly jobId: string
  readonly totalEmails: number
  readonly invalidEmails: number
  readonly duplicatesRemoved: number
  readonly now: number
  readonly idempotency: { readonly key: string; readonly bodyHash: string; readonly expiresAt: number } | null
}

export type PublishOutcome =
  | { readonly outcome: 'published' }
  /** The same key came before; `sameBody` tells whether with the same body. The new job was dropped. */
  | { readonly outcome: 'seen'; readonly jobId: string; readonly sameBody: boolean }

export interface ClaimedJob {
  readonly job: Job
  readonly lease: Lease
  /** Every address up to this number had its result at the last heartbeat. */
  readonly lowWater: number
  /** What is to be handed back before anything else: blocks that turning lanes had left, and those of an earlier worker's release. */
  readonly closing: ClosingBlocks
}

/** Blocks that nobody spends any more and that may not have been handed back yet. `used` is exact. */
export interface ClosingBlocks {
  readonly jobId: string
  /** The lease under which they were left. */
  readonly version: number
  readonly blocks: readonly BlockRecord[]
}

export interface HeartbeatProgress {
  /** Every address up to this number has its result. */
  readonly lowWater: number
  readonly waitingReason: string | null
  readonly waitingUntil: number | null
}

/** How a worker leaves a job. `processing` is none of them: only a lease that runs out ends that way. */
export type Ending =
  | { readonly status: 'completed' | 'cancelled'; readonly expiresAt: number }
  | { readonly status: 'failed'; readonly expiresAt: number; readonly reason: string }
  | { readonly status: 'paused' | 'pending' }
  | { readonly status: 'waiting_for_capacity'; readonly until: number; readonly reason: string }

/** `requested`: what is asked of the job that was not given up. */
export type ReleaseOutcome = { readonly released: true } | { readonly released: false; readonly requested: JobRequest | null }

export interface LaneEntry {
  readonly lane: number
  readonly block: BlockRecord
  /** Null when an attempt was spent but the address has no result yet. */
  readonly result: JobResult | null
}

export interface ResultQuery {
  readonly after: number
  readonly limit: number
  readonly success?: boolean
  readonly errorType?: ErrorType
}

export interface JobCounts {
  readonly byStatus: Readonly<Partial<Record<JobStatus, number>>>
  readonly totalCreated: number
  readonly emailsProcessed: number
  readonly emailsSuccessful: number
}

export interface DueCallback {
  readonly jobId: string
  readonly url: string
}

export interface PersonEntry {
  readonly jobId: string
  readonly emailNumber: number
  /** Null while it is still to be fetched. */
  readonly result: JobResult | null
}

/** An upload that is not finished by then was cut off. */
export const SUBMISSION_LIMIT_MS = 3_600_000

/**
 * PORT: jobs, their addresses and results. Methods that take a {@link Lease} are fenced: they throw LeaseLostError, and have written
 * nothing, when the job has another owner or version. All may throw StoreUnavailableError; repeating the same call is then safe, also when
 * the lost answer was a success: an adapter compares owner and version before it calls a lease lost.
 */
export interface JobStore {
  // ── submission ──
  /** What is not published within {@link SUBMISSION_LIMIT_MS} is purged. */
  create(job: NewJob): Promise<void>
  /** Appends addresses in order, and the results of those that will never be sent. One batch is one atomic write. */
  append(jobId: string, addresses: readonly JobAddress[], rejected: readonly JobResult[]): Promise<void>
  /** Makes a submitting job pending, once. */
  publish(request: PublishRequest): Promise<PublishOutcome>
  /** Drops a job that is still submitting. */
  discard(jobId: string): Promise<void>

  // ── work ──
  /**
   * Takes the next job that is due: pending, waiting with its time come, or processing with its lease run out; HIGH first, then the oldest.
   * At most one worker gets it. The lease version rises with every claim.
   */
  claim(query: { readonly worker: string; readonly now: number; readonly leaseMs: number }): Promise<ClaimedJob | null>
  /** Extends the lease and tells what was asked of the job meanwhile. Fenced. */
  heartbeat(lease: Lease, now: number, leaseMs: number, progress: HeartbeatProgress): Promise<{ readonly requested: JobRequest | null }>
  /**
   * The next addresses (some hundreds) without a result after `afterNumber`, in order; `last` is the number up to which the list has been read, null at its
   * end. Fenced: what was drawn here may be in flight, and a later owner takes it into account.
   */
  draw(lease: Lease, afterNumber: number): Promise<{ readonly addresses: readonly JobAddress[]; readonly last: number | null }>
  /**
   * Writes down the block a lane is about to reserve, and the one it leaves for it: a crash before that is handed back leaves it to the heir. `turn`
   * is noted in the job's history by the same write. Fenced.
   */
  saveLane(lease: Lease, lane: number, block: BlockRecord, leaving?: BlockRecord, turn?: LaneTurn): Promise<void>
  /** Notes in the job's history whose fault something was found to be. Fenced. */
  noteVerdict(lease: Lease, verdict: JobVerdict): Promise<void>
  /**
   * A lane's spent unit, and the result it led to, in one atomic step: what a resumed job must not do again. Only for addresses drawn under
   * this lease. A number keeps its first result. Fenced.
   */
  record(lease: Lease, entry: LaneEntry): Promise<void>
  /**
   * Gives the job up in this state and forgets its lanes, unless something else is asked of it than this state heeds (`askedForBy`): then
   * nothing is written, and the worker decides again. `closing` are the blocks that are to be handed back then: they stay noted until
   * {@link closed}. One conditional write. Fenced.
   */
  release(lease: Lease, ending: Ending, now: number, closing?: readonly BlockRecord[]): Promise<ReleaseOutcome>
  /** What releases have left to be handed back, of all jobs. Whoever finds it may finish it; twice does no harm. */
  closing(): Promise<readonly ClosingBlocks[]>
  /** They have been handed back. Without effect when they are noted no more. */
  closed(closing: ClosingBlocks): Promise<void>
  /** Makes waiting jobs due at once. */
  wakeWaiting(now: number): Promise<void>

  // ── operators ──
  /** Counts and lanes of a running job may lag behind by a heartbeat. */
  get(jobId: string): Promise<Job | null>
  /** The last turns of each of its lanes, and its last verdicts: they stay as long as the job. Empty when there is none. */
  history(jobId: string): Promise<JobHistory>
  list(query: {
    readonly status?: JobStatus
    readonly before: { createdAt: number; jobId: string } | null
    readonly limit: number
    /** Whose jobs. Default: everybody's. */
    readonly of?: Sight
  }): Promise<Job[]>
  /** Jobs in these states, in the order in which they are claimed. @param of whose; by default everybody's */
  queue(statuses: readonly JobStatus[], limit: number, of?: Sight): Promise<Job[]>
  counts(): Promise<JobCounts>
  /** Applies `transition`. Null when there is no such job; `changed` false when its state does not allow it. */
  request(
    jobId: string,
    action: JobRequest | 'resume',
    now: number,
    expiresAt: number,
  ): Promise<{ readonly job: Job; readonly changed: boolean } | null>
  results(jobId: string, query: ResultQuery): Promise<JobResult[]>
  savedCounts(jobId: string): Promise<{ readonly fetched: number; readonly saved: number; readonly failed: number }>
  /** The result's profile was saved after all: noted on it and counted, once. */
  markSaved(jobId: string, emailNumber: number): Promise<void>
  /** Every place of this address in a list, whatever its case, with its result where there is one; refused entries that name it too. @param of whose lists; by default everybody's */
  findPerson(email: string, of?: Sight): Promise<readonly PersonEntry[]>
  /**
   * Takes the address, the profile and the upstream's words out of every list and result of this person, and whole entries that were refused and name it; the error type and all counts stay. What is
   * still to be fetched gets its result as `erased`. Returns how many profiles there were. In pieces; repeating it is safe.
   *
   * @param of whose lists and results; by default everybody's
   */
  eraseProfile(email: string, of?: Sight): Promise<number>
  /** Hides a finished job at once; its rows go with {@link purge}. False when it is not finished. */
  remove(jobId: string, now: number): Promise<boolean>

  // ── upkeep ──
  /** Deletes up to `limit` rows of what has expired (jobs, results, abandoned submissions, idempotency keys). Returns how many went. */
  purge(now: number, limit: number): Promise<number>
  /** Callbacks of finished jobs that are due; each is handed to one caller, and due again after `retryMs` unless it is settled. */
  dueCallbacks(now: number, retryMs: number, limit: number): Promise<DueCallback[]>
  settleCallback(jobId: string, outcome: 'delivered' | 'failed'): Promise<void>
}
