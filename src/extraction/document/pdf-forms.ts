import { BudgetExceededError } from './inflation.ts'
import { type PdfObjects, type PdfStream, resolve } from './pdf-objects.ts'
import { isDictionary, isName, isReference, type PdfDictionary, type PdfValue } from './pdf-syntax.ts'

const TOO_MUCH = 'Its pages take more drawing commands than are allowed.'

/** What a page or a form is drawn by: in one piece or several, or only its length in bytes where nobody unpacks it. */
export type Content = Buffer | AsyncIterable<Buffer> | number

/** A command with its operands has some ten bytes. A text, an inline image may have many more, and is work without being a command. */
const BYTES_PER_COMMAND = 64
/** Of what is not looked into: commands of the shortest kind. */
const BYTES_PER_COMMAND_UNSEEN = 8

/**
 * Counts the drawing commands of all pages, with each form counted as often as it is drawn: ten forms that draw ten forms each, nine times
 * over, are 2 kB and work without end. Throws `BudgetExceededError` beyond `maxOperators`, or where a form draws itself.
 */
export async function countWork(
  objects: PdfObjects,
  contentOf: (stream: PdfStream) => Content | null,
  maxOperators: number,
): Promise<void> {
  const costs = new Map<number, number>()
  const costOf = async (form: number, within: readonly number[]): Promise<number> => {
    const known = costs.get(form)
    if (known !== undefined) return known
    if (within.includes(form)) throw new BudgetExceededError('The PDF contains a form that draws itself.')
    const stream = objects.streams.get(form)
    const content = stream === undefined ? null : contentOf(stream)
    const forms = content === null ? null : drawnBy(objects, resourcesOf(objects, stream!.dictionary))
    const cost = content === null ? 0 : await work(content, forms, maxOperators, inner => costOf(inner, [...within, form]))
    costs.set(form, cost)
    return cost
  }
  let left = maxOperators
  for (const page of pagesOf(objects)) {
    const forms = drawnBy(objects, resourcesOf(objects, page))
    for (const stream of contentStreams(objects, page)) {
      const content = contentOf(stream)
      if (content !== null) left -= await work(content, forms, left, form => costOf(form, []))
    }
  }
}

const OPERATOR = /(?:\/([^\0\t\n\f\r ()<>[\]{}/%]+)[\0\t\n\f\r ]+Do|[A-Za-z'"]+\*?)(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/g

async function work(
  content: Content,
  forms: PdfDictionary | null,
  most: number,
  costOf: (form: number) => Promise<number>,
): Promise<number> {
  if (typeof content === 'number') return bounded(content / BYTES_PER_COMMAND_UNSEEN, most)
  let [cost, bytes] = [0, 0]
  for await (const text of Buffer.isBuffer(content) ? [content.toString('latin1')] : textsOf(content)) {
    bytes += text.length
    for (const match of text.matchAll(OPERATOR)) {
      cost += 1
      const form = match[1] === undefined ? undefined : forms?.get(match[1])
      if (isReference(form)) cost += await costOf(form.object)
    }
    bounded(Math.max(cost, bytes / BYTES_PER_COMMAND), most)
  }
  return Math.max(cost, bytes / BYTES_PER_COMMAND)
}

function bounded(cost: number, most: number): number {
  if (cost > most) throw new BudgetExceededError(TOO_MUCH)
  return cost
}

/** No name is longer: a form's name and the command that draws it stay together. */
const LONGEST_NAME = 256

/** The pieces, cut where no command is cut with them: before the last name, else after the last blank, if there is one near the end. */
async function* textsOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece.toString('latin1')
    const end = text.slice(-LONGEST_NAME)
    const cut = end.search(/\/[^/]*$|[^\s/]*$/)
    yield text.slice(0, text.length - end.length + cut)
    rest = end.slice(cut)
  }
  yield rest
}

function drawnBy(objects: PdfObjects, resources: PdfDictionary | null): PdfDictionary | null {
  const drawn = resources === null ? null : resolve(objects, resources.get('XObject'))
  return isDictionary(drawn) ? drawn : null
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
