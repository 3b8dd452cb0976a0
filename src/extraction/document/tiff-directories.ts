/** Size and page count as the header states them; of a multi-page TIFF the largest page's size. */
export type ImageHeader = { readonly width: number; readonly height: number; readonly pages: number } | { readonly problem: string }

const WIDTH = 256
const HEIGHT = 257
const BITS_PER_SAMPLE = 258
const SAMPLES_PER_PIXEL = 277
/** Scanners write 15 to 40 tags a page. */
const MAX_TAGS = 256
/** The page limit proper is the caller's; a longer chain is no document. */
const MAX_DIRECTORIES = 10_000
/** Strips and tiles of all pages. A page of single rows at 600 dpi has 7,000. */
const MAX_PIECES = 500_000
/** Where the pieces of a page lie, and how long they are: strips, tiles. */
const PIECES = [
  [273, 279],
  [324, 325],
] as const
const MAX_SAMPLES = 4
const MAX_BITS = 16

const BROKEN: ImageHeader = { problem: 'The image is broken: its header cannot be read.' }
const TRUNCATED: ImageHeader = { problem: 'The image is truncated: its end is missing.' }
const LOOP: ImageHeader = { problem: 'The image is broken: its directories run in circles.' }
const CONTRADICTION: ImageHeader = { problem: 'The image contradicts itself: a directory gives one value twice.' }
const KIND: ImageHeader = { problem: 'The image is of a kind that is not supported: up to 4 samples of up to 16 bits are.' }

/**
 * Follows the directories of a TIFF, one a page. What a decoder could read in two ways is refused: with the width given twice, what we
 * check and what it allocates would be two things. Throws RangeError where the file ends too early.
 */
export function readTiff(view: DataView): ImageHeader {
  const little = view.getUint8(0) === 0x49
  const largest = { width: 0, height: 0, pages: 0 }
  let pieces = 0
  const seen = new Set<number>()
  for (let at = view.getUint32(4, little); at !== 0; ) {
    if (seen.has(at)) return LOOP
    seen.add(at)
    largest.pages += 1
    const entries = view.getUint16(at, little)
    if (largest.pages > MAX_DIRECTORIES || entries === 0 || entries > MAX_TAGS) return BROKEN
    const tags = readTags(view, at, entries, little)
    if (tags === null) return CONTRADICTION
    const [width, height] = [tags.get(WIDTH)?.value ?? 0, tags.get(HEIGHT)?.value ?? 0]
    if (!isOrdinary(tags)) return KIND
    pieces += countPieces(tags)
    if (pieces > MAX_PIECES) return BROKEN
    if (!liesInFile(view, tags, little)) return TRUNCATED
    if (width * height > largest.width * largest.height) Object.assign(largest, { width, height })
    at = view.getUint32(at + 2 + entries * 12, little)
  }
  return largest
}

interface Tag {
  /** 3 for SHORT, 4 for LONG. */
  readonly type: number
  /** Where its field of four bytes lies: the values themselves, or where they are. */
  readonly field: number
  readonly count: number
  /** The value where it stands in the entry itself: SHORT in the first two bytes of the field, LONG in all four. */
  readonly value: number
}

function readTags(view: DataView, at: number, entries: number, little: boolean): Map<number, Tag> | null {
  const tags = new Map<number, Tag>()
  for (let entry = at + 2; entry < at + 2 + entries * 12; entry += 12) {
    const id = view.getUint16(entry, little)
    if (tags.has(id)) return null
    const type = view.getUint16(entry + 2, little)
    const value = type === 3 ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little)
    tags.set(id, { type, field: entry + 8, count: view.getUint32(entry + 4, little), value })
  }
  return tags
}

function countPieces(tags: ReadonlyMap<number, Tag>): number {
  return PIECES.reduce((sum, [offsets]) => sum + (tags.get(offsets)?.count ?? 0), 0)
}

/** Decoders leave white what they do not find: a file that was cut would be a page without its lower half. */
function liesInFile(view: DataView, tags: ReadonlyMap<number, Tag>, little: boolean): boolean {
  return PIECES.every(([offsets, lengths]) => {
    const [at, long] = [tags.get(offsets), tags.get(lengths)]
    if (at === undefined || long === undefined || at.count !== long.count) return true
    for (let piece = 0; piece < at.count; piece += 1) {
      if (valueAt(view, at, piece, little) + valueAt(view, long, piece, little) > view.byteLength) return false
    }
    return true
  })
}

function valueAt(view: DataView, { type, field, count }: Tag, index: number, little: boolean): number {
  const size = type === 3 ? 2 : 4
  const at = (count * size <= 4 ? field : view.getUint32(field, little)) + index * size
  return size === 2 ? view.getUint16(at, little) : view.getUint32(at, little)
}

function isOrdinary(tags: ReadonlyMap<number, Tag>): boolean {
  const [samples, bits] = [tags.get(SAMPLES_PER_PIXEL)?.value ?? 1, tags.get(BITS_PER_SAMPLE)]
  const sizes = [WIDTH, HEIGHT].every(id => (tags.get(id)?.count ?? 1) === 1)
  return (
    sizes && samples <= MAX_SAMPLES && (bits === undefined || (bits.count <= MAX_SAMPLES && (bits.count > 1 || bits.value <= MAX_BITS)))
  )
}

/** The pages `first` to `last` as a TIFF of their own: the chain of directories enters and ends there, the rest is left lying. */
export function cutTiff(bytes: Uint8Array, first: number, last: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const view = new DataView(copy.buffer)
  const little = view.getUint8(0) === 0x49
  let at = 4
  for (let page = 1; page <= last; page += 1) {
    const directory = view.getUint32(at, little)
    if (page === first) view.setUint32(4, directory, little)
    at = directory + 2 + view.getUint16(directory, little) * 12
  }
  view.setUint32(at, 0, little)
  return copy
}
