import type { Word } from '../engines/offline/text/page-text.ts'
import { foldText } from './fold-text.ts'
import { monthNamed } from './month-names.ts'

export interface PrintedDate {
  /** ISO 8601, with the order that it needs to be read so: null for dates that can be read in one way only. */
  readonly readings: readonly { readonly value: string; readonly order: DateOrder | null }[]
  readonly words: readonly Word[]
}

export type DateOrder = 'day-first' | 'month-first'

const NUMERIC = /(?<![\d.,/-])(\d{1,4})\s?([-./年])\s?(\d{1,2})\s?([-./月])\s?(\d{1,4})(?!\d|[./-]\d)/g
const COMPACT = /(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)/g
/** Day, month, year with names between them that mean nothing ("5 de marzo de 2026", "5th of March, 2026", "5. März 2026"). */
const FILLER = String.raw`(?:[\s.,/'’-]|\b(?:de|del|di|of|den|st|nd|rd|th|er)\b){0,6}`
const DAY_FIRST = new RegExp(
  String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|ª|º|°)?${FILLER}(\p{L}{1,13})\b${FILLER}(\d{4}|\d{2})(?!\d)`,
  'gu',
)
const MONTH_FIRST = new RegExp(String.raw`(?<!\p{L})(\p{L}{3,13})${FILLER}(?<!\d)(\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}(\d{4})(?!\d)`, 'gu')
const YEAR_FIRST = new RegExp(String.raw`(?<!\d)(\d{4})${FILLER}(\p{L}{3,13})${FILLER}(\d{1,2})(?!\d)`, 'gu')

type Reading = PrintedDate['readings'][number]

/** The dates of a line, in every form and language that invoices are written in. */
export function findPrintedDates(words: readonly Word[]): PrintedDate[] {
  if (!words.some(({ text }) => /\d/.test(text))) return []
  const text = foldText(words.map(word => word.text.normalize('NFC')).join(' '))
  const found: PrintedDate[] = []
  const collect = (pattern: RegExp, read: (parts: readonly string[]) => Reading[]) => {
    for (const match of text.matchAll(pattern)) {
      const readings = read(match)
      if (readings.length > 0) found.push({ readings, words: wordsAt(words, match.index, match.index + match[0].length) })
    }
  }
  collect(NUMERIC, ([, a = '', first = '', b = '', second = '', c = '']) => readNumeric(a, b, c, first, second))
  collect(COMPACT, ([, y, m, d]) => only(y, m, d))
  collect(DAY_FIRST, ([, d, name = '', y]) => only(y, monthNamed(name), d))
  collect(MONTH_FIRST, ([, name = '', d, y]) => only(y, monthNamed(name), d))
  collect(YEAR_FIRST, ([, y, name = '', d]) => only(y, monthNamed(name), d))
  return found
}

function readNumeric(a: string, b: string, c: string, first: string, second: string): Reading[] {
  if (first !== second && !(first === '年' && second === '月')) return []
  if (a.length === 4) return only(a, b, c)
  if (a.length > 2 || c.length === 3 || c.length === 1) return []
  const dayFirst = only(c, b, a)
  // With dots the day comes first wherever they are used.
  if (first === '.') return dayFirst
  const monthFirst = only(c, a, b)
  const both = dayFirst.length > 0 && monthFirst.length > 0 && dayFirst[0]!.value !== monthFirst[0]!.value
  const as = (readings: Reading[], order: DateOrder) => readings.map(({ value }) => ({ value, order: both ? order : null }))
  if (dayFirst[0]?.value === monthFirst[0]?.value) return dayFirst
  return [...as(dayFirst, 'day-first'), ...as(monthFirst, 'month-first')]
}

function only(y: string | undefined, m: string | number | undefined, d: string | undefined): Reading[] {
  if (y === undefined || m === undefined || d === undefined) return []
  const year = Number(y) + (y.length === 2 ? 2000 : 0)
  const date = new Date(Date.UTC(year, Number(m) - 1, Number(d)))
  const valid = year >= 1980 && year < 2100 && date.getUTCMonth() === Number(m) - 1 && date.getUTCDate() === Number(d)
  return valid ? [{ value: date.toISOString().slice(0, 10), order: null }] : []
}

/** Folding changes lengths in rare cases (ß); the words are found by the folded text's own offsets. */
function wordsAt(words: readonly Word[], start: number, end: number): Word[] {
  let at = 0
  return words.filter(word => {
    const from = at
    at += foldText(word.text.normalize('NFC')).length + 1
    return from < end && at - 1 > start
  })
}
