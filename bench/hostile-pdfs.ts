import { deflateSync } from 'node:zlib'
import { buildPdf } from '../test/support/pdf-files.ts'
import { either, INVOICE, type Kind, read, refused, told } from './hostile-source.ts'

const zeros = (megabytes: number) => deflateSync(Buffer.alloc(megabytes * 1_048_576), { level: 9 })
const stream = (dictionary: string, data: Buffer | string) => ({ dictionary, data: Buffer.from(data) })
const form = (resources: string, data: string) =>
  stream(`/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<<${resources}>>>>`, data)
const image = (side: number, filter: string) =>
  `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/${filter}`
/** A page that draws its form 7 with these resources. */
const drawn = (resources: string, data: Buffer | string, ...others: ReturnType<typeof stream>[]) =>
  buildPdf({ streams: [stream(`/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<${resources}>>`, data), ...others], draws: 7 })
const edited = (file: Buffer, edit: (text: string) => string) => Buffer.from(edit(file.toString('latin1')), 'latin1')
const invoice = (options: Parameters<typeof buildPdf>[0] = {}) => buildPdf({ text: INVOICE, ...options })

/** Each makes one PDF of its kind, at random within it. */
export const HOSTILE_PDFS: Readonly<Record<string, Kind>> = {
  'nested deflate': refused(({ random }) => {
    const layers = 3 + random(3)
    let data = zeros(100 + random(200))
    for (let layer = 1; layer < layers; layer += 1) data = deflateSync(data)
    return buildPdf({ streams: [stream(`/Filter[${'/Fl'.repeat(layers)}]/Padding(${'x'.repeat(random(3_000))})`, data)] })
  }),
  'text filters before deflate': refused(({ random }) => {
    const hex = `${zeros(200 + random(100)).toString('hex')}>`
    return buildPdf({ streams: [stream('/Filter[/ASCIIHexDecode/FlateDecode]', hex)] })
  }),
  'filters behind references': refused(({ random }) => {
    const filters = '>>\nendobj\n8 0 obj\n[/FlateDecode/FlateDecode]\nendobj\n9 0 obj\n<<'
    return buildPdf({ streams: [stream('/Filter 8 0 R', deflateSync(zeros(200 + random(300)))), stream(filters, '')] })
  }),
  'many streams that inflate': refused(({ random }) => {
    const data = zeros(20 + random(60))
    return buildPdf({ streams: Array.from({ length: 60 + random(60) }, () => stream('/Filter/FlateDecode', data)) })
  }),
  'metadata that inflates': refused(({ random }) =>
    invoice({ streams: [stream('/Type/Metadata/Subtype/XML/Filter/FlateDecode', zeros(200 + random(300)))] }),
  ),
  'a stream that nobody draws': read(({ random }) =>
    invoice({ streams: [stream('/Filter[/Fl/Fl]', deflateSync(zeros(20 + random(60))))] }),
  ),
  'cross-references in a loop': read(({ random }) => {
    const file = invoice({ pages: 1 + random(3) })
    const xref = file.lastIndexOf('xref\n', file.lastIndexOf('startxref') - 5)
    return edited(file, text => text.replace('/Root 1 0 R', `/Root 1 0 R/Prev ${xref}`))
  }),
  'a cross-reference stream with a claim': read(({ random }) => {
    const dictionary = `/Type/XRef/W[1 ${1 + random(4)} 1]/Index[0 ${10 ** (6 + random(4))}]/Size ${10 ** (6 + random(4))}/Root 1 0 R/Filter/FlateDecode`
    const file = invoice({ streams: [stream(dictionary, zeros(1 + random(20)))] })
    return edited(file, text => text.replace(/startxref\n\d+/, `startxref\n${text.lastIndexOf('7 0 obj')}`))
  }),
  'a page tree in a loop': refused(({ random }) =>
    edited(invoice({ pages: 2 + random(3) }), text => text.replace(/\/Kids\[6 0 R/, '/Kids[2 0 R')),
  ),
  'a page tree with a claim': read(({ random }) => edited(invoice(), text => text.replace('/Count 1', `/Count ${10 ** (3 + random(7))}`))),
  'huge pages': read(({ random }) => {
    const size = 10 ** (4 + random(5))
    return edited(invoice({ pages: 1 + random(50) }), text => text.replaceAll('[0 0 595 842]', `[0 0 ${size} ${size}]`))
  }),
  'forms that draw forms': refused(({ random }) => {
    const [depth, times] = [6 + random(5), 8 + random(8)]
    const chain = Array.from({ length: depth }, (_, level) => form(`/A ${level + 8} 0 R`, '/A Do '.repeat(times)))
    return buildPdf({ streams: [...chain, form('', 'q Q '.repeat(100))], draws: 7 })
  }),
  'a form that draws itself': refused(({ random }) => buildPdf({ streams: [form('/A 7 0 R', '/A Do '.repeat(1 + random(9)))], draws: 7 })),
  'drawing without end': refused(({ random }) => {
    const commands = deflateSync(Buffer.from('0 0 m 500 800 l 250 9 l h f\n'.repeat(400_000 + random(400_000))))
    return buildPdf({ streams: [stream('/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Filter/FlateDecode', commands)], draws: 7 })
  }),
  'a pattern in patterns': refused(({ random }) => {
    const step = 1 / (1 + random(100))
    const tile = (inner: string) =>
      stream(
        `/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 595 842]/XStep ${step}/YStep ${step}/Resources<</Pattern<<${inner}>>>>`,
        `/Pattern cs ${inner === '' ? '1 0 0 rg' : '/P scn'} 0 0 595 842 re f\n`.repeat(20),
      )
    return drawn('/Pattern<</P 8 0 R>>', '/Pattern cs /P scn 0 0 595 842 re f', tile('/P 9 0 R'), tile('/P 10 0 R'), tile(''))
  }),
  'a font that draws': either(({ random }) => {
    const font =
      '/Font<</T<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 8 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]>>>>'
    const glyph = stream('', `9 0 d0 ${'0 0 m 500 800 l 250 9 l h f\n'.repeat(20_000 + random(9_000))}`)
    return drawn(font, `BT /T 1 Tf ${`(${'a'.repeat(200)}) Tj `.repeat(50)} ET`, glyph)
  }),
  'object streams with a claim': read(({ random }) => {
    const data = deflateSync(Buffer.from(`${Array.from({ length: 5_000 }, (_, index) => `${10 + index} ${random(99)} `).join('')}<<>>`))
    return invoice({ streams: [stream(`/Type/ObjStm/N ${10 ** (5 + random(4))}/First 9/Filter/FlateDecode`, data)] })
  }),
  'an image of a size': refused(({ random }) =>
    buildPdf({ streams: [stream(image(20_000 + random(60_000), 'FlateDecode'), zeros(1 + random(50)))], draws: 7 }),
  ),
  'a JPEG 2000 that says its size itself': told(({ random }) => {
    const siz = Buffer.alloc(47)
    siz.writeUInt32BE(0xff4fff51, 0)
    siz.writeUInt16BE(47 - 4 + 2, 4)
    for (const at of [8, 12, 24, 28]) siz.writeUInt32BE(20_000 + random(2 ** 30), at)
    siz.writeUInt16BE(3, 40)
    return buildPdf({ streams: [stream('/Type/XObject/Subtype/Image/Filter/JPXDecode', siz)], draws: 7 })
  }),
  'a JBIG2 page of any height': told(({ random }) => {
    const page = Buffer.alloc(11 + 19)
    page[4] = 48
    page[6] = 1
    page.writeUInt32BE(19, 7)
    page.writeUInt32BE(30_000 + random(2 ** 31), 11)
    page.writeUInt32BE(0xffffffff, 15)
    return buildPdf({
      streams: [stream(image(10_000, 'JBIG2Decode').replace('RGB', 'Gray').replace('Component 8', 'Component 1'), page)],
      draws: 7,
    })
  }),
  'nesting of arrays': read(({ random }) => invoice({ streams: [stream(`/A${'['.repeat(1_000 + random(100_000))}`, 'x')] })),
  'scripts and programs to start': read(({ random }) => {
    const actions = `/OpenAction<</S/JavaScript/JS(for\\(;;\\)app.alert\\(${random(9)}\\))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>`
    return edited(invoice(), text => text.replace('/Type/Catalog', `/Type/Catalog${actions}`))
  }),
  'a file in a file': read(({ random }) => {
    let inner = invoice()
    for (let depth = 0; depth <= random(20); depth += 1) inner = invoice({ attachment: { name: 'factur-x.xml', data: inner } })
    return inner
  }),
  'words without end': refused(({ random }) => {
    const words = deflateSync(Buffer.from(`BT /F 1 Tf ${`(${'ab '.repeat(1_000)}) Tj `.repeat(1_000 + random(2_000))} ET`))
    const file = buildPdf({ pages: 20, streams: [stream('/Filter/FlateDecode', words)] })
    return edited(file, text => text.replaceAll('/Contents 4 0 R', '/Contents 26 0 R'))
  }),
}
