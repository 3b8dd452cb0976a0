import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../shared/clock.ts'
import type { CallRecord, CallRecords } from './call-records.ts'

/**
 * Calls of this process, announced before they are made in the store that all share: who takes a block over on another machine charges only those
 * that had been announced. A block whose id was given out here is spent by this process alone; an heir hands it back.
 *
 * A block that is planned while enough lanes work to share writes says so in its id: all its calls are announced, and silence means that none was
 * made. Of others nothing is announced at first, and a crash may cost them one unit; once enough lanes work, each further call of theirs is, to the end.
 */
export interface AnnouncedCalls {
  /** So many lanes that pause between their calls have begun; the returned function says that they have ended. */
  join(lanes: number): () => void
  /** The id of a new block of a lane that pauses between its calls. */
  reservationId(): string
  /** True when this call may be made: it has been announced, or calls of this block are not. */
  isAnnounced(reservationId: string, call: number): boolean
  /** Resolves when the call has been announced; with false when it never can be, because somebody has taken the block over. */
  announce(reservationId: string, call: number): Promise<boolean>
  /** The lane makes this call at that time: it may be announced with others, to save a write. */
  rests(reservationId: string, call: number, dueAt: number): void
  /** The block's next call is made now. */
  begins(reservationId: string): void
  /** The block has been handed back: nobody will ask for its calls. */
  forget(reservationId: string): void
  /** The number of the last call that was announced with the block; from now on no other is. Null where that is not known: one may have been made. */
  fence(reservationId: string): Promise<number | null>
}

/**
 * Calls that share a write, on average. The write costs a unit of the store's capacity: this many calls a write keep an address below the 2.5 units
 * that it may cost. It is also what a crash costs at most beyond the calls that had begun.
 */
export const CALLS_A_WRITE = 6
/** So many times the lanes that share a write have to work: of fewer there are not always as many at rest, and a write would be shared by two or three. */
const ENOUGH = 2
/** Writes that can be saved up, and are there at first: lanes that call at the same moment pay for those that come one by one. */
const MOST_SAVED = 30
/** Lanes that become due within so long share a write: a hundredth of the shortest delay between two calls, and about what the write takes. */
const GATHER_MS = 5
/** Of a day that is over by every clock. */
const KEPT_MS = 2 * 86_400_000
/** Record and block; `a` where no call of the block is made unless it was announced, from the first one on. */
const ID = /^([0-9a-f]{24})\.([0-9]{11}|[0-9]{10}a)$/

export function createAnnouncedCalls(parts: {
  readonly records: CallRecords
  readonly clock: Clock
  /** Default: {@link CALLS_A_WRITE}. For tests. */
  readonly callsAWrite?: number | undefined
}): AnnouncedCalls {
  return new Announcer(parts.records, parts.clock, parts.callsAWrite ?? CALLS_A_WRITE)
}

/** True for an id that {@link AnnouncedCalls.reservationId} gave out, in whichever process. */
export function hasAnnouncedCalls(reservationId: string): boolean {
  return ID.test(reservationId)
}

