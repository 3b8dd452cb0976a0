import { StoreUnavailableError } from '../../../src/shared/app-error.ts'

/** A process of the simulation: nothing of a frozen one goes on until it thaws, nothing of a dead one ever again. */
export interface Process {
  readonly name: string
  state: 'running' | 'frozen' | 'dead'
}

export type Random = () => number

/** mulberry32: small, fast and the same everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface FaultRates {
  /** The write happens, but its answer is lost: the caller sees StoreUnavailableError. */
  lostAnswer: number
  /** The call fails before anything happens. */
  unavailable: number
  /** The effect happens now, its answer comes in a later turn. */
  lateAnswer: number
  /** What a process had under way when it died still happens, some time later. */
  lateEffect: number
}

interface Step {
  readonly process: Process
  readonly name: string
  readonly fallible: boolean
  readonly effect: () => Promise<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  answer: { ok: true; value: unknown } | { ok: false; error: unknown } | null
}

/**
 * Puts every call that leaves a process (store, upstream) into one queue, and lets a seeded random number decide which of them happen in which turn,
 * and which answers get lost. The same seed gives the same interleaving.
 */
export class Scheduler {
  readonly trace: string[] = []
  readonly #random: Random
  readonly #rates: FaultRates
  #steps: Step[] = []

  constructor(random: Random, rates: FaultRates) {
    this.#random = random
    this.#rates = rates
  }

  /** No more faults of the network from here on. */
  calm(): void {
    Object.assign(this.#rates, { lostAnswer: 0, unavailable: 0, lateAnswer: 0, lateEffect: 0 })
  }

  call<T>(process: Process, name: string, fallible: boolean, effect: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#steps.push({ process, name, fallible, effect, resolve: resolve as never, reject, answer: null })
    })
  }

  /** Every method of a port, as this process calls it. */
  port<T extends object>(process: Process, name: string, target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const method = Reflect.get(object, key) as unknown
        if (typeof method !== 'function') return method
        return (...args: unknown[]) =>
          this.call(process, `${name}.${String(key)}`, true, async () => (await method.apply(object, args)) as unknown)
      },
    })
  }

  /** A process has died: what it had under way is forgotten, or happens later without anybody hearing of it. */
  buried(process: Process): void {
    this.#steps = this.#steps.filter(
      step => step.process !== process || (step.answer === null && step.fallible && this.#random() < this.#rates.lateEffect),
    )
  }

  /** Lets some of what waits happen. False when nothing can. */
  async turn(): Promise<boolean> {
    const ready = this.#steps.filter(step => step.process.state === 'running' || (step.process.state === 'dead' && step.answer === null))
    if (ready.length === 0) return false
    const chosen = ready.filter(() => this.#random() < 0.6)
    if (chosen.length === 0) chosen.push(ready[Math.floor(this.#random() * ready.length)]!)
    for (let at = chosen.length - 1; at > 0; at -= 1) {
      const other = Math.floor(this.#random() * (at + 1))
      ;[chosen[at], chosen[other]] = [chosen[other]!, chosen[at]!]
    }
    const gone = new Set((await Promise.all(chosen.map(step => this.#advance(step)))).filter(step => step !== null))
    this.#steps = this.#steps.filter(step => !gone.has(step))
    return true
  }

  /** Returns the step when it is over. */
  async #advance(step: Step): Promise<Step | null> {
    if (step.answer === null) {
      if (step.fallible && this.#random() < this.#rates.unavailable) {
        this.#note(step, 'unavailable')
        step.reject(new StoreUnavailableError('simulated store', new Error('not reached')))
        return step
      }
      const [lost, late] = [step.fallible && this.#random() < this.#rates.lostAnswer, this.#random() < this.#rates.lateAnswer]
      try {
        step.answer = { ok: true, value: await step.effect() }
      } catch (error) {
        step.answer = { ok: false, error }
      }
      this.#note(step, lost ? 'done, answer lost' : step.answer.ok ? 'done' : `failed: ${String(step.answer.error)}`)
      if (lost) step.answer = { ok: false, error: new StoreUnavailableError('simulated store', new Error('answer lost')) }
      if (late) return null
    }
    if (step.process.state !== 'dead') {
      if (step.answer.ok) step.resolve(step.answer.value as never)
      else step.reject(step.answer.error)
    }
    return step
  }

  #note(step: Step, outcome: string): void {
    if (step.name === 'jobs.claim' && step.answer?.ok === true && step.answer.value === null) return
    this.trace.push(`${step.process.name} ${step.name}: ${outcome}`)
  }
}
