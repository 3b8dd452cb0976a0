import { z } from 'zod'
import type { ErrorTypeOf } from '../../shared/error-types.ts'

/** Longest address that SMTP can carry (RFC 5321). */
const MAX_LENGTH = 254
const EMAIL = z.regexes.rfc5322Email
/** What could end a header or a line somewhere upstream. White space around an address is trimmed before. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** What a submitted entry is: an address to look up, or the reason why it will never be sent. */
export type AddressVerdict =
  | { readonly ok: true; readonly email: string }
  | {
      readonly ok: false
      readonly email: string
      readonly errorType: ErrorTypeOf<'entry'>
      readonly problem: string
    }

export function checkAddress(entry: unknown): AddressVerdict {
  if (typeof entry !== 'string') {
    return { ok: false, email: shown(JSON.stringify(entry) ?? ''), errorType: 'data_validation', problem: 'is not a string' }
  }
  const email = entry.trim()
  if (CONTROL.test(email)) return { ok: false, email: shown(email), errorType: 'header_injection', problem: 'contains control characters' }
  if (email === '') return { ok: false, email, errorType: 'data_validation', problem: 'is empty' }
  if (email.length > MAX_LENGTH)
    return { ok: false, email: shown(email), errorType: 'data_validation', problem: `is longer than ${MAX_LENGTH} characters` }
  if (!EMAIL.test(email)) return { ok: false, email, errorType: 'data_validation', problem: 'is not an e-mail address' }
  return { ok: true, email }
}

/** What was refused, safe to store and to show: control characters as escapes, bounded. */
function shown(entry: string): string {
  const visible = entry.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return visible.length > MAX_LENGTH ? `${visible.slice(0, MAX_LENGTH)}…` : visible
}
