import type { GenerateContentConfig, GoogleGenAI, ThinkingConfig } from '@google/genai'
import type { Provider, Question } from '../provider.ts'
import { readGeminiAnswer } from './gemini-answer.ts'
import { geminiErrors } from './gemini-errors.ts'

/** The SDK's own default, v1, has no JSON schemas for answers. */
const API_VERSION = 'v1beta'

/** Gemini through `generateContent` with a JSON schema. One call is one HTTP request: the SDK's retries and continuations are off. */
export const gemini = {
  name: 'gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  takes: {
    pdf: 'file',
    // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/image-understanding
    pictures: ['image/png', 'image/jpeg', 'image/webp', 'image/heic'],
    // A request has 20 MiB at most (the API's own words: "Request payload size exceeds the limit: 20971520 bytes"), base64 four thirds of a file.
    maxPictureBytes: 14 * 1_048_576,
  },
  errors: geminiErrors,
  async connect({ apiKey, baseUrl, fetch }) {
    // Loaded with the first use: the SDK costs 160 ms of start-up.
    const { GoogleGenAI } = await import('@google/genai')
    // Everything is given, so that no variable of the environment decides where documents go.
    return new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl, apiVersion: API_VERSION, fetch } })
  },
  async ask(client, question) {
    const { model, files, request, signal } = question
    const parts = files.map(({ mediaType, data }) => ({ inlineData: { mimeType: mediaType, data } }))
    const contents = [{ role: 'user', parts: [...parts, { text: request }] }]
    const config = { ...configOf(question), abortSignal: signal }
    return readGeminiAnswer(await client.models.generateContent({ model, contents, config }))
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
