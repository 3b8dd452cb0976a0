import type { ImageHeader } from './tiff-directories.ts'

const BROKEN: ImageHeader = { problem: 'The image is broken: its header cannot be read.' }
const TRUNCATED: ImageHeader = { problem: 'The image is truncated: its end is missing.' }

/** Metadata stands in the first box but one, and is some kilobytes. */
const MAX_META_BYTES = 1_048_576
/** A phone's photo has some dozens of tiles, all of them described by one box. */
const MAX_SIZES = 1_000

/**
 * The boxes of ISO/IEC 14496-12 that a HEIC file is made of: all of them must be there, and of the sizes that `ispe` boxes name (tiles, previews,
 * the image itself) the largest is the image's. Throws RangeError beyond the file's end, like its siblings.
 */
export function readHeic(view: DataView): ImageHeader {
  let meta: { readonly from: number; readonly to: number } | undefined
  for (let at = 0; at < view.byteLength; ) {
    const { name, size } = boxAt(view, at)
    if (size < 8) return BROKEN
    if (at + size > view.byteLength) return TRUNCATED
    if (name === 'meta') meta ??= { from: at, to: Math.min(at + size, at + MAX_META_BYTES) }
    at += size
  }
  return meta === undefined ? BROKEN : largestSize(view, meta.from, meta.to)
}

/** A size of 0 means: to the end of the file; of 1: it stands behind the name, in 64 bits. */
function boxAt(view: DataView, at: number): { readonly name: string; readonly size: number } {
  const size = view.getUint32(at)
  const name = String.fromCharCode(...[4, 5, 6, 7].map(offset => view.getUint8(at + offset)))
  if (size === 0) return { name, size: view.byteLength - at }
  return { name, size: size === 1 ? Number(view.getBigUint64(at + 8)) : size }
}

function largestSize(view: DataView, from: number, to: number): ImageHeader {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  let largest: { readonly width: number; readonly height: number } | undefined
  let seen = 0
  for (
    let at = bytes.indexOf('ispe', from, 'latin1');
    at >= 0 && at < to && seen < MAX_SIZES;
    at = bytes.indexOf('ispe', at + 4, 'latin1')
  ) {
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    if (largest === undefined || width * height > largest.width * largest.height) largest = { width, height }
    seen += 1
  }
  return largest === undefined ? BROKEN : { ...largest, pages: 1 }
}
