import type { Clock } from '../../shared/clock.ts'
import type { DueCallback } from '../job-store.ts'

/** Callbacks that were taken from the store, in one line per host: a host that is slow or hangs holds up nobody but itself. */
export interface CallbackLines {
  /** Sends it when its host has a place free. Where too many wait, it is left to be due again. */
  add(callback: DueCallback): void
  /** Resolves when nothing is being sent any more. */
  idle(): Promise<void>
}

/** Deliveries to one host at a time. The hosts are few: the settings name them. */
const AT_ONCE = 10
/** Waiting for one host at most; what is beyond is in the store and comes again. */
const MOST_WAITING = 1_000
/**
 * What has waited longer is not begun any more: by the time its retries were through, it could be due again, and another replica deliver it a
 * second time.
 */
const START_WITHIN_MS = 60_000

interface Line {
  readonly waiting: { readonly callback: DueCallback; readonly takenAt: number }[]
  sending: number
}

export function createCallbackLines(parts: {
  readonly clock: Clock
  readonly stopping: AbortSignal
  /** Never rejects. */
  readonly deliver: (callback: DueCallback) => Promise<void>
}): CallbackLines {
  const { clock, stopping, deliver } = parts
  const lines = new Map<string, Line>()
  const senders = new Set<Promise<void>>()

  const send = async (host: string, line: Line): Promise<void> => {
    for (let next = line.waiting.shift(); next !== undefined && !stopping.aborted; next = line.waiting.shift()) {
      if (clock.now() - next.takenAt <= START_WITHIN_MS) await deliver(next.callback)
    }
    line.sending -= 1
    if (line.sending === 0) lines.delete(host)
  }

  return {
    add(callback) {
      const { host } = new URL(callback.url)
      const line = lines.get(host) ?? { waiting: [], sending: 0 }
      lines.set(host, line)
      if (line.waiting.length >= MOST_WAITING) return
      line.waiting.push({ callback, takenAt: clock.now() })
      if (line.sending >= AT_ONCE) return
      line.sending += 1
      const sender = send(host, line).finally(() => senders.delete(sender))
      senders.add(sender)
    },
    async idle() {
      await Promise.all(senders)
    },
  }
}