class Announcer implements AnnouncedCalls {
  readonly #records: CallRecords
  readonly #clock: Clock
  readonly #callsAWrite: number
  readonly #record = randomBytes(12).toString('hex')
  /** Blocks, and the last call that has been announced for certain; null where none is. */
  readonly #announced = new Map<number, { calls: number | null; readonly since: number }>()
  /** To be announced with the next write. */
  readonly #due = new Map<number, number>()
  readonly #resting = new Map<number, { readonly call: number; readonly dueAt: number }>()
  readonly #fenced = new Set<number>()
  #lastWrite: string = randomUUID()
  #fences = 0
  #blocks = 0
  #lanes = 0
  #saved = MOST_SAVED
  #isCreated = false
  #isGone = false
  #current: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  constructor(records: CallRecords, clock: Clock, callsAWrite: number) {
    this.#records = records
    this.#clock = clock
    this.#callsAWrite = callsAWrite
  }

  join(lanes: number): () => void {
    this.#lanes += lanes
    return () => {
      this.#lanes -= lanes
    }
  }

  reservationId(): string {
    this.#blocks += 1
    const isFromItsFirst = this.#isEnough && !this.#isGone
    this.#announced.set(this.#blocks, { calls: isFromItsFirst ? 0 : null, since: this.#clock.now() })
    const block = String(this.#blocks)
    return `${this.#record}.${isFromItsFirst ? `${block.padStart(10, '0')}a` : block.padStart(11, '0')}`
  }

  isAnnounced(reservationId: string, call: number): boolean {
    const block = this.#own(reservationId)
    if (block === null) return true
    const known = this.#announced.get(block)
    if (known === undefined || this.#fenced.has(block)) return false
    return known.calls === null ? !this.#isEnough || this.#isGone : known.calls >= call
  }

  async announce(reservationId: string, call: number): Promise<boolean> {
    const block = this.#own(reservationId)
    if (block === null) return true
    while (!this.isAnnounced(reservationId, call)) {
      if (!this.#announced.has(block) || this.#fenced.has(block) || this.#isGone) return false
      this.#due.set(block, call)
      this.#next ??= this.#follow()
      await this.#next
    }
    return true
  }

  rests(reservationId: string, call: number, dueAt: number): void {
    const block = this.#own(reservationId)
    if (block !== null && this.#announced.has(block)) this.#resting.set(block, { call, dueAt })
  }

  begins(reservationId: string): void {
    const block = this.#own(reservationId)
    // It rests no more: what it said of its next call would be said too late.
    if (block !== null) this.#resting.delete(block)
  }

  forget(reservationId: string): void {
    const block = this.#own(reservationId)
    if (block === null) return
    for (const blocks of [this.#announced, this.#due, this.#resting, this.#fenced]) blocks.delete(block)
  }

  async fence(reservationId: string): Promise<number | null> {
    const [, record, number] = ID.exec(reservationId) ?? []
    if (record === undefined) return null
    const block = Number.parseInt(number!, 10)
    if (record === this.#record) this.#fenced.add(block)
    const found = await this.#records.fence(record, block)
    // Where there is no record nobody is refused: one call may yet be made.
    return found?.calls.get(block) ?? (found !== null && number!.endsWith('a') ? 0 : null)
  }

  /** So many lanes work that calls are announced. */
  get #isEnough(): boolean {
    return this.#lanes >= ENOUGH * this.#callsAWrite
  }

  /** The block's number, where its calls are announced by this process. */
  #own(reservationId: string): number | null {
    return reservationId.startsWith(`${this.#record}.`) ? Number.parseInt(reservationId.slice(this.#record.length + 1), 10) : null
  }

  /** Nothing more is announced with it. What the record says of it stays, for the heir's own heirs. */
  #freeze(block: number, calls: number | null): void {
    this.#fenced.add(block)
    this.#due.delete(block)
    this.#resting.delete(block)
    const known = this.#announced.get(block)
    if (known !== undefined) known.calls = calls
  }

  /** One write at a time: what comes while it is under way shares the next one. */
  async #follow(): Promise<void> {
    await this.#current.catch(() => {})
    this.#next = null
    this.#current = this.#write()
    await this.#current
  }

  async #write(): Promise<void> {
    await this.#create()
    await this.#clock.sleep(GATHER_MS)
    this.#askThoseThatRest()
    const due = new Map(this.#due)
    this.#due.clear()
    this.#saved = Math.min(MOST_SAVED, this.#saved + due.size / this.#callsAWrite - 1)
    for (;;) {
      const write = randomUUID()
      const calls = this.#listWith(due)
      const found = await this.#records.announce(this.#record, { write, after: this.#lastWrite, fences: this.#fences, calls })
      if (found === null) {
        // Somebody has deleted it: what it said cannot be said again.
        this.#isGone = true
        return
      }
      this.#learn(found)
      if (found.write !== write) continue
      for (const [block, call] of due) {
        const known = this.#announced.get(block)
        if (known !== undefined) known.calls = Math.max(known.calls ?? 0, call)
      }
      return
    }
  }

  /** Nobody needs it before there is something to announce. */
  async #create(): Promise<void> {
    if (this.#isCreated) return
    await this.#records.create(this.#record, this.#lastWrite)
    this.#isCreated = true
  }

  /** Too few to share a write are joined by those that will call next. */
  #askThoseThatRest(): void {
    if (this.#saved >= 1 || this.#due.size >= this.#callsAWrite) return
    const next = [...this.#resting].filter(([block]) => !this.#due.has(block)).sort(([, a], [, b]) => a.dueAt - b.dueAt)
    for (const [block, { call }] of next.slice(0, this.#callsAWrite - this.#due.size)) this.#due.set(block, call)
  }

  #listWith(due: Map<number, number>): ReadonlyMap<number, number> {
    for (const block of [...due.keys()]) {
      this.#resting.delete(block)
      const known = this.#announced.get(block)
      // From the first try on: it may arrive although nobody hears of it, and from then on what is not announced has not been called.
      if (known === undefined || this.#fenced.has(block)) due.delete(block)
      else known.calls ??= 0
    }
    const calls = new Map<number, number>()
    const before = this.#clock.now() - KEPT_MS
    for (const [block, known] of this.#announced) {
      const announced = Math.max(known.calls ?? 0, due.get(block) ?? 0)
      if (known.since < before) this.#announced.delete(block)
      else if (announced > 0) calls.set(block, announced)
    }
    return calls
  }

  /** Only this process writes `write`: an earlier one of which the answer was lost may have taken place. */
  #learn(found: CallRecord): void {
    this.#lastWrite = found.write
    this.#fences = found.fences
    for (const block of found.fenced) this.#freeze(block, found.calls.get(block) ?? null)
  }
}
