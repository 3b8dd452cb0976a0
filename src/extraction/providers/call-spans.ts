import { type Span, SpanKind } from '@opentelemetry/api'
import { type AiUsage, addUsage, NO_USAGE } from '../../companies/ai-usage.ts'
import type { ProviderName } from '../../settings/ai-providers.ts'
import { safeText } from '../../shared/redact.ts'
import { errorTypeOf, fail } from '../../tracing/trace.ts'
import type { ExtractionRequest } from '../engine.ts'
import type { Provider } from './provider.ts'
import { ProviderError } from './provider-error.ts'

/** How the conventions call the provider and what is asked of it; where they know none, our own name. */
const NAMES: Readonly<Record<ProviderName, { readonly provider: string; readonly operation: string }>> = {
  gemini: { provider: 'gcp.gemini', operation: 'generate_content' },
  openai: { provider: 'openai', operation: 'chat' },
  'openai-compatible': { provider: 'openai-compatible', operation: 'chat' },
}
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
/** A model's name as a foreign server words it. */
const MOST_OF_A_NAME = 100

/** The span of one question to a provider. */
export interface CallSpan {
  /** Adds up: an answer may be asked for a second time, in another form. */
  billed(usage: AiUsage): void
  answered(model: string | undefined): void
  failed(error: unknown): void
  end(): void
}

/**
 * A client span by the conventions for inference (https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/client-inference.md): what the
 * model was asked and what it said is not in it, nor is the key but for its TokenID. `error.type` is the reason of the provider's failure, as in
 * `/metrics`. Undefined where nothing is recorded.
 */
export function beginCallSpan({ name, defaultBaseUrl }: Pick<Provider, 'name' | 'defaultBaseUrl'>, request: ExtractionRequest) {
  const { trace, model = '', baseUrl = defaultBaseUrl ?? '' } = request
  if (trace === undefined) return undefined
  const { provider, operation } = NAMES[name]
  const span = trace.begin(`${operation} ${model}`, SpanKind.CLIENT, {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    ...serverOf(baseUrl),
  })
  return callSpan(span, request.signal)
}

function serverOf(baseUrl: string) {
  const url = URL.parse(baseUrl)
  if (url === null) return {}
  return { 'server.address': url.hostname, 'server.port': url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port) }
}

function callSpan(span: Span, signal: AbortSignal): CallSpan {
  let usage = NO_USAGE
  return {
    billed(more) {
      usage = addUsage(usage, more)
      span.setAttributes({ 'gen_ai.usage.input_tokens': usage.input_tokens, 'gen_ai.usage.output_tokens': usage.output_tokens })
    },
    answered(model) {
      if (model !== undefined) span.setAttribute('gen_ai.response.model', safeText(model, MOST_OF_A_NAME))
    },
    failed(error) {
      if (!(error instanceof ProviderError)) {
        // Given up: the time is over, the caller has gone, or another portion of the document has failed for all.
        fail(span, errorTypeOf(signal.aborted ? signal.reason : error))
        return
      }
      if (error.status !== undefined) span.setAttribute('http.response.status_code', error.status)
      fail(span, error.reason)
    },
    end: () => span.end(),
  }
}
