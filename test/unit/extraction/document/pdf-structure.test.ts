import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { measurePdf, PDF_BUDGET } from '../../../../src/extraction/document/pdf-budget.ts'
import { isTruncatedPdf } from '../../../../src/extraction/document/pdf-structure.ts'
import { buildPdf } from '../../../support/pdf-files.ts'

const CAP = 1_000_000
const zeros = (length: number) => deflateSync(Buffer.alloc(length))
const withStream = (dictionary: string, data: Buffer) => buildPdf({ streams: [{ dictionary, data }] })

describe('isTruncatedPdf', () => {
  const whole = buildPdf({ text: ['Invoice'] })

  it('takes whole files, also with junk behind the end and with an update appended', () => {
    expect(isTruncatedPdf(whole)).toBe(false)
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('\r\n-- a mail footer --')]))).toBe(false)
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('9 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF')]))).toBe(false)
  })

  it.each([0.3, 0.6, 0.99])('sees a file cut at %d', share => {
    expect(isTruncatedPdf(whole.subarray(0, whole.length * share))).toBe(true)
  })

  it('sees an update that was cut off', () => {
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('\n9 0 obj\n<</Type/Page')]))).toBe(true)
  })
})

const exceeded = async (file: Buffer, budget = {}) => (await measurePdf(file, { ...PDF_BUDGET, bytesPerStream: CAP, ...budget })).exceeded
const BOMB = /stream that inflates/

describe('the budget of a PDF', () => {
  it('takes streams below the cap', async () => {
    expect(await exceeded(buildPdf({ text: ['Invoice'] }))).toBeNull()
    expect(await exceeded(withStream('/Filter/FlateDecode', zeros(CAP - 1)))).toBeNull()
  })

  it('finds one beyond it, whatever its dictionary says', async () => {
    expect(await exceeded(withStream('/Filter/FlateDecode', zeros(CAP + 1)))).toMatch(BOMB)
    expect(await exceeded(withStream('/Filter 99 0 R', zeros(CAP * 3)))).toMatch(BOMB)
  })

  it('finds one packed twice, which is small on disk', async () => {
    const twice = deflateSync(zeros(CAP * 5))
    expect(twice.length).toBeLessThan(CAP / 1_000)
    expect(await exceeded(withStream('/Filter[/FlateDecode/FlateDecode]', twice))).toMatch(BOMB)
  })

  it('reads dictionaries whole, names written in another way, and filters that stand elsewhere', async () => {
    const twice = deflateSync(zeros(CAP * 5))
    const padding = `/Padding(${'x'.repeat(1_100)})`
    expect(await exceeded(withStream(`/Filter[/FlateDecode/FlateDecode]${padding}`, twice))).toMatch(BOMB)
    expect(await exceeded(withStream('/Filter[/#46lateDecode/Fl]', twice))).toMatch(BOMB)
    expect(await exceeded(withStream(`/Filter[/Fl/Fl]/Length 99 0 R/Comment(>>endobj)`, twice))).toMatch(BOMB)
    const elsewhere = { dictionary: '/Filter 8 0 R', data: twice }
    const filters = { dictionary: '>>\nendobj\n8 0 obj\n[/FlateDecode/FlateDecode]\nendobj\n9 0 obj\n<<', data: Buffer.from('') }
    expect(await exceeded(buildPdf({ streams: [elsewhere, filters] }))).toMatch(BOMB)
  })

  it('undoes text filters before it counts', async () => {
    const packed = zeros(CAP * 3)
    const hex = Buffer.from(`${packed.toString('hex')}>`)
    expect(await exceeded(withStream('/Filter[/ASCIIHexDecode/FlateDecode]', hex))).toMatch(BOMB)
    expect(await exceeded(withStream('/Filter[/A85/Fl]', ascii85(packed)))).toMatch(BOMB)
    expect(await exceeded(withStream('/Filter[/A85/Fl]', ascii85(zeros(CAP / 2))))).toBeNull()
  })

  it('refuses filters that nobody stacks, whatever they hold', async () => {
    const none = Buffer.from('nothing')
    for (const filters of ['/Fl/Fl/Fl', '/LZW/Fl', '/Fl/AHx/Fl', '/AHx/AHx/AHx/AHx/AHx']) {
      expect(await exceeded(withStream(`/Filter[${filters}]`, none))).toMatch(/too many filters/)
    }
  })

  it('counts all streams together', async () => {
    const streams = Array.from({ length: 5 }, () => ({ dictionary: '/Filter/FlateDecode', data: zeros(CAP - 1) }))
    expect(await exceeded(buildPdf({ streams }), { bytesInAll: 6 * CAP })).toBeNull()
    expect(await exceeded(buildPdf({ streams }), { bytesInAll: 4 * CAP })).toMatch(/together/)
  })

  it('counts what inflates to more than is kept at once without keeping it', async () => {
    const large = { bytesPerStream: 50 * CAP }
    expect(await exceeded(withStream('/Filter/FlateDecode', zeros(40 * CAP)), large)).toBeNull()
    expect(await exceeded(withStream('/Filter[/Fl/Fl]', deflateSync(zeros(40 * CAP))), large)).toBeNull()
    expect(await exceeded(withStream('/Filter[/Fl/Fl]', deflateSync(zeros(60 * CAP))), large)).toMatch(BOMB)
  })

  it('counts LZW without keeping its output', async () => {
    expect(await exceeded(withStream('/Filter/LZWDecode', lzwZeros(CAP * 2)))).toMatch(BOMB)
    expect(await exceeded(withStream('/Filter/LZWDecode', lzwZeros(CAP / 2)))).toBeNull()
  })

  it('comes to an end with values that do not', async () => {
    for (const opened of ['[', '<<', '<</A', '[(', '/A', '<', '[/A 1 0 R']) {
      expect(await exceeded(withStream(`/A${opened.repeat(10_000)}`, Buffer.from('x')))).toBeNull()
    }
  })

  it('leaves broken streams to the reader', async () => {
    const broken = Buffer.concat([zeros(1_000).subarray(0, 4), Buffer.alloc(5_000, 0xff)])
    expect(await exceeded(withStream('/Filter/FlateDecode', broken))).toBeNull()
  })

  it('refuses images and objects beyond their number', async () => {
    const image = '/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode'
    expect(await exceeded(withStream(image, Buffer.from('x')))).toMatch(/60000 x 60000 pixels/)
    expect(await exceeded(buildPdf({ pages: 40 }), { objects: 20 })).toMatch(/more than 20 objects/)
  })

  it('refuses a page tree in which a node is its own descendant, whatever it calls itself', async () => {
    const edited = (from: string | RegExp, to: string) => Buffer.from(buildPdf({ pages: 3 }).toString('latin1').replace(from, to), 'latin1')
    expect(await exceeded(buildPdf({ pages: 3 }))).toBeNull()
    expect(await exceeded(edited('/Kids[6 0 R', '/Kids[2 0 R'))).toMatch(/runs in circles/)
    expect(await exceeded(edited('/Type/Pages/Kids[6 0 R', '/Kids[2 0 R'))).toMatch(/runs in circles/)
    expect(await exceeded(edited('/Kids[6 0 R', '/Kids[7 0 R'))).toBeNull()
  })

  it('counts forms as often as they are drawn, and refuses one that draws itself', async () => {
    const form = (draws: string, resources: string) => ({
      dictionary: `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<${resources}>>>>`,
      data: Buffer.from(draws),
    })
    // Objects 7, 8 and 9 behind the one page; the page's own form is object 5, in whose place stands nothing.
    const ten = '/A Do '.repeat(10)
    const chain = [form(ten, '/A 8 0 R'), form(ten, '/A 9 0 R'), form('q Q '.repeat(50), '')]
    const drawn = buildPdf({ streams: chain, draws: 7 })
    expect(await exceeded(drawn, { operators: 20_000 })).toBeNull()
    expect(await exceeded(drawn, { operators: 9_000 })).toMatch(/drawing commands/)
    expect(await exceeded(buildPdf({ streams: [form('/A Do', '/A 7 0 R')], draws: 7 }))).toMatch(/draws itself/)
  })

  it('counts what is drawn by content too long to be held at once, and by content that nobody unpacks', async () => {
    const bytesPerStream = 20_000_000
    const form = (packing: string, data: Buffer) => ({
      dictionary: `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 8 0 R>>>>${packing}`,
      data,
    })
    const thousand = form('', Buffer.from('q Q '.repeat(500)))
    const long = deflateSync(Buffer.from(`${' '.repeat(9_000_000)}${'/A Do '.repeat(50_000)}`))
    const drawing = buildPdf({ streams: [form('/Filter/FlateDecode', long), thousand], draws: 7 })
    const commands = 1 + 50_000 * 1_001
    expect(await exceeded(drawing, { bytesPerStream, operators: commands })).toBeNull()
    expect(await exceeded(drawing, { bytesPerStream, operators: commands - 1 })).toMatch(/drawing commands/)
    for (const other of [form('/Filter/LZWDecode', lzwZeros(800_000)), form('/Filter/RunLengthDecode', Buffer.alloc(12_500))]) {
      expect(await exceeded(buildPdf({ streams: [other, thousand], draws: 7 }), { operators: 105_000 })).toBeNull()
      expect(await exceeded(buildPdf({ streams: [other, thousand], draws: 7 }), { operators: 95_000 })).toMatch(/drawing commands/)
    }
  })

  it('counts a flood of text as the work that it is', async () => {
    const flood = { dictionary: '/Type/XObject/Subtype/Form/BBox[0 0 9 9]', data: Buffer.from(`(${'1'.repeat(640_000)}) Tj`) }
    expect(await exceeded(buildPdf({ streams: [flood], draws: 7 }), { operators: 11_000 })).toBeNull()
    expect(await exceeded(buildPdf({ streams: [flood], draws: 7 }), { operators: 9_000 })).toMatch(/drawing commands/)
  })
})

