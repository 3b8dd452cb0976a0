import { PROVIDER_TITLES } from '../settings/ai-providers.ts'
import { AppError } from '../shared/app-error.ts'
import { safeText } from '../shared/redact.ts'
import { invalidFile } from './document/document.ts'
import { ProviderError } from './providers/provider-error.ts'

const MESSAGE = 'Failed to process invoice'

/** The provider failed after the retries. A time-out is told apart; a document that the provider cannot open is the document's fault. */
export function extractionFailed(error: unknown): AppError {
  if (error instanceof ProviderError && error.reason === 'unreadable_document') {
    return invalidFile('unprocessable', 'The provider cannot open the document.')
  }
  const problem = error instanceof ProviderError ? error.message : 'The document could not be processed.'
  return new AppError(MESSAGE, {
    code: 'EXTRACTION_FAILED',
    kind: error instanceof ProviderError && error.reason === 'timeout' ? 'upstream_timeout' : 'upstream_failed',
    retryable: error instanceof ProviderError && error.retryable,
    errors: [{ field: 'provider', problem }],
    ...(error instanceof ProviderError && error.retryAfterMs !== undefined ? { retryAfterSeconds: error.retryAfterMs / 1000 } : {}),
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

export function unsupportedProvider(key: { provider: string }): AppError {
  const problem = `The key's provider "${safeText(key.provider, 50)}" is not supported; it must be ${PROVIDER_TITLES}.`
  return new AppError(MESSAGE, { code: 'EXTRACTION_FAILED', kind: 'upstream_failed', errors: [{ field: 'provider', problem }] })
}

/** The caller hung up: nobody reads this. */
export function clientGone(): AppError {
  return new AppError('The client closed the connection.', { code: 'CLIENT_CLOSED', kind: 'invalid' })
}
