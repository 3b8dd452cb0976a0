/** What an upstream's error body says, as far as a machine may rely on it. */
export interface UpstreamErrorBody {
  /** The upstream's own error code (`error.code`, `code`, OAuth's `error`, …), when it gave one. */
  readonly code?: string
  /** The sentence meant for a person; empty when the body holds none (HTML, binary, a JSON document without a message). */
  readonly statement: string
}

/** A statement longer than this is not one: a page, a stack trace, an echo of the request. */
const MAX_STATEMENT_LENGTH = 500
const MAX_CODE_LENGTH = 100

/**
 * Reads code and message from the places where APIs put them (Microsoft Graph, Google, OAuth 2 RFC 6750, problem+json RFC 9457,
 * JSON:API, Gravatar). Only these places: an echo of the caller's input or a field of somebody's profile is not what the upstream says
 * about the request.
 */
export function readErrorBody(body: string): UpstreamErrorBody {
  const trimmed = body.trim()
  if (trimmed === '' || trimmed.startsWith('<')) return { statement: '' }
  if (!/^[[{"]/.test(trimmed)) return { statement: trimmed.length > MAX_STATEMENT_LENGTH ? '' : trimmed }
  let document: unknown
  try {
    document = JSON.parse(trimmed)
  } catch {
    return { statement: '' }
  }
  if (typeof document === 'string') return { statement: bounded(document) }
  const root = record(Array.isArray(document) ? document[0] : document)
  const inner = record(root.error)
  const listed = record(Array.isArray(root.errors) ? root.errors[0] : undefined)
  // An OAuth `error` is a word (invalid_token); elsewhere `error` is the sentence itself.
  const errorWord = typeof root.error === 'string' && /^[\w.-]+$/.test(root.error) ? root.error : undefined
  const code = firstText(inner.code, root.code, root.errorCode, root.error_code, listed.code, errorWord, inner.status, inner.type)
  const statement = firstText(
    inner.message,
    root.error_description,
    root.message,
    root.detail,
    listed.detail,
    listed.message,
    root.error,
    root.title,
  )
  return { ...(code === undefined ? {} : { code: code.slice(0, MAX_CODE_LENGTH) }), statement: bounded(statement ?? '') }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && candidate !== '') return candidate
    if (typeof candidate === 'number') return String(candidate)
  }
  return undefined
}

function bounded(text: string): string {
  return text.length > MAX_STATEMENT_LENGTH ? '' : text
}
