import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ocrLanguageMissing, ocrModelOf } from '../../../../settings/ocr-languages.ts'
import { type Line, outlineOf, type PageText, type Word } from '../text/page-text.ts'
import { decodeGreyPng, type GreyImage, toPgm } from './grey-image.ts'
import { loadTesseract, type TesseractApi, type TesseractModule } from './tesseract-core.ts'

/** How Tesseract cuts the page: `page` finds columns and blocks, `receipt` reads one block of lines across the whole width. */
export type Segmentation = 'page' | 'receipt'

/** Tesseract's PSM_AUTO and PSM_SINGLE_BLOCK. */
const MODES: Readonly<Record<Segmentation, string>> = { page: '3', receipt: '6' }
/** OEM_LSTM_ONLY: the neural engine, which the models inside the packages are for. */
const LSTM_ONLY = 1

/** Words below this confidence are noise: stains, logos, the edge of the paper. */
const MIN_CONFIDENCE = 0.2

/** The language that every installation has. */
const ENGLISH = 'eng'

/** Tesseract, started at the first use. It works in the thread that calls it, and not for two callers at a time. */
export class OcrReader {
  /** The main one first: of readings that are equally likely, its own is taken. */
  readonly languages: readonly string[]
  #tesseract: Promise<Tesseract> | undefined

  constructor(languages: readonly string[] = [ENGLISH]) {
    this.languages = languages
  }

  /** Any image format that Leptonica reads, to upright grey pixels. */
  async decode(image: Uint8Array): Promise<GreyImage> {
    const { module, api } = await this.#start()
    setImage(module, api, image)
    api.WriteImage(GREY, IMAGE_FILE)
    const png = module.FS.readFile(IMAGE_FILE)
    module.FS.unlink(IMAGE_FILE)
    return decodeGreyPng(Buffer.from(png.buffer, png.byteOffset, png.byteLength))
  }

  async read(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    const { module, api } = await this.#start()
    api.SetVariable('tessedit_pageseg_mode', MODES[segmentation])
    setImage(module, api, toPgm(image))
    api.Recognize(null)
    const { blocks } = JSON.parse(api.GetJSONText()) as OcrText
    const rows = (blocks ?? []).flatMap(block => block.paragraphs).flatMap(paragraph => paragraph.lines)
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

  #start(): Promise<Tesseract> {
    this.#tesseract ??= startTesseract(this.languages)
    return this.#tesseract
  }
}

interface Tesseract {
  readonly module: TesseractModule
  readonly api: TesseractApi
}

interface OcrText {
  readonly blocks: readonly { readonly paragraphs: readonly { readonly lines: readonly OcrLine[] }[] }[] | null
}

interface OcrLine {
  readonly words: readonly {
    readonly text: string
    readonly confidence: number
    readonly bbox: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }
  }[]
}

const GREY = 1
/** Whatever it is asked for, Tesseract's binding writes this one. */
const IMAGE_FILE = '/image.png'

async function startTesseract(languages: readonly string[]): Promise<Tesseract> {
  const module = await loadTesseract()
  for (const language of languages) module.FS.writeFile(`/${language}.traineddata`, gunzipSync(readFileSync(modelOf(language))))
  const api = new module.TessBaseAPI()
  if (api.Init(null, languages.join('+'), LSTM_ONLY) !== 0) throw new Error('Tesseract could not be started.')
  // Diagnostics go nowhere: they would fill the file system in memory, line by line.
  api.SetVariable('debug_file', '/dev/null')
  return { module, api }
}

/** The settings were checked at the start: a package that is gone since then is no document's fault. */
function modelOf(language: string): string {
  const file = ocrModelOf(language)
  if (file === null) throw new Error(`OCR cannot start: ${ocrLanguageMissing(language)}`)
  return file
}

function setImage({ FS }: TesseractModule, api: TesseractApi, image: Uint8Array): void {
  FS.writeFile('/input', image)
  const status = api.SetImageFile(exifOrientation(image), 0)
  FS.unlink('/input')
  if (status === 1) throw new Error('The image cannot be read.')
}

/** The tag stands near the start of a camera's JPEG: id 0x0112, one SHORT. 1 is upright. */
function exifOrientation(image: Uint8Array): number {
  const head = Buffer.from(image.buffer, image.byteOffset, Math.min(image.byteLength, 1024))
  const big = head.indexOf(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0]))
  const little = head.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]))
  const value = big >= 0 ? head[big + 9] : little >= 0 ? head[little + 8] : 1
  return value !== undefined && value >= 1 && value <= 8 ? value : 1
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
