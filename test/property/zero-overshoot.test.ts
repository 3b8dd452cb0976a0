import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPlan } from '../support/simulation/plans.ts'
import { simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000)
/** The gate replays the same histories every time, so that a change is judged by what it changes; elsewhere each run looks for new ones. */
const SEED = process.env.CI === 'true' ? { seed: 20_261_121 } : {}
describe('the batch engine under crashes, lost answers, zombies and midnights', () => {
  it(
    `never overspends a token, never loses or doubles a result, strands little (${RUNS} random histories)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(anyPlan, async plan => {
          const { violations, trace } = await simulate(plan)
          expect(violations, trace.slice(-120).join('\n')).toEqual([])
        }),
        { numRuns: RUNS, endOnFailure: RUNS < 1_000, ...SEED },
      )
    },
    Math.max(180_000, RUNS * 150),
  )
})
