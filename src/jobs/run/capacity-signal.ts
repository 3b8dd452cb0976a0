import type { Clock } from '../../shared/clock.ts'
import { createLatch } from '../../shared/latch.ts'
import { firstOf } from '../../shared/race.ts'

/** Tells lanes of this process that a token may have become free: one was added, enabled, or units were handed back. */
export interface CapacitySignal {
  announce(): void
  /** `worth_a_try` when announced or when the time has come; `gave_up` when `giveUp` came first. Rejects with the signal's reason. */
  wait(until: number, giveUp: Promise<void>, signal: AbortSignal): Promise<'worth_a_try' | 'gave_up'>
}

export function createCapacitySignal(clock: Clock): CapacitySignal {
  const free = createLatch()
  return {
    announce: () => free.open(),
    async wait(until, giveUp, signal) {
      const first = await firstOf([giveUp, free.opened()], Math.max(0, until - clock.now()), clock, signal)
      return first === 0 ? 'gave_up' : 'worth_a_try'
    },
  }
}
