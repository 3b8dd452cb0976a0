import type { RetryAfterForm } from '../settings/app-settings.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** No wait is believed beyond a day: by then every quota has been renewed, and one wrong unit would put a token away for years. */
export const LONGEST_WAIT_MS = 86_400_000
/** From here on a number counts milliseconds since 1970 (1973), below it seconds (until the year 5138). */
const FIRST_EPOCH_MS = 1e11
/** Seconds below this (2001) are no instant of an answer of today. */
const FIRST_EPOCH_S = 1e9

/**
 * The wait a server asked for, in milliseconds: `retry-after-ms`, or `Retry-After` in whatever form it came.
 * Undefined when there is none or it makes no sense; an instant in the past is 0. Never more than {@link LONGEST_WAIT_MS}.
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  return parseWait(firstOf(headers['retry-after-ms']), 'milliseconds', now) ?? parseWait(firstOf(headers['retry-after']), 'auto', now)
}

/**
 * The wait that a header's value means, in milliseconds. `auto`: seconds, an HTTP date or an ISO date; a number of seconds that lies more than a
 * day ahead is an instant instead (several APIs send the reset's epoch, in seconds or milliseconds).
 */
export function parseWait(text: string | undefined, form: RetryAfterForm, now: number): number | undefined {
  const value = text?.trim()
  if (value === undefined || value === '') return undefined
  const wait = /^\d+(\.\d+)?$/.test(value) ? waitOfNumber(Number(value), form, now) : waitOfDate(value, form, now)
  return wait === undefined || Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT_MS)
}

function waitOfNumber(value: number, form: RetryAfterForm, now: number): number | undefined {
  switch (form) {
    case 'milliseconds':
      return value
    case 'seconds':
      return value * 1000
    case 'epoch':
      return value * 1000 - now
    case 'epoch-ms':
      return value - now
    case 'date':
      return undefined
    case 'auto':
      if (value * 1000 <= LONGEST_WAIT_MS || value < FIRST_EPOCH_S) return value * 1000
      return (value >= FIRST_EPOCH_MS ? value : value * 1000) - now
  }
}

function waitOfDate(value: string, form: RetryAfterForm, now: number): number | undefined {
  // Date.parse takes "-5" and "1.2.3" for years.
  if ((form !== 'auto' && form !== 'date') || /^[-+]?[\d.]+$/.test(value)) return undefined
  // An ISO date without a zone means the upstream's own, which is UTC wherever it is said.
  return Date.parse(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(value) ? `${value.replace(' ', 'T')}Z` : value) - now
}

export function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
