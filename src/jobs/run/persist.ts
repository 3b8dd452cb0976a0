import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'

/** Waits between tries of a write while the store is out of reach. */
const RETRY_MS = [50, 200, 500, 1000, 2000] as const
const LONGEST_RETRY_MS = 5000
/** After a hard stop a write is tried this many times more: what it would leave behind is units that nobody can spend until the day ends. */
const LAST_CHANCES = 4
const LAST_CHANCE_MS = 100

/** Repeats a write while the store is out of reach; `write` rejects when it fails, it does not throw. Rejects with the signal's reason once that is aborted and the last chances are used up. */
export type Persist = <T>(write: () => Promise<T>) => Promise<T>

export function createPersist(parts: {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** True when the job is somebody else's: then there is nothing left to write. */
  readonly isLost: () => boolean
  /** Called when a write has to wait. */
  readonly onWait: (error: StoreUnavailableError) => void
  /** Called when one that had to wait has gone through. */
  readonly onThrough?: () => void
}): Persist {
  const { clock, signal } = parts

  /** A hard stop shortens the wait, but does not skip it: a store that only hiccuped gets its last chances. */
  const pause = async (ms: number): Promise<void> => {
    if (!signal.aborted) await clock.sleep(ms, signal).catch(() => {})
    if (signal.aborted) await clock.sleep(Math.min(ms, LAST_CHANCE_MS))
  }

  const again = async <T>(write: () => Promise<T>, failure: unknown): Promise<T> => {
    let error = failure
    let lastChances = LAST_CHANCES
    for (let attempt = 0; ; attempt += 1) {
      if (!(error instanceof StoreUnavailableError)) throw error
      if (attempt === 0) parts.onWait(error)
      if (signal.aborted && (lastChances === 0 || parts.isLost())) throw signal.reason
      if (signal.aborted) lastChances -= 1
      await pause(RETRY_MS[attempt] ?? LONGEST_RETRY_MS)
      try {
        const written = await write()
        parts.onThrough?.()
        return written
      } catch (next) {
        error = next
      }
    }
  }

  // Not async: a write that succeeds, as nearly all do, costs one promise.
  return write => write().catch((error: unknown) => again(write, error))
}
