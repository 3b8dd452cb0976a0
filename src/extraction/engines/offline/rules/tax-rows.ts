import { sameAmount } from './amount.ts'
import type { DocumentView, Row } from './document-view.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'
import { isMoney, type NumberToken, numbersOf } from './numbers.ts'

type TaxDraft = Draft['taxes'][number]

/** No country has a higher one; everything above is no rate. */
const MAX_RATE = 30

interface TaxRow {
  readonly draft: TaxDraft
  /** What the row is called: two taxes of one rate and amount (CGST and SGST) are two rows, a repeated one is not. */
  readonly name: string
  readonly row: Row
}

/** The taxes by rate: rows outside the goods that name a tax or hold a rate, a base and the rate's share of it. */
export function readTaxRows(view: DocumentView, table: GoodsTable): Draft['taxes'] {
  const rows = view.rows.filter(row => !table.inside.has(row.index) && !table.headings.has(row.index)).flatMap(row => taxRowOf(view, row))
  const kept = rows.filter((row, index) => rows.findIndex(other => isSame(row, other)) === index)
  return kept.map(({ draft }) => draft)
}

/** Breakdowns repeat what the sums say, with a base or without a name; two taxes that share rate and amount each have a name. */
function isSame(a: TaxRow, b: TaxRow): boolean {
  const same = a.draft.rate?.value === b.draft.rate?.value && a.draft.amount?.value === b.draft.amount?.value
  return same && (a.name === b.name || a.name === '' || b.name === '' || (a.draft.base === null) !== (b.draft.base === null))
}

/** Without a percent sign or a word for tax, "2.49  10  24.90" would be a rate of ten percent. */
const ABOUT_TAX = /%|\b[sz]r\b|\(\s?[a-z]{1,2}\s?\)/i

function taxRowOf(view: DocumentView, row: Row): TaxRow[] {
  const hit = row.hits.find(({ kinds }) => kinds.has('tax'))
  const isSum = row.hits.some(({ kinds }) => ['total', 'payable', 'otherSum'].some(kind => kinds.has(kind as 'total')) && !kinds.has('tax'))
  if (hit === undefined && !ABOUT_TAX.test(row.text)) return []
  const tokens = numbersOf(row.line, view.format)
  const closing = shareIn(view, tokens)
  const name =
    hit === undefined
      ? ''
      : row.line.words
          .slice(hit.start, hit.end)
          .map(word => word.text)
          .join(' ')
          .toLowerCase()
  if (closing !== null) return [{ draft: draftOf(closing.base, closing.rate, closing.amount, 0.93), name, row }]
  if (hit === undefined || isSum || hit.leftover > 14) return []
  const rate = tokens.find(token => token.isPercent && isRate(token))
  const amount = tokens.filter(token => isMoney(token, view.format)).at(-1)
  return rate === undefined || amount === undefined || amount === rate ? [] : [{ draft: draftOf(null, rate, amount, 0.8), name, row }]
}

function isRate({ value, isPercent, decimals }: NumberToken): boolean {
  return value >= 0 && value <= MAX_RATE && (isPercent || decimals <= 2)
}

/** A rate, a base, and the amount that is the rate's share of the base. */
function shareIn(view: DocumentView, tokens: readonly NumberToken[]): { base: NumberToken; rate: NumberToken; amount: NumberToken } | null {
  const money = tokens.filter(token => isMoney(token, view.format))
  const percents = tokens.filter(token => token.isPercent && isRate(token))
  for (const rate of percents.length > 0 ? percents : tokens.filter(token => isRate(token) && token.value > 0)) {
    for (const base of money) {
      const amount = money.find(other => other !== base && other !== rate && base !== rate && isShare(other.value, base.value, rate.value))
      if (amount !== undefined) return { base, rate, amount }
    }
  }
  return null
}

function isShare(amount: number, base: number, rate: number): boolean {
  return amount !== 0 && sameAmount(amount, (base * rate) / 100, 0.0101)
}

function draftOf(base: NumberToken | null, rate: NumberToken, amount: NumberToken, confidence: number): TaxDraft {
  const value = (token: NumberToken) => finding(token.value, confidence, token.span)
  return { base: base === null ? null : value(base), rate: value(rate), amount: value(amount) }
}

/** The rows' sum, as a value read from all of them; null where one has no amount. */
export function taxSumOf(taxes: Draft['taxes']): Finding<number> | null {
  const amounts = taxes.flatMap(({ amount }) => amount ?? [])
  const first = amounts[0]
  if (first === undefined || amounts.length < taxes.length) return null
  const sum = amounts.reduce((total, { value }) => total + value, 0)
  return finding(Number(sum.toFixed(2)), 0.85, { ...first.span, words: first.span.words })
}

/** A single rate's base is the taxable total, where the arithmetic says so. */
export function withBase(taxes: Draft['taxes'], taxable: Finding<number> | null): Draft['taxes'] {
  return taxes.map(tax => {
    const { base, rate, amount } = tax
    if (base !== null || taxable === null || rate === null || amount === null) return tax
    const fits = sameAmount((taxable.value * rate.value) / 100, amount.value, 0.0201)
    return fits
      ? { base: { ...taxable, confidence: 0.9 }, rate: { ...rate, confidence: 0.95 }, amount: { ...amount, confidence: 0.95 } }
      : tax
  })
}
