import { cleanAddress } from '../../profiles/spellings.ts'
import { asciiDomain } from '../../profiles/wire-address.ts'
import type { ErrorTypeOf } from '../../shared/error-types.ts'

/** Longest address that SMTP can carry (RFC 5321); one with an international domain must also keep to it in its form on the wire. */
const MAX_LENGTH = 254
/** A dot-separated word of anything but white space and specials (letters beyond ASCII included: SMTPUTF8), or a quoted string. */
const LOCAL = /^(?:[^<>()[\]\\.,;:\s@"]+(?:\.[^<>()[\]\\.,;:\s@"]+)*|".+")$/
/** In ASCII: a name of two labels or more, the last one letters or an A-label; or an IPv4 address in brackets. */
const DOMAIN = /^(?:(?:[a-z\d-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,59})|\[\d{1,3}(?:\.\d{1,3}){3}\])$/i
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
  if (typeof entry !== 'string') return invalid(shown(asText(entry)), 'is not a string')
  const email = cleanAddress(entry)
  if (CONTROL.test(email)) return { ok: false, email: shown(email), errorType: 'header_injection', problem: 'contains control characters' }
  if (email === '') return invalid(email, 'is empty')
  if (email.length > MAX_LENGTH) return invalid(shown(email), `is longer than ${MAX_LENGTH} characters`)
  if (email.includes('\ufffd') || !email.isWellFormed())
    return invalid(email.toWellFormed(), 'holds a character that could not be read; send the list as UTF-8 or UTF-16')
  const at = email.lastIndexOf('@')
  const [local, domain] = [email.slice(0, Math.max(0, at)), asciiDomain(email.slice(at + 1))]
  if (domain === null || !LOCAL.test(local) || !DOMAIN.test(domain)) return invalid(email, 'is not an e-mail address')
  if (local.length + 1 + domain.length > MAX_LENGTH) return invalid(shown(email), `is longer than ${MAX_LENGTH} characters`)
  return { ok: true, email }
}

function invalid(email: string, problem: string): AddressVerdict {
  return { ok: false, email, errorType: 'data_validation', problem }
}

/** An entry nested some thousand levels deep is one invalid entry, and not the end of the whole list. */
function asText(entry: unknown): string {
  try {
    return JSON.stringify(entry) ?? ''
  } catch {
    return '(nested too deeply to be shown)'
  }
}

/** What was refused, safe to store and to show: control characters as escapes, bounded. */
function shown(entry: string): string {
  const visible = entry.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return visible.length > MAX_LENGTH ? `${visible.slice(0, MAX_LENGTH)}…` : visible
}
