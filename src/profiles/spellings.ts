import { domainToUnicode } from 'node:url'
import { wireAddress } from './wire-address.ts'

/**
 * What nobody sees and copying from web pages, spreadsheets and PDFs brings along: soft hyphen, zero-width space and joiners, marks of direction,
 * byte order mark, and the spaces that only keep a line from breaking there. An address with one of them would be looked up as somebody else.
 */
const INVISIBLE = /\u034f|[\u00a0\u00ad\u061c\u180e\u2007\u200b-\u200f\u202a-\u202f\u2060-\u2064\u2066-\u206f\ufeff]/g
const ONLY_ASCII = /^[\x00-\x7f]*$/

/** Trimmed, without what is invisible, with composed letters (what macOS decomposes), and with the full-width @ of Japanese keyboards as the common one. */
export function cleanAddress(entry: string): string {
  if (ONLY_ASCII.test(entry)) return entry.trim()
  return entry
    .replace(INVISIBLE, '')
    .trim()
    .replace(/[\uff20\ufe6b]/, '@')
    .normalize('NFC')
}

/**
 * The forms under which one mailbox stands in lists, results and profiles, in lower case: as it was submitted, cleaned, with its domain in its own
 * letters or as an A-label. The first one is that of the address given here. Whoever asks for a person may write it in any of them.
 */
export function spellingsOf(address: string): readonly [string, ...string[]] {
  const email = cleanAddress(address).toLowerCase()
  const at = email.lastIndexOf('@') + 1
  const inLetters = email.includes('xn--', at) ? domainToUnicode(email.slice(at)) : ''
  const others = [wireAddress(email), inLetters === '' ? email : email.slice(0, at) + inLetters]
  return [email, ...new Set(others.filter(other => other !== email))]
}

/**
 * An upstream's words with the address in the one form under which it is erased later: as it was submitted, where the upstream repeats what it was sent,
 * percent-encoded or with the domain as an A-label.
 */
export function inOneSpelling(words: string, email: string): string {
  const wire = wireAddress(email)
  const forms = [
    encodeURIComponent(email.toWellFormed()),
    email.replace('@', '%40'),
    wire,
    encodeURIComponent(wire),
    wire.replace('@', '%40'),
  ]
  return forms.reduce((text, form) => (form === email ? text : replaceEvery(text, form, email)), words)
}

/** Whatever its case: the digits of an encoding have two. */
function replaceEvery(text: string, form: string, by: string): string {
  const escaped = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(escaped, 'gi'), () => by)
}
