import type { Clock } from '../../src/shared/clock.ts'

/** A clock that a test moves. `sleeps` lists every wait that was asked for, in milliseconds. */
export interface RecordingClock extends Clock {
  readonly sleeps: number[]
  /** Moves time and wakes whoever is due, in order. */
  advance(ms: number): void
  /** Sleeps of at most this end at once and move the clock by their length; longer ones (deadlines) wait for `advance`. */
  skipSleeps(upToMs: number): void
  /** Resolves when somebody sleeps. */
  sleeping(): Promise<void>
}

export function createRecordingClock(start = Date.parse('2026-11-21T12:00:00Z')): RecordingClock {
  let now = start
  let skipped = -1
  let sleepers: { at: number; wake: () => void }[] = []
  let asleep = Promise.withResolvers<void>()
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      sleeps.push(ms)
      if (ms <= skipped) {
        now += ms
        return
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const sleeper = { at: now + ms, wake: resolve }
      sleepers.push(sleeper)
      const onAbort = () => {
        sleepers = sleepers.filter(other => other !== sleeper)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      asleep.resolve()
      try {
        await promise
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    advance(ms) {
      now += ms
      const due = sleepers.filter(sleeper => sleeper.at <= now).sort((a, b) => a.at - b.at)
      sleepers = sleepers.filter(sleeper => sleeper.at > now)
      if (sleepers.length === 0) asleep = Promise.withResolvers()
      for (const sleeper of due) sleeper.wake()
    },
    skipSleeps(upToMs) {
      skipped = upToMs
    },
    sleeping: () => asleep.promise,
  }
}
