import { crc32, deflateSync } from 'node:zlib'
import { pngFile, tiffFile, webpFile } from '../test/support/image-files.ts'
import { either, INVOICE_NUMBER, type Kind, refused, told } from './hostile-source.ts'

/** Chunks that stand behind the header of a PNG. */
function withChunks(png: Buffer, chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const framed = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  })
  return Buffer.concat([png.subarray(0, 33), ...framed, png.subarray(33)])
}

/** One directory with these entries: tag, type, count, value. */
function tiffOf(entries: readonly (readonly [tag: number, type: number, count: number, value: number])[]): Buffer {
  const file = Buffer.alloc(8 + 2 + entries.length * 12 + 4 + 64)
  file.write('II*\0', 0, 'latin1')
  file.writeUInt32LE(8, 4)
  file.writeUInt16LE(entries.length, 8)
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * 12
    file.writeUInt16LE(tag, at)
    file.writeUInt16LE(type, at + 2)
    file.writeUInt32LE(count, at + 4)
    file.writeUInt32LE(value, at + 8)
  }
  return file
}

const ubl = (content: string, head = '') =>
  Buffer.from(
    `<?xml version="1.0"?>${head}<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>${INVOICE_NUMBER}</ID>${content}</Invoice>`,
  )

/** Each makes one image or XML of its kind, at random within it. */
export const HOSTILE_FILES: Readonly<Record<string, Kind>> = {
  'a PNG that lies': refused(({ random }) => pngFile(10, 10, { width: 1 + random(2 ** 31), height: 1 + random(2 ** 31) })),
  'a PNG below the bound': refused(({ random }) => pngFile(10, 10, { width: 8_000 + random(800), height: 8_000 + random(800) })),
  'a PNG with texts that inflate': either(({ random }) => {
    const text = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc((100 + random(200)) * 1_048_576), { level: 9 })])
    const profile = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(100 * 1_048_576), { level: 9 })])
    return withChunks(pngFile(600, 800), [['iCCP', profile], ...Array.from({ length: 1 + random(9) }, () => ['zTXt', text] as const)])
  }),
  'a PNG of many pictures': either(({ random }) => {
    const frame = ['fdAT', Buffer.alloc(40)] as const
    return withChunks(
      pngFile(600, 800),
      Array.from({ length: 1_000 + random(50_000) }, () => frame),
    )
  }),
  'a WebP that lies': refused(({ random }) => webpFile(8_000 + random(8_000), 8_000 + random(8_000))),
  'a WebP of many pictures': refused(({ random }) => {
    const frame = Buffer.concat([Buffer.from('ANMF\x18\0\0\0', 'latin1'), Buffer.alloc(24)])
    const body = Buffer.concat([
      Buffer.from('WEBPVP8X\x0a\0\0\0\x02\0\0\0\x57\x02\0\x1f\x03\0ANIM\x06\0\0\0\0\0\0\0\0\0', 'latin1'),
      ...Array.from({ length: 1_000 + random(9_000) }, () => frame),
    ])
    const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([head, body])
  }),
  'a JPEG of many scans': refused(({ random }) => {
    const side = 4_000 + random(4_000)
    const frame = Buffer.from([0xff, 0xc2, 0, 11, 8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0])
    const table = Buffer.from([0xff, 0xdb, 0, 67, 0, ...Array<number>(64).fill(1)])
    const codes = Buffer.from([0xff, 0xc4, 0, 20, 0, 1, ...Array<number>(15).fill(0), 0])
    const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x55])
    const scans = Array.from({ length: 1_000 + random(20_000) }, () => scan)
    return Buffer.concat([Buffer.from([0xff, 0xd8]), table, frame, codes, ...scans, Buffer.from([0xff, 0xd9])])
  }),
  'a TIFF that lies': refused(({ random }) => tiffFile([{ width: 1 + random(60_000), height: 1 + random(60_000) }])),
  'a TIFF that gives a value twice': refused(({ random }) => twice(tiffFile([{ width: 40_000, height: 1 + random(40_000) }]))),
  'a TIFF of many pages': refused(({ random }) => tiffFile(Array.from({ length: 2 + random(300) }, () => ({ width: 9, height: 9 })))),
  'a TIFF with strips anywhere': told(({ random }) =>
    tiffOf([
      [256, 4, 1, 1 + random(9_000)],
      [257, 4, 1, 1 + random(8_000)],
      [258, 3, 1, 8],
      [259, 3, 1, [1, 5, 7, 8, 4, 32_773][random(6)]!],
      [262, 3, 1, 1],
      [273, 4, 2 ** random(31), random(2 ** 32)],
      [277, 3, 1, 1],
      [278, 4, 1, 1 + random(2 ** 31)],
      [279, 4, 2 ** random(31), random(2 ** 32)],
    ]),
  ),
  'a TIFF with tiles of any size': told(({ random }) =>
    tiffOf([
      [256, 4, 1, 1 + random(9_000)],
      [257, 4, 1, 1 + random(8_000)],
      [258, 3, 1, 8],
      [259, 3, 1, [1, 5, 7, 8, 32_773][random(5)]!],
      [262, 3, 1, 1],
      [277, 3, 1, 1],
      [322, 4, 1, 2 ** random(32)],
      [323, 4, 1, 2 ** random(32)],
      [324, 4, 1, 8],
      [325, 4, 1, random(2 ** 32)],
    ]),
  ),
  'directories in a loop': refused(({ random }) => {
    const file = tiffFile([{ width: 1 + random(99), height: 10 }])
    file.writeUInt32LE(8, file.length - 4)
    return file
  }),
  'XML with entities in entities': refused(({ random }) => {
    const depth = 5 + random(20)
    const entities = Array.from({ length: depth }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`).join('')
    return ubl(`<Note>&e${depth};</Note>`, `<!DOCTYPE x [<!ENTITY e0 "lol">${entities}]>`)
  }),
  'XML that nests': refused(({ random }) => {
    const depth = 10_000 + random(500_000)
    return ubl(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`)
  }),
  'XML of many elements': refused(({ random }) => ubl('<a b="c"/>'.repeat(300_000 + random(400_000)))),
  'XML of many lines': refused(({ random }) => {
    const line = '<InvoiceLine><ID>1</ID><InvoicedQuantity>1</InvoicedQuantity></InvoiceLine>'
    const sums = '<LegalMonetaryTotal><PayableAmount>1</PayableAmount></LegalMonetaryTotal>'
    return ubl(`${sums}${line.repeat(30_000 + random(70_000))}`)
  }),
  'XML of many attributes': refused(({ random }) => {
    const attributes = Array.from({ length: 50_000 + random(200_000) }, (_, index) => ` a${index}="x"`).join('')
    return ubl(`<a${attributes}/>`)
  }),
  'a real file, cut': refused(({ real, random }) => {
    const file = real()
    return file.subarray(0, 1 + random(file.length - 1))
  }),
  'a real file, damaged': either(({ real, random }) => {
    const file = Buffer.from(real())
    for (let count = 0; count < 200; count += 1) file[20 + random(file.length - 20)] = random(256)
    return file
  }),
  'two real files, spliced': either(({ real, random }) => {
    const [a, b] = [real(), real()]
    return Buffer.concat([a.subarray(0, random(a.length)), b.subarray(random(b.length))])
  }),
}

/** The second entry of the directory becomes another width. */
function twice(file: Buffer): Buffer {
  file.writeUInt16LE(256, 8 + 2 + 12)
  return file
}
