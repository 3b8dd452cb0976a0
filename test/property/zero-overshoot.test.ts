import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPlan } from '../support/simulation/plans.ts'
import { simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000)
/** The gate replays the same histories every time, so that a change is judged by what it changes; elsewhere each run looks for new ones. */
const SEED = process.env.CI === 'true' ? { seed: 20_261_121 } : {}

/** Histories that once went wrong, each a kind that chance finds too seldom to rely on. */
const FOUND_WRONG: readonly [Parameters<typeof simulate>[0]][] = [
  // A probe of an outage announced its call and then left its block for another token, without end: jobs never came to theirs.
  [
    {
      seed: -73_242_059,
      machines: 3,
      jobs: [
        { addresses: 1, lanes: 3, requestsPerToken: 6, delaySeconds: 0.5 },
        { addresses: 12, lanes: 2, requestsPerToken: 6, delaySeconds: 0.5 },
        { addresses: 7, lanes: 3, requestsPerToken: 2, delaySeconds: 0 },
      ],
      tokens: [2, 2, 8, 3, 8].map((limit, index) => ({ limit, bad: index === 0 })),
      rates: { lostAnswer: 0, unavailable: 0, lateAnswer: 0, lateEffect: 0, unauthorized: 0.02, limited: 0, broken: 0.1 },
      faults: [
        { afterCalls: 6, kind: 'crash', pick: 4 },
        { afterCalls: 3, kind: 'crash', pick: 0 },
        { afterCalls: 6, kind: 'crash', pick: 2 },
        { afterCalls: 1, kind: 'crash', pick: 8 },
        { afterCalls: 3, kind: 'midnight', pick: 10 },
        { afterCalls: 2, kind: 'stop', pick: 3 },
        { afterCalls: 4, kind: 'cancel', pick: 5 },
        { afterCalls: 0, kind: 'cancel', pick: 6 },
        { afterCalls: 3, kind: 'stop', pick: 1 },
        { afterCalls: 6, kind: 'stop', pick: 3 },
      ],
    },
  ],
]

describe('the batch engine under crashes, lost answers, zombies and midnights', () => {
  it(
    `never overspends a token, never loses or doubles a result, strands little (${RUNS} random histories)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(anyPlan, async plan => {
          const { violations, trace } = await simulate(plan)
          expect(violations, trace.slice(-120).join('\n')).toEqual([])
        }),
        { numRuns: RUNS, endOnFailure: RUNS < 1_000, examples: [...FOUND_WRONG], ...SEED },
      )
    },
    Math.max(180_000, RUNS * 150),
  )
})
