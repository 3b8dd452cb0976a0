import { type AiUsage, USAGE_NAMES } from './ai-usage.ts'

/**
 * Reads a line such as `Usage: RunUsage(input_tokens=2518, output_tokens=652, details={'text_prompt_tokens': 712}, requests=1)`, in any
 * order and with parts missing (the writer leaves out what is 0). Null when there is no such thing in the text or it holds no number.
 */
export function extractUsageFromLog(text: string): AiUsage | null {
  if (typeof text !== 'string') return null
  // Up to the closing bracket of the same line: a log may hold many runs, the first is meant.
  const body = /\bRunUsage\(([^()\n]{0,4000})\)/.exec(text)?.[1]
  if (body === undefined) return null
  const counts = new Map<string, number>()
  for (const [, name = '', digits = ''] of body.matchAll(/['"]?\b([a-z_]+)['"]?\s*[=:]\s*(\d{1,15})(?![\w.])/g)) {
    if (!counts.has(name)) counts.set(name, Number(digits))
  }
  const count = (name: keyof AiUsage) => counts.get(name) ?? 0
  if (!USAGE_NAMES.some(name => counts.has(name))) return null
  return {
    input_tokens: count('input_tokens'),
    output_tokens: count('output_tokens'),
    text_prompt_tokens: count('text_prompt_tokens'),
    image_prompt_tokens: count('image_prompt_tokens'),
    text_candidates_tokens: count('text_candidates_tokens'),
    requests: count('requests'),
  }
}
