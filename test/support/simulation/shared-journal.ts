import type { CallJournal } from '../../../src/tokens/call-journal.ts'
import type { Process } from './scheduler.ts'

/** The call journals of processes on one machine: what each has noted, and whether it is dead. */
export class SharedJournal {
  readonly #calls = new Map<string, Map<Process, number>>()

  of(process: Process): CallJournal {
    return {
      open: (reservationId, used) => {
        const noted = this.#calls.get(reservationId) ?? new Map<Process, number>()
        this.#calls.set(reservationId, noted)
        noted.set(process, used)
        return { begin: calls => void noted.set(process, calls), close: () => {} }
      },
      begun: reservationId => {
        const noted = this.#calls.get(reservationId)
        if (noted === undefined) return null
        return { calls: Math.max(...noted.values()), final: [...noted.keys()].every(({ state }) => state === 'dead') }
      },
    }
  }
}
