import type { OpenAPIV3_1 } from 'openapi-types'
import captured from './openapi-examples.json' with { type: 'json' }

/** What one operation shows. `media` and `requestMedia` hold the forms beside JSON, as text. */
interface OperationExamples {
  readonly status: number
  readonly request?: unknown
  readonly response?: unknown
  /** Answers with another 2xx status, by that. */
  readonly also?: Readonly<Record<string, unknown>>
  readonly requestMedia?: Readonly<Record<string, string>>
  readonly media?: Readonly<Record<string, string>>
}

const EXAMPLES = captured as Readonly<Record<string, OperationExamples>>

const PARAMETERS: Readonly<Record<string, unknown>> = {
  job_id: 'f32ae973-816b-4f6b-bf3f-3fc811d1665b',
  token_id: 'alpha',
  email: 'ada@example.com',
  companyID: 'NT047',
  request_id: '7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77',
}

/** Read by hand, and so unknown to the schemas. */
const HEADERS: Readonly<Record<string, { name: string; description: string; example: string }>> = {
  createBatch: {
    name: 'Idempotency-Key',
    description: 'The same key and body is the same job; another body is a 409.',
    example: 'import-2026-11-22',
  },
  streamJobEvents: { name: 'Last-Event-ID', description: 'Go on after this event.', example: '3f9c2a71-12' },
}

const IF_NONE_MATCH: OpenAPIV3_1.ParameterObject = {
  ...{ in: 'header', name: 'If-None-Match', schema: { type: 'string' } },
  description: 'The `ETag` of an answer that the caller still has.',
  example: 'W/"q1xSb3Jc0mVw7uZ8aT4LkA"',
}

const envelope = (code: string, message: string, errors?: readonly { field: string; problem: string }[]) => ({
  status: 'error',
  code,
  message,
  ...(errors === undefined ? {} : { errors }),
  data: null,
  request_id: '7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77',
})

/** The usual refusals, by status; which of them an operation shows follows from what it takes. */
const ERRORS = {
  400: envelope('VALIDATION_FAILED', 'The request is not valid: limit: must be a whole number', [
    { field: 'limit', problem: 'must be a whole number' },
  ]),
  401: envelope('UNAUTHENTICATED', 'A valid API key is required, as "Authorization: Bearer KEY" or "X-API-Key: KEY".'),
  403: envelope('FORBIDDEN', 'This API key lacks the scope "admin".'),
  404: envelope('NOT_FOUND', 'This job was not found.'),
  413: envelope('INVALID_FILE', 'Failed to process invoice', [{ field: 'file', problem: 'The file is larger than 20 MB.' }]),
  415: envelope('INVALID_FILE', 'Failed to process invoice', [
    { field: 'file', problem: 'The content is not of a supported type. Supported are PDF, PNG, JPEG, WebP and TIFF, and UBL or CII XML.' },
  ]),
  422: envelope('INVALID_FILE', 'Failed to process invoice', [{ field: 'file', problem: 'The PDF is encrypted.' }]),
  429: envelope('RATE_LIMITED', 'More than 600 requests in a minute. Please slow down.'),
  500: envelope('INTERNAL_ERROR', 'Something went wrong on our side. The log holds the details under this request_id.'),
  502: envelope('EXTRACTION_FAILED', 'Failed to process invoice'),
  503: envelope('STORE_UNAVAILABLE', 'The token store is out of reach at the moment. Please try again shortly.'),
  504: envelope('EXTRACTION_FAILED', 'Failed to process invoice'),
} as const

const HEADER = '#/components/headers/'
const REQUEST_ID = { 'X-Request-Id': { $ref: `${HEADER}RequestId` } }
const REFUSED = { ...REQUEST_ID, 'Retry-After': { $ref: `${HEADER}RetryAfter` } }

const ANSWER_HEADERS: Readonly<Record<string, OpenAPIV3_1.HeaderObject>> = {
  RequestId: { description: "The caller's own where it sent a sane one; also in the log", schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds after which another try makes sense, where that is known', schema: { type: 'integer' } },
  Location: { description: 'The path of what was created', schema: { type: 'string' } },
  ETag: {
    description: 'Names this answer: sent back as `If-None-Match` it brings a 304 while nothing has changed',
    schema: { type: 'string' },
  },
}

/**
 * Adds to the generated document what schemas cannot say: examples, the forms beside JSON, and headers of refusals.
 * @param revalidated ids of the operations whose answers have a tag
 */
export function completeDocument(document: OpenAPIV3_1.Document, revalidated: ReadonlySet<string>): OpenAPIV3_1.Document {
  document.components = { ...document.components, headers: { ...ANSWER_HEADERS } }
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'patch', 'delete'] as const) {
      const operation = item?.[method]
      if (operation === undefined) continue
      const examples = EXAMPLES[operation.operationId ?? '']
      if (examples === undefined) throw new Error(`${method} ${path} (${operation.operationId}) has no example in openapi-examples.json`)
      completeRequest(operation, examples, path)
      completeSuccess(operation, examples)
      completeErrors(operation, path)
      if (revalidated.has(operation.operationId ?? '')) addTag(operation)
    }
  }
  return document
}

