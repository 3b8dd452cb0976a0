import { crc32, deflateSync } from 'node:zlib'

/** A grey PNG whose header may claim more pixels than there are. */
export function pngFile(width: number, height: number, claimed = { width, height }): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(claimed.width, 0)
  header.writeUInt32BE(claimed.height, 4)
  header[8] = 8
  const rows = Buffer.alloc((width + 1) * height, 0xff)
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A little-endian TIFF of directories only: enough for its header to be read. */
export function tiffFile(pages: readonly { readonly width: number; readonly height: number }[]): Buffer {
  const directories = pages.map(({ width, height }, index) => {
    const directory = Buffer.alloc(2 + 2 * 12 + 4)
    directory.writeUInt16LE(2, 0)
    writeEntry(directory, 2, 256, width)
    writeEntry(directory, 14, 257, height)
    directory.writeUInt32LE(index + 1 < pages.length ? 8 + (index + 1) * directory.length : 0, 26)
    return directory
  })
  return Buffer.concat([Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]), ...directories])
}

function writeEntry(directory: Buffer, at: number, tag: number, value: number): void {
  directory.writeUInt16LE(tag, at)
  directory.writeUInt16LE(4, at + 2)
  directory.writeUInt32LE(1, at + 4)
  directory.writeUInt32LE(value, at + 8)
}

/** The first bytes of a lossy WebP, padded to the length that its header states. */
export function webpFile(width: number, height: number): Buffer {
  const file = Buffer.alloc(64)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(56, 4)
  file.write('WEBPVP8 ', 8, 'latin1')
  file.writeUInt16LE(width, 26)
  file.writeUInt16LE(height, 28)
  return file
}

export function heicFile(brand = 'heic'): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`, 'latin1'), Buffer.alloc(64)])
}

/** A HEIC file as phones write it, as far as its header goes: tiles of 512 x 512, one box for the size of the whole, and no picture. */
export function heicPhoto(width: number, height: number): Buffer {
  const sized = (w: number, h: number) => {
    const size = Buffer.alloc(12)
    size.writeUInt32BE(w, 4)
    size.writeUInt32BE(h, 8)
    return box('ispe', size)
  }
  const properties = box('iprp', box('ipco', Buffer.concat([sized(512, 512), sized(width, height), sized(320, 240)])))
  const meta = box('meta', Buffer.concat([Buffer.alloc(4), properties]))
  return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')), meta, box('mdat', Buffer.alloc(200, 1))])
}

function box(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8, 0)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** The same PNG with megabytes that no reader needs before its end, in chunks of one each: libpng takes no larger ones than eight. */
export function paddedPng(png: Buffer, megabytes: number): Buffer {
  const end = png.length - 12
  const padding = Array<Buffer>(megabytes).fill(chunk('teSt', Buffer.alloc(1_048_576, 0x5a)))
  return Buffer.concat([png.subarray(0, end), ...padding, png.subarray(end)])
}
