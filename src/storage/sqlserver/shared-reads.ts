/**
 * At most `inFlight` reads at a time; whoever asks for what already waits for its turn shares that read. It begins after everybody asked who
 * shares it, so nobody is told anything older than a read of its own would tell. A burst of five hundred thus costs a handful of round trips,
 * and cannot take every connection of the pool.
 */
export function createSharedReads(inFlight: number): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  const unstarted = new Map<string, Promise<unknown>>()

  const turn = async (): Promise<void> => {
    if (running < inFlight) {
      running += 1
      return
    }
    // The place is handed over, not given back and taken.
    await new Promise<void>(resolve => waiting.push(resolve))
  }
  const done = () => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const shared = unstarted.get(key)
    if (shared !== undefined) return shared as Promise<T>
    const start = async (): Promise<T> => {
      await turn()
      unstarted.delete(key)
      try {
        return await read()
      } finally {
        done()
      }
    }
    const reading = start()
    unstarted.set(key, reading)
    return reading
  }
}
