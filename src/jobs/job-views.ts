import { toIso } from '../shared/clock.ts'
import { learnIds, shortId } from '../tokens/short-id.ts'
import { isFinal, type Job, type JobResult } from './job.ts'
import type { JobHistory } from './job-history.ts'
import { viewConfig } from './job-options.ts'
import type { IntakeView, JobHistoryView, JobView, ResultView } from './jobs.schemas.ts'
import type { IntakeReport } from './submit/intake-report.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : toIso(ms))

/**
 * The job as callers see it.
 *
 * @param finishesAt by the forecast; null where it has no end or none is known
 */
export function viewJob(job: Job, now: number, finishesAt: number | null): JobView {
  const [lane] = job.lanes
  learnIds(job.lanes.map(({ tokenId }) => tokenId))
  const remaining = Math.max(0, job.totalEmails - job.processed)
  return {
    job_id: job.jobId,
    status: job.status as JobView['status'],
    priority: job.options.priority,
    progress_percentage: job.totalEmails === 0 ? 0 : Math.floor((job.processed / job.totalEmails) * 1000) / 10,
    total_emails: job.totalEmails,
    processed: job.processed,
    successful: job.successful,
    failed: job.processed - job.successful,
    remaining,
    invalid_emails: job.invalidEmails,
    duplicates_removed: job.duplicatesRemoved,
    error_breakdown: job.errorBreakdown as Record<string, number>,
    current_token_id: lane === undefined ? null : `${shortId(lane.tokenId)}...`,
    token_requests_made: lane?.used ?? 0,
    token_switches: Math.max(0, job.tokenSwitches - 1),
    requests_per_token: job.options.requestsPerToken,
    lanes: job.lanes.map(l => ({ lane: l.lane, token_id: `${shortId(l.tokenId)}...`, usage: l.used, reserved: l.units })),
    eta_seconds: hasForecast(job) && finishesAt !== null ? Math.max(0, Math.round((finishesAt - now) / 100) / 10) : null,
    waiting_until: iso(job.waitingUntil),
    waiting_reason: job.waitingReason,
    error: job.failure,
    requested: job.requested,
    created_at: toIso(job.createdAt),
    started_at: iso(job.startedAt),
    finished_at: iso(job.finishedAt),
    config: viewConfig(job.options),
    owner: job.owner,
    worker: job.worker,
  }
}

export function viewHistory(jobId: string, { turns, verdicts }: JobHistory): JobHistoryView {
  const shown = (token: string | null) => (token === null ? null : `${token}...`)
  return {
    job_id: jobId,
    switches: turns.map(({ at, lane, from, to, reason }) => ({ at: toIso(at), lane, from: shown(from), to: `${to}...`, reason })),
    verdicts: verdicts.map(({ at, of, on, emailNumber, evidence }) => ({ at: toIso(at), of, on, email_number: emailNumber, evidence })),
  }
}

/** Of one that ends, rests or is about to there is nothing to foresee. */
export function hasForecast({ status, requested }: Job): boolean {
  return !isFinal(status) && status !== 'paused' && requested === null
}

export function viewResult(result: JobResult): ResultView {
  return {
    email_number: result.emailNumber,
    email: result.email,
    success: result.success,
    data: result.data as ResultView['data'],
    error: result.error,
    error_type: result.errorType,
    token_used: result.tokenUsed,
    attempts: result.attempts,
    timestamp: toIso(result.at),
    saved_to_linkedin_profiles: result.saved,
  }
}

/** What a submitted list turned out to be; `entries` is what came of it, the empty ones included. */
export function viewIntake(report: IntakeReport, entries: number, rowsWithoutAddress: number): IntakeView {
  const { format, encoding, delimiter, column, titleLines } = report
  return {
    format,
    encoding,
    delimiter,
    column: column === null ? null : { number: column.number, name: column.name, found_by: column.foundBy },
    title_lines: titleLines,
    entries,
    rows_without_address: rowsWithoutAddress,
  }
}
