import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../shared/clock.ts'
import type { CallRecord, CallRecords } from './call-records.ts'
import { type PacedRun, type RestingCall, SharedWrites } from './shared-writes.ts'

/**
 * Calls of this process, announced before they are made in the store that all share: who takes a block over on another machine charges only those
 * that had been announced. A block whose id was given out here is spent by this process alone; an heir hands it back.
 *
 * A block that is planned while enough lanes work to share writes says so in its id: all its calls are announced, and silence means that none was
 * made. Of others nothing is announced at first, and a crash may cost them one unit; once enough lanes work, the next write tells how many calls those
 * at rest have made, and each further one is announced, to the end.
 */
export interface AnnouncedCalls {
  /** These lanes have begun; the returned function says that they have ended. */
  join(run: PacedRun): () => void
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

/** Of a day that is over by every clock. */
const KEPT_MS = 2 * 86_400_000
/** Record and block; `a` where no call of the block is made unless it was announced, from the first one on. */
const ID = /^([0-9a-f]{24})\.([0-9]{11}|[0-9]{10}a)$/

export function createAnnouncedCalls(parts: {
  readonly records: CallRecords
  readonly clock: Clock
  /** Calls that are to share a write. For tests. */
  readonly callsAWrite?: number | undefined
}): AnnouncedCalls {
  return new Announcer(parts.records, parts.clock, new SharedWrites(parts.callsAWrite))
}

/** True for an id that {@link AnnouncedCalls.reservationId} gave out, in whichever process. */
export function hasAnnouncedCalls(reservationId: string): boolean {
  return ID.test(reservationId)
}

class Announcer implements AnnouncedCalls {
  readonly #records: CallRecords
  readonly #clock: Clock
  readonly #sharing: SharedWrites
  readonly #record = randomBytes(12).toString('hex')
  /** Blocks, and the last call that has been announced for certain; null where none is. */
  readonly #announced = new Map<number, { calls: number | null; readonly isFromItsFirst: boolean; readonly since: number }>()
  /** To be announced with the next write. */
  readonly #due = new Map<number, number>()
  readonly #resting = new Map<number, RestingCall>()
  readonly #fenced = new Set<number>()
  #lastWrite: string = randomUUID()
  #fences = 0
  #blocks = 0
  #isCreated = false
  #isGone = false
  /** What the write that is under way announces. */
  #underWay: ReadonlyMap<number, number> = new Map()
  #current: Promise<void> = Promise.resolve()
  /** Of the write that takes along what is due now. */
  #next: Promise<void> | null = null

  constructor(records: CallRecords, clock: Clock, sharing: SharedWrites) {
    this.#records = records
    this.#clock = clock
    this.#sharing = sharing
  }

  join(run: PacedRun): () => void {
    return this.#sharing.join(run)
  }

  reservationId(): string {
    this.#blocks += 1
    const isFromItsFirst = this.#sharing.areWorthIt && !this.#isGone
    this.#announced.set(this.#blocks, { calls: isFromItsFirst ? 0 : null, isFromItsFirst, since: this.#clock.now() })
    const block = String(this.#blocks)
    return `${this.#record}.${isFromItsFirst ? `${block.padStart(10, '0')}a` : block.padStart(11, '0')}`
  }

  isAnnounced(reservationId: string, call: number): boolean {
    const block = this.#own(reservationId)
    if (block === null) return true
    const known = this.#announced.get(block)
    if (known === undefined || this.#fenced.has(block)) return false
    return known.calls === null ? !this.#sharing.areWorthIt || this.#isGone : known.calls >= call
  }

  async announce(reservationId: string, call: number): Promise<boolean> {
    const block = this.#own(reservationId)
    if (block === null) return true
    while (!this.isAnnounced(reservationId, call)) {
      if (!this.#announced.has(block) || this.#fenced.has(block) || this.#isGone) return false
      if ((this.#underWay.get(block) ?? 0) >= call) {
        await this.#current
        continue
      }
      this.#resting.delete(block)
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
    if (block === null) return
    // It rests no more: what it said of its next call would be said too late.
    this.#resting.delete(block)
    if (this.#announced.get(block)?.calls === null) this.#sharing.paid(1)
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
    this.#current = this.#write()
    await this.#current
  }

  async #write(): Promise<void> {
    try {
      await this.#create()
      await this.#clock.sleep(this.#sharing.waitMs(this.#resting.values(), this.#clock.now()))
    } finally {
      // What comes from now on is too late for this one.
      this.#next = null
    }
    for (const [block, { call }] of this.#sharing.joining(this.#resting, this.#due.size, this.#clock.now())) this.#due.set(block, call)
    const due = new Map(this.#due)
    this.#due.clear()
    this.#sharing.paid(due.size)
    this.#sharing.wrote()
    this.#underWay = due
    try {
      await this.#announceAll(due)
    } finally {
      this.#underWay = new Map()
    }
  }

  async #announceAll(due: Map<number, number>): Promise<void> {
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

  #listWith(due: Map<number, number>): ReadonlyMap<number, number> {
    for (const block of [...due.keys()]) {
      this.#resting.delete(block)
      const known = this.#announced.get(block)
      // From the first try on: it may arrive although nobody hears of it, and from then on what is not announced has not been called.
      if (known === undefined || this.#fenced.has(block)) due.delete(block)
      else known.calls ??= 0
    }
    this.#bindThoseThatRest()
    const calls = new Map<number, number>()
    const before = this.#clock.now() - KEPT_MS
    for (const [block, known] of this.#announced) {
      const announced = Math.max(known.calls ?? 0, due.get(block) ?? 0)
      if (known.since < before) this.#announced.delete(block)
      else if (announced > 0 || (known.calls === 0 && !known.isFromItsFirst)) calls.set(block, announced)
    }
    return calls
  }

  /** Blocks that were begun without announcements: what they have made is told along with others, and the next call is announced. */
  #bindThoseThatRest(): void {
    if (!this.#sharing.areWorthIt) return
    for (const [block, { call }] of this.#resting) {
      const known = this.#announced.get(block)
      if (known?.calls === null && !this.#fenced.has(block)) known.calls = call - 1
    }
  }

  /** Only this process writes `write`: an earlier one of which the answer was lost may have taken place. */
  #learn(found: CallRecord): void {
    this.#lastWrite = found.write
    this.#fences = found.fences
    for (const block of found.fenced) this.#freeze(block, found.calls.get(block) ?? null)
  }
}
