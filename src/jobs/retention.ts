import type { Logger } from '../logging/logger.ts'
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
  const stopping = new AbortController()
  let loop: Promise<void> = Promise.resolve()

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Each for itself: a store that is away does not keep the others from being tidied.
      for (const purge of purges) {
        try {
          while ((await purge(clock.now(), SLICE)) > 0) await clock.sleep(PAUSE_MS, stopping.signal)
        } catch (error) {
          if (!stopping.signal.aborted) logger.debug({ err: error }, 'Expired rows could not be deleted')
        }
      }
      await clock.sleep(LOOK_MS, stopping.signal).catch(() => {})
    }
  }

  return {
    start() {
      loop = work()
    },
    async stop() {
      stopping.abort()
      await loop
    },
  }
}
