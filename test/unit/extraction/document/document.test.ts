import { describe, expect, it } from 'vitest'
import { type DocumentLimits, type PdfInspection, readDocument } from '../../../../src/extraction/document/document.ts'
import { sniffMediaType } from '../../../../src/extraction/document/media-type.ts'
import { fixture } from '../../../support/documents.ts'
import { heicFile, heicPhoto, pngFile, tiffFile, webpFile } from '../../../support/image-files.ts'

const limits: DocumentLimits = { maxBytes: 1_000_000, maxPages: 100, maxPixels: 1_000_000 }
const inspectorSaying = (inspection: PdfInspection) => ({ inspectPdf: async () => inspection })
const onePage = inspectorSaying({ pages: 1, carriesFiles: false })

async function refusalOf(
  bytes: Uint8Array,
  inspection: PdfInspection = { pages: 1, carriesFiles: false },
  some: Partial<DocumentLimits> = {},
) {
  const error: unknown = await readDocument(bytes, { ...limits, ...some }, inspectorSaying(inspection)).then(
    () => null,
    (reason: unknown) => reason,
  )
  return error
}

const refused = (kind: string, problem: RegExp) => ({
  code: 'INVALID_FILE',
  message: 'Failed to process invoice',
  kind,
  retryable: false,
  errors: [{ field: 'file', problem: expect.stringMatching(problem) }],
})

