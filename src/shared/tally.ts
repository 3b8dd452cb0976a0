/** Counts of a few kinds, named in our own words. */
export class Tally<K extends string> {
  readonly #counts = new Map<K, number>()

  add(kind: K): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
  }

  counts(): readonly (readonly [kind: K, count: number])[] {
    return [...this.#counts]
  }
}
