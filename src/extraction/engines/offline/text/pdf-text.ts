import type { OpenPdf, PdfiumModule } from '../../../document/pdfium.ts'
import { linesFromWords, type PageText, type Word } from './page-text.ts'

/** A page with more words than this is made to exhaust us; a dense invoice page has two thousand. */
const MAX_WORDS_PER_PAGE = 50_000
/** The same for its characters, of which a dense page has ten thousand. */
const MAX_CHARACTERS_PER_PAGE = 1_000_000

/** Not cut but refused: what stands behind the last word that was read would be missing without anybody's knowing. */
export class TooMuchTextError extends Error {
  override readonly name = 'TooMuchTextError'
}

/** The text layer of one page, word by word with its place. Rotated runs (margins, watermarks) are left out. */
export function readPageText({ module, document }: OpenPdf, pageNumber: number): PageText {
  const page = module._FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) return { page: pageNumber, lines: [] }
  const scratch = module.wasmExports.malloc(SCRATCH_BYTES)
  const text = module._FPDFText_LoadPage(page)
  try {
    if (text === 0) return { page: pageNumber, lines: [] }
    const sheet = sheetOf(module, page, scratch)
    const words = readWords({ module, text, scratch, sheet }, pageNumber)
    const aspect = sheet.width / sheet.height
    return { page: pageNumber, lines: linesFromWords(pageNumber, aspect, joinFragments(words, aspect)) }
  } finally {
    if (text !== 0) module._FPDFText_ClosePage(text)
    module.wasmExports.free(scratch)
    module._FPDF_ClosePage(page)
  }
}

function tooMuch(page: number, most: number, of: string): TooMuchTextError {
  return new TooMuchTextError(`Page ${page} has more than ${most} ${of}.`)
}

/** Six numbers of four bytes, or two of eight. */
const SCRATCH_BYTES = 32

/** A page as it is looked at, turned and cut as it says: its size in points, and the way of a point into fractions of it. */
interface Sheet {
  readonly width: number
  readonly height: number
  readonly way: Matrix
}

interface TextOfPage {
  readonly module: PdfiumModule
  readonly text: number
  readonly scratch: number
  readonly sheet: Sheet
}

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** PDFium tells whole pixels: of a page as fine as this they are exact enough. */
const FINE = 10_000_000
const STEP = 100

function sheetOf(module: PdfiumModule, page: number, scratch: number): Sheet {
  const at = (x: number, y: number): readonly [number, number] => {
    module._FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, scratch, scratch + 4)
    const view = module.HEAP32
    return [(view[scratch >> 2] ?? 0) / FINE, (view[(scratch >> 2) + 1] ?? 0) / FINE]
  }
  const [e, f] = at(0, 0)
  const [rightX, rightY] = at(STEP, 0)
  const [upX, upY] = at(0, STEP)
  return {
    width: module._FPDF_GetPageWidthF(page),
    height: module._FPDF_GetPageHeightF(page),
    way: [(rightX - e) / STEP, (rightY - f) / STEP, (upX - e) / STEP, (upY - f) / STEP, e, f],
  }
}

/** What PDFium puts in the place of a hyphen at the end of a line. */
const HYPHEN = 2

/** Words part at blanks, those included that PDFium sees where nothing is drawn, and where another run of text begins. */
function readWords(page: TextOfPage, pageNumber: number): Word[] {
  const { module, text } = page
  const words: Word[] = []
  const count = module._FPDFText_CountChars(text)
  if (count > MAX_CHARACTERS_PER_PAGE) throw tooMuch(pageNumber, MAX_CHARACTERS_PER_PAGE, 'characters')
  let run: { readonly object: number; readonly height: number | null } = { object: 0, height: null }
  let word: { text: string; x: number; y: number; width: number; height: number; confidence: number } | undefined
  for (let index = 0; index < count; index += 1) {
    const unit = module._FPDFText_GetUnicode(text, index)
    if (isBlank(unit)) {
      word = undefined
      continue
    }
    const object = module._FPDFText_GetTextObject(text, index)
    if (object !== run.object) {
      word = undefined
      run = { object, height: heightOf(page, index) }
    }
    if (run.height === null) continue
    const [left, right] = edgesOf(page, index)
    if (word === undefined) {
      word = { text: '', x: left, y: baselineOf(page, index) - run.height, width: 0, height: run.height, confidence: 1 }
      words.push(word)
      if (words.length > MAX_WORDS_PER_PAGE) throw tooMuch(pageNumber, MAX_WORDS_PER_PAGE, 'words')
    }
    word.text += unit === HYPHEN ? '-' : unit === 0 ? UNKNOWN : String.fromCharCode(unit)
    word.width = right - word.x
  }
  return words
}

/** A character of a font that does not say what it means. */
const UNKNOWN = '\uFFFD'

function isBlank(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  return unit >= 0xa0 && /\s/.test(String.fromCharCode(unit))
}

/** Of a run's letters, as a fraction of the page's; null for a run that does not go from left to right. */
function heightOf({ module, text, scratch, sheet }: TextOfPage, index: number): number | null {
  module._FPDFText_GetMatrix(text, index, scratch)
  const at = scratch >> 2
  const [a = 0, b = 0, c = 0, d = 0] = module.HEAPF32.subarray(at, at + 4)
  const { width, height, way } = sheet
  const along = [(a * way[0] + b * way[2]) * width, (a * way[1] + b * way[3]) * height] as const
  if (Math.abs(along[1]) > Math.abs(along[0]) || along[0] < 0) return null
  const up = Math.hypot((c * way[0] + d * way[2]) * width, (c * way[1] + d * way[3]) * height)
  return (up * module._FPDFText_GetFontSize(text, index)) / height
}

/** Of a character with the room that its font gives it. */
function edgesOf({ module, text, scratch, sheet: { way } }: TextOfPage, index: number): readonly [left: number, right: number] {
  module._FPDFText_GetLooseCharBox(text, index, scratch)
  const [view, at] = [module.HEAPF32, scratch >> 2]
  const [left = 0, top = 0, right = 0, bottom = 0] = [view[at], view[at + 1], view[at + 2], view[at + 3]]
  const one = left * way[0] + top * way[2] + way[4]
  const other = right * way[0] + bottom * way[2] + way[4]
  return one < other ? [one, other] : [other, one]
}

function baselineOf({ module, text, scratch, sheet: { way } }: TextOfPage, index: number): number {
  module._FPDFText_GetCharOrigin(text, index, scratch, scratch + 8)
  const [view, at] = [module.HEAPF64, scratch >> 3]
  return (view[at] ?? 0) * way[1] + (view[at + 1] ?? 0) * way[3] + way[5]
}

/** Producers draw words in pieces ("Rech" + "nung", "1.234" + ",56"): pieces that touch are one word. */
function joinFragments(words: readonly Word[], aspect: number): Word[] {
  const joined: Word[] = []
  for (const word of words) {
    const last = joined.at(-1)
    const touches =
      last !== undefined &&
      Math.abs(last.y - word.y) < word.height * 0.2 &&
      Math.abs(last.height - word.height) < word.height * 0.3 &&
      Math.abs(word.x - (last.x + last.width)) * aspect < word.height * 0.08
    if (touches) joined[joined.length - 1] = { ...last, text: last.text + word.text, width: word.x + word.width - last.x }
    else joined.push(word)
  }
  return joined
}
