import { domainToASCII } from 'node:url'

const ASCII = /^[\x00-\x7f]*$/

/**
 * The address as an upstream gets it: a domain in letters beyond ASCII (`münchen.de`) becomes its A-label (`xn--mnchen-3ya.de`), the one form that
 * every mail system and API knows; the local part stays as it is (SMTPUTF8 knows no other form of it). Results and profiles keep the form that was
 * submitted, so that they can be joined with the list. A domain that has no A-label is left alone.
 */
export function wireAddress(email: string): string {
  if (ASCII.test(email)) return email
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  return ASCII.test(domain) ? email : `${email.slice(0, at)}@${asciiDomain(domain) ?? domain}`
}

/** What a domain with letters beyond ASCII may hold: `domainToASCII` reads it as the host of a URL, and would decode `%2e` or cut at a slash. */
const INTERNATIONAL_DOMAIN = /^[\p{L}\p{M}\p{N}.\-\u3002\uff0e\uff61\u30fb\u00b7]+$/u

/** Null where the domain has no form in ASCII. */
export function asciiDomain(domain: string): string | null {
  if (ASCII.test(domain)) return domain
  return INTERNATIONAL_DOMAIN.test(domain) ? domainToASCII(domain) || null : null
}
