import type { Logger } from '../logging/logger.ts'
import type { Clock } from '../shared/clock.ts'
import type { JobStore } from './job-store.ts'

/** Deletes what has expired, a little at a time. */
export interface Retention {
  start(): void
  stop(): Promise<void>
}

const LOOK_MS = 60_000
/** Rows per write, and the pause after it: a million expired results go within minutes without being felt. */
const SLICE = 2_000
const PAUSE_MS = 50

export function createRetention(parts: { readonly jobs: JobStore; readonly clock: Clock; readonly logger: Logger }): Retention {
  const { jobs, clock, logger } = parts
  const stopping = new AbortController()
  let loop: Promise<void> = Promise.resolve()

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        while ((await jobs.purge(clock.now(), SLICE)) > 0) await clock.sleep(PAUSE_MS, stopping.signal)
      } catch (error) {
        if (!stopping.signal.aborted) logger.debug({ err: error }, 'Expired jobs could not be deleted')
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
