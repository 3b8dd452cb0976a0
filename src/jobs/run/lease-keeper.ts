import { StoreUnavailableError } from '../../shared/app-error.ts'
import { createBackgroundLoop } from '../../shared/background-loop.ts'
import type { Clock } from '../../shared/clock.ts'
import { createLatch } from '../../shared/latch.ts'
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
  let leaseUntil = clock.now() + leaseMs
  const renewed = createLatch()

  const beat = async (): Promise<void> => {
    const now = clock.now()
    const { requested } = await jobs.heartbeat(lease, now, leaseMs, parts.progress())
    // Counted from before the write: the store may have taken its time.
    leaseUntil = now + leaseMs
    renewed.open()
    if (requested !== null) parts.onRequest(requested)
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      await clock.sleep(leaseMs / 3, loop.stopping)
      await beat()
      return 'again'
    },
    onError(error) {
      // Unreachable is not lost: the lanes' own writes wait as well, and the next beat decides.
      if (loop.stopping.aborted || error instanceof StoreUnavailableError) return 'again'
      void loop.stop()
      parts.onLost()
      return 'again'
    },
  })
  loop.start()

  return {
    held: () => clock.now() < leaseUntil,
    async renewed(signal) {
      while (clock.now() >= leaseUntil) await firstOf([renewed.opened()], leaseMs, clock, signal)
    },
    stop: loop.stop,
  }
}
