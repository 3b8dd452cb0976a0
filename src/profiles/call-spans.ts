import { type Span, SpanKind } from '@opentelemetry/api'
import { shortId } from '../tokens/short-id.ts'
import { fail } from '../tracing/trace.ts'
import type { FetchOutcome, TracedCall } from './profile-provider.ts'

/**
 * A client span for one request on the wire, by https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span but for `url.full`: the path
 * holds the address, and a query may hold a secret of the operator's. `error.type` is the result's error type.
 */
export function beginCall({ trace, tokenId, attempt }: TracedCall, method: string, origin: string): Span {
  const { hostname, port, protocol } = new URL(origin)
  return trace.begin(method, SpanKind.CLIENT, {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': port === '' ? DEFAULT_PORTS[protocol] : Number(port),
    ...(attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {}),
    'tokenwheel.attempt': attempt,
    'tokenwheel.token.id': shortId(tokenId),
  })
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Ends the span with the call. A rejection is an abort: it was given up, and nothing is known of it. */
export async function settled(span: Span, sent: Promise<FetchOutcome>): Promise<FetchOutcome> {
  try {
    const outcome = await sent
    if (!outcome.ok) fail(span, outcome.errorType)
    return outcome
  } finally {
    span.end()
  }
}
