import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clockPlan } from '../support/simulation/plans.ts'
import { simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.CLOCK_RUNS ?? 20)
const SEED = process.env.CI === 'true' ? { seed: 20_261_121 } : {}

it(`two processes whose clocks are up to five minutes apart overspend no true day (${RUNS} random histories)`, async () => {
  await fc.assert(
    fc.asyncProperty(clockPlan, async plan => {
      const { violations, trace } = await simulate(plan)
      expect(violations, trace.slice(-120).join('\n')).toEqual([])
    }),
    { numRuns: RUNS, ...SEED },
  )
})
