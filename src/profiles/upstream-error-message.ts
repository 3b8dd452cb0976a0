import { STATUS_CODES } from 'node:http'
import { safeText, withoutSecrets } from '../shared/redact.ts'
import type { UpstreamErrorBody } from './upstream-error-body.ts'

const MAX_MESSAGE_LENGTH = 300

/** "The upstream answered 404 Not Found (Request_ResourceNotFound): Resource 'x' does not exist." */
export function describeAnswer(status: number, said: UpstreamErrorBody, redirect: string | undefined): string {
  const name = STATUS_CODES[status]
  const answered = `The upstream answered ${status}${name === undefined ? '' : ` ${name}`}`
  if (redirect !== undefined) return `${answered}: a redirect to ${redirect}, which is not followed.`
  const code = said.code === undefined || said.code === said.statement ? '' : ` (${said.code})`
  return said.statement === '' ? `${answered}${code}.` : `${answered}${code}: ${said.statement}`
}

/** The host a redirect points to; undefined for anything but a redirect. Path and query stay out: logins carry secrets there. */
export function redirectTarget(status: number, location: string | string[] | undefined): string | undefined {
  if (status < 300 || status > 399 || status === 304) return undefined
  if (typeof location !== 'string') return 'an unnamed place'
  if (location.startsWith('/') && !location.startsWith('//')) return 'another path of the same host'
  const target = URL.parse(location.startsWith('//') ? `https:${location}` : location)
  return target === null || target.host === '' ? 'an unreadable place' : `the host ${target.host}`
}

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The upstream refused the connection',
  ECONNRESET: 'The upstream broke the connection',
  EPIPE: 'The upstream broke the connection',
  UND_ERR_SOCKET: 'The upstream closed the connection before it had answered',
  ENOTFOUND: "The upstream's host name is unknown",
  EAI_AGAIN: "The upstream's host name could not be looked up",
  EHOSTUNREACH: 'The upstream cannot be reached',
  ENETUNREACH: 'The upstream cannot be reached',
  ETIMEDOUT: 'Connecting to the upstream took too long',
  UND_ERR_CONNECT_TIMEOUT: 'Connecting to the upstream took too long',
  UND_ERR_HEADERS_TIMEOUT: 'The upstream took too long to answer',
  UND_ERR_BODY_TIMEOUT: 'The upstream took too long to answer',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "The upstream's answer is larger than 1 MiB",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "The upstream's answer ended early",
  UND_ERR_CLOSED: 'The profile provider has been closed',
  UND_ERR_DESTROYED: 'The profile provider has been closed',
}

/** The network's own messages name addresses and certificates at length; the code says the same to whoever can act on it. */
export function describeFailure(code: string): string {
  const known = FAILURES[code]
  if (known !== undefined) return `${known} (${code}).`
  if (/CERT|TLS|SSL|ISSUER|SIGNATURE/.test(code)) return `The upstream's certificate or its encryption was not accepted (${code}).`
  if (code.startsWith('HPE_')) return `The upstream's answer is not HTTP (${code}).`
  return `The exchange with the upstream failed (${code}).`
}

/** Cleans a message for logs, rows and answers: upstreams do quote the token they were sent, whole or shortened. */
export function finishMessage(message: string, token: string): string {
  return safeText(withoutTokenPrefix(withoutSecrets(message, [token, encodeURIComponent(token)]), token), MAX_MESSAGE_LENGTH)
}

/** "Invalid token eyJ0eXAiOi…": a beginning of the token is cut too, with what is joined to it. */
function withoutTokenPrefix(message: string, token: string): string {
  if (token.length < 16) return message
  const start = message.indexOf(token.slice(0, 12))
  if (start < 0) return message
  const end = message.slice(start).search(/[\s"',;]|$/)
  return withoutTokenPrefix(`${message.slice(0, start)}[redacted]${message.slice(start + end)}`, token)
}
