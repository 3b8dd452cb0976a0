/** An attempt that came to nothing, as it is counted: callers are API keys by name, so the number of kinds is bounded. */
export interface Attempt {
  readonly caller: string
  readonly action: string
  readonly outcome: string
}

export interface AttemptCount {
  /** Whether this one gets a line of its own. */
  isWritten(attempt: Attempt): boolean
  /** Tells what has not been told yet. */
  stop(): void
}

/** Of one kind within a minute so many are written down; a person who mistypes stays below it, a loop is seen in the first of them. */
const WRITTEN = 10
const WINDOW_MS = 60_000

/** Keeps the log readable, and its database alive, while somebody knocks thousands of times a second: what exceeds is summed up after its minute. */
export function createAttemptCount(onMore: (sum: Attempt & { readonly more: number }) => void): AttemptCount {
  const kinds = new Map<string, { readonly attempt: Attempt; readonly timer: NodeJS.Timeout; count: number }>()

  const end = (key: string): void => {
    const kind = kinds.get(key)
    if (kind === undefined) return
    clearTimeout(kind.timer)
    kinds.delete(key)
    if (kind.count > WRITTEN) onMore({ ...kind.attempt, more: kind.count - WRITTEN })
  }

  return {
    isWritten(attempt) {
      const key = `${attempt.caller} ${attempt.action} ${attempt.outcome}`
      const kind = kinds.get(key) ?? { attempt, timer: setTimeout(() => end(key), WINDOW_MS), count: 0 }
      kinds.set(key, kind)
      kind.count += 1
      return kind.count <= WRITTEN
    },
    stop() {
      for (const key of [...kinds.keys()]) end(key)
    },
  }
}
