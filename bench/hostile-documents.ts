import { deflateSync } from 'node:zlib'
import { pngFile, tiffFile, webpFile } from '../test/support/image-files.ts'
import { buildPdf } from '../test/support/pdf-files.ts'

export interface HostileDocument {
  readonly kind: string
  readonly bytes: Buffer
}

/** What a kind may draw on: chance with a seed, and real files to cut up. */
interface Source {
  /** A whole number below `limit`. */
  random(limit: number): number
  real(): Buffer
}

type Make = (source: Source) => Buffer

const zeros = (megabytes: number) => deflateSync(Buffer.alloc(megabytes * 1_048_576), { level: 9 })
const stream = (dictionary: string, data: Buffer | string) => ({ dictionary, data: Buffer.from(data) })
const form = (resources: string, data: string) =>
  stream(`/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<<${resources}>>>>`, data)

/** Each makes one document of its kind, at random within it; all of them must be refused, or read like any other, within their bounds. */
const KINDS: Readonly<Record<string, Make>> = {
  'nested deflate': ({ random }) => {
    const layers = 2 + random(3)
    let data = zeros(100 + random(200))
    for (let layer = 1; layer < layers; layer += 1) data = deflateSync(data)
    return buildPdf({ streams: [stream(`/Filter[${'/Fl'.repeat(layers)}]/Padding(${'x'.repeat(random(3_000))})`, data)] })
  },
  'text filters before deflate': ({ random }) => {
    const hex = `${zeros(200 + random(100)).toString('hex')}>`
    return buildPdf({ streams: [stream('/Filter[/ASCIIHexDecode/FlateDecode]', hex)] })
  },
  'filters behind references': ({ random }) => {
    const filters = '>>\nendobj\n8 0 obj\n[/FlateDecode/FlateDecode]\nendobj\n9 0 obj\n<<'
    return buildPdf({ streams: [stream('/Filter 8 0 R', deflateSync(zeros(200 + random(300)))), stream(filters, '')] })
  },
  'many streams that inflate': ({ random }) => {
    const data = zeros(20 + random(60))
    return buildPdf({ streams: Array.from({ length: 60 + random(60) }, () => stream('/Filter/FlateDecode', data)) })
  },
  'cross-references in a loop': ({ random }) => {
    const file = buildPdf({ pages: 1 + random(3) })
    const at = file.lastIndexOf('startxref')
    const xref = file.lastIndexOf('xref\n', at - 5)
    const text = file.toString('latin1').replace('/Root 1 0 R', `/Root 1 0 R/Prev ${xref}`)
    return Buffer.from(text, 'latin1')
  },
  'a page tree in a loop': ({ random }) => {
    const text = buildPdf({ pages: 2 + random(3) }).toString('latin1')
    return Buffer.from(text.replace(/\/Kids\[6 0 R/, '/Kids[2 0 R'), 'latin1')
  },
  'a page tree with a claim': ({ random }) => {
    const text = buildPdf({ pages: 1, text: ['Invoice'] }).toString('latin1')
    return Buffer.from(text.replace('/Count 1', `/Count ${10 ** (3 + random(7))}`), 'latin1')
  },
  'huge pages': ({ random }) => {
    const size = 10 ** (4 + random(5))
    const text = buildPdf({ pages: 1 + random(50) }).toString('latin1')
    return Buffer.from(text.replaceAll('[0 0 595 842]', `[0 0 ${size} ${size}]`), 'latin1')
  },
  'forms that draw forms': ({ random }) => {
    const [depth, times] = [6 + random(5), 8 + random(8)]
    const chain = Array.from({ length: depth }, (_, level) => form(`/A ${level + 8} 0 R`, '/A Do '.repeat(times)))
    return buildPdf({ streams: [...chain, form('', 'q Q '.repeat(100))], draws: 7 })
  },
  'a form that draws itself': ({ random }) => buildPdf({ streams: [form('/A 7 0 R', '/A Do '.repeat(1 + random(9)))], draws: 7 }),
  'drawing without end': ({ random }) => {
    const commands = deflateSync(Buffer.from('0 0 m 500 800 l 250 9 l h f\n'.repeat(400_000 + random(400_000))))
    return buildPdf({ streams: [stream('/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Filter/FlateDecode', commands)], draws: 7 })
  },
  'object streams with a claim': ({ random }) => {
    const data = deflateSync(Buffer.from(`${Array.from({ length: 5_000 }, (_, index) => `${10 + index} ${random(99)} `).join('')}<<>>`))
    return buildPdf({ streams: [stream(`/Type/ObjStm/N ${10 ** (5 + random(4))}/First 9/Filter/FlateDecode`, data)] })
  },
  'an image of a size': ({ random }) => {
    const side = 20_000 + random(60_000)
    const image = `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode`
    return buildPdf({ streams: [stream(image, zeros(1 + random(50)))], draws: 7 })
  },
  'nesting of arrays': ({ random }) => buildPdf({ streams: [stream(`/A${'['.repeat(1_000 + random(100_000))}`, 'x')] }),
  'a PNG that lies': ({ random }) => pngFile(10, 10, { width: 1 + random(2 ** 31), height: 1 + random(2 ** 31) }),
  'a PNG below the bound': ({ random }) => pngFile(10, 10, { width: 8_000 + random(800), height: 8_000 + random(800) }),
  'a WebP that lies': ({ random }) => webpFile(8_000 + random(8_000), 8_000 + random(8_000)),
  'a TIFF that lies': ({ random }) => tiffFile([{ width: 1 + random(60_000), height: 1 + random(60_000) }]),
  'a TIFF that gives a value twice': ({ random }) => twice(tiffFile([{ width: 40_000, height: 1 + random(40_000) }])),
  'a TIFF of many pages': ({ random }) => tiffFile(Array.from({ length: 2 + random(300) }, () => ({ width: 9, height: 9 }))),
  'directories in a loop': ({ random }) => {
    const file = tiffFile([{ width: 1 + random(99), height: 10 }])
    file.writeUInt32LE(8, file.length - 4)
    return file
  },
  'a real file, cut': ({ real, random }) => {
    const file = real()
    return file.subarray(0, 1 + random(file.length - 1))
  },
  'a real file, damaged': ({ real, random }) => {
    const file = Buffer.from(real())
    for (let count = 0; count < 200; count += 1) file[20 + random(file.length - 20)] = random(256)
    return file
  },
  'two real files, spliced': ({ real, random }) => {
    const [a, b] = [real(), real()]
    return Buffer.concat([a.subarray(0, random(a.length)), b.subarray(random(b.length))])
  },
}

/** The second entry of the directory becomes another width. */
function twice(file: Buffer): Buffer {
  file.writeUInt16LE(256, 8 + 2 + 12)
  return file
}

/** `count` documents, the kinds in turn, the same ones for the same seed. */
export function* hostileDocuments(seed: number, count: number, real: readonly Buffer[]): Generator<HostileDocument> {
  const random = randomFrom(seed)
  const kinds = Object.entries(KINDS)
  for (let index = 0; index < count; index += 1) {
    const [kind, make] = kinds[index % kinds.length]!
    yield { kind, bytes: make({ random, real: () => real[random(real.length)]! }) }
  }
}

/** mulberry32 */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
