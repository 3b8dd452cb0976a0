import fc from 'fast-check'
import type { Fault, Plan } from './simulate.ts'

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

/** Everything that may go wrong, at random. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
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
  machines: fc.constantFrom(1, 2, 3),
})

const MINUTE_MS = 60_000

/** Around the reset, with little to spend: what one process counts for the wrong day is missing on the right one. */
export const clockPlan: fc.Arbitrary<Plan> = fc.record({
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

/** Around the ends of hours, with little to spend in each: what is counted for the wrong hour is missing in the right one. */
export const hourPlan: fc.Arbitrary<Plan> = fc
  .tuple(clockPlan, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 6, max: 40 }))
  .map(([plan, hourlyLimit, limit]) => ({
    ...plan,
    hourlyLimit,
    tokens: plan.tokens.map(token => ({ ...token, limit })),
    faults: plan.faults.map(fault => ({ ...fault, kind: fault.kind === 'midnight' ? ('hour' as const) : fault.kind })),
  }))
