import type { IncomingMessage } from 'node:http'
import { ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail, Trace } from '../tracing/trace.ts'
import { remoteSpanOf } from './request-id.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the spans of what the request sets going belong; undefined where nothing is recorded. */
    trace: Trace | undefined
  }
}

export interface RequestSpans {
  /** What log lines say of the request's span; the caller's trace is gone on with. */
  begin(raw: IncomingMessage): { readonly trace_id: string; readonly span_id: string }
  install(server: FastifyInstance): void
  /** Of a request that is refused before any hook is run: its URL is none. */
  refused(request: FastifyRequest, reply: FastifyReply): void
}

/**
 * A server span for each request, by the HTTP conventions (https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span). Paths may hold addresses,
 * queries anything: a span carries the route's pattern in the place of `url.path`, and no query.
 */
export function createRequestSpans(tracer: Tracer): RequestSpans {
  const spans = new WeakMap<IncomingMessage, Span>()
  const end = (request: FastifyRequest, { statusCode, errorCode }: FastifyReply) => {
    const span = spans.get(request.raw)
    if (span === undefined) return
    nameByRoute(span, request)
    span.setAttribute('http.response.status_code', statusCode)
    if (errorCode !== null) span.setAttribute('tokenwheel.error.code', errorCode)
    if (statusCode >= 500) fail(span, String(statusCode))
    span.end()
  }
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
      server.decorateRequest('trace', undefined)
      server.addHook('onRequest', async (request, reply) => {
        const span = spans.get(request.raw)
        if (span?.isRecording() !== true) return
        request.trace = Trace.at(tracer, span)
        // Of an answer that never went out nobody else tells.
        reply.raw.once('close', () => endCutOff(span, request, reply))
      })
      server.addHook('onResponse', async (request, reply) => end(request, reply))
    },
    refused: (request, reply) => void reply.raw.once('finish', () => end(request, reply)),
  }
}

/** Its caller has hung up, which is no error of ours, or it was cut off at a stop. A status that was sent may not have arrived as a whole. */
function endCutOff(span: Span, request: FastifyRequest, { raw, statusCode }: FastifyReply): void {
  // Then the hook is about to tell of it.
  if (raw.writableFinished) return
  nameByRoute(span, request)
  if (raw.headersSent) span.setAttribute('http.response.status_code', statusCode)
  span.setAttribute('tokenwheel.request.cut_off', true).end()
}

function nameByRoute(span: Span, request: FastifyRequest): void {
  const route = request.routeOptions.url
  if (route !== undefined) span.updateName(`${request.method} ${route}`).setAttribute('http.route', route)
}
