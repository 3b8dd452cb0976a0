import { freeMemory } from '../../../processes/free-memory.ts'
import type { JobTime, Time } from '../../../processes/job-time.ts'
import type { PageText } from '../text/page-text.ts'
import { type GreyImage, isBlank } from './grey-image.ts'
import type { OcrReader, Segmentation } from './ocr-reader.ts'
import { findLines, type Lines, type Turn, turnImage } from './turned-image.ts'

/** A reading of this mean confidence is the right way up: upside down Tesseract comes to 0.3 to 0.45, on a bad till roll to 0.6. */
const SURE = 0.58
/** A reading shorter than this says nothing about the page's way up. */
const MIN_CHARACTERS = 12
/** What the fields, and the answer's way out, may still take. */
const RESERVE_MS = 2_000

/** Reads a document's pages for as long as there is time, each the right way up: which way that is, is found once per page. */
export class PageReader {
  readonly #ocr: OcrReader
  readonly #time: JobTime
  readonly #turns = new Map<number, Turn>()
  readonly #hasty = new Set<number>()
  #longest: Time = { processorMs: 0, clockMs: 0 }
  /** When the last page was. */
  #done: Time

  constructor(ocr: OcrReader, time: JobTime) {
    this.#ocr = ocr
    this.#time = time
    time.begins('making')
    this.#done = time.spent()
  }

  /** Pages of which a further reading was wanted, for which there was no time. */
  get hasty(): readonly number[] {
    return [...this.#hasty]
  }

  /** Whether `pages` further pages, as long as the longest so far, can be read in the time that is left. */
  hasTimeFor(pages: number): boolean {
    const { processorMs, clockMs } = this.#longest
    return this.#time.hasFor({ processorMs: processorMs * pages + RESERVE_MS, clockMs: clockMs * pages + RESERVE_MS })
  }

  /** The same for pages that were read and should be again. Where there is no time they are among the hasty ones. */
  hasTimeAgainFor(pages: readonly PageText[]): boolean {
    if (this.hasTimeFor(pages.length)) return true
    for (const { page } of pages) this.#hasty.add(page)
    return false
  }

  /** Always reads the page: whether there is time for it is asked before. */
  async read(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    // The page before is done with, in all the forms that it had.
    freeMemory()
    if (isBlank(image)) return { page, lines: [] }
    this.#time.begins('reading')
    const known = this.#turns.get(page)
    const text =
      known === undefined ? await this.#readAnyWayUp(page, image, segmentation) : await this.#readTurned(page, image, known, segmentation)
    const done = this.#time.spent()
    // Since the page before: making the picture takes time as well.
    this.#takes(this.#done, done)
    this.#done = done
    this.#time.begins('making')
    return text
  }

  #takes(from: Time, to: Time): void {
    this.#longest = {
      processorMs: Math.max(this.#longest.processorMs, to.processorMs - from.processorMs),
      clockMs: Math.max(this.#longest.clockMs, to.clockMs - from.clockMs),
    }
  }

  async #readAnyWayUp(page: number, image: GreyImage, segmentation: Segmentation): Promise<PageText> {
    const candidates = turnsToTry(findLines(image))
    let best: { turn: Turn; text: PageText; confidence: number } | undefined
    for (const turn of candidates) {
      if (best !== undefined && !this.hasTimeAgainFor([best.text])) break
      const before = this.#time.spent()
      const text = await this.#readTurned(page, image, turn, segmentation)
      this.#takes(before, this.#time.spent())
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

/** The likeliest first; each costs a reading. */
function turnsToTry({ across, mayBeAcross, degrees }: Lines): Turn[] {
  const acrossBothWays = (skew: number): Turn[] => [
    { quarters: 1, degrees: skew },
    { quarters: 3, degrees: skew },
  ]
  if (across) return [...acrossBothWays(degrees), { quarters: 0, degrees: 0 }]
  return [{ quarters: 0, degrees }, { quarters: 2, degrees }, ...(mayBeAcross ? acrossBothWays(0) : [])]
}

/** The mean over the characters, so that noise in specks counts little; 0 where next to nothing was read. */
function confidenceOf({ lines }: PageText): number {
  const words = lines.flatMap(line => line.words)
  const characters = words.reduce((sum, word) => sum + word.text.length, 0)
  return characters < MIN_CHARACTERS ? 0 : words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / characters
}
