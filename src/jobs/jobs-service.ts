import type { z } from 'zod'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import { conflict, invalidInput, notFound } from '../shared/app-error.ts'
import { type Clock, toIso } from '../shared/clock.ts'
import { consequencesOf, type ErrorType } from '../shared/error-types.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import { UNTIL_OPERATOR } from '../tokens/token.ts'
import type { PoolTotals } from '../tokens/token-store.ts'
import type { Job, JobRequest, JobResult } from './job.ts'
import { DEFAULT_OPTIONS, type GivenOptions, type JobOptions, resolveOptions } from './job-options.ts'
import type { JobStore } from './job-store.ts'
import { viewIntake, workSeconds } from './job-views.ts'
import type { createdSchema } from './jobs.schemas.ts'
import type { JobWorker } from './run/job-worker.ts'
import type { IntakeReport } from './submit/intake-report.ts'
import type { BatchRequest, SubmitBatch, SubmittedBatch } from './submit/submit-batch.ts'

export interface JobsServiceParts {
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly worker: JobWorker
  readonly submit: SubmitBatch
  /** What the pool can do today; the fallback's share included. */
  readonly capacity: () => Promise<PoolTotals>
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly settings: AppSettings
  readonly callbacksSigned: boolean
  /** 0.5 seconds by contract; benches alone go below. */
  readonly minDelaySeconds: number
}

/** Addresses as they come, and what their reader finds; no report where they do not come from a caller's list. */
export interface SubmittedList {
  readonly entries: BatchRequest['entries']
  readonly report: IntakeReport | null
}

const MAX_DELAY_SECONDS = 10
const PAGE = 500

/** The use cases behind `/jobs`, free of HTTP. */
export function createJobsService(parts: JobsServiceParts) {
  const { jobs, clock, settings } = parts

  const find = async (jobId: string): Promise<Job> => {
    const job = await jobs.get(jobId)
    if (job === null) throw notFound('This job')
    return job
  }

  const { delay_seconds: delaySeconds, requests_per_token: requestsPerToken } = settings.rotation
  const defaults: JobOptions = { ...DEFAULT_OPTIONS, delaySeconds, requestsPerToken }

  const checkDelay = (seconds: number): void => {
    if (seconds >= parts.minDelaySeconds && seconds <= MAX_DELAY_SECONDS) return
    const problem = `must be between ${parts.minDelaySeconds} and ${MAX_DELAY_SECONDS}`
    throw invalidInput(`config.delay_seconds ${problem}.`, [{ field: 'config.delay_seconds', problem }])
  }

  /** Why this URL is not called by this installation; null when it is. */
  const callbackProblem = (url: string): string | null => {
    const { host, hostname, username, password } = new URL(url)
    if (username !== '' || password !== '') return 'must not carry credentials'
    const allowed = settings.jobs.callback_hosts
    if (!allowed.includes(host) && !allowed.includes(hostname)) return 'names a host that is not in jobs.callback_hosts of the settings'
    return parts.callbacksSigned ? null : 'cannot be signed: CALLBACK_SECRET is not set'
  }

  const checkCallback = (url: string | null): void => {
    const problem = url === null ? null : callbackProblem(url)
    if (problem !== null) throw invalidInput(`callback_url ${problem}.`, [{ field: 'callback_url', problem }])
  }

  return {
    find,

    async submit({ entries, report }: SubmittedList, given: GivenOptions, caller: string, idempotencyKey: string | null) {
      const options = resolveOptions(given, defaults)
      checkDelay(options.delaySeconds)
      checkCallback(options.callbackUrl)
      const idempotency = idempotencyKey === null ? null : { key: idempotencyKey, caller }
      const submitted = await parts.submit({ entries, report, options, idempotency })
      return { jobId: submitted.job.jobId, replayed: submitted.replayed, answer: await describe(submitted, report) }
    },

    async act(jobId: string, action: JobRequest | 'resume'): Promise<Job> {
      const outcome = await jobs.request(jobId, action, clock.now(), clock.now() + settings.jobs.retention_days * 86_400_000)
      if (outcome === null) throw notFound('This job')
      if (!outcome.changed) throw conflict(`A job that is ${outcome.job.status} cannot be ${PAST[action]}.`, 'JOB_STATE')
      if (action === 'resume') parts.worker.nudge()
      else if (outcome.job.status === 'processing') await parts.worker.request(jobId, action)
      return find(jobId)
    },

    /** A new job of the addresses that failed (all, or those with this error), as far as they could ever succeed, with the options of the first one. */
    async retryFailed(jobId: string, errorType: ErrorType | null) {
      const { options } = await find(jobId)
      const entries = failedAddresses(jobs, jobId, errorType)
      const first = await entries.next()
      if (first.done === true) {
        const which = errorType === null ? 'failed address' : `address with ${errorType}`
        throw conflict(`This job has no ${which} that could be tried again.`, 'NOTHING_TO_RETRY')
      }
      const all = (async function* () {
        yield first.value
        yield* entries
      })()
      checkDelay(options.delaySeconds)
      // What was allowed once may have been taken off the settings since: the addresses are tried again all the same.
      const problem = options.callbackUrl === null ? null : callbackProblem(options.callbackUrl)
      const callbackUrl = problem === null ? options.callbackUrl : null
      const submitted = await parts.submit({ entries: all, report: null, options: { ...options, callbackUrl }, idempotency: null })
      const answer = await describe(submitted, null)
      const warnings = problem === null ? [] : [`No callback will be sent: the first job's callback_url ${problem}.`]
      return { jobId: submitted.job.jobId, answer: { ...answer, warnings: [...warnings, ...answer.warnings] } }
    },

    async remove(jobId: string): Promise<void> {
      const job = await find(jobId)
      if (!(await jobs.remove(jobId, clock.now())))
        throw conflict(`A job that is ${job.status} cannot be deleted; cancel it first.`, 'JOB_STATE')
    },

    /** Saves what a successful address brought and `linkedin_profiles` does not hold yet. */
    async saveMissing(jobId: string): Promise<{ saved: number; failed: number }> {
      await find(jobId)
      let [saved, failed] = [0, 0]
      for await (const result of allResults(jobs, jobId, { success: true })) {
        if (result.saved === true || result.data === null) continue
        const ok = await save(result, jobId)
        if (ok) saved += 1
        else failed += 1
      }
      return { saved, failed }
    },

    results: (jobId: string, filter: ResultFilter) => allResults(jobs, jobId, filter),
  }

  async function save(result: JobResult, jobId: string): Promise<boolean> {
    const { email, emailNumber, at, tokenUsed, data } = result
    try {
      await parts.profiles.save({
        email,
        timestamp: at,
        success: true,
        profileData: data,
        savedAt: clock.now(),
        tokenUsed,
        emailNumber,
        jobId,
      })
      await jobs.markSaved(jobId, emailNumber, true)
      return true
    } catch {
      return false
    }
  }

  async function describe(
    { job, entries, withoutAddress }: SubmittedBatch,
    report: IntakeReport | null,
  ): Promise<z.infer<typeof createdSchema>> {
    const valid = job.totalEmails - job.invalidEmails
    const { requestsPerToken, priority, saveToDynamodb } = job.options
    const now = clock.now()
    const totals = await parts.capacity()
    const { resetsAt } = parts.quotaDay(now)
    return {
      success: true,
      job_id: job.jobId,
      total_emails: job.totalEmails,
      priority,
      estimated_capacity_used: valid,
      available_capacity: totals.availableCapacity,
      linkedin_profiles_auto_save: saveToDynamodb,
      token_rotation: {
        requests_per_token: requestsPerToken,
        estimated_token_switches: Math.max(0, Math.ceil(valid / requestsPerToken) - 1),
        description: `Each token will be used for ${requestsPerToken} requests before rotating to the next`,
      },
      invalid_emails: job.invalidEmails,
      duplicates_removed: job.duplicatesRemoved,
      intake: report === null ? null : viewIntake(report, entries, withoutAddress),
      estimated_completion: toIso(estimateEnd(valid, job.options, totals, now, resetsAt)),
      warnings: warningsFor(valid, job, totals, resetsAt),
      message: 'Batch job created and queued for processing.',
    }
  }
}

