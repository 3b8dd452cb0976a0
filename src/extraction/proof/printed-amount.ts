import type { Line, Word } from '../engines/offline/text/page-text.ts'

/** A number as it is printed, in whichever of the world's formats. */
export interface PrintedAmount {
  /** Every reading as a magnitude: "1.234" is 1234 in Berlin and 1.234 in London. */
  readonly values: readonly number[]
  readonly negative: boolean
  readonly words: readonly Word[]
  /** Digits behind the decimal separator of the first reading. */
  readonly decimals: number
  /** A percent sign stands with it. */
  readonly percent: boolean
  /** A currency stands with it. */
  readonly money: boolean
  /** Other letters stand with it: a quantity with its unit, part of a name. No sum is printed so. */
  readonly loose: boolean
  readonly printed: string
}

const CURRENCY = String.raw`(?:\p{Sc}|[A-Z]{1,3}\p{Sc}|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|JPY|CNY|INR|MYR|SGD|AUD|CAD|NZD|BRL|MXN|ARS|CLP|COP|ZAR|AED|RM|R\$|Rs\.?|Fr\.?|SFr\.?|kr\.?|zł|Kč|Ft|lei|TL)`
const NUMBER = /\d(?:[\d.,'’\u00a0\u202f]*\d)?/u
const BEFORE = new RegExp(String.raw`^(?:.*[:=(\[*|@x×])?(?<sign>[+\-−–]*)(?<money>${CURRENCY})?(?<sign2>[+\-−–]*)$`, 'u')
const AFTER = new RegExp(
  String.raw`^(?<sign>[-−–](?!\d))?(?<percent>%)?(?<money>${CURRENCY})?(?<credit>CR)?(?<sign2>[-−–])?[)\]*:;.,!¹²³]*$`,
  'iu',
)
const WHOLE_CURRENCY = new RegExp(`^\\(?${CURRENCY}\\)?$`, 'iu')
const GROUP_START = /^[^\d]*\d{1,3}$/
const GROUP = /^\d{3}(?:$|[^\d].*$)/
/** Blanks that group thousands are narrower than those between two columns, in characters. */
const NARROW = 1.2

/** The numbers of one line, digits grouped by blanks read both ways. */
export function findPrintedAmounts(line: Line): PrintedAmount[] {
  const found: PrintedAmount[] = []
  const { words } = line
  for (const [index, word] of words.entries()) {
    if (!/\d/.test(word.text)) continue
    const grouped = groupAt(line, index)
    const around = [words[index - 1]?.text ?? '', words[index + Math.max(1, grouped)]?.text ?? ''] as const
    if (grouped > 1) found.push(...readWord(words.slice(index, index + grouped), around))
    found.push(...readWord([word], [around[0], words[index + 1]?.text ?? '']))
  }
  return found
}

/** How many words from `index` on are one number with blanks between its groups. */
function groupAt({ words }: Line, index: number): number {
  if (!GROUP_START.test(words[index]?.text ?? '')) return 1
  let count = 1
  for (let next = index + 1; next < words.length; next += 1, count += 1) {
    const [left, right] = [words[next - 1]!, words[next]!]
    const gap = (right.x - left.x - left.width) / Math.max(left.width / left.text.length, 1e-9)
    if (gap > NARROW || !GROUP.test(right.text)) break
    if (!/^\d{3}$/.test(right.text)) return count + 1
  }
  return count
}

function readWord(words: readonly Word[], [before, after]: readonly [string, string]): PrintedAmount[] {
  const text = words.map(word => word.text).join('')
  const match = NUMBER.exec(text)
  if (match === null) return []
  const [head, tail] = [text.slice(0, match.index), text.slice(match.index + match[0].length)]
  const values = readingsOf(match[0])
  if (values.length === 0) return []
  const front = BEFORE.exec(head)?.groups
  const back = AFTER.exec(tail)?.groups
  const signs = [front?.sign, front?.sign2, back?.sign, back?.sign2, back?.credit].some(
    sign => sign !== undefined && /[-−–]|cr/i.test(sign),
  )
  return [
    {
      ...{ values, words, printed: match[0] },
      negative: signs || (head.endsWith('(') && tail.startsWith(')')) || /^[-−–]$/.test(before) || /^cr\.?$/i.test(after),
      decimals: /[.,](\d+)$/.exec(match[0])?.[1]?.length ?? 0,
      percent: back?.percent !== undefined || after.startsWith('%'),
      money: front?.money !== undefined || back?.money !== undefined || WHOLE_CURRENCY.test(before) || WHOLE_CURRENCY.test(after),
      loose: front === undefined || back === undefined,
    },
  ]
}

/** All values that a run of digits and separators can stand for; none for a date, a version or a telephone number. */
export function readingsOf(raw: string): number[] {
  const text = raw.replace(/[\u00a0\u202f’]/g, "'")
  if (text.includes("'")) {
    const [groups = '', fraction] = text.split(/[.,](?=\d*$)/)
    return isGrouped(groups.split("'")) ? [toNumber(groups.replaceAll("'", ''), fraction)] : []
  }
  const separators = text.replace(/\d/g, '')
  if (separators === '') return [Number(text)]
  const parts = text.split(/[.,]/)
  const last = parts.at(-1) ?? ''
  const oneKind = new Set(separators).size === 1
  if (separators.length === 1) {
    const decimal = toNumber(parts[0] ?? '', last)
    const thousands = last.length === 3 && isGrouped(parts)
    return thousands ? [decimal, Number(parts.join(''))] : [decimal]
  }
  if (oneKind) return isGrouped(parts) ? [Number(parts.join(''))] : []
  // Two kinds: the last one is the decimal separator, and stands once.
  if (separators.indexOf(separators.at(-1)!) !== separators.length - 1) return []
  return isGrouped(parts.slice(0, -1)) ? [toNumber(parts.slice(0, -1).join(''), last)] : []
}

/** Groups of three, or of two before the last three as in India. */
function isGrouped(groups: readonly string[]): boolean {
  const [first = '', ...rest] = groups
  if (rest.length === 0) return first.length > 0
  if (first.length < 1 || first.length > 3 || first === '0' || rest.at(-1)?.length !== 3) return false
  return rest.every(group => group.length === 3) || (first.length <= 2 && rest.slice(0, -1).every(group => group.length === 2))
}

function toNumber(whole: string, fraction = ''): number {
  return Number(`${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`)
}
