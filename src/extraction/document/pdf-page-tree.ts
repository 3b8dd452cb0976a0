import { BudgetExceededError } from './inflation.ts'
import type { PdfObjects } from './pdf-objects.ts'
import { isDictionary, isName, isReference } from './pdf-syntax.ts'

/** Producers nest their pages three deep, a converter for each page ten. */
const MAX_DEPTH = 256

/**
 * Throws `BudgetExceededError` where a node of the page tree is among its own descendants. Readers cut such a tree where they notice, each at
 * another place: which pages the document has, nobody can say.
 */
export function checkPageTree(objects: PdfObjects): void {
  const done = new Set<number>()
  const walk = (node: number, above: ReadonlySet<number>): void => {
    if (above.has(node)) throw new BudgetExceededError('The page tree of the PDF runs in circles.')
    if (done.has(node) || above.size > MAX_DEPTH) return
    const within = new Set(above).add(node)
    for (const kid of kidsOf(objects, node)) walk(kid, within)
    done.add(node)
  }
  for (const [node, value] of objects.values) {
    if (!isDictionary(value)) continue
    const [type, pages] = [value.get('Type'), value.get('Pages')]
    if (isName(type) && type.name === 'Pages') walk(node, new Set())
    // Its type may be missing; what the catalogue names is the page tree all the same.
    else if (isReference(pages)) walk(pages.object, new Set())
  }
}

function kidsOf(objects: PdfObjects, node: number): number[] {
  const dictionary = objects.values.get(node)
  const stated = isDictionary(dictionary) ? dictionary.get('Kids') : undefined
  const kids = isReference(stated) ? objects.values.get(stated.object) : stated
  return Array.isArray(kids) ? kids.filter(isReference).map(({ object }) => object) : []
}
