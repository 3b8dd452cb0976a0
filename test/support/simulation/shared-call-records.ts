import type { CallRecord, CallRecords } from '../../../src/tokens/call-records.ts'

/** What the processes of several machines have announced, in memory. */
export class SharedCallRecords implements CallRecords {
  readonly #records = new Map<string, CallRecord>()

  async create(record: string, write: string): Promise<void> {
    if (!this.#records.has(record)) this.#records.set(record, { write, fences: 0, calls: new Map(), fenced: new Set() })
  }

  async announce(record: string, { write, after, fences, calls }: Parameters<CallRecords['announce']>[1]): Promise<CallRecord | null> {
    const found = this.#records.get(record)
    if (found === undefined) return null
    if (found.write !== after || found.fences !== fences) return found
    const written = { ...found, write, calls }
    this.#records.set(record, written)
    return written
  }

  async fence(record: string, block: number): Promise<CallRecord | null> {
    const found = this.#records.get(record)
    if (found === undefined || found.fenced.has(block)) return found ?? null
    const fenced = { ...found, fences: found.fences + 1, fenced: new Set([...found.fenced, block]) }
    this.#records.set(record, fenced)
    return fenced
  }
}
