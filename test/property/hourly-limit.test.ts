import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hourPlan } from '../support/simulation/plans.ts'
import { simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 12)

it(`an hourly limit is never overspent, however clocks differ, hours end and workers die (${RUNS} random histories)`, async () => {
  await fc.assert(
    fc.asyncProperty(hourPlan, async plan => {
      const { violations, trace } = await simulate(plan)
      expect(violations, trace.slice(-120).join('\n')).toEqual([])
    }),
    { numRuns: RUNS, seed: 20_261_128 },
  )
})
