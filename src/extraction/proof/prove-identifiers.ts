import { isValidIban, isValidVatId } from './check-digits.ts'
import { findText, plainOf, type TextPlace } from './find-text.ts'
import type { PageIndex } from './page-index.ts'
import { ABSENT, seen, type Verdict } from './verdict.ts'

/** An identifier of one or two characters stands everywhere. */
const MIN_LENGTH = 3

export function proveIdentifier(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const plain = plainOf(value)
  const [place] = findText(index, value, { identifier: true })
  if (place === undefined) return ABSENT
  return asSeen(value, place, plain.length < MIN_LENGTH ? 0.6 : undefined)
}

/** A number whose check digits are wrong was misprinted or misread, wherever it stands. */
export function proveIban(value: string | null, index: PageIndex): Verdict | null {
  const verdict = proveIdentifier(value, index)
  if (value === null || verdict === null || verdict.match === 'absent') return verdict
  return isValidIban(value.replace(/\s/g, '').toUpperCase()) ? verdict : { ...verdict, confidence: 0.5 }
}

/** With its country or without, as the page likes it: "PL 526-10-40-828", "NIP: 5261040828". */
export function proveTaxId(value: string | null, index: PageIndex): Verdict | null {
  if (value === null) return null
  const whole = proveIdentifier(value, index) ?? ABSENT
  const verdict = whole.match === 'absent' ? withoutCountry(value, index) : whole
  return verdict.match !== 'absent' && isValidVatId(value) === false
    ? { ...verdict, confidence: Math.min(verdict.confidence, 0.8) }
    : verdict
}

function withoutCountry(value: string, index: PageIndex): Verdict {
  const [, number] = /^\s*[A-Za-z]{2}\s*(\S.*)$/.exec(value) ?? []
  if (number === undefined || !/^(?:\D*\d){8}/.test(number)) return ABSENT
  const [place] = findText(index, number, { identifier: true })
  return place === undefined ? ABSENT : seen('normalised', place, 0.9)
}

export function asSeen(value: string, place: TextPlace, confidence?: number): Verdict {
  const printed = place.words.map(({ text }) => text).join(' ')
  return seen(printed.includes(value.replace(/\s+/g, ' ')) ? 'exact' : 'normalised', place, confidence)
}
