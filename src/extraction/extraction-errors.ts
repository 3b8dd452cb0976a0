import { AppError } from '../shared/app-error.ts'
import { invalidFile } from './document/document.ts'
import type { FailureReason } from './providers/failure-reasons.ts'
import { ProviderError } from './providers/provider-error.ts'

const MESSAGE = 'Failed to process invoice'

/** What the caller reads of a document's own fault; the provider's words stand in the log. */
const DOCUMENT_PROBLEMS: Readonly<Partial<Record<FailureReason, readonly ['unprocessable' | 'too_large', string]>>> = {
  unreadable_document: ['unprocessable', 'The provider cannot open the document.'],
  too_large: ['too_large', 'The document is too large for the model, or for what the account may send at a time. Please split it.'],
  refused: ['unprocessable', 'The provider refuses the document.'],
  truncated: ['unprocessable', 'What the document holds is more than the model can answer. Please split it.'],
}

/** The provider failed after the retries. A time-out is told apart; what is the document's own fault is said so. */
export function extractionFailed(error: unknown): AppError {
  const known = error instanceof ProviderError ? error : undefined
  const document = known === undefined ? undefined : DOCUMENT_PROBLEMS[known.reason]
  if (document !== undefined) return invalidFile(...document)
  return new AppError(MESSAGE, {
    code: 'EXTRACTION_FAILED',
    kind: known?.reason === 'timeout' ? 'upstream_timeout' : 'upstream_failed',
    retryable: known?.retryable ?? false,
    errors: [{ field: 'provider', problem: known?.message ?? 'The document could not be processed.' }],
    ...(known?.retryAfterMs === undefined ? {} : { retryAfterSeconds: known.retryAfterMs / 1000 }),
    cause: error,
  })
}

export function deadlinePassed(seconds: number): AppError {
  return new AppError(MESSAGE, {
    code: 'EXTRACTION_FAILED',
    kind: 'upstream_timeout',
    retryable: true,
    errors: [{ field: 'provider', problem: `There was no answer within ${seconds} seconds.` }],
  })
}

/** Every usable key of the company is out of quota for longer than a request waits. */
export function keysRest(waitMs: number): AppError {
  return new AppError(MESSAGE, {
    code: 'EXTRACTION_FAILED',
    kind: 'upstream_failed',
    retryable: true,
    retryAfterSeconds: waitMs / 1000,
    errors: [{ field: 'provider', problem: 'Every AI key of the company has reached its quota at the provider.' }],
  })
}

/** @param problem as `targetOf` words it */
export function uncallableKey(problem: string): AppError {
  return new AppError(MESSAGE, { code: 'EXTRACTION_FAILED', kind: 'upstream_failed', errors: [{ field: 'provider', problem }] })
}

/** The caller hung up: nobody reads this. */
export function clientGone(): AppError {
  return new AppError('The client closed the connection.', { code: 'CLIENT_CLOSED', kind: 'invalid' })
}
