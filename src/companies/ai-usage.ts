import type { UsageRecord } from './company-store.ts'

/** What a model billed, in AI tokens; all zero where no model was asked. The names are those of `TokenUsageLogs`. */
export interface AiUsage {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly text_prompt_tokens: number
  readonly image_prompt_tokens: number
  readonly text_candidates_tokens: number
  readonly requests: number
}

export const NO_USAGE: AiUsage = Object.freeze({
  input_tokens: 0,
  output_tokens: 0,
  text_prompt_tokens: 0,
  image_prompt_tokens: 0,
  text_candidates_tokens: 0,
  requests: 0,
})

export const USAGE_NAMES = Object.keys(NO_USAGE) as readonly (keyof AiUsage)[]

export function addUsage(a: AiUsage, b: AiUsage): AiUsage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    text_prompt_tokens: a.text_prompt_tokens + b.text_prompt_tokens,
    image_prompt_tokens: a.image_prompt_tokens + b.image_prompt_tokens,
    text_candidates_tokens: a.text_candidates_tokens + b.text_candidates_tokens,
    requests: a.requests + b.requests,
  }
}

/** The figures of one row. */
export function figuresOf(usage: AiUsage) {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    textPromptTokens: usage.text_prompt_tokens,
    imagePromptTokens: usage.image_prompt_tokens,
    textCandidatesTokens: usage.text_candidates_tokens,
    requestCount: usage.requests,
  } satisfies Partial<UsageRecord>
}
