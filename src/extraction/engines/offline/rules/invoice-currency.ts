import { type Span, spanAt } from '../text/page-text.ts'
import { CURRENCY_CODES, CURRENCY_SIGNS, currenciesOf, currencyOf } from './currencies.ts'
import type { DocumentView, Row } from './document-view.ts'
import { type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'

export interface CurrencyReading {
  readonly found: Finding<string> | null
  /** True where the sign is shared and nothing on the page says whose it is. */
  readonly ambiguous: boolean
}

interface Vote {
  weight: number
  span: Span
}

const SIGN = CURRENCY_SIGNS.map(([sign]) => sign.replace(/[$.]/g, '\\$&'))
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const PRINTED = new RegExp(String.raw`(?<![\p{L}$])(?:${CURRENCY_CODES}|${SIGN})(?![\p{L}])`, 'gu')

/**
 * The currency by votes of codes and signs: beside a sum they count most, in a remark about payments least. What several countries share
 * means the seller's own; without a country it is a guess that says so.
 */
export function readInvoiceCurrency(view: DocumentView, table: GoodsTable, country: string | null): CurrencyReading {
  const home = country === null ? null : currencyOf(country)
  const votes = new Map<string, Vote>()
  let shared: { span: Span; options: readonly string[] } | null = null
  for (const row of view.rows) {
    for (const match of row.text.matchAll(PRINTED)) {
      const options = currenciesOf(match[0])
      const weight = weightOf(table, row, match[0], match.index)
      if (options.length === 0 || weight === 0) continue
      const span = spanAt(row.line, match.index, match.index + match[0].length)
      const code = settled(options, home)
      if (code === null) shared ??= { span, options }
      addVote(votes, code ?? options[0] ?? '', weight * (code === null ? 0.9 : 1), span)
    }
  }
  const [best, second] = [...votes].toSorted(([, a], [, b]) => b.weight - a.weight)
  if (best === undefined) return { found: fromCountry(view, home), ambiguous: false }
  const [code, { span, weight }] = best
  const guessed = shared !== null && shared.options.length > 1 && shared.options[0] === code && !isNamed(view, code)
  const margin = weight / Math.max(0.1, weight + (second?.[1].weight ?? 0))
  const confidence = guessed ? 0.6 : Math.min(weight < FAINT ? 0.5 : 0.97, 0.45 + 0.52 * margin)
  return { found: finding(code, confidence, span), ambiguous: guessed }
}

/** Letters that nothing but themselves makes a currency (a PEN, a TOP) may be a word: one of them decides nothing. */
const FAINT = 0.3

function addVote(votes: Map<string, Vote>, code: string, weight: number, span: Span): void {
  const vote = votes.get(code)
  if (vote === undefined) votes.set(code, { weight, span })
  else vote.weight += weight
}

/** A sign of one currency is that one; of several the seller's own, if it is among them. */
function settled(options: readonly string[], home: string | null): string | null {
  if (options.length === 1) return options[0] ?? null
  return home !== null && options.includes(home) ? home : null
}

/** The code itself stands somewhere. */
function isNamed(view: DocumentView, code: string): boolean {
  return view.rows.some(row => new RegExp(String.raw`\b${code}\b`).test(row.text))
}

const SUMS = ['total', 'payable', 'taxable', 'tax', 'subTotal'] as const
/** Remarks about how and where to pay, which name accounts in other currencies. */
const REMARK =
  /\b(?:iban|account|konto|bank|swift|bic|rate|kurs|exchange|conversion|equivalent|fee|sepa|capital|kapital|stammkapital|cours|cambio)\b/i

function weightOf(table: GoodsTable, row: Row, printed: string, at: number): number {
  const besideNumber =
    /^\s{0,2}[-−–]?\s?[\d(]/.test(row.text.slice(at + printed.length)) ||
    /\d\s{0,2}$/.test(row.text.slice(0, at)) ||
    /[([]$/.test(row.text.slice(0, at))
  const isCode = /^[A-Z]{3}$/.test(printed)
  if (row.hits.some(hit => hit.kinds.has('currency') && hit.atStart)) return 6
  const sum = row.hits.find(hit => SUMS.some(kind => hit.kinds.has(kind)) && hit.atStart)
  if (sum !== undefined && row.text.length < 90) return sum.kinds.has('total') || sum.kinds.has('payable') ? 2.5 : 1.5
  // A lone pair of letters ("TL", "kr", "RM") away from numbers is a word.
  if (!besideNumber && !isCode && !/[^\p{L}.]/u.test(printed)) return table.headings.has(row.index) ? 1 : 0
  if (REMARK.test(row.text)) return 0.15
  if (table.headings.has(row.index)) return 2
  if (table.inside.has(row.index)) return besideNumber ? 0.7 : 0
  return besideNumber ? (row.text.length > 60 ? 0.3 : 0.8) : 0.2
}

/** Amounts without any currency: the seller's own, as a guess. */
function fromCountry(view: DocumentView, home: string | null): Finding<string> | null {
  const line = view.rows[0]?.line
  return home === null || line === undefined ? null : finding(home, 0.6, { text: '', line, words: [] })
}
