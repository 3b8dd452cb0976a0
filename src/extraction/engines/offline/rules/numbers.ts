import { type Line, type PageText, type Span, spanAt, spanOf, type Word } from '../text/page-text.ts'
import { CURRENCY_CODES, CURRENCY_SIGNS } from './currencies.ts'
import { findDates } from './date.ts'

/** How a document writes its numbers. */
export interface NumberFormat {
  /** Null where nothing on the pages tells: "12,000" groups thousands then. */
  readonly decimal: '.' | ',' | null
  /** Decimals of its amounts: 2 nearly everywhere, 0 where money has no fractions, 3 in some Arab countries. */
  readonly decimals: 0 | 2 | 3
}

/** One number on a line, with what stands around it. */
export interface NumberToken {
  readonly value: number
  /** Digits after the decimal separator as printed. */
  readonly decimals: number
  readonly isPercent: boolean
  /** The code or sign printed beside it, as printed; null where there is none. */
  readonly currency: string | null
  readonly span: Span
  /** Offsets in the text of the line or of the words given. */
  readonly start: number
  readonly end: number
}

const SIGN = CURRENCY_SIGNS.map(([sign]) => sign.replace(/[$.]/g, '\\$&'))
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const CODE = CURRENCY_CODES
const DIGITS = String.raw`\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,4})?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,4})?|\d{1,3}(?: \d{3})+(?:[.,]\d{1,4})?(?!\d)|\d+(?:[.,]\d{1,6})?`
/** A sign or code may be glued to a number on both sides; letters of words and parts of longer codes may not. */
const NUMBER = new RegExp(
  String.raw`(?<open>\(\s?)?(?<minus>[-−–]\s?)?(?:(?<before>(?<![\p{L}\d])(?:${SIGN}|${CODE}))\s{0,2})?(?<minus2>[-−–]\s?)?(?<![\p{L}\d_]|\d[.,'’/:-]|[#/@])(?<digits>${DIGITS})(?<dash>[.,:][-–—]{1,2})?(?<close>\s?\))?(?<minus3>[-−–](?![\p{L}\d]))?(?:\s{0,2}(?<after>(?:${SIGN}|${CODE})(?![\p{L}\d])))?(?<percent>\s?%)?(?![\p{L}\d_@]|[.,:/-]\d)`,
  'gu',
)

/** Numbers of a line (or of some of its words) in reading order. What is part of a date is none. */
export function numbersOf(line: Line, format: NumberFormat, words: readonly Word[] = line.words): NumberToken[] {
  const printed = spanOf(line, words).text
  let text = printed
  for (const { start, end } of findDates(printed)) text = text.slice(0, start) + 'x'.repeat(end - start) + text.slice(end)
  return [...text.matchAll(NUMBER)].flatMap(match => {
    const groups = match.groups ?? {}
    const digits = groups.digits ?? ''
    const parsed = parseDigits(digits, format)
    if (parsed === null) return []
    const negative = groups.minus || groups.minus2 || groups.minus3 || (groups.open && groups.close)
    const at = match.index + match[0].indexOf(digits)
    const credit = /^\s{0,2}cr\b/i.test(text.slice(match.index + match[0].length))
    const value = negative || credit ? 0 - parsed.value : parsed.value
    const span = spanAt(line, at, at + digits.length, words)
    const currency = groups.before ?? groups.after ?? null
    return [
      {
        value,
        decimals: parsed.decimals,
        isPercent: groups.percent !== undefined,
        currency,
        span,
        start: match.index,
        end: match.index + match[0].length,
      },
    ]
  })
}

/** The value of digits with separators; null where it is no number. */
export function parseDigits(digits: string, { decimal, decimals }: NumberFormat): { value: number; decimals: number } | null {
  const text = digits.replace(/[\s'’]/g, '')
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last < 0) return text === '' ? null : { value: Number(text), decimals: 0 }
  const separator = text[last] as '.' | ','
  const behind = text.length - last - 1
  const both = text.includes('.') && text.includes(',')
  // "14.691.35": OCR takes a comma for a point. Two digits at the end are cents, never a group.
  const repeated = text.indexOf(separator) !== last && behind !== 2
  const grouping = repeated || (behind === 3 && !both && separator !== decimal && !/^0/.test(text))
  const asDecimals = behind === 3 && !both && !repeated && separator === decimal && decimals === 2 && text.length > 6
  if (grouping || asDecimals) return { value: Number(text.replace(/[.,]/g, '')), decimals: 0 }
  return { value: Number(`${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1)}`), decimals: behind }
}

const THREE_DECIMALS = /\b(?:KWD|BHD|OMR|TND|JOD|IQD|LYD|KD|BD)\b/

/** By what the pages' numbers leave no doubt about. */
export function numberFormatOf(pages: readonly PageText[]): NumberFormat {
  const votes = { '.': 0, ',': 0 }
  let cents = 0
  const text = pages.flatMap(page => page.lines.map(line => spanOf(line).text)).join('\n')
  for (const [number] of text.matchAll(/(?<![\p{L}\d.,/:-])\d[\d.,]*\d(?![\p{L}\d/:]|[-]\d)/gu)) {
    const vote = voteOf(number)
    if (vote === null) continue
    votes[vote.decimal] += vote.weight
    if (vote.cents) cents += 1
  }
  const known = votes['.'] === votes[','] ? null : votes['.'] > votes[','] ? '.' : ','
  if (THREE_DECIMALS.test(text)) return { decimal: known ?? '.', decimals: 3 }
  // "10.30" in a letter is a time: one number with two decimals does not make a currency with cents.
  return { decimal: known, decimals: cents > 0 ? 2 : 0 }
}

function voteOf(number: string): { decimal: '.' | ','; weight: number; cents: boolean } | null {
  const both = /^\d{1,3}(?:([.,])\d{2,3})+(?!\1)([.,])(\d+)$/.exec(number)
  if (both !== null) return { decimal: both[2] as '.' | ',', weight: 3, cents: both[3]?.length === 2 }
  const groups = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/.exec(number)
  if (groups !== null) return { decimal: groups[1] === '.' ? ',' : '.', weight: 2, cents: false }
  const one = /^\d+([.,])(\d{2}|\d{4})$/.exec(number)
  return one === null ? null : { decimal: one[1] as '.' | ',', weight: 1, cents: one[2]?.length === 2 }
}

/** True for what can be a sum of money: with the currency's decimals, or with its name beside it. */
export function isMoney({ decimals, currency, isPercent }: NumberToken, format: NumberFormat): boolean {
  if (isPercent) return false
  return decimals === format.decimals || (currency !== null && decimals <= 3) || (format.decimals === 3 && decimals === 2)
}
