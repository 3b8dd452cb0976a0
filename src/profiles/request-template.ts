import { createHash, randomUUID } from 'node:crypto'
import type { ProfileRequest } from '../settings/app-settings.ts'
import { isSendableToken } from '../settings/token-file.ts'
import { invalidInput } from '../shared/app-error.ts'
import type { ErrorType } from '../shared/error-types.ts'
import { wireAddress } from './wire-address.ts'

/** A request ready for the wire: nothing in it can end a header, a path or a JSON string early. */
export interface RenderedRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** name, value, name, value, … */
  readonly headers: string[]
  /** Null: none. */
  readonly body: string | null
}

/** Why nothing was sent. */
interface RefusedRequest {
  readonly errorType: ErrorType
  readonly message: string
}

export interface RequestTemplate {
  readonly origin: string
  render(email: string, bearerToken: string): RenderedRequest | RefusedRequest
}

type Placeholder = 'email' | 'email_sha256' | 'email_odata' | 'token'
type Values = Readonly<Record<Placeholder, string>>
type Fill = (values: Values) => string
type Encode = (value: string) => string

const PLACEHOLDER = /\{(email|email_sha256|email_odata|token)\}/
/** Anything in braces that looks like a placeholder; in a URL or a header there is no other use for braces. */
const ANY_BRACES = /\{[^}]*\}?|\}/g
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
/** Framing and encoding belong to the HTTP client; with them in the operator's hands a body could be cut or arrive unreadable. */
const RESERVED_HEADERS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Compiles the declared request once; a fetch then only joins strings.
 * @throws AppError naming the setting that can never work
 */
export function compileRequestTemplate(request: ProfileRequest): RequestTemplate {
  const { origin, fillPath } = compileUrl(request.url)
  const headers = Object.entries(request.headers).map(([name, value]) => compileHeader(name, value))
  if (request.body !== undefined && request.method === 'GET') throw invalidInput('profiles.request.body: a GET request has no body.')
  const contentType = headers.find(header => header.name === 'content-type')
  if (request.body !== undefined && contentType === undefined)
    headers.push({ name: 'content-type', fill: () => 'application/json', usesEmail: false })
  const isForm =
    contentType?.fill({ email: '', email_sha256: '', email_odata: '', token: '' }).startsWith('application/x-www-form-urlencoded') ?? false
  const fillBody = request.body === undefined ? undefined : compileText(request.body, isForm ? encodeURIComponent : jsonEscape)
  const hashes = `${request.url}${Object.values(request.headers).join()}${request.body ?? ''}`.includes('{email_sha256}')
  const emailInHeader = headers.some(header => header.usesEmail)

  const { method } = request

  return {
    origin,
    render(submitted, token) {
      const email = wireAddress(submitted)
      const refusal = refuse(email, token, emailInHeader)
      if (refusal !== undefined) return refusal
      const values = { email, email_sha256: hashes ? sha256(email) : '', email_odata: email.replaceAll("'", "''"), token }
      const flat: string[] = []
      for (const header of headers) flat.push(header.name, header.fill(values))
      return { method, path: fillPath(values), headers: flat, body: fillBody?.(values) ?? null }
    },
  }
}

/** The last gate before the wire; submission has its own, stricter one. */
function refuse(email: string, token: string, emailInHeader: boolean): RefusedRequest | undefined {
  if (CONTROL_CHARACTERS.test(email))
    return { errorType: 'header_injection', message: 'The address holds control characters; nothing was sent.' }
  if (!email.includes('@') || email.length > 320 || !email.isWellFormed())
    return { errorType: 'data_validation', message: 'This is not an e-mail address; nothing was sent.' }
  if (emailInHeader && !PRINTABLE_ASCII.test(email))
    return { errorType: 'data_validation', message: 'The address holds characters that no header can carry; nothing was sent.' }
  if (!isSendableToken(token))
    return { errorType: 'token_error', message: 'The token is empty or holds characters that no header can carry; nothing was sent.' }
  return undefined
}

function compileUrl(url: string): { origin: string; fillPath: Fill } {
  refuseUnknownPlaceholders('profiles.request.url', url)
  // Placeholders become plain letters, so that the URL parser sees (and normalises) the operator's text only, never an address.
  const mark = `tw${randomUUID().replaceAll('-', '')}`
  const names: Placeholder[] = []
  const marked = url.replace(new RegExp(PLACEHOLDER, 'g'), (_, name: Placeholder) => {
    names.push(name)
    return `${mark}x`
  })
  if (!URL.canParse(marked)) throw invalidInput('profiles.request.url: is not a URL (the host and port cannot hold a placeholder).')
  const parsed = new URL(marked)
  if (parsed.username !== '' || parsed.password !== '')
    throw invalidInput('profiles.request.url: cannot hold a user name or password; use a header.')
  if (parsed.host.includes(mark)) throw invalidInput('profiles.request.url: the host cannot hold a placeholder.')
  if (parsed.hash !== '') throw invalidInput('profiles.request.url: cannot hold a fragment (#): it is never sent.')
  const literals = `${parsed.pathname}${parsed.search}`.split(`${mark}x`)
  return { origin: parsed.origin, fillPath: joiner(literals, names, encodeURIComponent) }
}

function compileHeader(givenName: string, value: string): { name: string; fill: Fill; usesEmail: boolean } {
  const name = givenName.toLowerCase()
  const setting = `profiles.request.headers.${safeName(givenName)}`
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) throw invalidInput(`${setting}: is not a header name.`)
  if (RESERVED_HEADERS.has(name)) throw invalidInput(`${setting}: is set by the HTTP client and cannot be configured.`)
  if (!PRINTABLE_ASCII.test(value)) throw invalidInput(`${setting}: may hold printable ASCII characters only.`)
  refuseUnknownPlaceholders(setting, value)
  return { name, fill: compileText(value, text => text), usesEmail: /\{email(_odata)?\}/.test(value) }
}

function refuseUnknownPlaceholders(setting: string, template: string): void {
  const unknown = template.match(ANY_BRACES)?.find(found => !new RegExp(`^${PLACEHOLDER.source}$`).test(found))
  if (unknown !== undefined)
    throw invalidInput(`${setting}: "${safeName(unknown)}" is not a placeholder (known: {email}, {email_sha256}, {email_odata}, {token}).`)
}

function compileText(template: string, encode: Encode): Fill {
  // With one group in the pattern, split() alternates literal, name, literal, …
  const parts = template.split(PLACEHOLDER)
  return joiner(
    parts.filter((_, index) => index % 2 === 0),
    parts.filter((_, index) => index % 2 === 1) as Placeholder[],
    encode,
  )
}

function joiner(literals: readonly string[], names: readonly Placeholder[], encode: Encode): Fill {
  const head = literals[0] ?? ''
  const rest = names.map((name, index) => ({ name, literal: literals[index + 1] ?? '' }))
  return values => {
    let text = head
    for (const part of rest) text += encode(values[part.name]) + part.literal
    return text
  }
}

function jsonEscape(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

/** Gravatar's rule: the SHA-256 of the trimmed, lowercased address, in lowercase hex. */
function sha256(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('hex')
}

function safeName(text: string): string {
  return text.slice(0, 60).replace(/[^\x20-\x7e]/g, '?')
}