function ascii85(data: Buffer): Buffer {
  let text = ''
  for (let at = 0; at < data.length; at += 4) {
    const rest = Math.min(4, data.length - at)
    let value = 0
    for (let index = 0; index < 4; index += 1) value = value * 256 + (data[at + index] ?? 0)
    let group = ''
    for (let digit = 0; digit < 5; digit += 1) {
      group = String.fromCharCode(0x21 + (value % 85)) + group
      value = Math.floor(value / 85)
    }
    text += group.slice(0, rest + 1)
  }
  return Buffer.from(`${text}~>`, 'latin1')
}

/** Zeros as PDF's LZW packs them: each code stands for one zero more than the one before, until the table is full. */
function lzwZeros(length: number): Buffer {
  const bits: string[] = []
  const emit = (code: number, width: number) => bits.push(code.toString(2).padStart(width, '0'))
  let done = 0
  emit(256, 9)
  while (done < length) {
    let next = 258
    for (let run = 1; run < 3_800 && done < length; run += 1) {
      const width = next >= 2_047 ? 12 : next >= 1_023 ? 11 : next >= 511 ? 10 : 9
      emit(run === 1 ? 0 : 256 + run, width)
      done += run
      if (run > 1) next += 1
    }
    emit(256, next >= 2_047 ? 12 : next >= 1_023 ? 11 : next >= 511 ? 10 : 9)
  }
  const stream = bits.join('')
  return Buffer.from(stream.match(/.{1,8}/g)?.map(byte => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [])
}
