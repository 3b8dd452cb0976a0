import { toIso } from '../shared/clock.ts'
import type { JobForecast } from './forecast-world.ts'
import type { JobOptions } from './job-options.ts'
import { viewIntake } from './job-views.ts'
import type { SubmissionView } from './jobs.schemas.ts'
import { forecastOf, foreseen, type Outlook } from './outlook.ts'
import type { IntakeReport } from './submit/intake-report.ts'

/** What a list came to, whether a job was made of it or not. */
export interface Submission {
  readonly jobId: string
  readonly options: JobOptions
  readonly totalEmails: number
  readonly invalidEmails: number
  readonly duplicatesRemoved: number
  /** Addresses without a result. */
  readonly remaining: number
  readonly running: boolean
  /** Entries that came, and those of them that were empty. */
  readonly entries: number
  readonly withoutAddress: number
  readonly report: IntakeReport | null
}

/** The answer to a submission, as far as it is the same with and without a job. */
export function answerSubmission(submission: Submission, outlook: Outlook): SubmissionView {
  const { jobId, options, totalEmails, invalidEmails, duplicatesRemoved, remaining, running, entries, withoutAddress, report } = submission
  const { requestsPerToken, priority, saveToDynamodb, parallelTokens: lanes, delaySeconds } = options
  const valid = totalEmails - invalidEmails
  const course = forecastOf(outlook, {
    jobId,
    remaining,
    lanes,
    delayMs: delaySeconds * 1000,
    priority,
    requestsPerToken,
    running,
    blocks: [],
  })
  const finishesAt = foreseen(outlook, course.finishesAt)
  return {
    total_emails: totalEmails,
    priority,
    estimated_capacity_used: valid,
    available_capacity: outlook.availableCapacity,
    linkedin_profiles_auto_save: saveToDynamodb,
    token_rotation: {
      requests_per_token: requestsPerToken,
      estimated_token_switches: Math.max(0, Math.ceil(valid / requestsPerToken) - 1),
      description: `Each token will be used for ${requestsPerToken} requests before rotating to the next`,
    },
    invalid_emails: invalidEmails,
    duplicates_removed: duplicatesRemoved,
    intake: report === null ? null : viewIntake(report, entries, withoutAddress),
    estimated_completion: finishesAt === null ? null : toIso(finishesAt),
    warnings: warningsFor(submission, course, outlook),
  }
}

function warningsFor(submission: Submission, { shortage }: JobForecast, { pool, world, availableTokens }: Outlook): string[] {
  const { options, invalidEmails, remaining } = submission
  const warnings: string[] = []
  const nobody = pool.totalTokens === 0 && availableTokens === 0
  if (shortage !== null && !nobody) warnings.push(shortageInWords(shortage, remaining, world.nextReset(world.now)))
  if (world.blockedUntil !== null)
    warnings.push('The profile upstream fails: nothing is fetched until it is back, and nobody knows when that is.')
  if (pool.totalTokens === 0) warnings.push('No token is registered: add one with POST /tokens/add, and the job starts at once.')
  if (availableTokens > 0 && options.parallelTokens > availableTokens)
    warnings.push(
      `${options.parallelTokens} lanes, but ${count(availableTokens)} ${availableTokens === 1 ? 'token' : 'tokens'} can serve: lanes that share a token share its delay.`,
    )
  if (invalidEmails > 0) warnings.push(`${count(invalidEmails)} invalid entries are listed among the results and will not be sent.`)
  return warnings
}

/** "830 of 1,200 today; the rest after 2026-11-22T00:00:00Z" */
export function shortageInWords({ done, at, until }: NonNullable<JobForecast['shortage']>, of: number, resetsAt: number): string {
  const isOfTheDay = at < resetsAt && (until === null || until >= resetsAt)
  const by = isOfTheDay ? 'today' : `by ${instant(at)}`
  const rest = until === null ? 'when a token is added or enabled' : `after ${instant(until)}`
  return `${count(done)} of ${count(of)} ${by}; the rest ${rest}`
}

const count = (n: number): string => n.toLocaleString('en-US')

/** To the second: of a forecast the milliseconds say nothing. */
function instant(ms: number): string {
  return toIso(Math.ceil(ms / 1000) * 1000).replace('.000Z', 'Z')
}
