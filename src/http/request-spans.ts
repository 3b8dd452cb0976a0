import type { IncomingMessage } from 'node:http'
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import { remoteSpanOf } from './request-id.ts'

export interface RequestSpans {
  /** What log lines say of the request's span; the caller's trace is gone on with. */
  begin(raw: IncomingMessage): { readonly trace_id: string; readonly span_id: string }
  install(server: FastifyInstance): void
}

/**
 * A server span for each request, by the HTTP conventions (https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server). Paths may hold addresses,
 * queries anything: a span carries the route's pattern in the place of `url.path`, and no query.
 */
export function createRequestSpans(tracer: Tracer): RequestSpans {
  const spans = new WeakMap<IncomingMessage, Span>()
  return {
    begin(raw) {
      const remote = remoteSpanOf(raw)
      const parent = remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote)
      const span = tracer.startSpan(
        raw.method ?? 'HTTP',
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': raw.method ?? '_OTHER', 'url.scheme': 'http' } },
        parent,
      )
      spans.set(raw, span)
      const { traceId, spanId } = span.spanContext()
      return { trace_id: traceId, span_id: spanId }
    },
    install(server) {
      server.addHook('onResponse', async (request, reply) => {
        const span = spans.get(request.raw)
        if (span === undefined) return
        const route = request.routeOptions.url
        if (route !== undefined) span.updateName(`${request.method} ${route}`).setAttribute('http.route', route)
        span.setAttribute('http.response.status_code', reply.statusCode)
        if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(reply.statusCode))
        span.end()
      })
    },
  }
}
