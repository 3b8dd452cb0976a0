import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWorker, type Line as OcrLine, OEM, PSM, type Worker as TesseractWorker } from 'tesseract.js'
import { type Line, outlineOf, type PageText, type Word } from '../text/page-text.ts'
import { decodeGreyPng, type GreyImage, toPgm } from './grey-image.ts'

/** How Tesseract cuts the page: `page` finds columns and blocks, `receipt` reads one block of lines across the whole width. */
export type Segmentation = 'page' | 'receipt'

const MODES: Readonly<Record<Segmentation, PSM>> = { page: PSM.AUTO, receipt: PSM.SINGLE_BLOCK }

/** The integer model inside the package: a third of the default's size, as accurate, and no download (`cacheMethod` "none" writes nothing). */
const MODEL = join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int')

/** Words below this confidence are noise: stains, logos, the edge of the paper. */
const MIN_CONFIDENCE = 0.2

/**
 * Tesseract, started at the first use. Its own worker thread is a child of the thread it was created in and ends with it. Not for
 * concurrent use.
 */
export class OcrReader {
  #tesseract: Promise<TesseractWorker> | undefined

  /** Any image format that Leptonica reads, to upright grey pixels. */
  async decode(image: Uint8Array): Promise<GreyImage> {
    const tesseract = await this.#start()
    const { data } = await tesseract.recognize(Buffer.from(image), {}, { text: false, blocks: false, imageGrey: true })
    const url = data.imageGrey ?? ''
    return decodeGreyPng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
  }

  async read(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    const tesseract = await this.#start()
    await tesseract.setParameters({ tessedit_pageseg_mode: MODES[segmentation] })
    const { data } = await tesseract.recognize(toPgm(image), {}, { text: false, blocks: true })
    const rows = (data.blocks ?? []).flatMap(block => block.paragraphs).flatMap(paragraph => paragraph.lines)
    return { page, lines: joinRows(rows.map(row => toLine(page, row, image)).filter(line => line.words.length > 0)) }
  }

  /** Rejects when Tesseract itself cannot run, which is no document's fault; the next call tries again. */
  async start(): Promise<void> {
    try {
      await this.#start()
    } catch (error) {
      this.#tesseract = undefined
      throw error
    }
  }

  #start(): Promise<TesseractWorker> {
    this.#tesseract ??= startTesseract()
    return this.#tesseract
  }
}

async function startTesseract(): Promise<TesseractWorker> {
  const tesseract = await createWorker('eng', OEM.LSTM_ONLY, { langPath: MODEL, cacheMethod: 'none', errorHandler: () => undefined })
  // Diagnostics go nowhere: they would land on the service's standard error, line by line.
  await tesseract.setParameters({ debug_file: '/dev/null' })
  return tesseract
}

function toLine(page: number, row: OcrLine, image: GreyImage): Line {
  const words = row.words
    .map((word): Word => {
      const { x0, y0, x1, y1 } = word.bbox
      return {
        text: word.text,
        x: x0 / image.width,
        y: y0 / image.height,
        width: (x1 - x0) / image.width,
        height: (y1 - y0) / image.height,
        confidence: word.confidence / 100,
      }
    })
    .filter(word => word.confidence >= MIN_CONFIDENCE)
  return { page, aspect: image.width / image.height, words: words.toSorted((a, b) => a.x - b.x) }
}

/** Page segmentation reads columns apart: rows that stand side by side become one line again, so that a label finds its amount. */
function joinRows(rows: readonly Line[]): Line[] {
  const joined: Line[] = []
  for (const row of rows.toSorted((a, b) => middle(a) - middle(b))) {
    const at = joined.findLastIndex(other => standsBeside(other, row))
    const beside = joined[at]
    if (beside === undefined) joined.push(row)
    else joined[at] = { ...beside, words: [...beside.words, ...row.words].toSorted((a, b) => a.x - b.x) }
  }
  return joined
}

function standsBeside(a: Line, b: Line): boolean {
  const [left, right] = [outlineOf(a), outlineOf(b)]
  const apart = left.right <= right.left || right.right <= left.left
  const overlap = Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top)
  return apart && overlap > 0.5 * Math.min(left.bottom - left.top, right.bottom - right.top)
}

function middle(line: Line): number {
  const { top, bottom } = outlineOf(line)
  return (top + bottom) / 2
}
