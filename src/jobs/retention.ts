import type { Logger } from '../logging/logger.ts'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'

/** Deletes at most `limit` rows of what has expired by `now`; returns how many went. */
export type Purge = (now: number, limit: number) => Promise<number>

/** Deletes what has expired, a little at a time. */
export interface Retention {
  start(): void
  stop(): Promise<void>
}

const LOOK_MS = 60_000
/** Rows per write, and the pause after it: a million expired results go within minutes without being felt. */
const SLICE = 2_000
const PAUSE_MS = 50

export function createRetention(parts: { readonly purges: readonly Purge[]; readonly clock: Clock; readonly logger: Logger }): Retention {
  const { purges, clock, logger } = parts
  const passOver = (error: unknown) => {
    if (!loop.stopping.aborted) logger.debug({ err: error }, 'Expired rows could not be deleted')
    return LOOK_MS
  }
  const loop = createBackgroundLoop({
    clock,
    async turn() {
      // Each for itself: a store that is away does not keep the others from being tidied.
      for (const purge of purges) {
        try {
          while ((await purge(clock.now(), SLICE)) > 0) await clock.sleep(PAUSE_MS, loop.stopping)
        } catch (error) {
          passOver(error)
        }
      }
      return LOOK_MS
    },
    onError: passOver,
  })
  return { start: loop.start, stop: loop.stop }
}