export type JobsService = ReturnType<typeof createJobsService>
export type ResultFilter = { readonly success?: boolean; readonly errorType?: JobResult['errorType'] & string }

const PAST = { pause: 'paused', cancel: 'cancelled', resume: 'resumed' } as const

async function* allResults(jobs: JobStore, jobId: string, filter: ResultFilter): AsyncGenerator<JobResult> {
  for (let after = 0; ; ) {
    const page = await jobs.results(jobId, { after, limit: PAGE, ...filter })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.emailNumber
  }
}

async function* failedAddresses(jobs: JobStore, jobId: string, errorType: ErrorType | null): AsyncGenerator<string> {
  for await (const result of allResults(jobs, jobId, { success: false, ...(errorType === null ? {} : { errorType }) })) {
    if (consequencesOf(result.errorType ?? 'unknown').retryFailed) yield result.email
  }
}

/** When the last address is done at the earliest: the lanes' delays, and the resets it takes until the pool has given enough. */
function estimateEnd(addresses: number, options: JobOptions, totals: PoolTotals, now: number, resetsAt: number): number {
  const missing = addresses - totals.availableCapacity
  if (missing <= 0) return now + workSeconds(addresses, options) * 1000
  const furtherDays = totals.maxDailyCapacity === 0 ? 0 : Math.ceil(missing / totals.maxDailyCapacity) - 1
  const lastDay = totals.maxDailyCapacity === 0 ? missing : missing - furtherDays * totals.maxDailyCapacity
  // A pool of one request a day would end beyond what a date can show.
  return Math.min(resetsAt + furtherDays * 86_400_000 + workSeconds(lastDay, options) * 1000, UNTIL_OPERATOR)
}

function warningsFor(valid: number, job: Job, totals: PoolTotals, resetsAt: number): string[] {
  const count = (n: number) => n.toLocaleString('en-US')
  const warnings: string[] = []
  if (totals.availableCapacity < valid) {
    const at = totals.availableCapacity === 0 && totals.nextUntil !== null ? Math.min(totals.nextUntil, resetsAt) : resetsAt
    const rest = `the rest after ${new Date(at).toISOString().replace('.000Z', 'Z')}`
    warnings.push(`${count(totals.availableCapacity)} of ${count(valid)} today; ${rest}`)
  }
  if (totals.totalTokens === 0) warnings.push('No token is registered: add one with POST /tokens/add, and the job starts at once.')
  if (job.invalidEmails > 0) warnings.push(`${count(job.invalidEmails)} invalid entries are listed among the results and will not be sent.`)
  return warnings
}
