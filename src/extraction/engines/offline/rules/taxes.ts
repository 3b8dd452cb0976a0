import { type Line, type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { findMoney, parseDecimal, sameAmount } from './amount.ts'
import type { Draft } from './finding.ts'
import { finding } from './finding.ts'

/** No country has a higher one; everything above is no rate. */
const MAX_RATE = 30

/**
 * Rows of a tax breakdown, in any layout: a line that holds a rate and two amounts of which one is the rate's share of the other. The
 * arithmetic is the rule, so columns need not be known.
 */
export function readTaxes(pages: readonly PageText[]): Draft['taxes'] {
  const rows = pages.flatMap(page => page.lines.flatMap(taxRow))
  // Breakdowns repeat (carry-overs, summaries): one row per rate and base.
  return rows.filter((row, index) => rows.findIndex(other => sameRow(row, other)) === index)
}

/** Without a percent sign or a word for tax, "2.49  10  24.90" would be a rate of ten percent. */
const ABOUT_TAX = /%|steuer|ust|mwst|vat|tax|tva|gst|\b[sz]r\b|\(\s?[a-z]{1,2}\s?\)/i

function taxRow(line: Line): Draft['taxes'] {
  const text = spanOf(line).text
  if (!ABOUT_TAX.test(text)) return []
  const amounts = findMoney(text)
  const rates = [...text.matchAll(/(?<![\d.,/-])\d{1,2}(?:[.,]\d{1,2})?(?=\s?%|\s|$)/g)]
    .map(match => ({ value: parseDecimal(match[0]) ?? 0, start: match.index, end: match.index + match[0].length }))
    .filter(rate => rate.value > 0 && rate.value <= MAX_RATE)
  for (const rate of rates) {
    for (const base of amounts) {
      const amount = amounts.find(other => other !== base && other.start !== rate.start && isShare(other.value, base.value, rate.value))
      if (amount === undefined || base.start === rate.start) continue
      return [
        {
          base: finding(base.value, 0.9, spanAt(line, base.start, base.end)),
          rate: finding(rate.value, 0.9, spanAt(line, rate.start, rate.end)),
          amount: finding(amount.value, 0.9, spanAt(line, amount.start, amount.end)),
        },
      ]
    }
  }
  return []
}

function isShare(amount: number, base: number, rate: number): boolean {
  return amount !== 0 && sameAmount(amount, (base * rate) / 100, 0.0101)
}

type Row = Draft['taxes'][number]

function sameRow(a: Row, b: Row): boolean {
  return a.rate?.value === b.rate?.value && a.base?.value === b.base?.value
}
