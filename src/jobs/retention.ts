import type { Logger } from '../logging/logger.ts'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'

/** Deletes at most `limit` rows of what has expired by `now`; returns how many went. */
export type Purge = (now: number, limit: number) => Promise<number>

/** Looks for rows that have expired, and deletes them in small slices. */
export interface Retention {
  start(): void
  stop(): Promise<void>
}

const LOOK_MS = 60_000
/** Rows deleted by one write, and the pause after it. A million rows are 500 such writes: minutes, with room for everybody else's in between. */
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
      // Each store on its own: one that is away does not stop the deleting in the others.
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
