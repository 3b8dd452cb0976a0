import { BudgetExceededError } from './inflation.ts'
import { type PdfObjects, type PdfStream, resolve } from './pdf-objects.ts'
import { isDictionary, isName, isReference, type PdfDictionary, type PdfValue } from './pdf-syntax.ts'

const TOO_MUCH = 'Its pages take more drawing commands than are allowed.'

/**
 * Counts the drawing commands of all pages, with each form counted as often as it is drawn: ten forms that draw ten forms each, nine times
 * over, are 2 kB and work without end. Throws `BudgetExceededError` beyond `maxOperators`, or where a form draws itself.
 */
export function countWork(objects: PdfObjects, contentOf: (stream: PdfStream) => Buffer | null, maxOperators: number): void {
  const costs = new Map<number, number>()
  const costOf = (form: number, within: readonly number[]): number => {
    const known = costs.get(form)
    if (known !== undefined) return known
    if (within.includes(form)) throw new BudgetExceededError('The PDF contains a form that draws itself.')
    const stream = objects.streams.get(form)
    const content = stream === undefined ? null : contentOf(stream)
    const cost =
      content === null ? 0 : work(objects, content, resourcesOf(objects, stream!.dictionary), inner => costOf(inner, [...within, form]))
    if (cost > maxOperators) throw new BudgetExceededError(TOO_MUCH)
    costs.set(form, cost)
    return cost
  }
  let total = 0
  for (const page of pagesOf(objects)) {
    const resources = resourcesOf(objects, page)
    for (const stream of contentStreams(objects, page)) {
      const content = contentOf(stream)
      if (content !== null) total += work(objects, content, resources, form => costOf(form, []))
      if (total > maxOperators) throw new BudgetExceededError(TOO_MUCH)
    }
  }
}

const OPERATOR = /(?:\/([^\0\t\n\f\r ()<>[\]{}/%]+)[\0\t\n\f\r ]+Do|[A-Za-z'"]+\*?)(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/g

function work(objects: PdfObjects, content: Buffer, resources: PdfDictionary | null, costOf: (form: number) => number): number {
  const drawn = resources === null ? null : resolve(objects, resources.get('XObject'))
  let cost = 0
  for (const match of content.toString('latin1').matchAll(OPERATOR)) {
    cost += 1
    const form = match[1] !== undefined && isDictionary(drawn) ? drawn.get(match[1]) : undefined
    if (isReference(form)) cost += costOf(form.object)
  }
  return cost
}

function pagesOf(objects: PdfObjects): PdfDictionary[] {
  return [...objects.values.values()].filter(isDictionary).filter(value => {
    const type = value.get('Type')
    return isName(type) && type.name === 'Page'
  })
}

function contentStreams(objects: PdfObjects, page: PdfDictionary): PdfStream[] {
  const stated = page.get('Contents')
  const value = isReference(stated) && objects.streams.has(stated.object) ? stated : resolve(objects, stated)
  const list: readonly (PdfValue | undefined)[] = Array.isArray(value) ? value : [value]
  return list.map(item => (isReference(item) ? objects.streams.get(item.object) : undefined)).filter(stream => stream !== undefined)
}

/** A page inherits them from its parents; a chain of parents that goes in circles ends. */
function resourcesOf(objects: PdfObjects, owner: PdfDictionary): PdfDictionary | null {
  let at: PdfValue = owner
  for (let level = 0; level < 64 && isDictionary(at); level += 1) {
    const resources = resolve(objects, at.get('Resources'))
    if (isDictionary(resources)) return resources
    at = resolve(objects, at.get('Parent'))
  }
  return null
}
