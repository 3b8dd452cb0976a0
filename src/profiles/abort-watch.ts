/** Something under way that can be given up. */
export interface Abortable {
  giveUp(reason: unknown): void
}

/**
 * One listener on a signal for everything under way beneath it, instead of one each: the calls of a job all listen to the same signal, and
 * adding and removing a listener costs a microsecond or two per call.
 */
export class AbortWatch {
  readonly #watched = new WeakMap<AbortSignal, Set<Abortable>>()

  add(signal: AbortSignal, entry: Abortable): void {
    let entries = this.#watched.get(signal)
    if (entries === undefined) {
      entries = new Set()
      this.#watched.set(signal, entries)
      signal.addEventListener('abort', () => this.#giveUpAll(signal), { once: true })
    }
    entries.add(entry)
  }

  remove(signal: AbortSignal, entry: Abortable): void {
    this.#watched.get(signal)?.delete(entry)
  }

  #giveUpAll(signal: AbortSignal): void {
    const entries = this.#watched.get(signal)
    for (const entry of entries ?? []) entry.giveUp(signal.reason)
    entries?.clear()
  }
}
