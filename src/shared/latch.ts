/**
 * Something that happens again and again, and waiters who each want to hear of the next time.
 *
 * A waiter takes the opening first, then looks at the state, then waits: what opens the latch between the look and the wait would be lost
 * otherwise. Where look and wait follow each other without an `await` in between, that is one and the same.
 *
 *     const changed = latch.opened()
 *     const state = await look()
 *     if (!good(state)) await changed
 *
 * An opening that does not come keeps every `then` on it: whoever waits for one in short turns and without an end takes a latch of his own for
 * each turn, as the background loop does.
 */
export interface Latch<T = void> {
  /** The next opening after this call; earlier ones do not count. All who ask before it share one promise, which never rejects. */
  opened(): Promise<T>
  /** Lets go whoever has asked so far, with `value`; whoever asks from now on waits for the next one. */
  open(value: T): void
}

export function createLatch<T = void>(): Latch<T> {
  let next: PromiseWithResolvers<T> | undefined
  return {
    opened() {
      next ??= Promise.withResolvers<T>()
      return next.promise
    },
    open(value) {
      next?.resolve(value)
      next = undefined
    },
  }
}
