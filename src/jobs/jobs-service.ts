import type { z } from 'zod'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import { conflict, invalidInput, notFound, StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import { consequencesOf, type ErrorType } from '../shared/error-types.ts'
import { isSeen, type Owner, type Sight } from '../shared/ownership.ts'
import { isCallbackAllowed } from './callbacks/callback-hosts.ts'
import type { Job, JobRequest, JobResult } from './job.ts'
import type { JobHistory } from './job-history.ts'
import { DEFAULT_OPTIONS, type GivenOptions, type JobOptions, resolveOptions } from './job-options.ts'
import type { JobStore } from './job-store.ts'
import { hasForecast, viewJob } from './job-views.ts'
import type { createdSchema, dryRunSchema, JobView } from './jobs.schemas.ts'
import { forecastOf, foreseen, type Outlook, type Outlooks, queuedJob } from './outlook.ts'
import type { JobWorker } from './run/job-worker.ts'
import { answerSubmission } from './submission-answer.ts'
import type { IntakeReport } from './submit/intake-report.ts'
import { type BatchRequest, measureBatch, type SubmitBatch, type SubmittedBatch } from './submit/submit-batch.ts'

export interface JobsServiceParts {
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly worker: JobWorker
  readonly submit: SubmitBatch
  readonly outlooks: Outlooks
  readonly clock: Clock
  readonly settings: AppSettings
  readonly callbacksSigned: boolean
  /** 0.5 seconds by contract; benches alone go below. */
  readonly minDelaySeconds: number
}

/** Who submits, and whose the job will be. */
export interface Submitter {
  readonly name: string
  readonly owner: Owner
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

  /** A stranger's job is none: nobody learns that it is there. */
  const find = async (jobId: string, sight: Sight): Promise<Job> => {
    const job = await jobs.get(jobId)
    if (job === null || !isSeen(job.owner, sight)) throw notFound('This job')
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
    const { username, password } = new URL(url)
    if (username !== '' || password !== '') return 'must not carry credentials'
    if (!isCallbackAllowed(url, settings.jobs.callback_hosts)) return 'names a host that is not in jobs.callback_hosts of the settings'
    return parts.callbacksSigned ? null : 'cannot be signed: CALLBACK_SECRET is not set'
  }

  const checkCallback = (url: string | null): void => {
    const problem = url === null ? null : callbackProblem(url)
    if (problem !== null) throw invalidInput(`callback_url ${problem}.`, [{ field: 'callback_url', problem }])
  }

  /** Null too where pool or queue cannot be read at the moment: the job is shown all the same. */
  const outlook = (): Promise<Outlook | null> =>
    parts.outlooks.recent().catch((error: unknown) => {
      if (error instanceof StoreUnavailableError) return null
      throw error
    })

  /** Shows jobs with what is foreseen at this moment, without waiting for anything. */
  const viewer = async (): Promise<(job: Job) => JobView> => {
    const seen = await outlook()
    // While the store takes nothing of theirs, nobody knows when it will.
    const heldUp = new Set(parts.worker.activeRuns().flatMap(run => (run.heldUp() === null ? [] : run.job.jobId)))
    const finishesAt = (job: Job) =>
      seen === null || !hasForecast(job) || heldUp.has(job.jobId) ? null : foreseen(seen, forecastOf(seen, queuedJob(job)).finishesAt)
    return job => viewJob(job, clock.now(), finishesAt(job))
  }

  return {
    find,

    /** What has happened in it. It names nobody: who may watch a job may read it. */
    async history(jobId: string, sight: Sight): Promise<JobHistory> {
      await find(jobId, sight)
      return jobs.history(jobId)
    },

    view: async (job: Job): Promise<JobView> => (hasForecast(job) ? (await viewer())(job) : viewJob(job, clock.now(), null)),
    viewer,

    /** One look at the queue for all of them; those that are not among the followed are shown without a forecast. */
    async views(list: readonly Job[]): Promise<JobView[]> {
      const seen = list.some(hasForecast) ? await outlook() : null
      return list.map(job =>
        viewJob(job, clock.now(), seen === null ? null : foreseen(seen, seen.forecast.of(job.jobId)?.finishesAt ?? null)),
      )
    },

    /** What a submission would be told. Nothing is created, and the forecast has the list behind what is queued. */
    async dryRun(list: SubmittedList, given: GivenOptions): Promise<z.infer<typeof dryRunSchema>> {
      const options = resolveOptions(given, defaults)
      checkDelay(options.delaySeconds)
      checkCallback(options.callbackUrl)
      const {
        total: totalEmails,
        valid: remaining,
        duplicates: duplicatesRemoved,
        entries,
        withoutAddress,
      } = await measureBatch(list, clock)
      const counts = { totalEmails, invalidEmails: totalEmails - remaining, duplicatesRemoved, remaining, entries, withoutAddress }
      const submission = { jobId: 'dry-run', options, ...counts, running: false, report: list.report }
      const answer = answerSubmission(submission, await parts.outlooks.current())
      return { success: true, dry_run: true, ...answer, message: 'This is a forecast: nothing was created.' }
    },

    async submit({ entries, report }: SubmittedList, given: GivenOptions, { name, owner }: Submitter, idempotencyKey: string | null) {
      const options = resolveOptions(given, defaults)
      checkDelay(options.delaySeconds)
      checkCallback(options.callbackUrl)
      const idempotency = idempotencyKey === null ? null : { key: idempotencyKey, caller: name }
      const submitted = await parts.submit({ entries, report, options, owner, idempotency })
      return { jobId: submitted.job.jobId, replayed: submitted.replayed, answer: await describe(submitted, report) }
    },

    async act(jobId: string, action: JobRequest | 'resume', sight: Sight): Promise<Job> {
      await find(jobId, sight)
      const outcome = await jobs.request(jobId, action, clock.now(), clock.now() + settings.jobs.retention_days * 86_400_000)
      if (outcome === null) throw notFound('This job')
      if (!outcome.changed) throw conflict(`A job that is ${outcome.job.status} cannot be ${PAST[action]}.`, 'JOB_STATE')
      if (action === 'resume') parts.worker.nudge()
      else if (outcome.job.status === 'processing') await parts.worker.request(jobId, action)
      return find(jobId, sight)
    },

    /** A new job of the addresses that failed (all, or those with this error), as far as they could ever succeed, with options and owner of the first one. */
    async retryFailed(jobId: string, errorType: ErrorType | null, sight: Sight) {
      const { options, owner } = await find(jobId, sight)
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
      const submitted = await parts.submit({ entries: all, report: null, options: { ...options, callbackUrl }, owner, idempotency: null })
      const answer = await describe(submitted, null)
      const warnings = problem === null ? [] : [`No callback will be sent: the first job's callback_url ${problem}.`]
      return { jobId: submitted.job.jobId, answer: { ...answer, warnings: [...warnings, ...answer.warnings] } }
    },

    async remove(jobId: string, sight: Sight): Promise<void> {
      const job = await find(jobId, sight)
      if (!(await jobs.remove(jobId, clock.now())))
        throw conflict(`A job that is ${job.status} cannot be deleted; cancel it first.`, 'JOB_STATE')
    },

    /** Saves what a successful address brought and `linkedin_profiles` does not hold yet. */
    async saveMissing(jobId: string, sight: Sight): Promise<{ saved: number; failed: number }> {
      const job = await find(jobId, sight)
      let [saved, failed] = [0, 0]
      for await (const result of allResults(jobs, jobId, { success: true })) {
        if (result.saved === true || result.data === null) continue
        const ok = await save(result, job)
        if (ok) saved += 1
        else failed += 1
      }
      return { saved, failed }
    },

    results: (jobId: string, filter: ResultFilter) => allResults(jobs, jobId, filter),
  }

  async function save(result: JobResult, { jobId, owner }: Job): Promise<boolean> {
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
        owner,
      })
      await jobs.markSaved(jobId, emailNumber)
      return true
    } catch {
      return false
    }
  }

  async function describe(submitted: SubmittedBatch, report: IntakeReport | null): Promise<z.infer<typeof createdSchema>> {
    const { job, entries, withoutAddress } = submitted
    const queued = queuedJob(job)
    const { remaining, running } = queued
    const answer = answerSubmission({ ...job, remaining, running, entries, withoutAddress, report }, await parts.outlooks.admit(queued))
    return { success: true, job_id: job.jobId, ...answer, message: 'Batch job created and queued for processing.' }
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
