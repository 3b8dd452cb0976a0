/** A value of a PDF file. Strings, numbers with a fraction and keywords play no part in a budget and are `null`. */
export type PdfValue = null | number | PdfName | PdfReference | readonly PdfValue[] | PdfDictionary
export interface PdfName {
  readonly name: string
}
export interface PdfReference {
  readonly object: number
}
export type PdfDictionary = ReadonlyMap<string, PdfValue>

/** Readers give up at 64 to 500 levels; nobody writes more than ten. */
const MAX_NESTING = 64

const SPACE = /[\0\t\n\f\r ]/y
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]+/y
const REFERENCE = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const COMMENT = /%[^\r\n]*/y

/** Reads values from a file's text, one byte a character. Never throws: what is no PDF syntax is null. */
export class PdfReader {
  readonly #text: string
  position: number

  constructor(text: string, position = 0) {
    this.#text = text
    this.position = position
  }

  value(nesting = 0): PdfValue {
    this.skipSpace()
    const reference = this.#match(REFERENCE)
    if (reference !== undefined) return { object: Number(reference[1]) }
    const character = this.#text[this.position]
    if (character === undefined) return null
    if (nesting > MAX_NESTING) return this.#passOver()
    if (character === '/') return this.#name()
    if (this.#text.startsWith('<<', this.position)) return this.#dictionary(nesting)
    if (character === '[') return this.#array(nesting)
    if (character === '(') return this.#string()
    if (character === '<') return this.#hexString()
    const word = this.#match(REGULAR)?.[0]
    if (word === undefined) return this.#passOver()
    return /^[+-]?\d+$/.test(word) ? Number(word) : null
  }

  /** One character at a time: whatever a loop over values meets, it comes to the end of the file. */
  #passOver(): null {
    this.position += 1
    return null
  }

  skipSpace(): void {
    while (this.#match(SPACE) !== undefined || this.#match(COMMENT) !== undefined);
  }

  #name(): PdfName {
    this.position += 1
    const name = this.#match(REGULAR)?.[0] ?? ''
    return { name: name.replace(/#([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) }
  }

  #dictionary(nesting: number): PdfDictionary {
    const entries = new Map<string, PdfValue>()
    this.position += 2
    for (;;) {
      this.skipSpace()
      if (this.#text.startsWith('>>', this.position)) break
      if (this.position >= this.#text.length || this.#text.startsWith('endobj', this.position)) return entries
      const key = this.value(nesting + 1)
      if (isName(key)) entries.set(key.name, this.value(nesting + 1))
    }
    this.position += 2
    return entries
  }

  #array(nesting: number): PdfValue[] {
    const items: PdfValue[] = []
    this.position += 1
    for (;;) {
      this.skipSpace()
      if (this.#text[this.position] === ']') break
      if (this.position >= this.#text.length || this.#text.startsWith('endobj', this.position)) return items
      items.push(this.value(nesting + 1))
    }
    this.position += 1
    return items
  }

  #string(): null {
    for (let depth = 0; this.position < this.#text.length; this.position += 1) {
      const character = this.#text[this.position]
      if (character === '\\') this.position += 1
      else if (character === '(') depth += 1
      else if (character === ')') depth -= 1
      if (depth === 0) break
    }
    this.position += 1
    return null
  }

  #hexString(): null {
    const end = this.#text.indexOf('>', this.position)
    this.position = end < 0 ? this.#text.length : end + 1
    return null
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position
    const match = pattern.exec(this.#text) ?? undefined
    if (match !== undefined) this.position = pattern.lastIndex
    return match
  }
}

export function isName(value: PdfValue | undefined): value is PdfName {
  return typeof value === 'object' && value !== null && 'name' in value
}

export function isReference(value: PdfValue | undefined): value is PdfReference {
  return typeof value === 'object' && value !== null && 'object' in value
}

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return value instanceof Map
}
