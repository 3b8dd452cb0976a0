import type { IFD } from 'utif2'
import type { GreyImage } from './grey-image.ts'

type Decode = (image: Uint8Array) => Promise<GreyImage>

const JPEG = 7

/**
 * The forms of TIFF that Leptonica, as it is compiled here, does not read: Deflate, JPEG, tiles. `failure` is thrown again where the image
 * is no TIFF at all; `decode` reads a plain JPEG. The reader is loaded at the first such image: most never come.
 */
export async function decodeTiff(bytes: Uint8Array, decode: Decode, failure: unknown): Promise<GreyImage> {
  if (!isTiff(bytes)) throw failure
  const { default: utif } = await import('utif2')
  const file = Uint8Array.from(bytes).buffer
  const [page] = utif.decode(file)
  if (page === undefined) throw failure
  if (numbers(page, 't259')[0] === JPEG && page.t322 === undefined) return stack(jpegStrips(bytes, page), decode)
  utif.decodeImage(file, page)
  const { width, height } = page
  const pixels = utif.toRGBA8(page)
  if (width * height * 4 !== pixels.length) throw failure
  return { width, height, data: toGrey(pixels) }
}

function isTiff(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x49 && bytes[1] === 0x49 && bytes[2] === 0x2a) || (bytes[0] === 0x4d && bytes[1] === 0x4d && bytes[3] === 0x2a)
}

/** Each strip is a JPEG without the tables that all of them share (tag 347); put in front they make it whole. */
function jpegStrips(bytes: Uint8Array, page: IFD): Buffer[] {
  const tables = Uint8Array.from(numbers(page, 't347')).subarray(0, -2)
  const lengths = numbers(page, 't279')
  return numbers(page, 't273').map((offset, index) => {
    const strip = bytes.subarray(offset, offset + (lengths[index] ?? 0))
    return Buffer.concat(tables.length > 2 ? [tables, strip.subarray(2)] : [strip])
  })
}

async function stack(strips: readonly Uint8Array[], decode: Decode): Promise<GreyImage> {
  const images: GreyImage[] = []
  for (const strip of strips) images.push(await decode(strip))
  const width = images[0]?.width ?? 0
  if (width === 0 || images.some(image => image.width !== width)) throw new Error('The strips of the image do not fit together.')
  const height = images.reduce((sum, image) => sum + image.height, 0)
  return { width, height, data: Buffer.concat(images.map(image => image.data)) }
}

function numbers(page: IFD, tag: `t${number}`): readonly number[] {
  const value: unknown = page[tag]
  return Array.isArray(value) || value instanceof Uint8Array ? [...value].map(Number) : []
}

/** Luminance after BT.601, in 256ths. */
function toGrey(rgba: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4)
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = ((rgba[at * 4] ?? 0) * 77 + (rgba[at * 4 + 1] ?? 0) * 150 + (rgba[at * 4 + 2] ?? 0) * 29) >> 8
  }
  return grey
}
