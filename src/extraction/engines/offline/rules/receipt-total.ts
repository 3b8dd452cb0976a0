import { type Line, type PageText, type Span, spanAt, spanOf } from '../text/page-text.ts'
import { findMoney, sameAmount } from './amount.ts'
import { type Finding, finding } from './finding.ts'
import { fold } from './fold.ts'

/** What a line's label says about its amount; weights are votes for "this is what the customer had to pay". First match counts. */
const LABELS: readonly (readonly [RegExp, number])[] = [
  // Sums of something else, however much "total" they say.
  [
    /(totalqty|totalltem|totalquantlty|totaldlsc|totalsavlng|totaltax|totalgst|gstamount|totalpolnts|taxamount|totalpcs|totalexc|excl|exclud|beforetax|totalnet$|supplles)/,
    0,
  ],
  [/(change|balancechange|savlng|dlscount|tendered|deposlt)/, 0],
  [
    /(roundedtotal|totalround|totalamlround|totalamtround|rounded|flnaltotal|netttotal|nettotal|totalpayable|totalamtpayable|amountpayable|totaldue|amountdue|balancedue|totalamountdue|grandtotal|totalttc|gesamtbetrag|zuzahlen|netapayer)/,
    10,
  ],
  [/(rounding|roundlng|roundadj|adjustment|adlustment)/, 0],
  [/total\w*(lncl|lnc|wlth)/, 9],
  [/(totalamount|totalamt|totalrm|totalsales|totalprlce|summeeur|betrageur)/, 8],
  [/(subtotal|subtota|zwischensumme|soustotal)/, 5],
  [/(^|[^a-z])?(total|totai|summe|gesamt|tota$|fatal|lotal)/, 8],
  [/(vlsa|mastercard|creditcard|debitcard|paidamount|amountpaid|payment|amex|ec-?karte)/, 4],
  [/(cash|tunal|barzahlung|^bar$|especes)/, 3],
]
/** Headings of the tax summary at a receipt's foot, whose columns repeat and split the sums above. */
const SUMMARY = /(gst|tax|mwst|tva)\s*(summary|sumary|sumnary|analysis)|steuer\s*übersicht/i

interface Vote {
  readonly value: number
  readonly weight: number
  readonly span: Span
}

/**
 * The total by votes: each labelled amount votes with its label's weight, equal amounts add up, and two sums that close (cash - change,
 * net + tax) vote for their result. A wrongly read digit rarely finds a second voter.
 */
export function readReceiptTotal(pages: readonly PageText[]): Finding<number> | null {
  const lines = bodyLines(pages)
  const votes = lines.flatMap((line, index) => votesOf(line, lines[index + 1]))
  const all = [...votes, ...closingVotes(lines, votes)]
  const scored = votes
    .filter(vote => vote.weight >= 4 && vote.value !== 0)
    .map(vote => ({ vote, score: all.filter(other => sameAmount(other.value, vote.value)).reduce((sum, other) => sum + other.weight, 0) }))
    .toSorted((a, b) => b.score - a.score || b.vote.weight - a.vote.weight)
  const [best] = scored
  if (best === undefined) return null
  return finding(best.vote.value, Math.min(0.98, 0.4 + best.score / 40), best.vote.span)
}

function bodyLines(pages: readonly PageText[]): Line[] {
  return pages.flatMap(({ lines }) => {
    const end = lines.findIndex(line => SUMMARY.test(spanOf(line).text))
    return end < 0 ? lines : lines.slice(0, end)
  })
}

function votesOf(line: Line, next: Line | undefined): Vote[] {
  const weight = weightOf(line)
  if (weight === 0) return []
  const amount = lastAmount(line) ?? (next !== undefined && isBareAmount(next) ? lastAmount(next) : null)
  return amount === null ? [] : [{ ...amount, weight }]
}

function weightOf(line: Line): number {
  const text = spanOf(line).text
  const label = fold(text.replace(/[\d.,$%@]+/g, ''))
  return LABELS.find(([regex]) => regex.test(label))?.[1] ?? 0
}

function isBareAmount(line: Line): boolean {
  return /^[^a-z]*(?:rm)?[\s\d.,$€£]+[^a-z]*$/i.test(spanOf(line).text)
}

function lastAmount(line: Line): { value: number; span: Span } | null {
  const text = spanOf(line).text
  const money = findMoney(text).at(-1)
  if (money !== undefined) return { value: money.value, span: spanAt(line, money.start, money.end) }
  // OCR loses the point now and then: "Total RM 88 17" is 88.17.
  const pointless = /(?<!\d)(\d{1,4})\s(\d{2})\D{0,2}$/.exec(text)
  if (pointless === null) return null
  return { value: Number(`${pointless[1]}.${pointless[2]}`), span: spanAt(line, pointless.index, text.length) }
}

function closingVotes(lines: readonly Line[], votes: readonly Vote[]): Vote[] {
  const amountAt = (label: RegExp) => {
    const line = lines.find(candidate => label.test(fold(spanOf(candidate).text)))
    return line === undefined ? null : lastAmount(line)
  }
  const [paid, change] = [amountAt(/^\W*(cash|tunal|tendered|visa)/), amountAt(/change|kemballan/)]
  const [net, tax] = [amountAt(/exc/), amountAt(/totalgst|gsttotal|totaltax|^gst/)]
  const sums = [
    ...(paid !== null && change !== null ? [paid.value - change.value] : []),
    ...(net !== null && tax !== null ? [net.value + tax.value] : []),
  ]
  return votes.flatMap(vote => (sums.some(sum => sameAmount(sum, vote.value)) ? [{ ...vote, weight: 6 }] : []))
}
