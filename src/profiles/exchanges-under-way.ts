/** One exchange, as {@link ExchangesUnderWay} watches over it. */
export interface Exchange {
  /** Its place in the list, which alone changes it. */
  place: number
  /** When it must have ended (`performance.now()`); infinite until it is on the wire. */
  deadline: number
  readonly signal: AbortSignal | undefined
  /** The deadline has passed. */
  expire(): void
  /** The signal was aborted. */
  giveUp(reason: unknown): void
}

/**
 * Ends exchanges at their deadline or with their signal: one timer in all and one listener per signal, instead of one each, which would cost an
 * exchange some microseconds.
 *
 * The list is an array in which the last one takes the place of the one that leaves. A Map or Set would be rebuilt every few dozen exchanges, and
 * V8 chains each rebuilt table to its predecessor: once one of them is old, all that follow survive with what they held, until a full collection.
 */
export class ExchangesUnderWay {
  readonly #timeoutMs: number
  readonly #list: Exchange[] = []
  readonly #signals = new WeakSet<AbortSignal>()
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  add(exchange: Exchange): void {
    exchange.place = this.#list.push(exchange) - 1
    const { signal } = exchange
    if (signal === undefined || this.#signals.has(signal)) return
    this.#signals.add(signal)
    signal.addEventListener('abort', () => this.#giveUp(signal), { once: true })
  }

  /** The request is handed to a connection: its time runs from now on. */
  onWire(exchange: Exchange): void {
    exchange.deadline = performance.now() + this.#timeoutMs
    // All have the same time-out, so a timer that runs is due before this one.
    this.#timer ??= setTimeout(this.#sweep, this.#timeoutMs)
  }

  remove(exchange: Exchange): void {
    const last = this.#list.pop()
    if (last === undefined || last === exchange) return
    this.#list[exchange.place] = last
    last.place = exchange.place
  }

  /** Drops the timer, which would otherwise keep the process alive for up to one time-out. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #giveUp(signal: AbortSignal): void {
    for (const exchange of this.#list.filter(each => each.signal === signal)) exchange.giveUp(signal.reason)
  }

  readonly #sweep = (): void => {
    this.#timer = undefined
    const now = performance.now()
    // A timer may fire a fraction of a millisecond early; waiting that fraction again would only spin.
    for (const exchange of this.#list.filter(({ deadline }) => deadline <= now + 1)) exchange.expire()
    const next = this.#list.reduce((earliest, { deadline }) => Math.min(earliest, deadline), Number.POSITIVE_INFINITY)
    if (Number.isFinite(next)) this.#timer ??= setTimeout(this.#sweep, next - now)
  }
}
