import { describe, expect, it } from 'vitest'
import type { GreyImage } from '../../../src/extraction/engines/offline/ocr/grey-image.ts'
import { OcrReader } from '../../../src/extraction/engines/offline/ocr/ocr-reader.ts'
import { PageReader } from '../../../src/extraction/engines/offline/ocr/page-reader.ts'
import { decodeImage } from '../../../src/extraction/engines/offline/ocr/page-renderer.ts'
import { findLines, turnImage } from '../../../src/extraction/engines/offline/ocr/turned-image.ts'
import { readOffline } from '../../../src/extraction/engines/offline/read-offline.ts'
import { readScan } from '../../../src/extraction/engines/offline/read-scan.ts'
import { JobTime } from '../../../src/extraction/processes/job-time.ts'
import { ocrModelOf } from '../../../src/settings/ocr-languages.ts'
import { fixture } from '../../support/documents.ts'
import { buildPdf } from '../../support/pdf-files.ts'

const timeOf = (ms: number) => new JobTime({ processorMs: ms, clockMs: ms, stepMs: ms, patienceMs: ms })
const ample = () => timeOf(120_000)
const reader = new OcrReader()
const decode = (name: string) => decodeImage(fixture(name), reader, 20_000_000)
const request = { schema: null, maxPixels: 6_500_000, maxOcrPages: 1, languages: ['eng'], ignoreXml: false, pages: 1 } as const

/** The mean difference of two pictures' pixels, 0 to 255; infinite where their sizes differ. */
function difference(a: GreyImage, b: GreyImage): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length
}

describe('TIFF as scanners write it', () => {
  it.each(['g31d', 'g32d', 'be-g4', 'lsb-g4', 'lzw', 'packbits', 'zip', 'strips-zip', 'tiled-lzw'])(
    'black and white in %s is the same picture as in Group 4',
    async form => {
      expect(difference(await decode(`tiff/bw-${form}.tif`), await decode('tiff/bw-g4.tif'))).toBe(0)
    },
  )

  it.each([
    ['gray-zip2', 0],
    ['rgb-zip', 0],
    ['gray-jpeg', 2],
  ])('%s is the same picture as grey in LZW', async (form, most) => {
    expect(difference(await decode(`tiff/${form}.tif`), await decode('tiff/gray-lzw.tif'))).toBeLessThanOrEqual(most)
  })

  /**
   * Black and white in the ten encodings above is pixel by pixel one picture, and its pixels are all that is read. Two of them read whole
   * show that reading adds nothing of its own: what holds for these holds for all ten.
   */
  it('is read to its fields, the same ones in whatever encoding', async () => {
    const read = (form: string) => readOffline(fixture(`tiff/${form}.tif`), { ...request, mediaType: 'image/tiff' }, ample())
    const reply = await read('bw-zip')
    expect(reply).toMatchObject({
      method: 'ocr',
      invoice: { invoice_number: '2026/0815', seller: { name: 'Muster Werkzeug GmbH' }, total: 14691.35 },
    })
    expect(await read('bw-tiled-lzw')).toEqual(reply)
  })
})

describe('languages', () => {
  it.runIf(ocrModelOf('deu') !== null)('are read with their own letters, the first one before the others', async () => {
    const page = turnImage(await decode('de-rot90.png'), { quarters: 3, degrees: 0 })
    const wordsIn = async (languages: readonly string[]) =>
      (await new OcrReader(languages).read(1, page, 'page')).lines.flatMap(line => line.words.map(({ text }) => text))
    expect(await wordsIn(['deu', 'eng'])).toContain('Köln')
    expect(await wordsIn(['eng'])).not.toContain('Köln')
  })
})

describe('pages as they come out of a feeder', () => {
  it.each(['receipt-bookshop.jpg', 'receipt-restaurant.jpg'])(
    '%s, a till roll, stands upright, or is not taken for upright',
    async name => {
      const roll = await decode(name)
      expect(findLines(roll).across).toBe(false)
      const turned = findLines(turnImage(roll, { quarters: 1, degrees: 0 }))
      expect(turned.across || turned.mayBeAcross).toBe(true)
    },
  )

  const upright = { quarters: 3, degrees: 0 } as const

  it.each([
    ['turned to the right', { quarters: 0, degrees: 0 }],
    ['upside down', { quarters: 1, degrees: 0 }],
    ['turned to the left', { quarters: 2, degrees: 0 }],
    ['askew', { quarters: 3, degrees: 7 }],
    ['askew as far as it may be', { quarters: 3, degrees: -10 }],
  ] as const)('reads a page that is %s as if it were upright', async (_, turn) => {
    const page = await decode('de-rot90.png')
    const read = async (image: GreyImage) => {
      const source = {
        pages: [1],
        images: async function* () {
          yield { page: 1, image }
        },
      }
      return (await readScan(source, new PageReader(reader, ample()), [])).draft
    }
    const [straight, turned] = [await read(turnImage(page, upright)), await read(turnImage(page, turn))]
    expect(straight).toMatchObject({
      invoice_number: { value: '2026/0815' },
      invoice_date: { value: '2026-03-14' },
      total: { value: 14691.35 },
    })
    for (const field of ['invoice_number', 'invoice_date', 'total'] as const) expect(turned[field]?.value).toBe(straight[field]?.value)
  })

  it('stops where the time is over, makes no further page, and says which were not read', async () => {
    const made: number[] = []
    const image = await decode('tiff/bw-g4.tif')
    const source = {
      pages: [1, 2, 3],
      images: async function* () {
        for (const page of [1, 2, 3]) {
          made.push(page)
          yield { page, image }
        }
      },
    }
    const scan = await readScan(source, new PageReader(reader, timeOf(0)), [])
    expect(scan.unread).toEqual([2, 3])
    expect(scan.draft.invoice_number?.value).toBe('2026/0815')
    expect(made).toEqual([1])
  })

  it('says which pages it would have read again if there had been time', async () => {
    const image = turnImage(await decode('de-rot90.png'), { quarters: 1, degrees: 0 })
    const source = {
      pages: [1],
      images: async function* () {
        yield { page: 1, image }
      },
    }
    const pages = new PageReader(reader, timeOf(0))
    await readScan(source, pages, [])
    expect(pages.hasty).toEqual([1])
  })

  it('sees pages on which there is nothing, without reading them, and says so where there are no others', async () => {
    const blank = buildPdf({ pages: 2 })
    const reply = await readOffline(blank, { ...request, pages: 2, maxOcrPages: 2, mediaType: 'application/pdf' }, ample())
    expect(reply).toMatchObject({ warnings: [{ code: 'low_text_quality', message: expect.stringContaining('1-2') }] })
  })

  it('refuses a page of more words than a page has, instead of cutting it', async () => {
    const text = buildPdf({ text: Array.from({ length: 500 }, () => 'ab '.repeat(200)) }).toString('latin1')
    const flood = Buffer.from(text.replace('/F 11 Tf 14 TL', '/F 1 Tf 1.2 TL'), 'latin1')
    expect(await readOffline(flood, { ...request, mediaType: 'application/pdf' }, ample())).toEqual({
      problem: 'Page 1 has more than 50000 words.',
    })
  })

  it('does not take for text what is none, and says so where the picture is none either', async () => {
    const reply = await readOffline(fixture('garbled-text-layer.pdf'), { ...request, mediaType: 'application/pdf' }, ample())
    expect(reply).toMatchObject({
      method: 'ocr',
      warnings: [{ code: 'low_text_quality', message: expect.stringContaining('1'), fields: [] }],
    })
  })
})