describe('readDocument', () => {
  it.each([
    ['image/png', pngFile(10, 10)],
    ['image/jpeg', fixture('receipt-bookshop.jpg')],
    ['image/webp', webpFile(10, 10)],
    ['image/tiff', tiffFile([{ width: 10, height: 10 }])],
    ['application/pdf', Buffer.from('%PDF-1.7\n')],
    ['application/pdf', Buffer.from(`${'junk '.repeat(20)}%PDF-1.7\n`)],
  ])('takes %s by its bytes', async (mediaType, bytes) => {
    expect(await readDocument(bytes, limits, onePage)).toMatchObject({ mediaType, pages: 1 })
  })

  it('refuses an empty file, a large one and other types, each in its own words', async () => {
    expect(await refusalOf(Buffer.alloc(0))).toMatchObject(refused('unprocessable', /empty/))
    expect(await refusalOf(Buffer.alloc(26_214_400), undefined, { maxBytes: 20 * 1_048_576 })).toMatchObject(refused('too_large', /20 MB/))
    expect(await refusalOf(Buffer.from('PK\u0003\u0004 a word document'))).toMatchObject(
      refused('unsupported_type', /PDF, PNG, JPEG, WebP and TIFF/),
    )
    expect(await refusalOf(Buffer.from('a'))).toMatchObject(refused('unsupported_type', /not of a supported type/))
  })

  it.each(['heic', 'heix', 'mif1', 'avif'])('says what to do with %s images', async brand => {
    expect(await refusalOf(heicFile(brand))).toMatchObject(refused('unsupported_type', /HEIC.*convert/))
  })

  it('takes a HEIC photo by its header: the largest size that it names, all boxes there', async () => {
    const photo = heicPhoto(4032, 3024)
    const large = { ...limits, maxPixels: 20_000_000 }
    expect(await readDocument(photo, large, onePage)).toMatchObject({ mediaType: 'image/heic', pages: 1 })
    expect(await refusalOf(photo, undefined, { maxPixels: 12_000_000 })).toMatchObject(refused('unprocessable', /4032 x 3024/))
    for (let length = 12; length < photo.length; length += 7) {
      expect(await refusalOf(photo.subarray(0, length))).toMatchObject(refused('unsupported_type', /HEIC.*convert/))
    }
  })

  it('reads an image bomb from its header, before anything is decoded', async () => {
    expect(await refusalOf(pngFile(1, 1, { width: 50_000, height: 50_000 }))).toMatchObject(refused('unprocessable', /50000 x 50000/))
    expect(
      await refusalOf(
        tiffFile([
          { width: 1, height: 1 },
          { width: 40_000, height: 40_000 },
        ]),
      ),
    ).toMatchObject(refused('unprocessable', /40000/))
  })

  it('refuses truncated and broken images', async () => {
    const jpeg = fixture('receipt-bookshop.jpg')
    expect(await refusalOf(jpeg.subarray(0, jpeg.length / 2))).toMatchObject(refused('unprocessable', /truncated/))
    expect(await refusalOf(pngFile(50, 50).subarray(0, 60))).toMatchObject(refused('unprocessable', /truncated/))
    expect(await refusalOf(webpFile(10, 10).subarray(0, 40))).toMatchObject(refused('unprocessable', /truncated/))
    expect(await refusalOf(Buffer.from([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0]))).toMatchObject(refused('unprocessable', /broken/))
    expect(await refusalOf(pngFile(0, 0))).toMatchObject(refused('unprocessable', /broken/))
  })

  it('counts pages', async () => {
    expect(await refusalOf(Buffer.from('%PDF-1.7'), { pages: 101, carriesFiles: false })).toMatchObject(
      refused('unprocessable', /101 pages; at most 100/),
    )
    const fax = tiffFile(Array(101).fill({ width: 10, height: 10 }))
    expect(await refusalOf(fax)).toMatchObject(refused('unprocessable', /101 pages/))
    expect(await readDocument(Buffer.from('%PDF-1.7'), limits, inspectorSaying({ pages: 100, carriesFiles: false }))).toMatchObject({
      pages: 100,
    })
  })

  it('passes on what the inspector found', async () => {
    expect(await refusalOf(Buffer.from('%PDF-1.7'), { problem: 'The PDF is encrypted.' })).toMatchObject(
      refused('unprocessable', /encrypted/),
    )
  })

  it('refuses a TIFF whose picture does not lie in the file', async () => {
    const scan = fixture('tiff/bw-g4.tif')
    expect(await readDocument(scan, { ...limits, maxPixels: 4_000_000 }, inspectorSaying({ problem: 'not asked' }))).toMatchObject({
      pages: 2,
    })
    expect(await refusalOf(stripsMoved(scan))).toMatchObject(refused('unprocessable', /truncated/))
    expect(await refusalOf(stripsMoved(fixture('tiff/bw-strips-zip.tif')))).toMatchObject(refused('unprocessable', /truncated/))
    expect(await refusalOf(stripsMoved(fixture('tiff/bw-tiled-lzw.tif')))).toMatchObject(refused('unprocessable', /truncated/))
  })

  it('does not run in circles on a TIFF whose directories do', async () => {
    const loop = tiffFile([{ width: 10, height: 10 }])
    loop.writeUInt32LE(8, 8 + 26)
    expect(await refusalOf(loop)).toMatchObject(refused('unprocessable', /broken/))
  })
})

/** The last strip or tile is said to be as long as the whole file. */
function stripsMoved(file: Buffer): Buffer {
  const copy = Buffer.from(file)
  const directory = copy.readUInt32LE(4)
  for (let entry = directory + 2; entry < directory + 2 + copy.readUInt16LE(directory) * 12; entry += 12) {
    if (![279, 325].includes(copy.readUInt16LE(entry))) continue
    const [isShort, count] = [copy.readUInt16LE(entry + 2) === 3, copy.readUInt32LE(entry + 4)]
    const size = isShort ? 2 : 4
    const last = (count * size <= 4 ? entry + 8 : copy.readUInt32LE(entry + 8)) + (count - 1) * size
    if (isShort) copy.writeUInt16LE(Math.min(0xffff, copy.length), last)
    else copy.writeUInt32LE(copy.length, last)
  }
  return copy
}

describe('sniffMediaType', () => {
  it('does not look for a PDF header beyond the first kilobyte', () => {
    expect(sniffMediaType(Buffer.from(`${'x'.repeat(2_000)}%PDF-1.7`))).toBeNull()
  })
})
