import { createLineLog } from '../../logging/line-log.ts'
import type { Logger } from '../../logging/logger.ts'
import { consequencesOf, type ErrorType } from '../../shared/error-types.ts'
import type { Block } from '../../tokens/block.ts'
import { shortId } from '../../tokens/short-id.ts'
import type { Job, JobAddress, JobResult } from '../job.ts'

/** The job runner's log lines, word for word as operators grep for them. In JSON the same events carry fields; the line is the message. */
export interface JobLog {
  /** An address is taken from the list. */
  requesting(address: JobAddress): void
  /** Its first call starts. */
  processing(address: JobAddress): void
  /** A further call of a block starts. */
  continuing(block: Block): void
  rotationLimit(block: Block): void
  result(result: JobResult): void
  completed(job: Job): void
  /** An address met with something that nobody has foreseen. */
  odd(address: JobAddress, error: unknown): void
}

/** @param onResult is told of each result that is written down */
export function createJobLog(
  parent: Logger,
  jobId: string,
  total: number,
  onResult: (errorType: ErrorType | null, attempts: number) => void,
): JobLog {
  // The child writes the job's id once for all lines: these are the busiest lines of the service.
  const logger = parent.child({ job_id: jobId })
  const lines = createLineLog(logger)
  return {
    requesting: ({ emailNumber, email }) =>
      lines.info({ email_number: emailNumber }, '🔍', `Requesting token for ${email} (attempt ${emailNumber}/${total})`),
    processing: ({ emailNumber, email }) => lines.info({ email_number: emailNumber }, '📧', `Processing ${emailNumber}/${total}: ${email}`),
    continuing: ({ tokenId, used, units }) =>
      lines.info(
        { token_id: tokenId, usage: used + 1, units },
        '🔄',
        `Continuing with token ${shortId(tokenId)} (usage: ${used + 1}/${units})`,
      ),
    rotationLimit: ({ tokenId, units }) =>
      lines.info({ token_id: tokenId, units }, '🔃', `Token ${shortId(tokenId)} reached rotation limit (${units}), switching...`),
    result({ email, emailNumber, success, error, errorType, tokenUsed, attempts }) {
      onResult(success ? null : (errorType ?? 'unknown'), attempts)
      if (success) lines.info({ email_number: emailNumber, token_id: tokenUsed, attempts }, '✅', `${email}: Profile fetched successfully`)
      else {
        const fields = { email_number: emailNumber, token_id: tokenUsed, attempts, error_type: errorType }
        lines.info(fields, consequencesOf(errorType ?? 'unknown').icon, `${email}: ${error ?? 'failed'}`)
      }
    },
    odd: ({ emailNumber }, error) =>
      logger.error({ err: error, email_number: emailNumber }, `Address ${emailNumber} has met with an unforeseen error`),
    completed(job) {
      const failed = job.processed - job.successful
      logger.info({ successful: job.successful, failed }, `✅ Completed job ${jobId} (${job.successful} successful, ${failed} failed)`)
      const errors = Object.entries(job.errorBreakdown)
      if (errors.length > 0) logger.info('   Error breakdown:')
      for (const [type, count] of errors) logger.info({ error_type: type, count }, `   ${consequencesOf(type).icon} ${type}: ${count}`)
    },
  }
}
