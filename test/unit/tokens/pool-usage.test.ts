import { expect, it } from 'vitest'
import { poolUsage } from '../../../src/tokens/pool-usage.ts'

const pool = (change: object) => ({
  ...{ totalTokens: 2, activeTokens: 2, availableTokens: 2, nextUntil: null },
  ...{ totalDailyUsage: 0, maxDailyCapacity: 1000, availableCapacity: 1000 },
  ...change,
})

it.each([
  ['nothing used', {}, 0],
  ['some used', { totalDailyUsage: 250, availableCapacity: 750 }, 25],
  ['a token rests: what it has left is part of the pool', { totalDailyUsage: 250, availableCapacity: 400 }, 25],
  ['one spent and disabled, the other fresh', { totalDailyUsage: 500, maxDailyCapacity: 500, availableCapacity: 500 }, 50],
  ['both spent, one disabled', { totalDailyUsage: 1000, maxDailyCapacity: 500, availableCapacity: 0 }, 100],
  ['all disabled after some use', { totalDailyUsage: 30, maxDailyCapacity: 0, availableCapacity: 0 }, 100],
  ['no token', { maxDailyCapacity: 0, availableCapacity: 0 }, 0],
])('%s', (_, change, expected) => {
  expect(poolUsage(pool(change))).toBe(expected)
})
