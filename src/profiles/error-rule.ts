import type { IncomingHttpHeaders } from 'node:http'
import type { ClassifyRule, RetryAfterForm } from '../settings/app-settings.ts'
import type { ErrorType } from '../shared/error-types.ts'
import { compilePointer, resolvePointer } from './json-pointer.ts'

/** One answer, or one failure to get an answer. */
export interface UpstreamAnswer {
  /** Absent when no answer came. */
  readonly status?: number
  /** The upstream's error code, or the network's (`ECONNRESET`). */
  readonly code?: string
  /** The body as it came; only its beginning is needed. */
  readonly body?: string
  /** By their names in lower case. */
  readonly headers?: IncomingHttpHeaders
  /** The body as JSON, undefined when it is none. Asked for only by rules on it. */
  readonly document?: () => unknown
}

/** A rule of the operator or of a preset, ready to be held against answers. */
export interface ErrorRule {
  readonly errorType: ErrorType
  /** Where this upstream says when to come back, if not in `Retry-After`. */
  readonly retryAfter: { readonly header: string; readonly form: RetryAfterForm } | undefined
  /**
   * False for a rule on words or a code alone: it would turn every profile that happens to hold them into a failure. A status ("2xx"), a place in
   * the JSON or a header is said about an answer on purpose.
   */
  readonly appliesToSuccess: boolean
  matches(answer: UpstreamAnswer): boolean
}

type Condition = (answer: UpstreamAnswer) => boolean

/**
 * All parts of a rule must match; texts are compared without regard to case.
 * @throws AppError naming a pointer that is none
 */
export function compileErrorRule(rule: ClassifyRule): ErrorRule {
  const { retry_after: retryAfter } = rule
  // In the order of their cost.
  const conditions = [onStatus(rule), onCode(rule), onHeader(rule), onJson(rule), onBody(rule)].filter(each => each !== undefined)
  return {
    errorType: rule.error_type,
    retryAfter: retryAfter === undefined ? undefined : { header: retryAfter.header.toLowerCase(), form: retryAfter.form ?? 'auto' },
    appliesToSuccess: rule.status !== undefined || rule.json !== undefined || rule.header !== undefined,
    matches: answer => conditions.every(condition => condition(answer)),
  }
}

function onStatus({ status }: ClassifyRule): Condition | undefined {
  if (status === undefined) return undefined
  const wanted = Number.parseInt(String(status), 10)
  if (typeof status === 'number') return answer => answer.status === wanted
  return answer => answer.status !== undefined && Math.floor(answer.status / 100) === wanted
}

function onCode({ code }: ClassifyRule): Condition | undefined {
  return code === undefined ? undefined : answer => isSameText(answer.code, code)
}

function onBody({ body }: ClassifyRule): Condition | undefined {
  const wanted = body?.toLowerCase()
  return wanted === undefined ? undefined : answer => (answer.body ?? '').toLowerCase().includes(wanted)
}

function onHeader({ header }: ClassifyRule): Condition | undefined {
  if (header === undefined) return undefined
  const name = header.name.toLowerCase()
  const contained = header.contains?.toLowerCase()
  return ({ headers }) => {
    const found = headers?.[name]
    const value = Array.isArray(found) ? found.join(', ') : found
    if (value === undefined) return false
    return contained === undefined ? isSameText(value.trim(), header.equals) : value.toLowerCase().includes(contained)
  }
}

function onJson({ json }: ClassifyRule): Condition | undefined {
  if (json === undefined) return undefined
  const steps = compilePointer('profiles.classify: json.pointer', json.pointer)
  const { equals, exists } = json
  const contained = json.contains?.toLowerCase()
  return ({ document }) => {
    const root = document?.()
    const value = root === undefined ? undefined : resolvePointer(root, steps)
    if (exists !== undefined) return (value !== undefined && value !== null) === exists && root !== undefined
    if (contained !== undefined) return isScalar(value) && String(value).toLowerCase().includes(contained)
    if (Array.isArray(equals)) return Array.isArray(value) && value.length === 0
    return typeof equals === 'string' ? typeof value === 'string' && isSameText(value, equals) : value === equals
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isSameText(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase()
}
