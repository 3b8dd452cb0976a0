import { checkAddress } from './address.ts'
import { NAME_SCORE, nameScore } from './column-name.ts'

/** A list of lists of objects is still understood; what lies deeper is one odd entry. */
const MAX_DEPTH = 3
const CONTENT_WEIGHT = 4

/**
 * The addresses of one JSON value: a text is one; a list may hold several, and all of them count; of an object, the field that is the address by
 * its name and its content. An empty text stands for what has none; what is none of these comes back as it is, to be judged as one entry.
 *
 * @param took is told the field of each object
 */
export function* entriesOf(value: unknown, took: (field: string) => void, depth = 0): Generator<unknown> {
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) {
    yield value
    return
  }
  if (Array.isArray(value)) {
    if (value.length === 0) yield ''
    for (const element of value) yield* entriesOf(element, took, depth + 1)
    return
  }
  const field = fieldOf(value as Record<string, unknown>)
  if (field === undefined) {
    yield withoutAddress(value)
    return
  }
  took(field)
  const found = (value as Record<string, unknown>)[field]
  if (found === null || found === undefined) yield ''
  else yield* entriesOf(found, took, depth + 1)
}

function fieldOf(value: Record<string, unknown>): string | undefined {
  let [best, bestScore] = [undefined as string | undefined, 0]
  for (const field of Object.keys(value)) {
    const score = scoreOf(field, value[field])
    if (score > bestScore) [best, bestScore] = [field, score]
  }
  return best
}

/** A postal address may be an object of its own: named so, and without an @, it is not what is looked for. */
function scoreOf(field: string, content: unknown): number {
  const named = nameScore(field)
  if (typeof content !== 'string') return named > NAME_SCORE.address ? named : 0
  const isAddress = content.includes('@') && checkAddress(content).ok
  return named + (isAddress ? CONTENT_WEIGHT : content.includes('@') ? 1 : 0)
}

function withoutAddress(value: object): string | object {
  try {
    return JSON.stringify(value)
  } catch {
    return value
  }
}
