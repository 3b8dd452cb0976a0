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
  [/(subt[oc]t?[ao]|zwlschensumme|soustotal)/, 5],
  [/t[oc]tal|tota$|[fl][ao]tal|summe|gesamt/, 8],
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
 * The total by votes: each labelled amount votes with its label's weight, equal amounts add up, and sums that close (cash - change,
 * net + tax) vote for their result. A wrongly read digit rarely finds a second voter.
 */
export function readReceiptTotal(pages: readonly PageText[]): Finding<number> | null {
  const lines = bodyLines(pages)
  const votes = lines.flatMap((line, index) => votesOf(line, lines[index + 1]))
  const sums = closingSums(lines)
  const scored = votes.map(vote => ({ vote, score: scoreOf(vote, votes, sums) })).filter(({ score }) => score > 0)
  const [best] = scored.toSorted((a, b) => b.score - a.score || b.vote.weight - a.vote.weight)
  if (best === undefined) return null
  return finding(best.vote.value, Math.min(0.98, 0.4 + best.score / 40), best.vote.span)
}

/** The weight of a sum that closes: as much as a clear label. */
const CLOSING_WEIGHT = 8

function scoreOf(vote: Vote, votes: readonly Vote[], sums: readonly number[]): number {
  const closing = sums.filter(sum => sameAmount(sum, vote.value)).length * CLOSING_WEIGHT
  // What is only labelled as something else (change, tax) or not at all needs a sum that closes on it.
  if (vote.value === 0 || (vote.weight <= 0 && closing === 0)) return 0
  return closing + votes.filter(other => sameAmount(other.value, vote.value)).reduce((total, other) => total + other.weight, 0)
}

function bodyLines(pages: readonly PageText[]): Line[] {
  return pages.flatMap(({ lines }) => {
    const end = lines.findIndex(line => SUMMARY.test(spanOf(line).text))
    return end < 0 ? lines : lines.slice(0, end)
  })
}

function votesOf(line: Line, next: Line | undefined): Vote[] {
  const weight = weightOf(line)
  const amount = lastAmount(line) ?? (weight > 0 && next !== undefined && isBareAmount(next) ? lastAmount(next) : null)
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
  const pointless = /(?<!\d)(\d{1,4})\s(\d{2})\D{0,3}$/.exec(text)
  if (pointless === null) return null
  return { value: Number(`${pointless[1]}.${pointless[2]}`), span: spanAt(line, pointless.index, text.length) }
}

/** What the sums that a till prints come to: paid minus change, net plus tax, goods plus tax. */
function closingSums(lines: readonly Line[]): number[] {
  const amountAt = (label: RegExp) => {
    const line = lines.find(candidate => label.test(fold(spanOf(candidate).text)))
    return line === undefined ? null : (lastAmount(line)?.value ?? null)
  }
  const [paid, change] = [amountAt(/^(cash|tunal|tendered|vlsa|gegeben)/), amountAt(/change|kemballan|ruckgeld/)]
  const tax = amountAt(/totalgst|gsttotal|totaltax|^gst(?!reg|ld|no|summ)|^sst/)
  const nets = [amountAt(/(?<!\w)exc|exclud/), amountAt(/^sub\s?tot/)]
  return [
    ...(paid !== null && change !== null ? [paid - Math.abs(change)] : []),
    ...(tax !== null && tax > 0 ? nets.filter(net => net !== null).map(net => net + tax) : []),
  ]
}
