/** A run of a job whose lanes pause between their calls. */
export interface PacedRun {
  readonly lanes: number
  /** Of the whole job. */
  readonly addresses: number
  readonly delayMs: number
}

/** A block's next call, and when it is made. */
export interface RestingCall {
  readonly call: number
  readonly dueAt: number
}

/**
 * Calls that share a write, on average, where lanes do not come due together. The write costs a unit of the store's capacity: this many calls a write
 * keep an address below the 2.5 units that it may cost. It is also what a crash costs at most beyond the calls that had begun.
 */
const CALLS_A_WRITE = 6
/** The same where jobs are short: their beginning and their end cost each address up to 0.12 units more. */
const CALLS_A_WRITE_IF_SHORT = 9
/** Addresses a lane: with fewer a job is short. */
const SHORT = 60
/** Jobs so short that each address costs more than 2.5 units without any announcement: a few more, and a crash costs hardly a call too many. */
const CALLS_A_WRITE_IF_TINY = 4
const TINY = 20
/** So many times the lanes that share a write have to work: of fewer there are not always as many at rest, and a write would be shared by two or three. */
const ENOUGH = 2
/** Writes that can be saved up: lanes that call at the same moment pay for those that come one by one. */
const MOST_SAVED = 10
/** Writes that can be owed: where so many were shared by too few, blocks are spent without announcements until calls have paid for them. */
const MOST_OWED = 3
/** Lanes that become due within so long share a write: a hundredth of the shortest delay between two calls, and about what the write takes. */
const GATHER_MS = 5
/**
 * Of the delay between two calls: so long the first lane that is due waits for those that are known to come. From then on they call together, and
 * nothing has to be announced early. Where an upstream answers everybody in about the same time that keeps all lanes of a process together, for a
 * hundredth of their pace.
 */
const PATIENCE = 1 / 20

/** Which calls are announced with one write, so that writes are few and no call is announced long before it is made. */
export class SharedWrites {
  readonly #fixed: number | undefined
  readonly #runs = new Set<PacedRun>()
  #saved = 0

  /** @param callsAWrite for tests: instead of {@link CALLS_A_WRITE} */
  constructor(callsAWrite: number | undefined) {
    this.#fixed = callsAWrite
  }

  join(run: PacedRun): () => void {
    this.#runs.add(run)
    return () => {
      this.#runs.delete(run)
    }
  }

  /** So many lanes work that calls are announced. */
  get areWorthIt(): boolean {
    return this.#saved > -MOST_OWED && this.#sum(run => run.lanes) >= ENOUGH * (this.#fixed ?? CALLS_A_WRITE)
  }

  /** How long the lanes that are due wait for others to come. */
  waitMs(resting: Iterable<RestingCall>, now: number): number {
    const patience = PATIENCE * Math.min(...[...this.#runs].map(run => run.delayMs))
    let wait = 0
    for (const { dueAt } of resting) if (dueAt - now <= patience && this.#runs.size > 0) wait = Math.max(wait, dueAt - now)
    return wait + GATHER_MS
  }

  /** Those at rest that are announced with the lanes that are due: whose time has come, and of the others as many as the write is short of. */
  joining(resting: ReadonlyMap<number, RestingCall>, due: number, now: number): readonly (readonly [number, RestingCall])[] {
    // Who does not call when it is due is held up by something else.
    const coming = [...resting].filter(([, { dueAt }]) => dueAt >= now - 2 * GATHER_MS)
    const next = coming.sort(([, a], [, b]) => a.dueAt - b.dueAt)
    const ready = next.filter(([, { dueAt }]) => dueAt <= now).length
    const short = this.#saved >= 1 ? 0 : Math.max(0, this.#callsAWrite - due)
    return next.slice(0, Math.max(ready, short))
  }

  /** Each call pays for its share of a write, also one that is not announced. */
  paid(calls: number): void {
    this.#saved = Math.min(MOST_SAVED, this.#saved + calls / this.#callsAWrite)
  }

  wrote(): void {
    this.#saved -= 1
  }

  get #callsAWrite(): number {
    if (this.#fixed !== undefined) return this.#fixed
    const each = this.#sum(run => run.addresses) / this.#sum(run => run.lanes)
    if (each < TINY) return CALLS_A_WRITE_IF_TINY
    return each < SHORT ? CALLS_A_WRITE_IF_SHORT : CALLS_A_WRITE
  }

  #sum(of: (run: PacedRun) => number): number {
    let sum = 0
    for (const run of this.#runs) sum += of(run)
    return sum
  }
}
