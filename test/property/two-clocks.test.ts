import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Plan, simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.CLOCK_RUNS ?? 20)
const SEED = process.env.CI === 'true' ? { seed: 20_261_121 } : {}
const MINUTE_MS = 60_000

/** Around the reset, with little to spend: what one process counts for the wrong day is missing on the right one. */
const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  skewsMs: fc.tuple(
    fc.constantFrom(0, 0, -5 * MINUTE_MS, 2_000),
    fc.constantFrom(5 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS, 2_500, -5 * MINUTE_MS, -3_000),
  ),
  jobs: fc.array(
    fc.record({
      addresses: fc.integer({ min: 6, max: 14 }),
      lanes: fc.integer({ min: 1, max: 3 }),
      requestsPerToken: fc.integer({ min: 1, max: 4 }),
      delaySeconds: fc.constantFrom(0, 0.5),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  tokens: fc.array(fc.record({ limit: fc.integer({ min: 2, max: 6 }), bad: fc.constant(false) }), { minLength: 1, maxLength: 3 }),
  rates: fc.constant({ lostAnswer: 0, unavailable: 0, lateAnswer: 0.3, lateEffect: 0.5, unauthorized: 0, limited: 0, broken: 0 }),
  faults: fc.array(
    fc.record({
      afterCalls: fc.nat(4),
      kind: fc.constantFrom('midnight' as const, 'midnight' as const, 'leap' as const, 'crash' as const, 'stop' as const),
      pick: fc.nat(11),
    }),
    { minLength: 2, maxLength: 8 },
  ),
})

it(`two processes whose clocks are up to five minutes apart overspend no true day (${RUNS} random histories)`, async () => {
  await fc.assert(
    fc.asyncProperty(plans, async plan => {
      const { violations, trace } = await simulate(plan)
      expect(violations, trace.slice(-120).join('\n')).toEqual([])
    }),
    { numRuns: RUNS, ...SEED },
  )
})
