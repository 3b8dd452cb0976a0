import { setTimeout as delay } from 'node:timers/promises'

/** PORT: time. Injected everywhere, so that tests own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    // setTimeout overflows above 2^31-1 ms and would fire at once: long waits are cut into days.
    for (let left = ms; left > 0; left -= MAX_TIMER_MS) {
      try {
        await delay(Math.min(left, MAX_TIMER_MS), undefined, signal === undefined ? {} : { signal })
      } catch (error) {
        signal?.throwIfAborted()
        throw error
      }
    }
  },
}

const MAX_TIMER_MS = 86_400_000

export function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
