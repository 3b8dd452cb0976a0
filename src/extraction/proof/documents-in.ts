import { cellsOf, type Line, type PageText } from '../engines/offline/text/page-text.ts'
import { plainOf } from './find-text.ts'
import { foldText } from './fold-text.ts'

/** The pages of one invoice among several in a file. */
export interface DocumentPages {
  /** As it is printed; null for pages before the first number. */
  readonly number: string | null
  readonly pages: readonly number[]
}

const NUMBER_WORD = String.raw`(?:no\b|nr\b|n\b|num\w*|n[o°º]|#|number|nummer|numero|szama?|numer|sorszam\w*|cislo|num[ae]r)`
/** The label of an invoice's own number, in the languages that are shipped; folded. */
const LABEL = new RegExp(
  String.raw`(?:^|\b)(?:(?:tax |vat |sales )?invoice|rechnungs?|facture|factura|fattura|factuur|fatura|faktura?|lasku\w*|szamla|nota fiscal)[ .:-]{0,3}${NUMBER_WORD}[ .:°º#-]{0,4}(?<value>[a-z0-9][a-z0-9/_.-]*(?: [0-9][0-9/_.-]*){0,3})?`,
)

/**
 * The invoices in a file, by the numbers that their pages bear: one document where no two pages bear different ones. A page without a number
 * of its own goes on with the one before. Only the first number of a page counts, in its upper half: further down others are referred to.
 */
export function documentsIn(pages: readonly PageText[]): DocumentPages[] {
  const documents: { number: string | null; pages: number[] }[] = []
  for (const page of pages) {
    const number = numberOf(page)
    const current = documents.at(-1)
    if (current === undefined) documents.push({ number, pages: [page.page] })
    else if (number === null || current.number === null || plainOf(number) === plainOf(current.number)) {
      current.pages.push(page.page)
      current.number ??= number
    } else documents.push({ number, pages: [page.page] })
  }
  return documents
}

function numberOf({ lines }: PageText): string | null {
  for (const [index, line] of lines.entries()) {
    if ((line.words[0]?.y ?? 1) > 0.5) continue
    for (const cell of cellsOf(line)) {
      const text = cell.text.trim()
      const match = LABEL.exec(foldText(text))
      if (match === null) continue
      const own = asPrinted(match.groups?.value, text)
      if (own !== undefined && /\d/.test(own)) return own
      const beside = nextCell(line, cell.words.at(-1)?.x ?? 0) ?? below(lines[index + 1], cell.words[0]?.x ?? 0)
      if (beside !== null && /\d/.test(beside)) return beside
    }
  }
  return null
}

/** Folding changes few letters, and none of a number's: as it is printed where it can be found there. */
function asPrinted(value: string | undefined, text: string): string | undefined {
  const at = value === undefined ? -1 : text.toLowerCase().lastIndexOf(value)
  return value === undefined || at < 0 ? value : text.slice(at, at + value.length)
}

function nextCell(line: Line, x: number): string | null {
  const cell = cellsOf(line).find(({ words }) => (words[0]?.x ?? 0) > x)
  return cell === undefined || !/\d/.test(cell.text) ? null : (cell.text.split(' ')[0] ?? null)
}

function below(line: Line | undefined, x: number): string | null {
  if (line === undefined) return null
  const cell = cellsOf(line).find(({ words }) => Math.abs((words[0]?.x ?? 0) - x) < 0.03)
  return cell === undefined ? null : (cell.text.split(' ')[0] ?? null)
}
