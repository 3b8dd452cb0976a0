/** What one run of a contestant came to. */
export interface RunResult {
  /** From the first fetch to the last result kept. Handing over the list of addresses is not counted, for nobody. */
  readonly seconds: number
  /** Per address, from taking it up to its result being kept; absent where the contestant cannot tell. */
  readonly latenciesMs?: readonly number[]
}

/** A run with the processor time that the contestant's own process spent on it: on a busy machine the steadier figure. */
export interface MeasuredRun extends RunResult {
  readonly cpuSeconds: number
}

export const BENCH_TOKEN = 'bench-token'

export function benchEmails(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user${index}@bench.example`)
}

/** Runs `lanes` loops that draw from one list, each waiting for its result before it takes the next address. */
export async function drainInLanes(emails: readonly string[], lanes: number, work: (email: string) => Promise<void>): Promise<RunResult> {
  const latenciesMs: number[] = []
  let next = 0
  const lane = async () => {
    for (let email = emails[next++]; email !== undefined; email = emails[next++]) {
      const started = performance.now()
      await work(email)
      latenciesMs.push(performance.now() - started)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: lanes }, lane))
  return { seconds: (performance.now() - started) / 1000, latenciesMs }
}
