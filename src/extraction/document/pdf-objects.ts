import { isDictionary, isReference, type PdfDictionary, PdfReader, type PdfValue } from './pdf-syntax.ts'

export interface PdfStream {
  readonly dictionary: PdfDictionary
  /** As it lies in the file, with its filters on. */
  readonly data: Buffer
}

/** The objects of a file by number, as far as they stand in it openly; of several with one number the last. */
export interface PdfObjects {
  readonly values: Map<number, PdfValue>
  readonly streams: Map<number, PdfStream>
  /** Every stream, those that a later one replaced included: a reader may go back to them. */
  readonly allStreams: PdfStream[]
}

const OBJECT = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj\b/g

/**
 * Reads the file from front to back and trusts no cross-reference table: a reader that finds a table broken does the same, so that
 * nothing lies hidden from it. `maxObjects` bounds what is kept; one more is returned at most.
 * @param text of the file, for whoever has it already
 */
export function readPdfObjects(file: Buffer, maxObjects: number, text = file.toString('latin1')): PdfObjects {
  const objects: PdfObjects = { values: new Map(), streams: new Map(), allStreams: [] }
  OBJECT.lastIndex = 0
  for (let match = OBJECT.exec(text); match !== null && objects.values.size <= maxObjects; match = OBJECT.exec(text)) {
    const reader = new PdfReader(text, OBJECT.lastIndex)
    const value = reader.value()
    const number = Number(match[1])
    objects.values.set(number, value)
    reader.skipSpace()
    if (isDictionary(value) && text.startsWith('stream', reader.position)) {
      const { data, end } = streamAt(file, text, reader.position + 'stream'.length, value)
      const stream = { dictionary: value, data }
      objects.streams.set(number, stream)
      objects.allStreams.push(stream)
      OBJECT.lastIndex = end
    } else OBJECT.lastIndex = Math.max(OBJECT.lastIndex, reader.position)
  }
  return objects
}

/** What a value stands for, through references; a chain of them ends after a few. */
export function resolve(objects: PdfObjects, value: PdfValue | undefined): PdfValue {
  let found = value ?? null
  for (let hop = 0; hop < 8 && isReference(found); hop += 1) found = objects.values.get(found.object) ?? null
  return isReference(found) ? null : found
}

/** The stated length where the end mark stands behind it, else up to the next end mark, else the rest of the file. */
function streamAt(file: Buffer, text: string, at: number, dictionary: PdfDictionary): { data: Buffer; end: number } {
  let start = at
  if (text[start] === '\r') start += 1
  if (text[start] === '\n') start += 1
  const length = dictionary.get('Length')
  if (typeof length === 'number' && length >= 0 && /^\s{0,2}endstream/.test(text.slice(start + length, start + length + 12))) {
    return { data: file.subarray(start, start + length), end: start + length }
  }
  const mark = text.indexOf('endstream', start)
  const end = mark < 0 ? text.length : mark
  return { data: file.subarray(start, end), end }
}
