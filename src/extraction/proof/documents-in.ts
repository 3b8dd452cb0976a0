import type { PageText } from '../engines/offline/text/page-text.ts'
import type { DocumentPages } from '../warnings.ts'
import { plainOf } from './find-text.ts'
import { factsOf, type PageFacts } from './page-facts.ts'

interface Open {
  number: string | null
  isTitled: boolean
  hasTotal: boolean
  last: PageFacts
  readonly pages: number[]
}

/**
 * The invoices in a file, one after the other: a page begins another one by a number that is not the number before, by a counter that begins
 * anew, or by a heading after an invoice that had its total. All else goes on with the one before; so does the first number after a cover
 * page.
 */
export function documentsIn(pages: readonly PageText[]): DocumentPages[] {
  // Most files hold one page, and nothing is to be found out.
  if (pages.length < 2) return pages.map(({ page }) => ({ number: null, pages: [page] }))
  const documents: Open[] = []
  for (const page of pages) {
    const facts = factsOf(page)
    const current = documents.at(-1)
    if (current === undefined || begins(facts, current)) documents.push({ ...facts, last: facts, pages: [page.page] })
    else {
      current.pages.push(page.page)
      current.number ??= facts.number
      current.isTitled ||= facts.isTitled
      current.hasTotal ||= facts.hasTotal
      current.last = facts
    }
  }
  return documents.map(({ number, pages: own }) => ({ number, pages: own }))
}

function begins({ number, counter, isTitled, hasTotal }: PageFacts, current: Open): boolean {
  const before = current.last.counter
  const isOther = number !== null && current.number !== null && plainOf(number) !== plainOf(current.number)
  const isSame = number !== null && current.number !== null && !isOther
  if (isSame) return false
  // Page 2 of 3 after page 1 of 3: what it refers to is not its own, unless it is titled by it.
  const goesOn = counter !== null && counter.at > 1 && (before === null || counter.at === before.at + 1)
  if (goesOn) return isOther && isTitled && before?.of !== counter.of
  if (isOther) return true
  if (counter?.at === 1 && (before !== null || isTitled || number !== null)) return true
  // A cover page has no total: what had one, and no number, was an invoice.
  if (number !== null && current.number === null && current.hasTotal) return true
  return isTitled && current.isTitled && current.hasTotal && (hasTotal || number !== null)
}
