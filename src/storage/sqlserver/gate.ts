import type { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'

/**
 * Keeps callers from waiting for a server that does not answer. Open → shut after a failed connection, or after three failures in a row. While
 * it is shut every caller is told the last error at once, and the gate itself asks the server after 0.25 s, growing to 5 s; the first answer
 * opens it.
 */
export interface Gate {
  /** @throws the last StoreUnavailableError while the gate is shut */
  enter(): void
  /** The server answered, with what was asked for or with an error. */
  answered(): void
  failed(error: StoreUnavailableError, atConnecting: boolean): void
  /** Asks no more. */
  close(): Promise<void>
}

const FAILURES_TO_SHUT = 3
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

/** @param ask rejects while the server does not answer, within a time of its own */
export function createGate(clock: Clock, ask: () => Promise<unknown>): Gate {
  const closing = new AbortController()
  let failuresInARow = 0
  let shutBy: StoreUnavailableError | undefined
  let asking: Promise<void> | undefined

  const askUntilAnswered = async (): Promise<void> => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
      await clock.sleep(wait, closing.signal)
      try {
        await ask()
        break
      } catch {
        // Still away: what callers are told stays the error that shut the gate.
      }
    }
    failuresInARow = 0
    shutBy = undefined
  }

  const shut = (error: StoreUnavailableError) => {
    shutBy = error
    asking = askUntilAnswered().catch(() => {})
  }

  return {
    enter() {
      if (shutBy !== undefined) throw shutBy
    },
    answered() {
      failuresInARow = 0
    },
    failed(error, atConnecting) {
      // What entered before the gate was shut and fails after it says nothing new.
      if (shutBy !== undefined || closing.signal.aborted) return
      failuresInARow += 1
      if (atConnecting || failuresInARow >= FAILURES_TO_SHUT) shut(error)
    },
    async close() {
      closing.abort()
      await asking
    },
  }
}
