/** Upper bounds in seconds: a call on this machine, an API far away, an AI provider that reads a long document. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] as const

/** Durations of one kind, counted cumulatively as Prometheus wants them. */
export interface DurationsOfKind<L> {
  readonly labels: L
  /** Per upper bound (seconds), how many took at most so long. */
  readonly buckets: readonly { readonly le: number; readonly count: number }[]
  readonly count: number
  /** Seconds. */
  readonly sum: number
}

/** Durations by kind. A kind is made of our own words only: whatever else would be a label without bound. */
export class Histogram<L extends Readonly<Record<string, string>>> {
  readonly #kinds = new Map<string, { readonly labels: L; readonly counts: number[]; sum: number }>()

  observe(labels: L, seconds: number): void {
    const key = Object.values(labels).join('\n')
    let kind = this.#kinds.get(key)
    if (kind === undefined) {
      kind = { labels, counts: new Array<number>(BOUNDS.length + 1).fill(0), sum: 0 }
      this.#kinds.set(key, kind)
    }
    const place = BOUNDS.findIndex(bound => seconds <= bound)
    kind.counts[place === -1 ? BOUNDS.length : place]! += 1
    kind.sum += seconds
  }

  kinds(): DurationsOfKind<L>[] {
    return [...this.#kinds.values()].map(({ labels, counts, sum }) => {
      let count = 0
      const buckets = BOUNDS.map((le, place) => {
        count += counts[place]!
        return { le, count }
      })
      return { labels, buckets, count: count + counts[BOUNDS.length]!, sum }
    })
  }
}
