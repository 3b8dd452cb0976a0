import { deflateSync } from 'node:zlib'

export interface PdfOptions {
  readonly pages?: number
  /** Lines of text on each page, from the top. */
  readonly text?: readonly string[]
  /** Lines of text for each page of its own, instead of `pages` and `text`. */
  readonly pageTexts?: readonly (readonly string[])[]
  /** A JPEG of the given size that fills each page, with nothing else on it: a scan. */
  readonly scan?: { readonly jpeg: Buffer; readonly width: number; readonly height: number }
  /** Further stream objects: their dictionary entries and data. */
  readonly streams?: readonly { readonly dictionary: string; readonly data: Buffer }[]
  /** An object that each page draws as its form, by number: those of `streams` begin behind the pages. */
  readonly draws?: number
  /** `unlisted`: in the file, but in no name tree. `untyped`: listed by its Unicode name alone, and nothing says what its stream is. */
  readonly attachment?: { readonly name: string; readonly data: Buffer; readonly unlisted?: boolean; readonly untyped?: boolean }
  /** A page tree that PDFium puts up with and pdf.js does not. */
  readonly negativeCount?: boolean
  readonly encrypted?: boolean
  /** A cross-reference offset that points nowhere: readers that do not rebuild the table give up. */
  readonly brokenXref?: boolean
}

/** A PDF written by hand, object by object, so that tests can break exactly one thing in it. */
export function buildPdf(options: PdfOptions = {}): Buffer {
  const { pageTexts = [], pages = Math.max(1, pageTexts.length), text = [], scan, streams = [], attachment } = options
  const objects: Buffer[] = []
  const add = (body: string | Buffer): number => objects.push(Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1'))
  const [width, height] = scan === undefined ? [595, 842] : [scan.width, scan.height]
  const kids = Array.from({ length: pages }, (_, index) => `${6 + index} 0 R`).join(' ')
  const names =
    attachment === undefined || attachment.unlisted ? '' : `/Names<</EmbeddedFiles<</Names[(${attachment.name}) ${6 + pages} 0 R]>>>>`
  add(`<</Type/Catalog/Pages 2 0 R${names}>>`)
  add(`<</Type/Pages/Kids[${kids}]/Count ${options.negativeCount ? -1 : pages}>>`)
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>')
  add(streamObject('', options.draws === undefined ? contentOf(text, width, height, scan !== undefined) : Buffer.from('/I Do')))
  const imageDictionary = `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode`
  add(scan === undefined ? '<<>>' : streamObject(imageDictionary, scan.jpeg))
  const resources = `<</Font<</F 3 0 R>>/XObject<</I ${options.draws ?? 5} 0 R>>>>`
  const ownContents = 6 + pages + (attachment === undefined ? 0 : 2) + streams.length
  for (let page = 0; page < pages; page += 1) {
    const contents = pageTexts.length === 0 ? 4 : ownContents + page
    add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${contents} 0 R/Resources${resources}>>`)
  }
  if (attachment !== undefined) {
    const { untyped = false } = attachment
    add(`<</Type/Filespec${untyped ? '' : `/F(${attachment.name})`}/UF(${attachment.name})/EF<</F ${7 + pages} 0 R>>>>`)
    add(streamObject(`${untyped ? '' : '/Type/EmbeddedFile'}/Filter/FlateDecode`, deflateSync(attachment.data)))
  }
  for (const { dictionary, data } of streams) add(streamObject(dictionary, data))
  for (const own of pageTexts) add(streamObject('', contentOf(own, width, height, false)))
  return assemble(objects, options)
}

function contentOf(text: readonly string[], width: number, height: number, scan: boolean): Buffer {
  if (scan) return Buffer.from(`${width} 0 0 ${height} 0 0 cm /I Do`)
  const escaped = text.map(line => line.replace(/[\\()]/g, match => `\\${match}`))
  return Buffer.from(`BT /F 11 Tf 14 TL 50 ${height - 60} Td ${escaped.map(line => `(${line}) Tj T*`).join(' ')} ET`, 'latin1')
}

function streamObject(dictionary: string, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`<<${dictionary}/Length ${data.length}>>\nstream\n`, 'latin1'), data, Buffer.from('\nendstream')])
}

function assemble(objects: readonly Buffer[], { encrypted = false, brokenXref = false }: PdfOptions): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  for (const [index, body] of objects.entries()) {
    offsets.push(length)
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')])
    parts.push(object)
    length += object.length
  }
  const rows = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  // The check values are arbitrary: no password, the empty one included, matches them.
  const security = encrypted
    ? `/Encrypt<</Filter/Standard/V 1/R 2/O(${'o'.repeat(32)})/U(${'u'.repeat(32)})/P -4>>/ID[(0123456789abcdef)(0123456789abcdef)]`
    : ''
  const size = objects.length + 1
  const xref = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<</Size ${size}/Root 1 0 R${security}>>\n`
  return Buffer.concat([...parts, Buffer.from(`${xref}startxref\n${brokenXref ? length * 7 : length}\n%%EOF\n`)])
}
