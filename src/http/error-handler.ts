import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { AppError, type ErrorKind, type FieldProblem } from '../shared/app-error.ts'
import type { ErrorCode } from '../shared/error-codes.ts'
import type { ErrorBody } from '../shared/error-envelope.ts'
import { installKnownPaths } from './known-paths.ts'
import { closeBehind, hasUnreadBody } from './unread-body.ts'

/** The one place where a kind of error becomes a status. A kind without a row does not compile. */
const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_slow: 408,
  too_large: 413,
  unsupported_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  upstream_failed: 502,
  unavailable: 503,
  upstream_timeout: 504,
} satisfies Record<ErrorKind, number>

/** What Fastify itself refuses, in the words of the envelope. Anything of it that is not listed keeps its status with a neutral text. */
const FASTIFY_ERRORS: Readonly<Record<string, { status: number; code: ErrorCode; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: 'The request body is too large. Send long lists as application/x-ndjson or text/csv, and a long log in portions.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'This Content-Type is not accepted here.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'INVALID_JSON', message: 'The request body is not valid JSON.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'INVALID_JSON', message: 'The request body is empty; JSON was announced.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'INVALID_REQUEST',
    message: 'The body does not have the length that Content-Length announces.',
  },
  FST_ERR_BAD_URL: { status: 400, code: 'INVALID_URL', message: 'The URL is not valid.' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'INVALID_URL', message: 'A part of the path is too long.' },
  FST_REQ_FILE_TOO_LARGE: { status: 413, code: 'INVALID_FILE', message: 'Failed to process invoice' },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'This endpoint wants multipart/form-data.' },
}

interface Rendered {
  status: number
  code: ErrorCode
  message: string
  errors?: readonly FieldProblem[] | undefined
  retryAfterSeconds?: number | undefined
}

export function installErrorHandler(server: FastifyInstance): void {
  const paths = installKnownPaths(server)
  server.setErrorHandler(handleError)
  server.setNotFoundHandler((request, reply) => {
    const methods = paths.methodsOf(request.url.split('?', 1)[0]!)
    if (methods.length === 0) return sendError(request, reply, NO_ROUTE)
    const allow = methods.join(', ')
    reply.header('allow', allow)
    return sendError(request, reply, { status: 405, code: 'METHOD_NOT_ALLOWED', message: `This endpoint takes ${allow}.` })
  })
}

const NO_ROUTE: Rendered = {
  status: 404,
  code: 'ROUTE_NOT_FOUND',
  message: 'There is no such endpoint. GET /openapi.json lists them all.',
}

/** Also for what Fastify refuses before any route is found: a URL that cannot be decoded, a path part that is too long. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const rendered = render(error)
  // A fault of ours is logged with its cause; a caller's mistake has all of it in its code.
  if (rendered.status >= 500) reply.failure = error
  return sendError(request, reply, rendered)
}

/** What Node's parser could not read as HTTP: there is no request to answer, so the envelope is written by hand. */
export function answerNonHttp(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, message] = NON_HTTP[error.code ?? ''] ?? ['400 Bad Request', 'The request is not valid HTTP.']
  const body: ErrorBody = { status: 'error', code: 'INVALID_REQUEST', message, data: null, request_id: randomUUID() }
  const text = JSON.stringify(body)
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`
  socket.end(`${head}\r\n\r\n${text}`)
}

const NON_HTTP: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
}

function sendError(request: FastifyRequest, reply: FastifyReply, rendered: Rendered) {
  const body: ErrorBody = {
    status: 'error',
    code: rendered.code,
    message: rendered.message,
    ...(rendered.errors === undefined ? {} : { errors: [...rendered.errors] }),
    data: null,
    request_id: request.id,
  }
  reply.errorCode = rendered.code
  if (rendered.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(rendered.retryAfterSeconds)))
  // Whoever was too slow has had his time; what has come of the body is held until the connection is gone.
  if (hasUnreadBody(request) && rendered.status === STATUS.too_slow) reply.header('connection', 'close')
  else if (hasUnreadBody(request)) closeBehind(request, reply)
  if (rendered.status === 401) reply.header('www-authenticate', 'Bearer realm="tokenwheel"')
  // A stranger who is refused keeps no connection: there are so many of them, and they are for callers. Who sends no URL was not asked who he is.
  if (request.caller?.isStranger ?? true) reply.header('connection', 'close')
  // Of a stream that broke before its first byte.
  reply.removeHeader('content-encoding').removeHeader('content-disposition')
  // Serialised here, not by the route's schemas: an error must be able to leave whatever the route declares.
  return reply.code(rendered.status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)
}

function render(error: unknown): Rendered {
  if (error instanceof AppError) return { ...error, status: STATUS[error.kind], message: error.message, errors: error.errors }
  if (hasZodFastifySchemaValidationErrors(error)) return renderValidation(error)
  if (isResponseSerializationError(error)) return INTERNAL
  const fastify = error as Partial<FastifyError>
  const known = FASTIFY_ERRORS[fastify.code ?? '']
  if (known !== undefined) return known
  const status = fastify.statusCode
  if (status !== undefined && status >= 400 && status < 500)
    return { status, code: 'INVALID_REQUEST', message: 'The request could not be understood.' }
  return INTERNAL
}

const INTERNAL: Rendered = {
  status: 500,
  code: 'INTERNAL_ERROR',
  message: 'Something went wrong on our side. The log holds the details under this request_id.',
}

function renderValidation(error: {
  validation: readonly { instancePath: string; message?: string | undefined }[]
  validationContext?: string | undefined
}): Rendered {
  const errors = error.validation.slice(0, 20).map(issue => ({
    field: issue.instancePath.replace(/^\//, '').replaceAll('/', '.') || (error.validationContext ?? 'body'),
    problem: issue.message ?? 'is not valid',
  }))
  const [first] = errors
  return {
    status: 400,
    code: 'VALIDATION_FAILED',
    message: first === undefined ? 'The request is not valid.' : `The request is not valid: ${first.field}: ${first.problem}`,
    errors,
  }
}
