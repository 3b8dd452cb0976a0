import { type Line, type PageText, type Span, spanAt, spanOf } from '../text/page-text.ts'
import { findMoney, sameAmount } from './amount.ts'
import { type Finding, finding } from './finding.ts'
import { fold } from './fold.ts'

interface Label {
  readonly weight: number
  readonly words: readonly string[]
}

/**
 * What a line's words say about its amount; weights are votes for "this is what the customer had to pay". The first group that matches
 * counts; those without weight are sums of something else, however much "total" they say. Compared folded, so that OCR's letters do.
 */
const LABELS: readonly Label[] = [
  {
    weight: 0,
    words: [
      'total qty',
      'total item',
      'total quantity',
      'total disc',
      'total saving',
      'total tax',
      'total gst',
      'total sst',
      'total points',
      'total pcs',
      'supplies',
    ],
  },
  {
    weight: 0,
    words: [
      'gst amount',
      'tax amount',
      'excl',
      'before tax',
      'without tax',
      'netto',
      'total ht',
      'saving',
      'discount',
      'tendered',
      'deposit',
    ],
  },
  {
    weight: 10,
    words: [
      'rounded',
      'total round',
      'total amt round',
      'final total',
      'nett total',
      'net total',
      'grand total',
      'total payable',
      'total amt payable',
      'amount payable',
      'total due',
      'amount due',
      'balance due',
      'total amount due',
      'total ttc',
      'gesamtbetrag',
      'zu zahlen',
      'net a payer',
    ],
  },
  { weight: 0, words: ['rounding', 'round adj', 'adjustment', 'change', 'rückgeld', 'wechselgeld', 'rendu'] },
  {
    weight: 9,
    words: [
      'total incl',
      'total inc',
      'total sales incl',
      'total amt incl',
      'total amount incl',
      'total rm incl',
      'total with',
      'inclusive',
      'total gst incl',
    ],
  },
  { weight: 8, words: ['total amount', 'total amt', 'total rm', 'total sales', 'total price', 'summe eur', 'betrag eur'] },
  { weight: 5, words: ['subtotal', 'subtota', 'subtcta', 'zwischensumme', 'sous total'] },
  { weight: 8, words: ['total', 'tota1', 'totl', 'tctal', 'fatal', 'lotal', 'summe', 'gesamt'] },
  { weight: 4, words: ['visa', 'mastercard', 'credit card', 'debit card', 'paid', 'payment', 'amex', 'ec-karte', 'kartenzahlung'] },
  { weight: 3, words: ['cash', 'tunai', 'barzahlung', 'espèces'] },
].map(({ weight, words }) => ({ weight, words: words.map(fold) }))

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
  const readings = pages.map(bodyLines)
  const votes = readings.flatMap(lines => lines.flatMap((line, index) => votesOf(line, lines[index + 1])))
  const sums = readings.flatMap(closingSums)
  const scored = votes.map(vote => ({ vote, score: scoreOf(vote, votes, sums) })).filter(({ score }) => score > 0)
  const [best] = scored.toSorted((a, b) => b.score - a.score || b.vote.weight - a.vote.weight)
  if (best === undefined) return null
  return finding(best.vote.value, Math.min(0.98, 0.4 + best.score / 40), best.vote.span)
}

/** The weight of a sum that closes: as much as the clearest label, because two amounts had to be read right for it. */
const CLOSING_WEIGHT = 10

function scoreOf(vote: Vote, votes: readonly Vote[], sums: readonly number[]): number {
  const closing = sums.filter(sum => sameAmount(sum, vote.value)).length * CLOSING_WEIGHT
  // What is only labelled as something else (change, tax) or not at all needs a sum that closes on it.
  if (vote.value === 0 || (vote.weight <= 0 && closing === 0)) return 0
  return closing + votes.filter(other => sameAmount(other.value, vote.value)).reduce((total, other) => total + other.weight, 0)
}

function bodyLines({ lines }: PageText): readonly Line[] {
  const end = lines.findIndex(line => SUMMARY.test(spanOf(line).text))
  return end < 0 ? lines : lines.slice(0, end)
}

function votesOf(line: Line, next: Line | undefined): Vote[] {
  const label = labelOf(line)
  const weight = weightOf(label)
  const amount = lastAmount(line) ?? (weight > 0 && next !== undefined && isBareAmount(next) ? lastAmount(next) : null)
  if (amount === null) return []
  // No rounding comes to a whole unit: behind "rounding", such an amount is the rounded total itself.
  return [{ ...amount, weight: label.includes('round') && amount.value >= 1 ? ROUNDED_WEIGHT : weight }]
}

const ROUNDED_WEIGHT = 10

function labelOf(line: Line): string {
  const words = spanOf(line).text.split(/\s+/)
  return fold(words.filter(word => /[a-z]/i.test(word)).join(' '))
}

function weightOf(label: string): number {
  return LABELS.find(({ words }) => words.some(word => label.includes(word)))?.weight ?? 0
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
    const amounts = lines.filter(line => label.test(fold(spanOf(line).text))).map(lastAmount)
    return amounts.find(amount => amount !== null)?.value ?? null
  }
  const [paid, change] = [amountAt(/^(cash|tunal|tendered|vlsa|pald|gegeben|bar$)/), amountAt(/change|kemballan|ruckgeld|wechselgeld/)]
  const tax = amountAt(/totalgst|gsttotal|totaltax|^gst(?!reg|ld|no|summ)|^sst/)
  const nets = [amountAt(/(?<!\w)exc|exclud/), amountAt(/^sub\s?tot/)]
  return [
    ...(paid !== null && change !== null ? [paid - Math.abs(change)] : []),
    ...(tax !== null && tax > 0 ? nets.filter(net => net !== null).map(net => net + tax) : []),
  ]
}
