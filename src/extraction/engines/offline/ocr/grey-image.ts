import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** One byte per pixel, row by row, white is 255. */
export interface GreyImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** One shade from edge to edge: a page on which nothing is drawn. What a scanner makes of an empty sheet has specks. */
export function isBlank({ data }: GreyImage): boolean {
  const shade = data[0]
  return data.every(pixel => pixel === shade)
}

/** Portable grey map: the one image format that needs no encoder, and that Leptonica reads as it stands. */
export function toPgm({ width, height, data }: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data])
}

/** Bilinear when enlarging, area average when shrinking by two or more first: thin strokes survive both. */
export function scaleGrey(image: GreyImage, factor: number): GreyImage {
  let source = image
  let left = factor
  for (; left <= 0.5; left *= 2) source = halve(source)
  return Math.abs(left - 1) < 0.02 ? source : bilinear(source, left)
}

function halve({ width, height, data }: GreyImage): GreyImage {
  const [w, h] = [width >> 1, height >> 1]
  const out = new Uint8Array(w * h)
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const at = 2 * y * width + 2 * x
      out[y * w + x] = ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0) + 2) >> 2
    }
  }
  return { width: w, height: h, data: out }
}

function bilinear({ width, height, data }: GreyImage, factor: number): GreyImage {
  const [w, h] = [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))]
  const out = new Uint8Array(w * h)
  for (let y = 0; y < h; y += 1) {
    const sourceY = Math.min(height - 1, Math.max(0, (y + 0.5) / factor - 0.5))
    const top = Math.floor(sourceY)
    const dy = sourceY - top
    const [row, next] = [top * width, Math.min(height - 1, top + 1) * width]
    for (let x = 0; x < w; x += 1) {
      const sourceX = Math.min(width - 1, Math.max(0, (x + 0.5) / factor - 0.5))
      const x0 = Math.floor(sourceX)
      const x1 = Math.min(width - 1, x0 + 1)
      const dx = sourceX - x0
      const above = (data[row + x0] ?? 0) * (1 - dx) + (data[row + x1] ?? 0) * dx
      const under = (data[next + x0] ?? 0) * (1 - dx) + (data[next + x1] ?? 0) * dx
      out[y * w + x] = above * (1 - dy) + under * dy
    }
  }
  return { width: w, height: h, data: out }
}

/**
 * Decodes the kinds of PNG that Leptonica writes for a grey image: one channel of 8 bits, or 1 bit where the image was black and white, not
 * interlaced. It is the way from any image format to pixels without another decoder.
 */
export function decodeGreyPng(png: Buffer): GreyImage {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const [depth, colour] = [png[24], png[25]]
  if ((depth !== 8 && depth !== 1) || colour !== 0) throw new Error(`Unexpected grey image: depth ${depth}, colour type ${colour}.`)
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  const rowBytes = depth === 1 ? (width + 7) >> 3 : width
  const raw = inflateSync(Buffer.concat(parts), { maxOutputLength: (rowBytes + 1) * height })
  const data = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y += 1) unfilterRow(raw, data, rowBytes, y)
  return { width, height, data: depth === 1 ? unpackBits(data, width, height) : data }
}

/** Each row as its difference from the one above: most of a page's rows are alike, and grey of 8 bits is read by everybody. */
export function encodeGreyPng({ width, height, data }: GreyImage): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const to = y * (width + 1)
    rows[to] = FILTER_UP
    for (let x = 0; x < width; x += 1) rows[to + 1 + x] = (data[y * width + x] ?? 0) - (y > 0 ? (data[(y - 1) * width + x] ?? 0) : 0)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))])
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const FILTER_UP = 2

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function unpackBits(packed: Uint8Array, width: number, height: number): Uint8Array {
  const rowBytes = (width + 7) >> 3
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data[y * width + x] = ((packed[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? 255 : 0
  }
  return data
}

/** The five PNG filters, at one byte per pixel. */
function unfilterRow(raw: Buffer, data: Uint8Array, width: number, y: number): void {
  const filter = raw[y * (width + 1)]
  const [from, to] = [y * (width + 1) + 1, y * width]
  for (let x = 0; x < width; x += 1) {
    const left = x > 0 ? (data[to + x - 1] ?? 0) : 0
    const up = y > 0 ? (data[to + x - width] ?? 0) : 0
    const corner = x > 0 && y > 0 ? (data[to + x - width - 1] ?? 0) : 0
    data[to + x] = (raw[from + x] ?? 0) + predict(filter, left, up, corner)
  }
}

function predict(filter: number | undefined, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  return filter === 4 ? paeth(left, up, corner) : 0
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
