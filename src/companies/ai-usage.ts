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

/** The columns are INT. */
export const MAX_FIGURE = 2_147_483_647

/** A figure as somebody else reports it: a whole number that a column holds, or nothing. `"12"`, 10.5, -1, 1e18 are none. */
export function figureOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_FIGURE ? value : undefined
}

/** The sum as far as a column holds it: input and output together, too, because they are added up in one. */
export function addUsage(a: AiUsage, b: AiUsage): AiUsage {
  const sum = (name: keyof AiUsage, most = MAX_FIGURE) => Math.min(a[name] + b[name], most)
  const input = sum('input_tokens')
  return {
    input_tokens: input,
    output_tokens: sum('output_tokens', MAX_FIGURE - input),
    text_prompt_tokens: sum('text_prompt_tokens'),
    image_prompt_tokens: sum('image_prompt_tokens'),
    text_candidates_tokens: sum('text_candidates_tokens'),
    requests: sum('requests'),
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
