import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Identifies this request alone, of at most 97 characters: its id, or the caller's made unique. */
    uniqueId: string
  }
}

/** What a caller may call a request: enough for every common scheme, nothing that a log line or a header could trip over, and nobody's address. */
const SANE_ID = /^[\w.:-]{1,60}$/
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/** The caller's own id if it sent a sane one: it finds the request in both logs. Callers may use one twice: it identifies nothing. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID()
}

export function installUniqueId(server: FastifyInstance): void {
  server.decorateRequest('uniqueId', '')
  server.addHook('onRequest', async request => {
    const { id, headers } = request
    request.uniqueId = headers['x-request-id'] === id ? `${id}~${randomUUID()}` : id
  })
}

/** The caller's span, of which the request is a part; undefined when it names none. */
export function remoteSpanOf({ headers }: IncomingMessage) {
  const [, traceId = NO_TRACE, spanId = NO_SPAN, flags = '00'] = TRACEPARENT.exec(String(headers.traceparent ?? '')) ?? []
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}

/** The trace that the request belongs to; undefined when it names none. */
export function traceIdOf({ headers }: IncomingMessage): string | undefined {
  const id = TRACEPARENT.exec(String(headers.traceparent ?? ''))?.[1]
  return id === NO_TRACE ? undefined : id
}
