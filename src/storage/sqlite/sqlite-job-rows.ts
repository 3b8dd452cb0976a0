import type { Job, JobRequest, JobResult, JobStatus, LaneRecord } from '../../jobs/job.ts'
import { type JobOptions, PRIORITIES, readOptions } from '../../jobs/job-options.ts'
import type { ErrorType } from '../../shared/error-types.ts'

const NUMBER = '(SELECT job_number FROM batch_jobs WHERE job_id = $job)'
/**
 * The key of a result of `$job`: both numbers in one integer, the email number bound where `number` says. The driver binds numbers as floating
 * point, which would round large keys; and below zero the results of other jobs begin.
 */
export const RESULT_ID = (number: string) => `(${NUMBER} << 32) + max(0, CAST(${number} AS INTEGER))`
export const LAST_RESULT_ID = `(${NUMBER} << 32) + 0xffffffff`
export const EMAIL_NUMBER = 'result_id & 0xffffffff AS email_number'
/** Without the key itself, which can be larger than a JavaScript number is exact. */
export const RESULT_COLUMNS = `${EMAIL_NUMBER}, email, success, data, error, error_type, token_used, attempts, at, saved`

/** What each lane has spent of its block for certain, by the lane's number. Means nothing for a lane that has no row: a new block begins anew. */
export type LaneUsage = (number | null)[]

// Rows are types, not interfaces: only those are seen to fit what the driver gives.

export type JobRow = {
  job_number: number
  job_id: string
  owned_by: string | null
  status: JobStatus
  priority: number
  config: string
  callback_url: string | null
  total_emails: number
  invalid_emails: number
  duplicates_removed: number
  processed: number
  successful: number
  saved: number
  save_failed: number
  token_switches: number
  lane_usage: string
  low_water: number
  requested: JobRequest | null
  worker: string | null
  lease_version: number
  lease_until: number | null
  waiting_until: number | null
  /** Of the state it is in: also why it is failed. */
  waiting_reason: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
}

export type LaneRow = {
  lane: number
  token_id: string
  token_source: 'pool' | 'file'
  reservation_id: string
  day: string
  reserved_at: number
  units: number
  leaving: string | null
}

export type ClosingRow = { job_id: string; lease_version: number; block: string }

export type ErrorCountRow = { error_type: string; count: number }

export type StatusCountRow = { status: string; jobs: number; processed: number; successful: number }

export type ResultRow = {
  email_number: number
  email: string
  success: number
  data: string | null
  error: string | null
  error_type: ErrorType | null
  token_used: string | null
  attempts: number
  at: number
  saved: number | null
}

/** The queue sorts by the priority, and the callback has a life of its own: the two have columns, the rest is one JSON object. */
export function optionColumns({ priority, callbackUrl, ...config }: JobOptions): Pick<JobRow, 'priority' | 'config' | 'callback_url'> {
  return { priority: PRIORITIES.indexOf(priority), config: JSON.stringify(config), callback_url: callbackUrl }
}

function toOptions(row: JobRow): JobOptions {
  const config = JSON.parse(row.config) as Partial<JobOptions>
  return readOptions({ ...config, priority: PRIORITIES[row.priority] ?? 'NORMAL', callbackUrl: row.callback_url })
}

export function toJob(row: JobRow, errors: readonly ErrorCountRow[], lanes: readonly LaneRow[]): Job {
  return {
    jobId: row.job_id,
    owner: row.owned_by,
    status: row.status,
    options: toOptions(row),
    totalEmails: row.total_emails,
    invalidEmails: row.invalid_emails,
    duplicatesRemoved: row.duplicates_removed,
    processed: row.processed,
    successful: row.successful,
    errorBreakdown: Object.fromEntries(errors.map(e => [e.error_type, e.count])),
    tokenSwitches: row.token_switches,
    lanes: toLanes(lanes, toLaneUsage(row.lane_usage)),
    requested: row.requested,
    worker: row.worker,
    leaseUntil: row.lease_until,
    waitingUntil: row.waiting_until,
    waitingReason: row.status === 'failed' ? null : row.waiting_reason,
    failure: row.status === 'failed' ? row.waiting_reason : null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** @param json a list, or an object with the lanes' numbers as its keys (of a row that no lane has written to since it was made or migrated) */
export function toLaneUsage(json: string): LaneUsage {
  return Object.assign<LaneUsage, object>([], JSON.parse(json) as object)
}

function toLanes(rows: readonly LaneRow[], used: LaneUsage): LaneRecord[] {
  return rows.map(row => ({
    lane: row.lane,
    tokenId: row.token_id,
    source: row.token_source,
    reservationId: row.reservation_id,
    day: row.day,
    reservedAt: row.reserved_at,
    units: row.units,
    used: used[row.lane] ?? 0,
  }))
}

export function toResult(row: ResultRow): JobResult {
  return {
    emailNumber: row.email_number,
    email: row.email,
    success: row.success === 1,
    data: row.data === null ? null : (JSON.parse(row.data) as unknown),
    error: row.error,
    errorType: row.error_type,
    tokenUsed: row.token_used,
    attempts: row.attempts,
    at: row.at,
    saved: row.saved === null ? null : row.saved === 1,
  }
}
