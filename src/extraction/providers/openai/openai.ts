import type OpenAI from 'openai'
import type { Response, ResponseInputContent } from 'openai/resources/responses/responses'
import type { AiUsage } from '../../../companies/ai-usage.ts'
import { AI_PROVIDERS } from '../../../settings/ai-providers.ts'
import type { ModelParameters } from '../../../settings/app-settings.ts'
import type { Provider, Question, Reply } from '../provider.ts'
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
  async ask(client, question) {
    const { model, file, instructions, request, schema, parameters, signal } = question
    const content = [filePart(file, parameters), { type: 'input_text' as const, text: request }]
    const format = { type: 'json_schema' as const, name: 'invoice', strict: true, schema: { ...schema } }
    const body = { model, store: false, instructions, input: [{ role: 'user' as const, content }], text: { format } }
    return readResponse(await client.responses.create({ ...body, ...optionsOf(model, parameters) }, { signal }))
  },
  async lookUp(client, model, signal) {
    const { shutdown_date } = await client.models.retrieve(model, { signal })
    return { shutdownDate: typeof shutdown_date === 'string' ? shutdown_date.slice(0, 10) : null }
  },
} satisfies Provider<OpenAI>

function filePart({ mediaType, data }: Question['file'], { media_resolution }: ModelParameters): ResponseInputContent {
  const dataUrl = `data:${mediaType};base64,${data}`
  const detail = DETAIL[media_resolution ?? 'high']
  // A name of our own: the caller's may say more than the provider needs to know.
  if (mediaType === 'application/pdf') {
    return { type: 'input_file', filename: 'invoice.pdf', file_data: dataUrl, ...(media_resolution === undefined ? {} : { detail }) }
  }
  return { type: 'input_image', image_url: dataUrl, detail }
}

const DETAIL = { low: 'low', medium: 'auto', high: 'high' } as const

/**
 * The default model reasons unless it is told how much (https://developers.openai.com/api/docs/models/gpt-6-luna: none, low, medium, high,
 * xhigh, max). Copying a document needs little of it, and it is billed as output; models that operators name may not know the parameter at all.
 */
const DEFAULT_EFFORT = 'low'

function optionsOf(model: string, { max_output_tokens, thinking, temperature }: ModelParameters) {
  const effort = thinking ?? (model === AI_PROVIDERS.openai.defaultModel ? DEFAULT_EFFORT : undefined)
  return {
    ...(effort === undefined ? {} : { reasoning: { effort } }),
    ...(max_output_tokens === undefined ? {} : { max_output_tokens }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

/** The status is looked at before the text: a cut-off or refused answer may well begin like a good one. */
function readResponse(response: Response): Reply {
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
  return { text, billed, model: response.model }
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
