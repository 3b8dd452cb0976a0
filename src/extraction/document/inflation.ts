import { Readable } from 'node:stream'
import { constants, createInflate, inflateSync } from 'node:zlib'
import { freeMemory } from '../processes/free-memory.ts'

/** Deflate packs at most 1032 to 1, so a small stream's size is bounded before it is looked at. */
export const MAX_DEFLATE_RATIO = 1032
/** Inflated in one go up to here, piece by piece beyond. */
const AT_ONCE_BYTES = 8 * 1_048_576

/** Counts the bytes of a whole document's streams; throws `BudgetExceededError` at the first one too many. */
export class InflationMeter {
  readonly #perStream: number
  readonly #inAll: number
  #total = 0
  #sinceFreed = 0

  constructor(perStream: number, inAll: number) {
    this.#perStream = perStream
    this.#inAll = inAll
  }

  /** `ofStream` is what the stream has come to so far, `more` the piece that was added to it. */
  count(ofStream: number, more: number): void {
    this.#total += more
    this.#sinceFreed += more
    if (this.#sinceFreed > AT_ONCE_BYTES * 4) {
      freeMemory()
      this.#sinceFreed = 0
    }
    if (ofStream > this.#perStream) throw new BudgetExceededError('The PDF contains a stream that inflates beyond the allowed size.')
    if (this.#total > this.#inAll) throw new BudgetExceededError('The streams of the PDF inflate beyond the allowed size together.')
  }
}

export class BudgetExceededError extends Error {
  override readonly name = 'BudgetExceededError'
}

/**
 * What deflated data, packed `layers` times, inflates to; null where that is more than is kept at once (it has been counted all the same).
 * Broken data ends where it breaks: what to make of it is the reader's matter.
 */
export async function inflate(data: Buffer, layers: number, meter: InflationMeter): Promise<Buffer | null> {
  try {
    const inflated = inflateSync(data, { maxOutputLength: AT_ONCE_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
    meter.count(inflated.length, inflated.length)
    return layers > 1 ? await inflate(inflated, layers - 1, meter) : inflated
  } catch (error) {
    if (error instanceof BudgetExceededError) throw error
    if (isTooLarge(error) && data.length * MAX_DEFLATE_RATIO > AT_ONCE_BYTES) await countPieces(data, layers, meter)
    return null
  }
}

/** The same without counting; null where the data are broken, or more than is inflated in one go. `inflatePieces` is for those. */
export function inflateAtOnce(data: Buffer, layers: number): Buffer | null {
  try {
    const inflated = inflateSync(data, { maxOutputLength: AT_ONCE_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
    return layers > 1 ? inflateAtOnce(inflated, layers - 1) : inflated
  } catch {
    return null
  }
}

/** What deflated data inflate to, piece by piece; broken data end where they break. */
export async function* inflatePieces(data: Buffer, layers: number): AsyncGenerator<Buffer> {
  let source: AsyncIterable<Buffer> = Readable.from([data])
  for (let layer = 0; layer < layers; layer += 1) source = Readable.from(source).compose(createInflate())
  try {
    yield* source
  } catch {
    return
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

async function countPieces(data: Buffer, layers: number, meter: InflationMeter): Promise<void> {
  let source: AsyncIterable<Buffer> = Readable.from([data])
  for (let layer = 0; layer < layers; layer += 1) source = counted(Readable.from(source).compose(createInflate()), meter)
  try {
    for await (const _ of source);
  } catch (error) {
    if (error instanceof BudgetExceededError) throw error
  }
}

async function* counted(source: AsyncIterable<Buffer>, meter: InflationMeter): AsyncGenerator<Buffer> {
  let length = 0
  for await (const piece of source) {
    length += piece.length
    meter.count(length, piece.length)
    yield piece
  }
}

/** Counts what an LZW stream would inflate to without keeping any of it; returns its length. */
export function countLzw(data: Buffer, meter?: InflationMeter): number {
  const lengths = new Uint32Array(4097)
  let [width, next, previous, total, bits, held] = [9, 258, 0, 0, 0, 0]
  for (const byte of data) {
    held = ((held << 8) | byte) & 0xffffff
    bits += 8
    if (bits < width) continue
    bits -= width
    const code = (held >>> bits) & ((1 << width) - 1)
    if (code === 257) break
    if (code === 256) {
      ;[width, next, previous] = [9, 258, 0]
      continue
    }
    const length = code < 256 ? 1 : code < next ? (lengths[code] ?? 1) : previous + 1
    if (previous > 0 && next < 4096) lengths[next++] = previous + 1
    previous = length
    total += length
    meter?.count(total, length)
    width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9
  }
  return total
}
