import { type AiUsage, MAX_FIGURE, USAGE_NAMES } from './ai-usage.ts'

/**
 * Reads a line such as `Usage: RunUsage(input_tokens=2518, output_tokens=652, details={'text_prompt_tokens': 712}, requests=1)`, in any
 * order and with parts missing (the writer leaves out what is 0). Null when there is no such thing in the text or it holds no number.
 */
export function extractUsageFromLog(text: string): AiUsage | null {
  if (typeof text !== 'string') return null
  const counts = countsIn(bodyOf(text))
  if (!USAGE_NAMES.some(name => counts.has(name))) return null
  const count = (name: keyof AiUsage) => counts.get(name) ?? 0
  return {
    input_tokens: count('input_tokens'),
    output_tokens: count('output_tokens'),
    text_prompt_tokens: count('text_prompt_tokens'),
    image_prompt_tokens: count('image_prompt_tokens'),
    text_candidates_tokens: count('text_candidates_tokens'),
    requests: count('requests'),
  }
}

/** A run with all its details has a tenth of this. */
const MAX_LINE_LENGTH = 8192

/** One line as it is to be counted: for what cannot be read for certain there is a problem in words, never a figure. */
export function readUsageLine(line: string): { readonly usage: AiUsage } | { readonly problem: string } {
  if (line.length > MAX_LINE_LENGTH) return { problem: `is longer than ${MAX_LINE_LENGTH} characters` }
  if (/[\r\n]/.test(line)) return { problem: 'is more than one line' }
  const runs = line.match(/\bRunUsage\(/g)?.length ?? 0
  if (runs !== 1) return { problem: runs === 0 ? 'holds no RunUsage(…)' : 'holds more than one RunUsage(…)' }
  const body = bodyOf(line)
  const counts = countsIn(body)
  for (const [name, mention] of MENTIONS) {
    if (!counts.has(name) && mention.test(body)) return { problem: `${name} is not a whole number` }
    if ((counts.get(name) ?? 0) > MAX_FIGURE) return { problem: `${name} is larger than ${MAX_FIGURE}` }
  }
  const usage = extractUsageFromLog(line)
  if (usage === null) return { problem: 'is cut off, or holds no figure that can be read' }
  if (usage.input_tokens + usage.output_tokens > MAX_FIGURE) return { problem: `input and output together are more than ${MAX_FIGURE}` }
  return { usage }
}

const MENTIONS = USAGE_NAMES.map(name => [name, new RegExp(`\\b${name}\\b`)] as const)

/** Up to the closing bracket of the same line: a log may hold many runs, the first is meant. */
function bodyOf(text: string): string {
  return /\bRunUsage\(([^()\n]{0,4000})\)/.exec(text)?.[1] ?? ''
}

function countsIn(body: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [, name = '', digits = ''] of body.matchAll(/['"]?\b([a-z_]+)['"]?\s*[=:]\s*(\d{1,15})(?![\w.])/g)) {
    if (!counts.has(name)) counts.set(name, Number(digits))
  }
  return counts
}
