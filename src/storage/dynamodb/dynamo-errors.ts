import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TransactionInProgressException',
])
/** Not worth repeating: the request is wrong, or we may not. Everything else (5xx, network, time-out) has an unknown outcome. */
const OUR_FAULT = new Set(['ValidationException', 'SerializationException', 'ItemCollectionSizeLimitExceededException', 'TypeError'])

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** A transaction that was cancelled by a conflict or a throttle, not by a condition of its own. */
function isTransient(error: TransactionCanceledException): boolean {
  const codes = (error.CancellationReasons ?? []).map(reason => reason.Code)
  return (
    !codes.includes('ConditionalCheckFailed') && codes.some(code => code !== undefined && code !== 'None' && code !== 'ValidationError')
  )
}

export function isWorthRepeating(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return false
  if (error instanceof TransactionCanceledException) return isTransient(error)
  const name = nameOf(error)
  if (THROTTLES.has(name)) return true
  if (OUR_FAULT.has(name)) return false
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  // 4xx: no rights, no such table, expired credentials. Time heals them, a repeat within a second does not.
  return status === undefined || status >= 500 || status === 200
}

/** The caller hears of it as it is: a condition that did not hold, or a request that is wrong. */
export function isAnswer(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true
  return error instanceof TransactionCanceledException ? !isTransient(error) : OUR_FAULT.has(nameOf(error))
}
