import type { Word } from '../engines/offline/text/page-text.ts'
import type { AmountPlace, DatePlace, IndexedLine } from './page-index.ts'

/** How a value and its page agree. */
export const MATCHES = ['exact', 'normalised', 'fuzzy', 'computed', 'absent'] as const
export type Match = (typeof MATCHES)[number]

export interface Place {
  readonly line: IndexedLine
  readonly words: readonly Word[]
}

export interface Verdict {
  readonly match: Match
  /** Null for what is not there, and for what follows from other values. */
  readonly place: Place | null
  /** 0 to 1, for a value of which nothing else is known than what its page says to it. */
  readonly confidence: number
}

export const ABSENT: Verdict = { match: 'absent', place: null, confidence: 0.1 }
export const COMPUTED: Verdict = { match: 'computed', place: null, confidence: 0.9 }
const CONFIDENCE = { exact: 0.97, normalised: 0.95, fuzzy: 0.7 } as const

export function seen(match: keyof typeof CONFIDENCE, place: Place, confidence: number = CONFIDENCE[match]): Verdict {
  // What OCR read is as sure as its least sure word.
  const reading = Math.min(1, ...place.words.map(word => word.confidence))
  return { match, place: { line: place.line, words: place.words }, confidence: Number((confidence * reading).toFixed(2)) }
}

export function isSeen({ match }: Verdict): boolean {
  return match !== 'absent'
}

/** Exact where the page prints the number as JSON does, or with the cents that JSON leaves out. */
export function seenAmount(value: number, place: AmountPlace, confidence?: number): Verdict {
  const size = Math.abs(value)
  const exact = place.printed === String(size) || place.printed === size.toFixed(2)
  return seen(exact ? 'exact' : 'normalised', place, confidence)
}

export function seenDate(value: string, place: DatePlace, confidence?: number): Verdict {
  return seen(place.words.some(word => word.text.includes(value)) ? 'exact' : 'normalised', place, confidence)
}
