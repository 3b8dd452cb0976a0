import { readHeic } from './heic-boxes.ts'
import type { ImageType } from './media-type.ts'
import { type ImageHeader, readTiff } from './tiff-directories.ts'

const BROKEN: ImageHeader = { problem: 'The image is broken: its header cannot be read.' }
const TRUNCATED: ImageHeader = { problem: 'The image is truncated: its end is missing.' }

/** Reads the header and looks for the end of the image. Nothing is decoded, so the cost does not depend on what the header claims. */
export function readImageHeader(bytes: Uint8Array, mediaType: ImageType): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const header = readers[mediaType](view)
    return 'problem' in header || (header.width > 0 && header.height > 0) ? header : BROKEN
  } catch (error) {
    // A read beyond the end: the file stops in the middle of its own header.
    if (error instanceof RangeError) return TRUNCATED
    throw error
  }
}

const readers = {
  'image/png': readPng,
  'image/jpeg': readJpeg,
  'image/webp': readWebp,
  'image/tiff': readTiff,
  'image/heic': readHeic,
} satisfies Record<ImageType, (view: DataView) => ImageHeader>

function readPng(view: DataView): ImageHeader {
  if (tag(view, 12) !== 'IHDR') return BROKEN
  const size = { width: view.getUint32(16), height: view.getUint32(20), pages: 1 }
  for (let at = 8; ; ) {
    const length = view.getUint32(at)
    if (tag(view, at + 4) === 'IEND') return size
    at += 12 + length
    if (at > view.byteLength - 8) return TRUNCATED
  }
}

/** Start-of-frame markers: all of C0-CF but DHT (C4), JPG (C8) and DAC (CC). */
const isStartOfFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** Markers and fill bytes before the image proper: a camera's file has some dozens. */
const MAX_MARKERS = 10_000

function readJpeg(view: DataView): ImageHeader {
  for (let at = 2, markers = 0; ; markers += 1) {
    if (markers > MAX_MARKERS) return BROKEN
    if (view.getUint8(at) !== 0xff) return BROKEN
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isStartOfFrame(marker)) {
      const size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5), pages: 1 }
      return hasJpegEnd(view) ? size : TRUNCATED
    } else if (marker === 0xda || marker === 0xd9) return BROKEN
    else at += 2 + view.getUint16(at + 2)
  }
}

/** Cameras append previews and metadata after the end marker, so it is looked for in the whole file, from the back. */
function hasJpegEnd(view: DataView): boolean {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  const end = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]))
  return end > 0 && end > bytes.lastIndexOf(Buffer.from([0xff, 0xda]))
}

function readWebp(view: DataView): ImageHeader {
  if (view.getUint32(4, true) + 8 > view.byteLength) return TRUNCATED
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  switch (tag(view, 12)) {
    case 'VP8X':
      return { width: uint24(24) + 1, height: uint24(27) + 1, pages: 1 }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, pages: 1 }
    }
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, pages: 1 }
    default:
      return BROKEN
  }
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}
