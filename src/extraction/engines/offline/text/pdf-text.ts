import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { linesFromWords, type PageText, type Word } from './page-text.ts'

/** A page with more words than this is made to exhaust us; a dense invoice page has two thousand. */
const MAX_WORDS_PER_PAGE = 50_000

/** Not cut but refused: what stands behind the last word that was read would be missing without anybody's knowing. */
export class TooMuchTextError extends Error {
  override readonly name = 'TooMuchTextError'
}

/** The text layer of one page, word by word with its place. Rotated runs (margins, watermarks) are left out. */
export async function readPageText(pdf: PDFDocumentProxy, pageNumber: number): Promise<PageText> {
  const page = await pdf.getPage(pageNumber)
  const viewport = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const words: Word[] = []
  for (const item of items) {
    if (!('str' in item) || item.str.trim() === '') continue
    const [a, b, c, d, e, f] = multiply(viewport.transform, item.transform)
    if (Math.abs(b) > Math.abs(a) || a < 0) continue
    const height = Math.hypot(c, d) / viewport.height
    for (const word of splitWords(item.str, e / viewport.width, f / viewport.height - height, item.width / viewport.width, height))
      words.push(word)
    if (words.length > MAX_WORDS_PER_PAGE) throw new TooMuchTextError(`Page ${pageNumber} has more than ${MAX_WORDS_PER_PAGE} words.`)
  }
  page.cleanup()
  const aspect = viewport.width / viewport.height
  return { page: pageNumber, lines: linesFromWords(pageNumber, aspect, joinFragments(words, aspect)) }
}

/** A run's width is shared out by characters: good enough for boxes and columns, and needs no font metrics. */
function splitWords(text: string, x: number, y: number, width: number, height: number): Word[] {
  const perCharacter = width / text.length
  return [...text.matchAll(/\S+/g)].map(match => ({
    text: match[0],
    x: x + match.index * perCharacter,
    y,
    width: match[0].length * perCharacter,
    height,
    confidence: 1,
  }))
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

type Matrix = readonly number[]

function multiply(m: Matrix, n: Matrix): [number, number, number, number, number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = m
  const [g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = n
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}
