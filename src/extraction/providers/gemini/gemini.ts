import type { GenerateContentResponse, GoogleGenAI, ModalityTokenCount } from '@google/genai'
import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { Document } from '../../document/document.ts'
import type { EngineResult, ExtractionRequest } from '../../engine.ts'
import { answerSchema } from '../portable-schema.ts'
import type { Provider } from '../provider.ts'
import { instructionsFor, resultOf } from '../provider-answer.ts'
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
  async ask(client, request, data) {
    const { signal, model = '' } = request
    const response = await client.models.generateContent({
      model,
      contents: [{ role: 'user', parts: [filePart(request.document, data), { text: instructionsFor(request.schema) }] }],
      config: {
        responseMimeType: 'application/json',
        responseJsonSchema: answerSchema(request.schema),
        temperature: 0,
        automaticContinuation: false,
        abortSignal: signal,
      },
    })
    return readResponse(response, request)
  },
} satisfies Provider<GoogleGenAI>

function filePart({ mediaType }: Document, data: string) {
  return { inlineData: { mimeType: mediaType, data } }
}

/** The finish reason is looked at before the text: a cut-off or blocked answer may well begin like a good one. */
function readResponse(response: GenerateContentResponse, request: ExtractionRequest): EngineResult {
  const billed: BilledUsage = { usage: usageOf(response), raw: response.usageMetadata ?? null }
  const fail = (reason: 'blocked' | 'truncated' | 'bad_answer' | 'overloaded', message: string) =>
    new ProviderError(reason, `Gemini: ${message}`, { billed })
  const blockReason = response.promptFeedback?.blockReason
  if (blockReason !== undefined) throw fail('blocked', `the document was blocked (${blockReason})`)
  const candidate = response.candidates?.[0]
  if (candidate === undefined) throw fail('overloaded', 'the answer holds no candidate')
  const finish = candidate.finishReason ?? 'STOP'
  if (finish === 'MAX_TOKENS') throw fail('truncated', 'the answer reached its length limit (MAX_TOKENS)')
  if (finish !== 'STOP') throw fail('blocked', `the answer was stopped (${finish})`)
  const text = (candidate.content?.parts ?? [])
    .filter(part => part.thought !== true)
    .map(part => part.text ?? '')
    .join('')
  const result = resultOf(text, request, billed, response.modelVersion)
  if (result === undefined) throw fail('bad_answer', 'the answer is not the JSON that was asked for')
  return result
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
