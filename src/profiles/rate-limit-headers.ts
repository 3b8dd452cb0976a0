import type { IncomingHttpHeaders } from 'node:http'
import { firstOf, parseWait } from '../retry/retry-after.ts'

/**
 * How upstreams count down their limit: `x-ratelimit-*` (GitHub, Gravatar, most others), `x-rate-limit-*`, and the IETF draft's `ratelimit-*`.
 * A remaining of exactly 0 means that the next call of this token will be refused.
 */
const PREFIXES = ['x-ratelimit', 'x-rate-limit', 'ratelimit'] as const
/** Where an upstream says that nothing is left but not until when: the pause GitHub asks for in such a case. */
const UNSAID_REST_MS = 60_000

export function saysNothingIsLeft(headers: IncomingHttpHeaders | undefined): boolean {
  return headers !== undefined && PREFIXES.some(prefix => isZero(headers[`${prefix}-remaining`]))
}

/** How long the token should rest although this call was answered, in milliseconds; undefined when something is left, or nothing is said. */
export function restOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const spent = PREFIXES.find(prefix => isZero(headers[`${prefix}-remaining`]))
  if (spent === undefined) return undefined
  const wait = parseWait(firstOf(headers[`${spent}-reset`]), 'auto', now)
  return wait === undefined || wait === 0 ? UNSAID_REST_MS : wait
}

/** When a limit is renewed, in milliseconds from now; undefined while something is left of it, or where it is not said. */
export function resetOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  for (const prefix of PREFIXES) {
    const remaining = headers[`${prefix}-remaining`]
    if (remaining !== undefined && !isZero(remaining)) continue
    const wait = parseWait(firstOf(headers[`${prefix}-reset`]), 'auto', now)
    if (wait !== undefined) return wait
  }
  return undefined
}

function isZero(value: string | string[] | undefined): boolean {
  return value !== undefined && /^\s*0+\s*$/.test(firstOf(value) ?? '')
}
