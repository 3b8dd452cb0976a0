import type { PageText } from '../text/page-text.ts'
import type { GreyImage } from './grey-image.ts'
import type { OcrReader, Segmentation } from './ocr-reader.ts'
import { findLines, type Turn, turnImage } from './turned-image.ts'

/** A reading of this mean confidence is the right way up: upside down Tesseract comes to 0.3 to 0.45, on a bad till roll to 0.6. */
const SURE = 0.58
/** A reading shorter than this says nothing about the page's way up. */
const MIN_CHARACTERS = 12
/** What the fields, and the answer's way out, may still take. */
const RESERVE_MS = 2_000

/** Reads a document's pages for as long as there is time, each the right way up: which way that is, is found once per page. */
export class PageReader {
  readonly #ocr: OcrReader
  readonly #endsAt: number
  readonly #turns = new Map<number, Turn>()
  #longestMs = 0

  constructor(ocr: OcrReader, endsAt: number) {
    this.#ocr = ocr
    this.#endsAt = endsAt - RESERVE_MS
  }

  /** Whether `pages` further pages, as long as the longest so far, can be read in the time that is left. */
  hasTimeFor(pages: number): boolean {
    return performance.now() + this.#longestMs * pages <= this.#endsAt
  }

  /** Always reads the page: whether there is time for it is asked before. */
  async read(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    const started = performance.now()
    const known = this.#turns.get(page)
    const text =
      known === undefined ? await this.#readAnyWayUp(page, image, segmentation) : await this.#readTurned(page, image, known, segmentation)
    this.#longestMs = Math.max(this.#longestMs, performance.now() - started)
    return text
  }

  async #readAnyWayUp(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    const { across, degrees } = findLines(image)
    const candidates: Turn[] = across
      ? [
          { quarters: 1, degrees },
          { quarters: 3, degrees },
          { quarters: 0, degrees: 0 },
        ]
      : [
          { quarters: 0, degrees },
          { quarters: 2, degrees },
        ]
    let best: { turn: Turn; text: PageText; confidence: number } | undefined
    for (const turn of candidates) {
      if (best !== undefined && !this.hasTimeFor(1)) break
      const started = performance.now()
      const text = await this.#readTurned(page, image, turn, segmentation)
      this.#longestMs = Math.max(this.#longestMs, performance.now() - started)
      const confidence = confidenceOf(text)
      if (best === undefined || confidence > best.confidence) best = { turn, text, confidence }
      if (confidence >= SURE) break
    }
    this.#turns.set(page, best!.turn)
    return best!.text
  }

  #readTurned(page: number, image: GreyImage, turn: Turn, segmentation: Segmentation): Promise<PageText> {
    return this.#ocr.read(page, turnImage(image, turn), segmentation)
  }
}

/** The mean over the characters, so that noise in specks counts little; 0 where next to nothing was read. */
function confidenceOf({ lines }: PageText): number {
  const words = lines.flatMap(line => line.words)
  const characters = words.reduce((sum, word) => sum + word.text.length, 0)
  return characters < MIN_CHARACTERS ? 0 : words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / characters
}
