import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { FailureReason } from '../failure-reasons.ts'
import { billedUsage, type FigureReader } from '../foreign-usage.ts'
import { type Json, recordOf, recordsOf, wordOf } from '../foreign-value.ts'
import type { Reply } from '../provider.ts'
import { ProviderError } from '../provider-error.ts'

/** What an end other than STOP means (the SDK's `FinishReason`); what is not here was stopped for what the document says. */
const FINISHES: ReadonlyMap<string, FailureReason> = new Map([
  ['MAX_TOKENS', 'truncated'],
  ['CONTINUATION', 'truncated'],
  ['MALFORMED_RESPONSE', 'no_answer'],
  ['MALFORMED_FUNCTION_CALL', 'no_answer'],
  ['UNEXPECTED_TOOL_CALL', 'no_answer'],
  ['TOO_MANY_TOOL_CALLS', 'no_answer'],
  ['NO_IMAGE', 'no_answer'],
  ['IMAGE_OTHER', 'no_answer'],
  ['OTHER', 'no_answer'],
  ['FINISH_REASON_UNSPECIFIED', 'no_answer'],
])

/** The finish reason is looked at before the text: a cut-off or blocked answer may well begin like a good one. */
export function readGeminiAnswer(answer: unknown): Reply {
  const response = recordOf(answer)
  const billed = billedUsage(response.usageMetadata, figure => usageOf(recordOf(response.usageMetadata), figure))
  const fail = (reason: FailureReason, message: string) => new ProviderError(reason, `Gemini: ${message}`, { billed })
  const blockReason = wordOf(recordOf(response.promptFeedback).blockReason)
  if (blockReason !== undefined) throw fail('refused', `the document was blocked (${blockReason})`)
  const candidate = recordsOf(response.candidates)[0]
  if (candidate === undefined) throw fail('no_answer', 'the answer holds no candidate')
  const finish = wordOf(candidate.finishReason) ?? 'STOP'
  if (finish === 'MAX_TOKENS') throw fail('truncated', 'the answer reached its length limit (MAX_TOKENS)')
  const continuation =
    finish === 'CONTINUATION' && typeof candidate.continuationToken === 'string' ? candidate.continuationToken : undefined
  if (finish !== 'STOP' && continuation === undefined) throw fail(FINISHES.get(finish) ?? 'refused', `the answer was stopped (${finish})`)
  const text = recordsOf(recordOf(candidate.content).parts)
    .filter(part => part.thought !== true)
    .map(part => (typeof part.text === 'string' ? part.text : ''))
    .join('')
  if (text.trim() === '' && continuation === undefined) throw fail('no_answer', 'the answer ends well and holds no text')
  return { text, billed, model: wordOf(response.modelVersion), ...(continuation === undefined ? {} : { continuation }) }
}

/** Thoughts are billed as output. A PDF's pages are billed under DOCUMENT: they are seen as images and counted as such. */
function usageOf(usage: Json, figure: FigureReader): Omit<AiUsage, 'requests'> {
  const input = figure('promptTokenCount', usage.promptTokenCount) + figure('toolUsePromptTokenCount', usage.toolUsePromptTokenCount)
  const candidates = figure('candidatesTokenCount', usage.candidatesTokenCount)
  const [prompt, output] = [usage.promptTokensDetails, usage.candidatesTokensDetails]
  return {
    input_tokens: input,
    output_tokens: candidates + figure('thoughtsTokenCount', usage.thoughtsTokenCount),
    text_prompt_tokens: Array.isArray(prompt) ? sumOf('promptTokensDetails', prompt, ['TEXT'], figure) : input,
    image_prompt_tokens: sumOf('promptTokensDetails', prompt, ['IMAGE', 'DOCUMENT'], figure),
    text_candidates_tokens: Array.isArray(output) ? sumOf('candidatesTokensDetails', output, ['TEXT'], figure) : candidates,
  }
}

/** There are five modalities. */
const MAX_DETAILS = 20

function sumOf(name: string, details: unknown, modalities: readonly string[], figure: FigureReader): number {
  return recordsOf(details)
    .slice(0, MAX_DETAILS)
    .filter(detail => modalities.includes(String(detail.modality)))
    .reduce((sum, detail) => sum + figure(name, detail.tokenCount), 0)
}
