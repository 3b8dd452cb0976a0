/** What one run of a contestant came to. */
export interface RunResult {
  /** From the first fetch to the last result kept. Handing over the list of addresses is not counted, for nobody. */
  readonly seconds: number
  /** Processor time of the contestant's own process in that time: on a busy machine the steadier figure. */
  readonly cpuSeconds: number
  /** Per address, from taking it up to its result being kept; absent where the contestant cannot tell. */
  readonly latenciesMs?: readonly number[]
}

/** Stays open from the warm-up to the measured run, as a service does from one list to the next. */
export interface Contestant {
  run(emails: readonly string[]): Promise<RunResult>
  close(): Promise<void>
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
  const cpuSeconds = processorTime()
  const started = performance.now()
  await Promise.all(Array.from({ length: lanes }, lane))
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds(), latenciesMs }
}

/** Tells the seconds of processor time that this process has used since. */
export function processorTime(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  }
}
