/** Time in two measures: what a thread worked, and what went by meanwhile. */
export interface Time {
  /** Of the processor, milliseconds. What a document costs is the same on an idle and on a busy machine. */
  readonly processorMs: number
  /** By the clock, milliseconds. */
  readonly clockMs: number
}

/** What one job has taken of its limits, for whoever ends in time by itself. One thread's work is never more than what went by. */
export class JobTime {
  readonly #limits: Time
  readonly #began = now()

  constructor(limits: Time) {
    this.#limits = limits
  }

  spent(): Time {
    return since(this.#began)
  }

  /** Whether something that costs `cost` can still be done. */
  hasFor(cost: Time): boolean {
    const { processorMs, clockMs } = this.spent()
    return processorMs + cost.processorMs <= this.#limits.processorMs && clockMs + cost.clockMs <= this.#limits.clockMs
  }
}

function now(): Time {
  const { user, system } = process.threadCpuUsage()
  return { processorMs: (user + system) / 1000, clockMs: performance.now() }
}

function since(began: Time): Time {
  const { processorMs, clockMs } = now()
  return { processorMs: processorMs - began.processorMs, clockMs: clockMs - began.clockMs }
}
