import type OpenAI from 'openai'
import type { Response, ResponseInputContent } from 'openai/resources/responses/responses'
import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { Document } from '../../document/document.ts'
import type { EngineResult, ExtractionRequest } from '../../engine.ts'
import { answerSchema } from '../portable-schema.ts'
import type { Provider } from '../provider.ts'
import { instructionsFor, resultOf } from '../provider-answer.ts'
import { type BilledUsage, ProviderError } from '../provider-error.ts'

/** Far above any deadline of ours: the signal decides, not the SDK's own timer. */
const SDK_TIMEOUT_MS = 3_600_000

/** OpenAI through the Responses API with a strict JSON schema. One call is one HTTP request: the SDK's retries are off. */
export const openai = {
  name: 'openai',
  defaultBaseUrl: 'https://api.openai.com/v1',
  errors: {
    // Its `code` and `type` (https://platform.openai.com/docs/guides/error-codes).
    codes: {
      invalid_key: ['invalid_api_key', 'account_deactivated'],
      quota: ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'],
      rate_limited: ['rate_limit_exceeded'],
      unreadable_document: [
        ...['invalid_image_format', 'image_parse_error', 'image_too_large', 'unsupported_image_media_type', 'invalid_base64_image'],
      ],
    },
    unreadable: null,
    readDetails: null,
  },
  async connect({ apiKey, baseUrl, fetch }) {
    // Loaded with the first use: the SDK costs 240 ms of start-up.
    const { OpenAI } = await import('openai')
    return new OpenAI({
      // Everything is given, so that no variable of the environment decides where documents go or what is printed.
      ...{ apiKey, baseURL: baseUrl, organization: null, project: null, adminAPIKey: null, webhookSecret: null, logLevel: 'off' },
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      fetch,
    })
  },
  async ask(client, request, data) {
    const { signal, model = '' } = request
    const content = [filePart(request.document, data), { type: 'input_text' as const, text: instructionsFor(request.schema) }]
    const schema = { ...answerSchema(request.schema) }
    const response = await client.responses.create(
      {
        model,
        store: false,
        input: [{ role: 'user', content }],
        text: { format: { type: 'json_schema', name: 'invoice', strict: true, schema } },
      },
      { signal },
    )
    return readResponse(response, request)
  },
} satisfies Provider<OpenAI>

function filePart({ mediaType }: Document, base64: string): ResponseInputContent {
  const dataUrl = `data:${mediaType};base64,${base64}`
  // A name of our own: the caller's may say more than the provider needs to know.
  if (mediaType === 'application/pdf') return { type: 'input_file', filename: 'invoice.pdf', file_data: dataUrl }
  return { type: 'input_image', image_url: dataUrl, detail: 'high' }
}

/** The status is looked at before the text: a cut-off or refused answer may well begin like a good one. */
function readResponse(response: Response, request: ExtractionRequest): EngineResult {
  const billed: BilledUsage = { usage: usageOf(response), raw: response.usage ?? null }
  const fail = (reason: 'blocked' | 'truncated' | 'bad_answer' | 'overloaded' | 'rate_limited', message: string) =>
    new ProviderError(reason, `OpenAI: ${message}`, { billed })
  if (response.status === 'incomplete') {
    const why = response.incomplete_details?.reason ?? 'unknown'
    throw fail(why === 'content_filter' ? 'blocked' : 'truncated', `the answer is incomplete (${why})`)
  }
  if (response.status === 'failed' || response.error) {
    const code = response.error?.code ?? 'unknown'
    throw fail(code === 'rate_limit_exceeded' ? 'rate_limited' : code === 'server_error' ? 'overloaded' : 'bad_answer', `failed (${code})`)
  }
  const parts = (response.output ?? []).flatMap(item => (item.type === 'message' ? item.content : []))
  if (parts.some(part => part.type === 'refusal')) throw fail('blocked', 'the model refused the document')
  const text = parts.map(part => (part.type === 'output_text' ? part.text : '')).join('')
  const result = resultOf(text, request, billed, response.model)
  if (result === undefined) throw fail('bad_answer', 'the answer is not the JSON that was asked for')
  return result
}

/** Reasoning is part of `output_tokens` already. OpenAI does not split the prompt by kind: all of it counts as text. */
function usageOf({ usage }: Response): AiUsage {
  const input = usage?.input_tokens ?? 0
  const output = usage?.output_tokens ?? 0
  return {
    input_tokens: input,
    output_tokens: output,
    text_prompt_tokens: input,
    image_prompt_tokens: 0,
    text_candidates_tokens: output - (usage?.output_tokens_details?.reasoning_tokens ?? 0),
    requests: 1,
  }
}