function completeRequest(operation: OpenAPIV3_1.OperationObject, { request, requestMedia = {} }: OperationExamples, path: string): void {
  for (const parameter of (operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[]) {
    const example = path.startsWith('/companies') && parameter.name === 'token_id' ? 1 : PARAMETERS[parameter.name]
    if (parameter.in === 'path' && example !== undefined) parameter.example = example
  }
  const header = HEADERS[operation.operationId ?? '']
  if (header !== undefined)
    operation.parameters = [...(operation.parameters ?? []), { in: 'header', schema: { type: 'string' }, ...header }]
  const { content } = (operation.requestBody ?? { content: {} }) as OpenAPIV3_1.RequestBodyObject
  for (const [type, media] of Object.entries(content)) {
    const text = requestMedia[type]
    if (text !== undefined) content[type] = { schema: { type: 'string' }, example: text }
    else if (request !== undefined) media.example = request
  }
}

function completeSuccess(operation: OpenAPIV3_1.OperationObject, { status, response, also = {}, media = {} }: OperationExamples): void {
  const responses = operation.responses as Record<string, OpenAPIV3_1.ResponseObject>
  for (const [other, example] of Object.entries(also)) {
    const json = responses[other]?.content?.['application/json']
    if (json !== undefined) json.example = example
  }
  // Streams declare no schema, and so no answer.
  responses[status] ??= { description: '' }
  const success = responses[status]
  success.description = 'Done'
  success.content ??= {}
  const json = success.content['application/json']
  if (json !== undefined && response !== undefined) json.example = response
  for (const [type, text] of Object.entries(media)) success.content[type] = { schema: { type: 'string' }, example: text }
  for (const [code, answer] of Object.entries(responses)) {
    if (code.startsWith('2')) answer.headers = code === '202' ? { ...REQUEST_ID, Location: { $ref: `${HEADER}Location` } } : REQUEST_ID
  }
}

function addTag(operation: OpenAPIV3_1.OperationObject): void {
  const responses = operation.responses as Record<string, OpenAPIV3_1.ResponseObject>
  const tag = { ETag: { $ref: `${HEADER}ETag` } }
  responses[200]!.headers = { ...responses[200]!.headers, ...tag }
  responses[304] = { description: 'As it was when it had the tag of `If-None-Match`', headers: { ...REQUEST_ID, ...tag } }
  operation.parameters = [...(operation.parameters ?? []), { ...IF_NONE_MATCH }]
}

function completeErrors(operation: OpenAPIV3_1.OperationObject, path: string): void {
  const responses = operation.responses as Record<string, OpenAPIV3_1.ResponseObject>
  const isPublic = operation.security?.length === 0
  const takesInput = operation.parameters !== undefined || operation.requestBody !== undefined
  const shown = [...(takesInput ? [400] : []), ...(isPublic ? [] : [401, 403]), ...(path.includes('{') ? [404] : []), 429] as const
  for (const [status, response] of Object.entries(responses)) {
    const json = response.content?.['application/json']
    if (json === undefined || status.startsWith('2')) continue
    if (status === '4XX') json.examples = named(shown)
    else if (status === '5XX') json.examples = named([500, 503])
    else if (!path.startsWith('/system/')) json.example = ERRORS[Number(status) as keyof typeof ERRORS]
    response.description = status === '4XX' ? 'Refused' : status === '5XX' ? 'Failed; worth another try later' : describe(Number(status))
    response.headers = ['4XX', '5XX', '429', '503'].includes(status) ? REFUSED : REQUEST_ID
  }
}

const named = (statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map(status => {
      const value = ERRORS[status as keyof typeof ERRORS]
      return [value.code.toLowerCase(), { summary: `${status}`, value }]
    }),
  )

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The form is not complete',
  401: 'No valid API key',
  403: 'Not allowed, or no usable AI key: see `code`',
  413: 'The file is too large',
  415: 'Not a supported type',
  422: 'The file cannot be read',
  502: 'The provider failed, after the retries',
  503: 'Not available at the moment',
  504: 'The provider took too long',
}

const describe = (status: number): string => DESCRIPTIONS[status] ?? 'Refused'
