import type { AiUsage } from '../../../companies/ai-usage.ts'
import type { FailureReason } from '../failure-reasons.ts'
import { type BilledUsage, billedUsage, type FigureReader } from '../foreign-usage.ts'
import { type Json, recordOf, recordsOf, wordOf } from '../foreign-value.ts'
import type { Reply } from '../provider.ts'
import { ProviderError } from '../provider-error.ts'
import { classifyHttpFailure } from '../provider-failure.ts'
import { chatErrors } from './chat-errors.ts'

const TITLE = 'OpenAI-compatible'

/** What an end other than `stop` means; servers without one say nothing, and what nobody knows is no reason to doubt a whole answer. */
const FINISHES: ReadonlyMap<string, FailureReason> = new Map([
  ['length', 'truncated'],
  ['content_filter', 'refused'],
  ['tool_calls', 'no_answer'],
  ['function_call', 'no_answer'],
  ['error', 'overloaded'],
])

/** An error in a body of 200 without a code of its own: somebody behind the gateway failed. */
const FAILED_BEHIND = 502

/** The end is looked at before the text: a cut-off or refused answer may well begin like a good one. */
export function readChatAnswer(answer: unknown): Reply {
  const response = recordOf(answer)
  const billed = billedUsage(response.usage, figure => usageOf(recordOf(response.usage), figure))
  const fail = (reason: FailureReason, message: string) => new ProviderError(reason, `${TITLE}: ${message}`, { billed })
  const choice = recordsOf(response.choices)[0]
  const error = response.error ?? choice?.error
  if (error !== undefined && error !== null) throw failedWithin(error, billed)
  if (choice === undefined) throw fail('no_answer', 'the answer holds no choice')
  const message = recordOf(choice.message)
  const finish = wordOf(choice.finish_reason) ?? 'stop'
  const ended = FINISHES.get(finish)
  if (ended !== undefined) throw fail(ended, `the answer was stopped (${finish})`)
  if (wordOf(message.refusal) !== undefined) throw fail('refused', 'the model refused the document')
  const text = textOf(message.content)
  if (text.trim() === '') throw fail('no_answer', 'the answer ends well and holds no text')
  return { text, billed, model: wordOf(response.model) }
}

/** OpenRouter answers 200 when it had begun (https://openrouter.ai/docs/api/reference/errors-and-debugging). */
function failedWithin(error: unknown, billed: BilledUsage): ProviderError {
  const code = Number(recordOf(error).code)
  const status = Number.isInteger(code) && code >= 400 && code <= 599 ? code : FAILED_BEHIND
  const body = JSON.stringify({ error })
  const { reason, message, retryAfterMs } = classifyHttpFailure({ status, headers: {}, body }, chatErrors, Date.now())
  return new ProviderError(reason, `${TITLE}: ${message}`, { billed, retryAfterMs })
}

/** A text, or parts as some gateways pass them on. What a model thinks stands in properties of its own. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return recordsOf(content)
    .map(part => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

/** A server that reports nothing is no reason to call a request free: the figure is named as none, and counts as 0. */
const MISSING = 'missing'

function usageOf(usage: Json, figure: FigureReader): Omit<AiUsage, 'requests'> {
  const input = figure('prompt_tokens', usage.prompt_tokens ?? MISSING)
  const output = figure('completion_tokens', usage.completion_tokens ?? MISSING)
  const images = Math.min(input, figure('image_tokens', recordOf(usage.prompt_tokens_details).image_tokens))
  const reasoning = figure('reasoning_tokens', recordOf(usage.completion_tokens_details).reasoning_tokens)
  return {
    input_tokens: input,
    output_tokens: output,
    text_prompt_tokens: input - images,
    image_prompt_tokens: images,
    text_candidates_tokens: Math.max(0, output - reasoning),
  }
}
