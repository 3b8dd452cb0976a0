import type { IncomingMessage } from 'node:http'
import type { Tracer } from '@opentelemetry/api'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type FastifyPluginAsyncZod, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Logger } from '../logging/logger.ts'
import type { BodyAllowances } from '../shared/body-allowances.ts'
import { Histogram } from '../shared/histogram.ts'
import { installAudit } from './audit.ts'
import { type AuthOptions, installAccess, installIdentity } from './auth.ts'
import { installBodyBound } from './body-bound.ts'
import { installBodyEncoding } from './body-encoding.ts'
import { installCompression } from './compression.ts'
import { installEntityTags } from './entity-tag.ts'
import { answerNonHttp, handleError, installErrorHandler } from './error-handler.ts'
import { installJsonParser } from './json-parser.ts'
import { installOpenapi } from './openapi.ts'
import { installRateLimit } from './rate-limit.ts'
import { installUniqueId, requestIdOf, traceIdOf } from './request-id.ts'
import { installRequestLog, type RequestDurations } from './request-log.ts'
import { createRequestSpans } from './request-spans.ts'
import { installSecurityHeaders, setSecurityHeaders } from './security-headers.ts'

export type HttpServer = FastifyInstance

/** A group of routes whose requests and answers have the types of their zod schemas. */
export type RoutePlugin = FastifyPluginAsyncZod

export interface ServerOptions {
  readonly logger: Logger
  readonly auth: AuthOptions
  /** Per API key; 0, the default, is no limit. */
  readonly requestsPerMinute?: number
  /** Addresses, ranges or their names: callers behind these are known by what `X-Forwarded-For` says. Default: none. */
  readonly trustProxy?: readonly string[]
  /** What the bodies of requests may hold in memory; without it there is no bound. */
  readonly bodies?: BodyAllowances
  /** Connections at the same time; further ones are closed as they come. */
  readonly maxConnections?: number
  /** Where what requests take is counted. */
  readonly durations?: RequestDurations
  /** What makes a span of each request; without it none is made. */
  readonly tracer?: Tracer | undefined
  readonly version: string
  readonly routes: readonly RoutePlugin[]
}

/** A million addresses come through a slow line in two minutes. */
const BODY_TIMEOUT_MS = 300_000

/** JSON bodies are parsed as one string: longer lists travel as NDJSON or CSV, which are streamed. */
const JSON_BODY_LIMIT = 10 * 1024 * 1024

/** The HTTP shell: ids, access, validation, the error envelope, OpenAPI. Every route is a plugin that is handed in. */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const spans = options.tracer === undefined ? undefined : createRequestSpans(options.tracer)
  const server = fastify({
    loggerInstance: options.logger.child({ module: 'http' }) as FastifyBaseLogger,
    // One line per request is written by ours, field by field.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    childLoggerFactory: (logger, bindings, options, raw) => {
      if (spans !== undefined) return logger.child({ ...bindings, ...spans.begin(raw as IncomingMessage) }, options)
      const trace = traceIdOf(raw as IncomingMessage)
      return logger.child(trace === undefined ? bindings : { ...bindings, trace_id: trace }, options)
    },
    bodyLimit: JSON_BODY_LIMIT,
    trustProxy: options.trustProxy === undefined || options.trustProxy.length === 0 ? false : [...options.trustProxy],
    // Slow headers are an attack and cut short by Node itself; a slow body may be an upload, but none takes for ever.
    requestTimeout: BODY_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply)
      spans?.refused(request, reply)
      return handleError(error, request, reply)
    },
    clientErrorHandler: answerNonHttp,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  // Nothing here takes plain text; Fastify would hand it to any route as a string.
  server.removeContentTypeParser('text/plain')
  installJsonParser(server)
  server.server.maxConnections = options.maxConnections ?? DEFAULT_MAX_CONNECTIONS
  installErrorHandler(server)
  installUniqueId(server)
  // In this order: even a refused request has its headers, is counted against its caller, and only then judged.
  installSecurityHeaders(server)
  installIdentity(server, options.auth)
  await installRateLimit(server, options.requestsPerMinute ?? 0)
  installAccess(server, options.auth)
  installBodyEncoding(server)
  if (options.bodies !== undefined) installBodyBound(server, options.bodies)
  installAudit(server, options.logger.child({ module: 'audit' }))
  installRequestLog(server, options.durations ?? new Histogram())
  spans?.install(server)
  await installCompression(server)
  // Of the answer before it is compressed, which comes last wherever it is installed: it belongs to the routes.
  installEntityTags(server)
  await installOpenapi(server, options.version)
  for (const plugin of options.routes) await server.register(plugin)
  return server
}

const DEFAULT_MAX_CONNECTIONS = 2_000

/** Requests under way may finish; what is still open then (a stalled upload, a reader that does not read) is cut off. */
const CLOSE_GRACE_MS = 1_500

export async function closeServer(server: HttpServer): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), CLOSE_GRACE_MS)
  try {
    await server.close()
  } finally {
    clearTimeout(timer)
  }
}
