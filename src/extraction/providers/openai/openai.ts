import type OpenAI from 'openai'
import type { ResponseInputContent } from 'openai/resources/responses/responses'
import { AI_PROVIDERS } from '../../../settings/ai-providers.ts'
import type { ModelParameters } from '../../../settings/app-settings.ts'
import { openaiErrors } from '../openai-dialect.ts'
import type { Provider, QuestionFile } from '../provider.ts'
import { readOpenAiAnswer } from './openai-answer.ts'

/** Far above any deadline of ours: the signal decides, not the SDK's own timer. */
const SDK_TIMEOUT_MS = 3_600_000

/** OpenAI through the Responses API with a strict JSON schema. One call is one HTTP request: the SDK's retries are off. */
export const openai = {
  name: 'openai',
  defaultBaseUrl: 'https://api.openai.com/v1',
  takes: {
    pdf: 'file',
    pictures: ['image/png', 'image/jpeg', 'image/webp'],
    // 20 MB a picture (https://github.com/openai/openai-agents-python/pull/553), as which its base64 may count.
    maxPictureBytes: 14 * 1_048_576,
  },
  errors: openaiErrors,
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
    const { model, files, instructions, request, schema, parameters, signal } = question
    const content = [...files.map(file => filePart(file, parameters)), { type: 'input_text' as const, text: request }]
    const format = { type: 'json_schema' as const, name: 'invoice', strict: true, schema: { ...schema } }
    const body = { model, store: false, instructions, input: [{ role: 'user' as const, content }], text: { format } }
    return readOpenAiAnswer(await client.responses.create({ ...body, ...optionsOf(model, parameters) }, { signal }))
  },
  async lookUp(client, model, signal) {
    const { shutdown_date } = await client.models.retrieve(model, { signal })
    return { shutdownDate: typeof shutdown_date === 'string' ? shutdown_date.slice(0, 10) : null }
  },
} satisfies Provider<OpenAI>

function filePart({ mediaType, data }: QuestionFile, { media_resolution }: ModelParameters): ResponseInputContent {
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
