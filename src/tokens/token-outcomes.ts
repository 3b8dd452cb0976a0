import type { ErrorType } from '../shared/error-types.ts'

/** Calls of a day by what they came to; `success` is always there. */
export type OutcomeCounts = { readonly success: number } & Readonly<Partial<Record<ErrorType, number>>>

const NONE: OutcomeCounts = { success: 0 }
/** Bounds the memory; far beyond what one process calls in a day. */
const MOST_TOKENS = 50_000

/**
 * What the calls of each token came to today, in this process since its start. In memory: a count that every call had to write would cost as much
 * as its reservation.
 */
export class TokenOutcomes {
  #day = ''
  readonly #counts = new Map<string, Partial<Record<'success' | ErrorType, number>>>()

  count(tokenId: string, day: string, outcome: 'success' | ErrorType): void {
    // Calls of the day before may still come in after the first of the new one.
    if (day < this.#day) return
    if (day !== this.#day) this.#counts.clear()
    this.#day = day
    let counts = this.#counts.get(tokenId)
    if (counts === undefined) {
      counts = { success: 0 }
      this.#counts.set(tokenId, counts)
      if (this.#counts.size > MOST_TOKENS) this.#counts.delete(this.#counts.keys().next().value!)
    }
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }

  of(tokenId: string, day: string): OutcomeCounts {
    const counts = day === this.#day ? this.#counts.get(tokenId) : undefined
    return counts === undefined ? NONE : { ...NONE, ...counts }
  }
}
