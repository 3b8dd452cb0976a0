import { type AiUsage, figureOf, MAX_FIGURE } from '../../companies/ai-usage.ts'
import { keptOf } from './foreign-value.ts'

/** What a call was billed, whatever became of its answer. */
export interface BilledUsage {
  readonly usage: AiUsage
  /** As the provider reported it, as far as it is kept. */
  readonly raw: unknown
  /** Names of the figures that were none, and counted as 0. */
  readonly implausible: readonly string[]
}

/** Reads one figure of a report; of what is none it keeps the name. What is not there is 0, and no problem: providers leave out what is 0. */
export type FigureReader = (name: string, value: unknown) => number

/** The ONE parser of foreign figures: `read` says where each provider has them. */
export function billedUsage(report: unknown, read: (figure: FigureReader) => Omit<AiUsage, 'requests'>): BilledUsage {
  const implausible: string[] = []
  const figure: FigureReader = (name, value) => {
    if (value === undefined || value === null) return 0
    const known = figureOf(value)
    if (known === undefined) implausible.push(name)
    return known ?? 0
  }
  const usage = Object.entries(read(figure)).map(([name, value]) => {
    // Sums of several figures may leave the column.
    if (value <= MAX_FIGURE) return [name, value] as const
    implausible.push(name)
    return [name, 0] as const
  })
  const counted = Object.fromEntries(usage) as Omit<AiUsage, 'requests'>
  const fits = counted.input_tokens + counted.output_tokens <= MAX_FIGURE
  if (!fits) implausible.push('input_tokens', 'output_tokens')
  return {
    usage: { ...counted, ...(fits ? {} : { input_tokens: 0, output_tokens: 0 }), requests: 1 },
    raw: keptOf(report),
    implausible: [...new Set(implausible)],
  }
}
