import type { Clock } from '../../shared/clock.ts'
import { firstOf } from '../../shared/race.ts'

/** Tells lanes of this process that a token may have become free: one was added, enabled, or units were handed back. */
export interface CapacitySignal {
  announce(): void
  /** `worth_a_try` when announced or when the time has come; `gave_up` when `giveUp` came first. Rejects with the signal's reason. */
  wait(until: number, giveUp: Promise<void>, signal: AbortSignal): Promise<'worth_a_try' | 'gave_up'>
}

export function createCapacitySignal(clock: Clock): CapacitySignal {
  let latch = Promise.withResolvers<void>()
  return {
    announce() {
      latch.resolve()
      latch = Promise.withResolvers<void>()
    },
    async wait(until, giveUp, signal) {
      const first = await firstOf([giveUp, latch.promise], Math.max(0, until - clock.now()), clock, signal)
      return first === 0 ? 'gave_up' : 'worth_a_try'
    },
  }
}
