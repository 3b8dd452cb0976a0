import type { Clock } from './clock.ts'
import { createLatch } from './latch.ts'
import { firstOf } from './race.ts'

/** How long the loop waits for its next turn unless it is nudged, in milliseconds; `again`: not at all; `atLeast`: also when it is nudged. */
export type Pause = number | 'again' | { readonly atLeast: number }

/**
 * Work that is done in turns beside everything else, until it is stopped.
 *
 * Idle → (start) → turn ⇄ pause → (stop) → ended. Turns never overlap. A nudge ends the pause; during a turn it is kept and there is no pause
 * after that turn: whatever was true at the nudge is seen by a turn that begins after it. A stop ends the pause at once and waits for the turn
 * under way. No turn begins after a stop, also not by a start that comes later.
 */
export interface BackgroundLoop {
  /** Fires with the stop: what a turn waits for should end with it. */
  readonly stopping: AbortSignal
  /** Begins with the first turn, at once. Further starts change nothing. */
  start(): void
  nudge(): void
  /** Resolves when the turn under way has ended. A turn that wants to be the last one calls it without waiting. */
  stop(): Promise<void>
}

export function createBackgroundLoop(parts: {
  readonly turn: () => Promise<Pause>
  /**
   * A turn has thrown, by mistake or because what it needs is away: whatever it is, the loop goes on after the pause this returns. Not called
   * for the reason of {@link BackgroundLoop.stopping}, which says nothing new. Must not throw: that would end the process.
   */
  readonly onError: (error: unknown) => Pause
  readonly clock: Clock
}): BackgroundLoop {
  const { clock } = parts
  const stop = new AbortController()
  let nudged = createLatch()
  let ended: Promise<void> | undefined

  const takeTurn = async (): Promise<Pause> => {
    try {
      return await parts.turn()
    } catch (error) {
      return stop.signal.aborted && error === stop.signal.reason ? 'again' : parts.onError(error)
    }
  }

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // A latch for each turn: an idle service waits every second for the same nudge, and an opening that does not come keeps something of
      // each wait.
      nudged = createLatch()
      const woken = nudged.opened()
      const pause = await takeTurn()
      if (pause === 'again') continue
      const wait = typeof pause === 'number' ? firstOf([woken], pause, clock, stop.signal) : clock.sleep(pause.atLeast, stop.signal)
      // Ended by the stop, which the loop's condition sees.
      await wait.catch(() => {})
    }
  }

  return {
    stopping: stop.signal,
    start() {
      ended ??= run()
    },
    nudge: () => nudged.open(),
    async stop() {
      stop.abort()
      await ended
    },
  }
}
