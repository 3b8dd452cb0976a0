import type { Logger } from '../logging/logger.ts'
import type { ErrorType } from '../settings/app-settings.ts'
import { type Block, shortId } from '../tokens/block.ts'
import type { Job, JobAddress, JobResult } from './job.ts'

/** The operators' icons for what can go wrong with an address. */
export const ERROR_ICONS: Readonly<Record<ErrorType, string>> = {
  user_restricted: '🔒',
  access_denied: '🚫',
  header_injection: '🛡️',
  data_validation: '⚠️',
  not_found: '🔎',
  token_error: '❌',
  rate_limited: '⏳',
  upstream_error: '🌐',
  timeout: '⏱️',
  unknown: '❓',
}

/** The job runner's log lines, word for word as operators grep for them. In JSON the same events carry fields; the line is the message. */
export interface JobLog {
  processing(address: JobAddress): void
  continuing(block: Block): void
  rotationLimit(block: Block): void
  result(result: JobResult): void
  completed(job: Job): void
}

export function createJobLog(logger: Logger, jobId: string, total: number): JobLog {
  return {
    processing: ({ emailNumber, email }) => logger.info({ jobId, emailNumber }, `📧 Processing ${emailNumber}/${total}: ${email}`),
    continuing: ({ tokenId, used, units }) =>
      logger.info({ jobId, tokenId, usage: used, units }, `🔄 Continuing with token ${shortId(tokenId)} (usage: ${used}/${units})`),
    rotationLimit: ({ tokenId, units }) =>
      logger.info({ jobId, tokenId, units }, `🔃 Token ${shortId(tokenId)} reached rotation limit (${units}), switching...`),
    result(r) {
      const { emailNumber, success, errorType, tokenUsed, attempts } = r
      const fields = { jobId, emailNumber, success, errorType, tokenId: tokenUsed, attempts }
      if (success) logger.info(fields, `✅ ${r.email}: Profile fetched successfully`)
      else logger.info(fields, `${ERROR_ICONS[errorType ?? 'unknown']} ${r.email}: ${r.error ?? 'failed'}`)
    },
    completed(job) {
      const failed = job.processed - job.successful
      logger.info(
        { jobId, successful: job.successful, failed },
        `✅ Completed job ${jobId} (${job.successful} successful, ${failed} failed)`,
      )
      const errors = Object.entries(job.errorBreakdown) as [ErrorType, number][]
      if (errors.length > 0) logger.info({ jobId }, '   Error breakdown:')
      for (const [type, count] of errors) logger.info({ jobId, errorType: type, count }, `   ${ERROR_ICONS[type]} ${type}: ${count}`)
    },
  }
}
