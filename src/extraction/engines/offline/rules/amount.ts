/** A money amount inside a text: its value and where it stands (character offsets). */
export interface AmountMatch {
  readonly value: number
  readonly start: number
  readonly end: number
}

/**
 * Digits with two decimals, thousands grouped by dot, comma, apostrophe or blank, the sign before, after or as brackets. OCR writes a
 * blank after a decimal point now and then ("9. 65"), so one is allowed there. What follows may not be a digit, a percent sign or more
 * of a dotted number (a date, a version).
 */
const MONEY =
  /(?<open>\()?(?<sign>[-−–]\s?)?(?:(?:RM|MYR|EUR|USD|GBP|CHF|Rs\.?|[$€£¥])\s?)?(?<sign2>[-−–]\s?)?(?<![\d.,])(?<digits>(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+)\s?[.,]\s?\d{2})(?![\d%]|[.,]\d|\s?%)(?<close>\))?(?<trail>\s?[-−–](?![\w\d]))?/g

/** Money amounts in reading order. `1.234` alone is no money: without two decimals it may be anything. */
export function findMoney(text: string): AmountMatch[] {
  return [...text.matchAll(MONEY)].map(match => {
    const groups = match.groups ?? {}
    const size = parseDecimal(groups.digits ?? '') ?? 0
    const negative = groups.sign || groups.sign2 || groups.trail || (groups.open && groups.close)
    return { value: negative ? 0 - size : size, start: match.index, end: match.index + match[0].length }
  })
}

/** Any plain number: quantities, prices with four decimals, rates. The last separator is the decimal one unless it groups thousands. */
export function parseDecimal(raw: string): number | null {
  const text = raw.replace(/[\s'’€$£]/g, '')
  if (!/^[-−]?\d[\d.,]*$/.test(text)) return null
  const separator = decimalSeparator(text)
  const digits = text.replace(/−/g, '-')
  const plain = separator === null ? digits.replace(/[.,]/g, '') : normalise(digits, separator)
  return Number(plain) + 0
}

function decimalSeparator(text: string): '.' | ',' | null {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last < 0) return null
  const separator = text[last] === '.' ? '.' : ','
  const other = separator === '.' ? ',' : '.'
  const repeated = text.indexOf(separator) !== last
  // "14.691.35": OCR takes a comma for a point. Two digits at the end are cents, never a group.
  if (repeated) return text.length - last - 1 === 2 ? separator : null
  // "1,234" groups thousands; "1,234.5" cannot end up here; "0,052" and "3,3333" are decimals.
  const groups = text.length - last - 1 === 3 && !text.includes(other) && !/^[-−]?0/.test(text) && separator === ','
  return groups ? null : separator
}

function normalise(text: string, separator: '.' | ','): string {
  const last = text.lastIndexOf(separator)
  return `${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1).replace(/[.,]/g, '')}`
}

/** Two amounts are the same sum when they differ by less than half a cent. */
export function sameAmount(a: number, b: number, tolerance = 0.005): boolean {
  return Math.abs(a - b) < tolerance
}
