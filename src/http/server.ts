import { randomUUID } from 'node:crypto'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Logger } from '../logging/logger.ts'
import { type AuthOptions, installAuth } from './auth.ts'
import { installErrorHandler } from './error-handler.ts'
import { installOpenapi } from './openapi.ts'

export type HttpServer = FastifyInstance

export interface ServerOptions {
  readonly logger: Logger
  readonly auth: AuthOptions
  readonly version: string
  readonly routes: readonly FastifyPluginAsync[]
}

/** JSON bodies are parsed as one string: longer lists travel as NDJSON or CSV, which are streamed. */
const JSON_BODY_LIMIT = 10 * 1024 * 1024

/** The HTTP shell: ids, access, validation, the error envelope, OpenAPI. Every route is a plugin that is handed in. */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const server = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    // One debug line per request is written below, field by field.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: JSON_BODY_LIMIT,
    requestTimeout: 0,
    // Slow headers are an attack, slow bodies may be an upload: only the former are cut short.
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  installErrorHandler(server)
  installAuth(server, options.auth)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cache-control', 'no-store')
  })
  server.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the URL: a query may hold an address, a path an e-mail.
    request.log.debug(
      {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        caller: request.caller?.name,
      },
      'request',
    )
  })
  await installOpenapi(server, options.version)
  for (const plugin of options.routes) await server.register(plugin)
  return server
}
