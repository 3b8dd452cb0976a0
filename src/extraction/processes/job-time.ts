/** Time in two measures: what a thread worked, and what went by meanwhile. */
export interface Time {
  /** Of the processor, milliseconds. What a document costs is the same on an idle and on a busy machine. */
  readonly processorMs: number
  /** By the clock, milliseconds. */
  readonly clockMs: number
}

/** Of `processorMs`: what a job may work in any case, before the clock counts as well. On a machine full of other things 30 s go by with nothing done. */
const WORKED = 1 / 3

/** A job may work for `processorMs`, a step for `stepMs`, and when `clockMs` are over for a third of that. */
export interface JobLimits extends Time {
  /** Of the processor, milliseconds, for one step of what is bounded step by step. */
  readonly stepMs: number
  /** By the clock, milliseconds, whether it could work or not. */
  readonly patienceMs: number
}

/** What a job and the step that it is at may have worked when `clockMs` have gone by. */
export function limitsAt(clockMs: number, { processorMs, stepMs, clockMs: mostMs }: JobLimits): Pick<JobLimits, 'processorMs' | 'stepMs'> {
  const share = clockMs < mostMs ? 1 : WORKED
  return { processorMs: processorMs * share, stepMs: stepMs * share }
}

/**
 * A job's way, told to whoever watches over it. `making`: a page's text or picture is being made, which takes a moment of any real page and
 * has a bound of its own, from one step to the next. `reading`: OCR, which takes what it takes within the bounds of the whole.
 */
export type Step = 'making' | 'reading'

/** As often as somebody looks at it. */
const TOO_SHORT_TO_TELL_MS = 50

/** What one job has taken of its limits, for whoever ends in time by itself. One thread's work is never more than what went by. */
export class JobTime {
  readonly #limits: JobLimits
  readonly #began = now()
  readonly #onStep: (step: Step) => void
  #hasBegun = false

  constructor(limits: JobLimits, onStep: (step: Step) => void = () => undefined) {
    this.#limits = limits
    this.#onStep = onStep
  }

  /** The step before is done, and this one begins. A job begins with a step that is bounded: soon after, there is nothing to tell. */
  begins(step: Step): void {
    const isFirst = step === 'making' && !this.#hasBegun && this.spent().clockMs < TOO_SHORT_TO_TELL_MS
    this.#hasBegun = true
    if (!isFirst) this.#onStep(step)
  }

  spent(): Time {
    return since(this.#began)
  }

  /** Whether something that costs `cost` can still be done. */
  hasFor(cost: Time): boolean {
    const { processorMs, clockMs } = this.spent()
    const after = clockMs + cost.clockMs
    return processorMs + cost.processorMs <= limitsAt(after, this.#limits).processorMs && after <= this.#limits.patienceMs
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
