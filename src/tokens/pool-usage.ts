import { percentage } from '../shared/percentage.ts'
import type { PoolTotals } from './token-store.ts'

/** Of what the pool could give today, what is used: 0 to 100. What a token used before it was disabled is part of both, though it gives no more. */
export function poolUsage({ totalDailyUsage, maxDailyCapacity, availableCapacity }: PoolTotals): number {
  return percentage(totalDailyUsage, Math.max(maxDailyCapacity, totalDailyUsage + availableCapacity))
}
