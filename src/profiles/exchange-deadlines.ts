/** Something that must end by its deadline. */
export interface Expirable {
  /** The deadline has passed. Called at most once, after the entry has left the queue. */
  expire(): void
}

/**
 * One time-out for many short exchanges, with one timer in all instead of one each: as all have the same time-out, the order of starting
 * is the order of expiring, and only the oldest needs watching. Fires up to `timeoutMs` late by no more than a timer's own lateness.
 */
export class ExchangeDeadlines {
  readonly #timeoutMs: number
  /** In order of insertion, which is the order of deadlines. */
  readonly #deadlines = new Map<Expirable, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  add(entry: Expirable): void {
    this.#deadlines.set(entry, performance.now() + this.#timeoutMs)
    this.#timer ??= setTimeout(this.#sweep, this.#timeoutMs)
  }

  remove(entry: Expirable): void {
    this.#deadlines.delete(entry)
  }

  /** Drops the timer, which would otherwise keep the process alive for up to one time-out. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#deadlines.clear()
  }

  readonly #sweep = (): void => {
    this.#timer = undefined
    const now = performance.now()
    for (const [entry, deadline] of this.#deadlines) {
      // A timer may fire a fraction of a millisecond early; waiting that fraction again would only spin.
      if (deadline > now + 1) {
        this.#timer = setTimeout(this.#sweep, deadline - now)
        return
      }
      this.#deadlines.delete(entry)
      entry.expire()
    }
  }
}
