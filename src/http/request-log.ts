import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Histogram } from '../shared/histogram.ts'
import { createAttemptCount } from './attempt-count.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The envelope's code, of an answer that is one. */
    errorCode: string | null
    /** The cause of a 5xx. */
    failure: unknown
  }
}

/** By the route's pattern: a path would be a label without bound. */
export type RequestDurations = Histogram<{ readonly method: string; readonly route: string; readonly status: string }>

/**
 * One line per request: at `error` with its cause when it failed, at `info` when it was refused, at `debug` when it was served. Under its id a caller's complaint is found.
 * Whoever is refused again and again is counted, not written down each time.
 */
export function installRequestLog(server: FastifyInstance, durations: RequestDurations): void {
  const refusals = createAttemptCount(({ caller, action, outcome, more }) =>
    server.log.info(
      { caller, route: action, code: outcome, more },
      `${action} for ${caller}: ${outcome} ${more} more times within a minute`,
    ),
  )
  server.addHook('onClose', async () => refusals.stop())
  server.decorateReply('errorCode', null)
  server.decorateReply('failure', undefined)
  server.addHook('onResponse', async (request, reply) => {
    const fields = fieldsOf(request, reply)
    const { route, caller, code } = fields
    durations.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    const line = `${request.method} ${route} for ${caller}: ${reply.statusCode} ${code ?? ''}`.trimEnd()
    if (reply.statusCode < 400) request.log.debug(fields, 'request')
    else if (reply.failure !== undefined) request.log[reply.statusCode === 503 ? 'warn' : 'error']({ ...fields, err: reply.failure }, line)
    else if (refusals.isWritten({ caller, action: `${request.method} ${route}`, outcome: code ?? String(reply.statusCode) }))
      request.log.info(fields, line)
  })
}

/** The route's pattern, not the URL: a query may hold an address, a path an e-mail. */
function fieldsOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    method: request.method,
    route: request.routeOptions.url ?? '(none)',
    status: reply.statusCode,
    code: reply.errorCode,
    ms: Math.round(reply.elapsedTime),
    caller: request.caller?.name ?? 'nobody',
  }
}
