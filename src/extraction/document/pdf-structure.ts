import { constants, inflateSync } from 'node:zlib'

/**
 * True when the file stops in the middle: no end marker at all, or objects after the last one (an incremental update cut off). PDFium
 * repairs such files by dropping what is missing, and an invoice without its last page is worse than a clear refusal.
 */
export function isTruncatedPdf(file: Buffer): boolean {
  const end = file.lastIndexOf('%%EOF')
  return end < 0 || /(^|\s)\d+ \d+ obj\b/.test(file.toString('latin1', end))
}

/** One stream may inflate to this much: an A4 page at 600 dpi in full colour is 104 MB. */
const MAX_INFLATED_BYTES = 192 * 1_048_576
/** Deflate packs at most 1032 to 1, so a smaller stream cannot reach the cap and need not be looked at. */
const MAX_DEFLATE_RATIO = 1032
/** LZW's longest code stands for 4,096 bytes and takes 9 bits or more. */
const MAX_LZW_RATIO = 3641

/** Looks at every stream that could inflate beyond the cap, stopping at the cap: bounded memory, nothing is rendered. */
export function findInflationBomb(file: Buffer, maxBytes = MAX_INFLATED_BYTES): boolean {
  for (const stream of streamsOf(file)) {
    if (stream.lzw && stream.data.length * MAX_LZW_RATIO > maxBytes && lzwLength(stream.data, maxBytes) > maxBytes) return true
    if (isZlib(stream.data) && inflatesBeyond(stream.data, stream.layers, maxBytes)) return true
  }
  return false
}

/** What an embedded file may inflate to before it is passed over. */
const MAX_EMBEDDED_BYTES = 16 * 1_048_576

/**
 * The embedded files of a PDF, found by their streams' own dictionaries: also those that no name tree lists (attached to a page, or only
 * associated with the document), and those of files that a reader gives up on.
 */
export function* embeddedFiles(file: Buffer): Generator<Buffer> {
  for (const { data, dictionary } of streamsOf(file)) {
    if (!/\/EmbeddedFile\b|\/(?:text|application)#2Fxml/i.test(dictionary)) continue
    if (!isZlib(data)) {
      yield data
      continue
    }
    try {
      yield inflateSync(data, { maxOutputLength: MAX_EMBEDDED_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
    } catch {
      // Broken or too large: no e-invoice.
    }
  }
}

interface PdfStream {
  readonly data: Buffer
  readonly dictionary: string
  /** How many FlateDecode filters are stacked on it; each multiplies the ratio. */
  readonly layers: number
  readonly lzw: boolean
}

function* streamsOf(file: Buffer): Generator<PdfStream> {
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at)) {
    const end = file.indexOf('endstream', at)
    if (end < 0) return
    let start = at + 'stream'.length
    if (file[start] === 0x0d) start += 1
    if (file[start] === 0x0a) start += 1
    const dictionary = file.toString('latin1', Math.max(0, at - 1_000), at)
    const own = dictionary.slice(dictionary.lastIndexOf(' obj') + 1)
    const layers = Math.max(1, own.match(/\/(FlateDecode|Fl)\b/g)?.length ?? 1)
    yield { data: file.subarray(start, end), dictionary: own, layers, lzw: /\/LZW/.test(own) }
    at = end + 'endstream'.length
  }
}

/** A zlib header, whatever the dictionary says: filters may stand behind indirect references. */
function isZlib(data: Buffer): boolean {
  return data.length > 2 && ((data[0] ?? 0) & 0x0f) === 8 && (((data[0] ?? 0) << 8) | (data[1] ?? 0)) % 31 === 0
}

function inflatesBeyond(data: Buffer, layers: number, maxBytes: number): boolean {
  if (data.length * MAX_DEFLATE_RATIO ** layers <= maxBytes) return false
  try {
    const inflated = inflateSync(data, { maxOutputLength: maxBytes })
    return layers > 1 && inflatesBeyond(inflated, layers - 1, maxBytes)
  } catch (error) {
    // Broken deflate data is the reader's matter, not a bomb.
    return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
  }
}

/** Counts what an LZW stream would inflate to without keeping any of it; stops at the cap. */
function lzwLength(data: Buffer, maxBytes: number): number {
  const lengths = new Uint32Array(4097)
  let [width, next, previous, total, bits, held] = [9, 258, 0, 0, 0, 0]
  for (const byte of data) {
    held = ((held << 8) | byte) & 0xffffff
    bits += 8
    if (bits < width) continue
    bits -= width
    const code = (held >>> bits) & ((1 << width) - 1)
    if (code === 257 || total > maxBytes) break
    if (code === 256) {
      ;[width, next, previous] = [9, 258, 0]
      continue
    }
    const length = code < 256 ? 1 : code < next ? (lengths[code] ?? 1) : previous + 1
    if (previous > 0 && next < 4096) lengths[next++] = previous + 1
    previous = length
    total += length
    width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9
  }
  return total
}
