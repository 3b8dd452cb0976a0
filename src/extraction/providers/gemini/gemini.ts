import type { GenerateContentConfig, GenerateContentResponse, GoogleGenAI, ModalityTokenCount, ThinkingConfig } from '@google/genai'
import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { Provider, Question, Reply } from '../provider.ts'
import { type BilledUsage, ProviderError } from '../provider-error.ts'
import { geminiErrors } from './gemini-errors.ts'

/** The SDK's own default, v1, has no JSON schemas for answers. */
const API_VERSION = 'v1beta'

/** Gemini through `generateContent` with a JSON schema. One call is one HTTP request: the SDK's retries and continuations are off. */
export const gemini = {
  name: 'gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  errors: geminiErrors,
  async connect({ apiKey, baseUrl, fetch }) {
    // Loaded with the first use: the SDK costs 160 ms of start-up.
    const { GoogleGenAI } = await import('@google/genai')
    // Everything is given, so that no variable of the environment decides where documents go.
    return new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl, apiVersion: API_VERSION, fetch } })
  },
  async ask(client, question) {
    const { model, file, request, signal } = question
    const contents = [{ role: 'user', parts: [{ inlineData: { mimeType: file.mediaType, data: file.data } }, { text: request }] }]
    const config = { ...configOf(question), abortSignal: signal }
    return readResponse(await client.models.generateContent({ model, contents, config }))
  },
  async lookUp(client, model, signal) {
    await client.models.get({ model, config: { abortSignal: signal } })
    return { shutdownDate: KNOWN_ENDS[model] ?? null }
  },
} satisfies Provider<GoogleGenAI>

/**
 * Gemini's API says of no model when it ends. From https://ai.google.dev/gemini-api/docs/deprecations, for the models that operators had in
 * their settings; those that ended already are unknown to the API.
 */
const KNOWN_ENDS: Readonly<Record<string, string>> = {
  'gemini-2.5-flash': '2026-12-01',
  'gemini-2.5-pro': '2026-12-01',
  'gemini-3.1-flash-lite': '2027-05-07',
}

function configOf({ instructions, schema, parameters, continuation }: Question): GenerateContentConfig {
  const { max_output_tokens, thinking, media_resolution, temperature } = parameters
  return {
    systemInstruction: instructions,
    responseMimeType: 'application/json',
    responseJsonSchema: schema,
    // Each hop is a request of its own to us: https://ai.google.dev/gemini-api/docs/generate-content/long-decode
    automaticContinuation: false,
    ...(continuation === undefined ? {} : { continuationToken: continuation }),
    ...(max_output_tokens === undefined ? {} : { maxOutputTokens: max_output_tokens }),
    ...(thinking === undefined ? {} : { thinkingConfig: thinkingOf(thinking) }),
    // The SDK's enums are their own values' names.
    ...(media_resolution === undefined
      ? {}
      : { mediaResolution: `MEDIA_RESOLUTION_${media_resolution.toUpperCase()}` as NonNullable<GenerateContentConfig['mediaResolution']> }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

/** Models since Gemini 3 think in levels up to `high`; a budget of 0 switches it off where a model lets itself be switched off. */
function thinkingOf(thinking: NonNullable<Question['parameters']['thinking']>): ThinkingConfig {
  if (thinking === 'none') return { thinkingBudget: 0 }
  const level = thinking === 'xhigh' || thinking === 'max' ? 'high' : thinking
  return { thinkingLevel: level.toUpperCase() as NonNullable<ThinkingConfig['thinkingLevel']> }
}

/** The finish reason is looked at before the text: a cut-off or blocked answer may well begin like a good one. */
function readResponse(response: GenerateContentResponse): Reply {
  const billed: BilledUsage = { usage: usageOf(response), raw: response.usageMetadata ?? null }
  const fail = (reason: 'blocked' | 'truncated' | 'overloaded', message: string) =>
    new ProviderError(reason, `Gemini: ${message}`, { billed })
  const blockReason = response.promptFeedback?.blockReason
  if (blockReason !== undefined) throw fail('blocked', `the document was blocked (${blockReason})`)
  const candidate = response.candidates?.[0]
  if (candidate === undefined) throw fail('overloaded', 'the answer holds no candidate')
  const finish = candidate.finishReason ?? 'STOP'
  if (finish === 'MAX_TOKENS') throw fail('truncated', 'the answer reached its length limit (MAX_TOKENS)')
  const continuation = finish === 'CONTINUATION' ? candidate.continuationToken : undefined
  if (finish !== 'STOP' && continuation === undefined) throw fail('blocked', `the answer was stopped (${finish})`)
  const text = (candidate.content?.parts ?? [])
    .filter(part => part.thought !== true)
    .map(part => part.text ?? '')
    .join('')
  return { text, billed, model: response.modelVersion, ...(continuation === undefined ? {} : { continuation }) }
}

/** Thoughts are billed as output. A PDF's pages are billed under DOCUMENT: they are seen as images and counted as such. */
function usageOf({ usageMetadata: usage }: GenerateContentResponse): AiUsage {
  const input = (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0)
  const visual = sumOf(usage?.promptTokensDetails, ['IMAGE', 'DOCUMENT'])
  const candidates = usage?.candidatesTokenCount ?? 0
  const candidateDetails = usage?.candidatesTokensDetails
  return {
    input_tokens: input,
    output_tokens: candidates + (usage?.thoughtsTokenCount ?? 0),
    text_prompt_tokens: usage?.promptTokensDetails === undefined ? input : sumOf(usage.promptTokensDetails, ['TEXT']),
    image_prompt_tokens: visual,
    text_candidates_tokens: candidateDetails === undefined ? candidates : sumOf(candidateDetails, ['TEXT']),
    requests: 1,
  }
}

function sumOf(details: readonly ModalityTokenCount[] | undefined, modalities: readonly string[]): number {
  return (details ?? [])
    .filter(detail => modalities.includes(String(detail.modality)))
    .reduce((sum, detail) => sum + (detail.tokenCount ?? 0), 0)
}
