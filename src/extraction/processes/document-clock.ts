/**
 * What is left of one document's time by the clock, over all the processes that work on it. It stands still while the document waits in line:
 * whoever sends a month's invoices at once is not told that the last of them are too much work.
 */
export class DocumentClock {
  #leftMs: number

  constructor(ms: number) {
    this.#leftMs = ms
  }

  get leftMs(): number {
    return this.#leftMs
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    try {
      return await work()
    } finally {
      this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - started))
    }
  }
}
