import type { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'

/**
 * Keeps callers from queueing before a server that does not answer. Open → shut after a failed connection, or after three failures in a
 * row, for 0.25 s growing to 5 s. When that time is over one caller may try, the others are told the last error at once; its success opens
 * the gate, its failure shuts it for longer.
 */
export interface Gate {
  /** @throws the last StoreUnavailableError while the gate is shut */
  enter(): Pass
}

/** To be told how it went, once. */
export interface Pass {
  /** With what was asked for, or with an error: the server is there, and the gate opens. */
  answered(): void
  /** Nothing was learnt about the server. */
  left(): void
  failed(error: StoreUnavailableError, atConnecting: boolean): void
}

const FAILURES_TO_SHUT = 3
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

export function createGate(clock: Clock): Gate {
  let failuresInARow = 0
  let timesShut = 0
  let shutBy: StoreUnavailableError | undefined
  let shutUntil = 0
  let trying = false

  const open = () => {
    failuresInARow = 0
    timesShut = 0
    shutBy = undefined
    trying = false
  }

  const shut = (error: StoreUnavailableError) => {
    shutBy = error
    shutUntil = clock.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** timesShut)
    timesShut += 1
    trying = false
  }

  return {
    enter() {
      const trial = shutBy !== undefined
      if (shutBy !== undefined) {
        if (trying || clock.now() < shutUntil) throw shutBy
        trying = true
      }
      return {
        answered: open,
        left() {
          if (trial) trying = false
        },
        failed(error, atConnecting) {
          failuresInARow += 1
          // What entered before the gate was shut and fails after it says nothing new.
          if (trial || (shutBy === undefined && (atConnecting || failuresInARow >= FAILURES_TO_SHUT))) shut(error)
        },
      }
    },
  }
}
