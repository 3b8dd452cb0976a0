import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import { firstOf } from '../../shared/race.ts'
import type { JobRequest, Lease } from '../job.ts'
import type { HeartbeatProgress, JobStore } from '../job-store.ts'

/** Keeps a lease alive, a heartbeat every third of it. */
export interface LeaseKeeper {
  /** False once the lease may have run out because the store could not be reached: no new call until it is renewed. */
  held(): boolean
  /** Resolves at the next successful heartbeat. */
  renewed(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

export function keepLease(parts: {
  readonly jobs: JobStore
  readonly clock: Clock
  readonly lease: Lease
  readonly leaseMs: number
  readonly progress: () => HeartbeatProgress
  readonly onRequest: (request: JobRequest) => void
  readonly onLost: () => void
}): LeaseKeeper {
  const { jobs, clock, lease, leaseMs } = parts
  const stop = new AbortController()
  let leaseUntil = clock.now() + leaseMs
  let renewed = Promise.withResolvers<void>()

  const beat = async (): Promise<void> => {
    const now = clock.now()
    const { requested } = await jobs.heartbeat(lease, now, leaseMs, parts.progress())
    // Counted from before the write: the store may have taken its time.
    leaseUntil = now + leaseMs
    renewed.resolve()
    renewed = Promise.withResolvers<void>()
    if (requested !== null) parts.onRequest(requested)
  }

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await clock.sleep(leaseMs / 3, stop.signal)
        await beat()
      } catch (error) {
        if (stop.signal.aborted) return
        // Unreachable is not lost: the lanes' own writes wait as well, and the next beat decides.
        if (error instanceof StoreUnavailableError) continue
        return parts.onLost()
      }
    }
  }
  const ended = loop()

  return {
    held: () => clock.now() < leaseUntil,
    async renewed(signal) {
      while (clock.now() >= leaseUntil) await firstOf([renewed.promise], leaseMs, clock, signal)
    },
    async stop() {
      stop.abort()
      await ended
    },
  }
}
