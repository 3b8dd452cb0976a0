import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { FailureReason } from '../failure-reasons.ts'
import { billedUsage, type FigureReader } from '../foreign-usage.ts'
import { type Json, recordOf, recordsOf, wordOf } from '../foreign-value.ts'
import { reasonOfCode } from '../openai-dialect.ts'
import type { Reply } from '../provider.ts'
import { ProviderError } from '../provider-error.ts'

/** The status is looked at before the text: a cut-off or refused answer may well begin like a good one. */
export function readOpenAiAnswer(answer: unknown): Reply {
  const response = recordOf(answer)
  const billed = billedUsage(response.usage, figure => usageOf(recordOf(response.usage), figure))
  const fail = (reason: FailureReason, message: string) => new ProviderError(reason, `OpenAI: ${message}`, { billed })
  if (response.status === 'incomplete') {
    const why = wordOf(recordOf(response.incomplete_details).reason) ?? 'unknown'
    throw fail(why === 'content_filter' ? 'refused' : 'truncated', `the answer is incomplete (${why})`)
  }
  const error = recordOf(response.error)
  if (response.status === 'failed' || response.error) {
    const code = wordOf(error.code) ?? 'unknown'
    const said = wordOf(error.message)
    throw fail(reasonOfCode(code) ?? 'bad_answer', `failed (${code})${said === undefined ? '' : `: ${said}`}`)
  }
  const messages = recordsOf(response.output).filter(item => item.type === 'message')
  const parts = finalOf(messages).flatMap(message => recordsOf(message.content))
  if (parts.some(part => part.type === 'refusal')) throw fail('refused', 'the model refused the document')
  const text = parts.map(part => (part.type === 'output_text' && typeof part.text === 'string' ? part.text : '')).join('')
  if (text.trim() === '') throw fail('no_answer', 'the answer ends well and holds no text')
  return { text, billed, model: wordOf(response.model) }
}

/** What a model says while it works (`phase: commentary`) is not its answer; models without phases say nothing else. */
function finalOf(messages: readonly Json[]): readonly Json[] {
  const final = messages.filter(message => message.phase === 'final_answer')
  return final.length > 0 ? final : messages.filter(message => message.phase !== 'commentary')
}

/** Reasoning is part of `output_tokens` already. OpenAI does not split the prompt by kind: all of it counts as text. */
function usageOf(usage: Json, figure: FigureReader): Omit<AiUsage, 'requests'> {
  const input = figure('input_tokens', usage.input_tokens)
  const output = figure('output_tokens', usage.output_tokens)
  return {
    input_tokens: input,
    output_tokens: output,
    text_prompt_tokens: input,
    image_prompt_tokens: 0,
    text_candidates_tokens: Math.max(0, output - figure('reasoning_tokens', recordOf(usage.output_tokens_details).reasoning_tokens)),
  }
}
