import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fault, type Plan, simulate } from '../support/simulation/simulate.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000)
/** The gate replays the same histories every time, so that a change is judged by what it changes; elsewhere each run looks for new ones. */
const SEED = process.env.CI === 'true' ? { seed: 20_261_121 } : {}
const rate = fc.constantFrom(0, 0.02, 0.1, 0.25)
const KINDS: readonly Fault[] = [
  'crash',
  'crash',
  'crash',
  'freeze',
  'thaw',
  'leap',
  'leap',
  'pause',
  'resume',
  'cancel',
  'midnight',
  'stop',
]

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  jobs: fc.array(
    fc.record({
      addresses: fc.integer({ min: 1, max: 14 }),
      lanes: fc.integer({ min: 1, max: 4 }),
      requestsPerToken: fc.integer({ min: 1, max: 6 }),
      delaySeconds: fc.constantFrom(0, 0, 0.5),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  tokens: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 12 }), bad: fc.nat(3).map(n => n === 0) }), { minLength: 0, maxLength: 5 }),
  rates: fc.record({
    lostAnswer: fc.constantFrom(0, 0.02, 0.1),
    unavailable: fc.constantFrom(0, 0.02, 0.1),
    lateAnswer: fc.constantFrom(0, 0.3),
    lateEffect: fc.constantFrom(0, 0.5),
    unauthorized: rate,
    limited: rate,
    broken: rate,
  }),
  faults: fc.array(fc.record({ afterCalls: fc.nat(6), kind: fc.constantFrom(...KINDS), pick: fc.nat(11) }), { maxLength: 12 }),
})

describe('the batch engine under crashes, lost answers, zombies and midnights', () => {
  it(
    `never overspends a token, never loses or doubles a result, strands little (${RUNS} random histories)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(plans, async plan => {
          const { violations, trace } = await simulate(plan)
          expect(violations, trace.slice(-120).join('\n')).toEqual([])
        }),
        { numRuns: RUNS, endOnFailure: RUNS < 1_000, ...SEED },
      )
    },
    Math.max(180_000, RUNS * 150),
  )
})
