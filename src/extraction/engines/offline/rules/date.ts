import { LANGUAGES } from './labels/all-languages.ts'

/** How the all-numeric dates of a document are to be read where both readings exist. */
export type DateOrder = 'day-first' | 'month-first'

export interface DateMatch {
  /** ISO 8601. */
  readonly value: string
  readonly start: number
  readonly end: number
  /** True for 03/04/2026, whose other reading is a date as well. */
  readonly eitherWay: boolean
}

/** Spellings beside those of the languages: Malay receipts, Austrian January, what scans make of accents. */
const MORE_MONTHS: readonly (readonly string[])[] = [
  ['janv', 'januari'],
  ['fev', 'fevr', 'februari'],
  ['mac', 'maerz'],
  [],
  [],
  [],
  ['julai'],
  ['ogos'],
  ['sept'],
  [],
  [],
  ['disember', 'dis'],
]

function plain(text: string): string {
  return text.toLowerCase().replace(/ı/g, 'i').normalize('NFD').replace(/\p{M}/gu, '')
}

/** Every spelling of a month in any language, with and without its accents. */
const MONTH_NUMBERS: ReadonlyMap<string, number> = new Map(
  LANGUAGES.flatMap(({ months }) =>
    months.split('|').flatMap((names, index) =>
      [...names.split('/'), ...(MORE_MONTHS[index] ?? [])].flatMap(
        name =>
          [
            [name, index + 1],
            [plain(name), index + 1],
          ] as const,
      ),
    ),
  ),
)
const MONTH = [...MONTH_NUMBERS.keys()].toSorted((a, b) => b.length - a.length).join('|')
const NAME_END = String.raw`(?!\p{L})`

const YEAR = String.raw`(?:20\d{2}|19[89]\d|\d{2}(?!\d))`
const PATTERNS = [
  { regex: /(?<!\d)(?<y>20\d{2})\s?[-/.年]\s?(?<m>\d{1,2})\s?[-/.月]\s?(?<d>\d{1,2})(?!\d)/gu, named: false },
  {
    regex: new RegExp(String.raw`(?<![\d.,/-])(?<a>\d{1,2})\s?(?<s>[-/.])\s?(?<b>\d{1,2})\s?\k<s>\s?(?<y>${YEAR})(?![\d/])(?!\.\d)`, 'gu'),
    named: false,
  },
  {
    regex: new RegExp(
      String.raw`(?<!\d)(?<d>\d{1,2})(?:st|nd|rd|th|er|º|°)?(?:\s+(?:of|de|di|d')\s+|[\s./,-]{0,2})(?<name>${MONTH})${NAME_END}(?:\s+(?:de|del|of)\s+|[\s./,'-]{0,2})(?<y>${YEAR})`,
      'giu',
    ),
    named: true,
  },
  {
    regex: new RegExp(
      String.raw`(?<!\p{L})(?<name>${MONTH})${NAME_END}[\s./-]{1,2}(?<d>\d{1,2})(?:st|nd|rd|th)?,?[\s/-](?<y>20\d{2})`,
      'giu',
    ),
    named: true,
  },
  {
    regex: new RegExp(String.raw`(?<!\d)(?<y>20\d{2})[\s.,/-]{1,2}(?<name>${MONTH})${NAME_END}[\s./-]{1,2}(?<d>\d{1,2})(?!\d)`, 'giu'),
    named: true,
  },
]

/** Every date in the text, in reading order. Impossible dates are left out. */
export function findDates(text: string, order: DateOrder = 'day-first'): DateMatch[] {
  const found: DateMatch[] = []
  for (const { regex } of PATTERNS) {
    for (const match of text.matchAll(regex)) {
      const value = toIso(match.groups ?? {}, order)
      const [start, end] = [match.index, match.index + match[0].length]
      if (value === null || found.some(other => start < other.end && end > other.start)) continue
      found.push({ value, start, end, eitherWay: canBeEither(match.groups ?? {}) })
    }
  }
  return found.toSorted((a, b) => a.start - b.start)
}

type Parts = Readonly<Record<string, string | undefined>>

function toIso(parts: Parts, order: DateOrder): string | null {
  const year = Number(parts.y) + (parts.y?.length === 2 ? 2000 : 0)
  if (parts.name !== undefined) return isoDate(year, monthNumber(parts.name), Number(parts.d))
  if (parts.m !== undefined) return isoDate(year, Number(parts.m), Number(parts.d))
  const [a, b] = [Number(parts.a), Number(parts.b)]
  // Only dates with slashes are written in both orders: "05.03.2018" and "05-03-2018" begin with the day wherever they are used.
  const dayFirst = order === 'day-first' || parts.s !== '/'
  const preferred = dayFirst ? isoDate(year, b, a) : isoDate(year, a, b)
  return preferred ?? (dayFirst ? isoDate(year, a, b) : isoDate(year, b, a))
}

function canBeEither({ a, b, s }: Parts): boolean {
  return s === '/' && a !== b && Number(a) <= 12 && Number(b) <= 12
}

function monthNumber(name: string): number {
  return MONTH_NUMBERS.get(name.toLowerCase()) ?? MONTH_NUMBERS.get(plain(name)) ?? 0
}

/** Due dates lie ahead, but not by decades: a later year is a misread digit. */
const LAST_YEAR = new Date().getUTCFullYear() + 10

function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  const valid = year >= 1980 && year <= LAST_YEAR && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return valid ? date.toISOString().slice(0, 10) : null
}

/** Payment terms in days that are common enough to tell two readings of a pair of dates apart. */
const COMMON_TERMS = [7, 10, 14, 15, 20, 21, 28, 29, 30, 31, 45, 60, 61, 90]

/**
 * The order of a document's dates. A date with a number above 12 settles it; else the reading that makes two neighbouring dates
 * (issue and due) a common payment term apart; else the day comes first, as it does in most of the world, unless the numbers bear no
 * leading zeros and amounts are in US dollars.
 */
export function dateOrderOf(text: string): DateOrder {
  const pairs = [...text.matchAll(/(?<!\d)(\d{1,2})\/(\d{1,2})\/(?:20)?\d{2}(?!\d)/g)].map(([, a, b]) => [Number(a), Number(b)] as const)
  if (pairs.some(([a]) => a > 12)) return 'day-first'
  if (pairs.some(([, b]) => b > 12)) return 'month-first'
  if (commonTerm(text, 'day-first')) return 'day-first'
  return commonTerm(text, 'month-first') || /US\s?\$|\bUSD\b/.test(text) ? 'month-first' : 'day-first'
}

function commonTerm(text: string, order: DateOrder): boolean {
  const days = findDates(text, order).map(({ value }) => Date.parse(value) / 86_400_000)
  return days.some((day, index) => index > 0 && COMMON_TERMS.includes(day - (days[index - 1] ?? day)))
}
