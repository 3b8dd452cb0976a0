import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { CallJournal, CallNotes } from '../tokens/call-journal.ts'
import { makePrivateFile, openPrivateFolder } from './private-files.ts'
import { isHeld, type LifeLock, takeLifeLock } from './sqlite/life-lock.ts'

/** A reservation id as text, and the calls begun with it, as 32 bits. */
const ID_BYTES = 36
const SLOT_BYTES = ID_BYTES + 4
/** Notes matter as long as their blocks do: to the end of a quota day, in every time zone. */
const KEPT_MS = 2 * 86_400_000

/**
 * The call journal as a file per process, one small place per block, written over in place: what was written survives the death of the process
 * (not a loss of power) without a sync, at the price of one system call per upstream call. Beside it lies a file that the process keeps locked
 * while it lives, stopped or not: that is how others know that it is dead.
 */
export function openCallJournal(directory: string): CallJournal & { close(): void } {
  openPrivateFolder(directory)
  const own = randomUUID()
  const life = takeLifeLock(lockOf(directory, own))
  const past = new PastJournals(directory, own)
  past.purge(Date.now() - KEPT_MS)
  return new FileJournal(directory, own, life, past)
}

class FileJournal implements CallJournal {
  readonly #path: string
  readonly #life: LifeLock
  readonly #past: PastJournals
  readonly #open = new Map<string, FileNotes>()
  readonly #free: number[] = []
  #slots = 0
  /** Null once a note could not be written: from then on nothing is noted, and what is open is not spent any more. */
  #file: number | null

  constructor(directory: string, own: string, life: LifeLock, past: PastJournals) {
    this.#path = callsOf(directory, own)
    this.#life = life
    this.#past = past
    makePrivateFile(this.#path)
    this.#file = openSync(this.#path, 'w+')
  }

  open(reservationId: string, used: number): CallNotes | null {
    const known = this.#open.get(reservationId)
    const slot = known?.slot ?? this.#free.pop() ?? this.#slots++
    try {
      const record = Buffer.alloc(SLOT_BYTES)
      record.write(reservationId, 0, ID_BYTES, 'latin1')
      record.writeUInt32LE(used, ID_BYTES)
      this.#write(record, slot * SLOT_BYTES)
    } catch {
      // Its calls are not noted: after a crash one more than is known counts as made.
      return null
    }
    const notes =
      known ??
      new FileNotes(
        slot,
        (buffer, at) => this.#write(buffer, at),
        () => this.#close(reservationId),
      )
    this.#open.set(reservationId, notes)
    return notes
  }

  begun(reservationId: string) {
    return this.#past.begun(reservationId)
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
    // A job that was left to its lease: whoever takes it over asks for its calls.
    if (this.#open.size === 0) rmSync(this.#path, { force: true })
    this.#life.release(this.#open.size === 0)
  }

  #write(buffer: Buffer, at: number): void {
    if (this.#file === null) throw new Error('The call journal is not written any more.')
    try {
      writeSync(this.#file, buffer, 0, buffer.length, at)
    } catch (error) {
      closeSync(this.#file)
      this.#file = null
      throw error
    }
  }

  #close(reservationId: string): void {
    const notes = this.#open.get(reservationId)
    if (notes === undefined) return
    this.#open.delete(reservationId)
    this.#free.push(notes.slot)
  }
}

/** One buffer for all notes of the process: a note is written before the next one begins. */
const COUNT = Buffer.alloc(4)

class FileNotes implements CallNotes {
  readonly slot: number
  readonly close: () => void
  readonly #write: (buffer: Buffer, at: number) => void

  constructor(slot: number, write: (buffer: Buffer, at: number) => void, close: () => void) {
    this.slot = slot
    this.#write = write
    this.close = close
  }

  begin(calls: number): void {
    COUNT.writeUInt32LE(calls)
    this.#write(COUNT, this.slot * SLOT_BYTES + ID_BYTES)
  }
}

/** What all processes on this directory have noted. Those of the dead are read once: they change no more. */
class PastJournals {
  readonly #directory: string
  readonly #own: string
  readonly #dead = new Map<string, ReadonlyMap<string, number>>()

  constructor(directory: string, own: string) {
    this.#directory = directory
    this.#own = own
  }

  begun(reservationId: string): { calls: number; final: boolean } | null {
    const found = this.#ids().flatMap(id => {
      const { notes, dead } = this.#read(id)
      const calls = notes.get(reservationId)
      return calls === undefined ? [] : [{ calls, dead }]
    })
    if (found.length === 0) return null
    return { calls: Math.max(...found.map(({ calls }) => calls)), final: found.every(({ dead }) => dead) }
  }

  purge(before: number): void {
    for (const id of this.#ids()) {
      const path = callsOf(this.#directory, id)
      if (id === this.#own || statSync(path).mtimeMs >= before || isHeld(lockOf(this.#directory, id))) continue
      rmSync(path, { force: true })
      rmSync(lockOf(this.#directory, id), { force: true })
    }
  }

  #ids(): string[] {
    return readdirSync(this.#directory).flatMap(file => (file.endsWith('.calls') ? [file.slice(0, -'.calls'.length)] : []))
  }

  #read(id: string): { readonly notes: ReadonlyMap<string, number>; readonly dead: boolean } {
    const known = this.#dead.get(id)
    if (known !== undefined) return { notes: known, dead: true }
    // Looked at before the notes are read: a process that dies in between counts as alive.
    const dead = id !== this.#own && !isHeld(lockOf(this.#directory, id))
    const notes = parse(readFileSync(callsOf(this.#directory, id)))
    if (dead) this.#dead.set(id, notes)
    return { notes, dead }
  }
}

function parse(file: Buffer): ReadonlyMap<string, number> {
  const notes = new Map<string, number>()
  for (let at = 0; at + SLOT_BYTES <= file.length; at += SLOT_BYTES)
    notes.set(file.toString('latin1', at, at + ID_BYTES), file.readUInt32LE(at + ID_BYTES))
  return notes
}

function callsOf(directory: string, id: string): string {
  return join(directory, `${id}.calls`)
}

function lockOf(directory: string, id: string): string {
  return join(directory, `${id}.lock`)
}
