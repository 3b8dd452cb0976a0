import type { Clock } from '../../src/shared/clock.ts'

interface Sleeper {
  readonly at: number
  readonly order: number
  readonly wake: () => void
}

/** A {@link Clock} that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number
  #order = 0
  readonly #sleepers = new Set<Sleeper>()

  constructor(start: number | string = '2026-03-10T12:00:00Z') {
    this.#now = typeof start === 'string' ? Date.parse(start) : start
  }

  now(): number {
    return this.#now
  }

  get sleeping(): number {
    return this.#sleepers.size
  }

  /** When the next sleeper is due, or null when nobody sleeps. */
  nextDue(): number | null {
    let next: number | null = null
    for (const { at } of this.#sleepers) next = Math.min(next ?? at, at)
    return next
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const wake = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      this.#order += 1
      const sleeper = { at: this.#now + ms, order: this.#order, wake }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Moves on by `ms`, waking sleepers in the order in which they are due; whoever a sleeper starts runs before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms
    for (;;) {
      const due = this.#firstDue(target)
      if (due === undefined) break
      this.#now = Math.max(this.#now, due.at)
      this.#sleepers.delete(due)
      due.wake()
      await settled()
    }
    this.#now = target
    await settled()
  }

  /** Jumps to an instant at once, as a machine does that was suspended; every sleeper that is due wakes there. */
  jump(to: number): void {
    this.#now = Math.max(this.#now, to)
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.at - b.at || a.order - b.order)) {
      if (sleeper.at > this.#now) break
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }

  /** As an operator or NTP does; sleepers wait for their instant. */
  setBack(ms: number): void {
    this.#now -= ms
  }

  #firstDue(target: number): Sleeper | undefined {
    let first: Sleeper | undefined
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > target) continue
      if (first === undefined || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order)) first = sleeper
    }
    return first
  }
}

/** Everything that was only waiting for microtasks has run. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
