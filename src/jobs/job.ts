import type { ErrorType } from '../shared/error-types.ts'
import type { Owner } from '../shared/ownership.ts'
import type { BlockRecord } from '../tokens/block.ts'
import type { JobOptions } from './job-options.ts'

/**
 * A batch job's life:
 *
 *   submitting → pending → processing ⇄ waiting_for_capacity → completed
 *                   ↓          ↓               ↓
 *                 paused ⇄ (pending)       cancelled · failed
 *
 * - `submitting`: its addresses are still arriving; nobody sees it. A crash leaves it to the sweep.
 * - `processing`: a worker holds its lease. If the lease runs out, any worker takes it over where it stands.
 * - `waiting_for_capacity`: no token can serve before `waitingUntil`; it has no worker, and is due again at that time or when a token is added.
 * - `paused`: stays so until resumed, which makes it `pending` again.
 * - `completed`, `cancelled`, `failed` are final. `failed` is for a job that the service itself could not go on with; it may be resumed.
 */
export type JobStatus = 'submitting' | 'pending' | 'processing' | 'waiting_for_capacity' | 'paused' | 'completed' | 'cancelled' | 'failed'
export const VISIBLE_STATUSES = ['pending', 'processing', 'waiting_for_capacity', 'paused', 'completed', 'cancelled', 'failed'] as const
export const FINAL_STATUSES: readonly JobStatus[] = ['completed', 'cancelled', 'failed']

/** What an operator may ask of a job. A running one hears of it at its next heartbeat, wherever it runs. */
export type JobRequest = 'pause' | 'cancel'

/** A job as stored. Times are Unix milliseconds. */
export interface Job {
  readonly jobId: string
  readonly owner: Owner
  readonly status: JobStatus
  readonly options: JobOptions
  readonly totalEmails: number
  readonly invalidEmails: number
  readonly duplicatesRemoved: number
  readonly processed: number
  readonly successful: number
  readonly errorBreakdown: Readonly<Partial<Record<ErrorType, number>>>
  readonly tokenSwitches: number
  readonly lanes: readonly LaneRecord[]
  /** Asked for, but not yet carried out by the worker. */
  readonly requested: JobRequest | null
  readonly worker: string | null
  readonly leaseUntil: number | null
  readonly waitingUntil: number | null
  readonly waitingReason: string | null
  /** Why the service could not go on with it, in words; null unless it is `failed`. */
  readonly failure: string | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/** A lane and the block it is spending. */
export interface LaneRecord extends BlockRecord {
  readonly lane: number
}

/** One address's one result. */
export interface JobResult {
  /** 1-based place in the submitted list. */
  readonly emailNumber: number
  readonly email: string
  readonly success: boolean
  readonly data: unknown
  readonly error: string | null
  readonly errorType: ErrorType | null
  readonly tokenUsed: string | null
  /** Upstream calls made for this address. */
  readonly attempts: number
  readonly at: number
  /** Null where saving was not asked for or there was nothing to save. */
  readonly saved: boolean | null
}

export interface JobAddress {
  readonly emailNumber: number
  readonly email: string
}

/** The right to work on a job: its holder's writes name worker and version, and are refused once either has changed. */
export interface Lease {
  readonly jobId: string
  readonly worker: string
  readonly version: number
}

/** Thrown by a fenced write: somebody else works on the job now. The worker stops and writes nothing more. */
export class LeaseLostError extends Error {
  constructor(lease: Lease) {
    super(`The lease of job ${lease.jobId} was taken over.`)
    this.name = 'LeaseLostError'
  }
}

export function isFinal(status: JobStatus): boolean {
  return FINAL_STATUSES.includes(status)
}

/**
 * What operators must have asked of a running job when its worker leaves it in this state; null: nothing. `anything` where there is nothing left
 * to pause or cancel. Pure: every adapter makes it part of the condition under which a job is released, so that a request which comes while the
 * worker is leaving is either heeded, or comes to a job that has been left.
 */
export function askedForBy(ending: JobStatus): JobRequest | 'anything' | null {
  if (ending === 'completed' || ending === 'failed') return 'anything'
  if (ending === 'paused') return 'pause'
  return ending === 'cancelled' ? 'cancel' : null
}

/** What pausing, cancelling or resuming does to a job in this state; null where it makes no sense. Pure: every adapter follows it. */
export function transition(
  job: Pick<Job, 'status'>,
  action: JobRequest | 'resume',
): { status: JobStatus } | { requested: JobRequest | null } | null {
  switch (action) {
    case 'resume':
      if (job.status === 'paused' || job.status === 'waiting_for_capacity' || job.status === 'failed') return { status: 'pending' }
      return job.status === 'processing' ? { requested: null } : null
    case 'pause':
      if (job.status === 'processing') return { requested: 'pause' }
      return job.status === 'pending' || job.status === 'waiting_for_capacity' ? { status: 'paused' } : null
    case 'cancel':
      if (job.status === 'processing') return { requested: 'cancel' }
      return isFinal(job.status) || job.status === 'submitting' ? null : { status: 'cancelled' }
  }
}
