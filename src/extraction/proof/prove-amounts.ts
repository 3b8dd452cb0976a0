import { type Invoice, SUMS, type Sum } from '../invoice.ts'
import { foldText } from './fold-text.ts'
import type { AmountPlace, PageIndex } from './page-index.ts'
import { ABSENT, COMPUTED, isSeen, seenAmount, type Verdict } from './verdict.ts'

/** Words of a line that speaks of a tax, folded. */
const TAX_WORD = /tax|vat|ust|mwst|steuer|tva|iva|btw|gst|moms|alv|dph|kdv|afa|podat/

/** Beginnings of the labels that stand beside a sum, folded. They choose between places that all show the value, and decide nothing else. */
const LABELS: Readonly<Record<Sum, RegExp>> = {
  sub_total: /sub ?-?total|netto|zwischensumme|sum of lines|total ht|positions|subtotal|subtotaal|imponibile|delsumma/,
  discount_total: /discount|rabatt|nachlass|abschlag|remise|descuento|sconto|korting|desconto|allowance|abzug/,
  charge_total: /charge|zuschlag|versand|freight|shipping|fracht|frais|portes|spese|verzend|porto/,
  taxable_total: /net|taxable|base|ht\b|imponible|imponibile|bemessung|excl|ohne|without/,
  tax_total: TAX_WORD,
  total: /total|gesamt|brutto|ttc|summe|rechnungsbetrag|totale|totaal|razem|suma|celkem|vegosszeg|yhteensa|toplam|att betala/,
  prepaid_amount: /paid|bezahlt|anzahlung|acompte|pagado|prepaid|deposit|geleistet|deja|vorauszahlung/,
  amount_due: /due|zahl|pay|restbetrag|net a payer|pagar|pagare|betalen|zaplat|balance|offen|faellig|fallig|debes/,
}

/** Currencies that know no cents, as far as invoices in them are printed. */
const NO_CENTS = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'HUF', 'IDR', 'PYG', 'UGX', 'XOF', 'XAF'])

export interface SumsContext {
  readonly invoice: Invoice
  readonly index: PageIndex
  /** Words that belong to an invoice line: a sum does not stand there. */
  readonly taken: ReadonlySet<unknown>
}

/** The places outside the lines where the page prints this as a sum of money. */
export function sumPlaces({ invoice, index, taken }: SumsContext, value: number): AmountPlace[] {
  const withoutCents = invoice.currency !== null && NO_CENTS.has(invoice.currency)
  return (index.amounts.get(String(Math.abs(value))) ?? []).filter(place => {
    if (place.loose || place.percent || place.words.some(word => taken.has(word))) return false
    return place.decimals >= 2 || place.money || withoutCents || Math.abs(value) >= 1000
  })
}

export function proveSums(context: SumsContext): Record<Sum, Verdict | null> {
  const { invoice } = context
  const verdicts = Object.fromEntries(SUMS.map(name => [name, proveSum(context, name)])) as Record<Sum, Verdict | null>
  const taxes = proveTaxes(context)
  // What is not printed may follow from what is. Twice, because one follows from another.
  for (let round = 0; round < 2; round += 1) {
    for (const name of SUMS) {
      if (verdicts[name]?.match === 'absent' && follows(name, invoice, verdicts, taxes)) verdicts[name] = COMPUTED
    }
  }
  return verdicts
}

function proveSum(context: SumsContext, name: Sum): Verdict | null {
  const value = context.invoice[name]
  if (value === null) return null
  const all = sumPlaces(context, value)
  const places = contradicted(name, context.invoice) ? all.filter(place => labelled(name, place) > 0) : all
  const best = places.toSorted((a, b) => labelled(name, b) - labelled(name, a) || b.line.index - a.line.index)[0]
  if (best === undefined) return ABSENT
  // Discounts and payments are printed with a sign or without; a credit note may be, too.
  const signMatters = name !== 'discount_total' && name !== 'prepaid_amount' && value !== 0 && best.negative !== value < 0
  return seenAmount(value, best, signMatters ? 0.6 : undefined)
}

/** A label to the left on its line counts more than none. */
function labelled(name: Sum, { line, words }: AmountPlace): number {
  const left = words[0]?.x ?? 0
  const before = line.line.words.filter(word => word.x < left).map(({ text }) => text)
  return LABELS[name].test(foldText(before.join(' '))) ? 1 : 0
}

/** True where a sum that this value takes part in does not close: then its label must stand beside it, wherever else the number stands. */
function contradicted(
  name: Sum,
  { sub_total, discount_total, charge_total, taxable_total, tax_total, total, prepaid_amount, amount_due }: Invoice,
): boolean {
  const fails = (names: readonly Sum[], left: number | null, right: number | null) =>
    names.includes(name) && left !== null && right !== null && !same(left, right)
  const net = sub_total === null ? null : sub_total - (discount_total ?? 0) + (charge_total ?? 0)
  return (
    fails(['sub_total', 'discount_total', 'charge_total', 'taxable_total'], net, taxable_total) ||
    fails(
      ['taxable_total', 'tax_total', 'total'],
      taxable_total === null || tax_total === null ? null : taxable_total + tax_total,
      total,
    ) ||
    fails(['total', 'prepaid_amount', 'amount_due'], total === null || prepaid_amount === null ? null : total - prepaid_amount, amount_due)
  )
}

const cents = (value: number) => Math.round(value * 100)
const same = (a: number, b: number) => Math.abs(cents(a) - cents(b)) === 0

function follows(name: Sum, invoice: Invoice, verdicts: Record<Sum, Verdict | null>, taxes: readonly TaxVerdict[]): boolean {
  const known = (other: Sum) => invoice[other] === null || (verdicts[other] !== null && isSeen(verdicts[other]))
  const { sub_total, discount_total, charge_total, taxable_total, tax_total, total, prepaid_amount, amount_due } = invoice
  const net = sub_total !== null && taxable_total !== null ? sub_total - (discount_total ?? 0) + (charge_total ?? 0) : null
  const netHolds = net !== null && taxable_total !== null && same(net, taxable_total)
  const grossHolds = taxable_total !== null && tax_total !== null && total !== null && same(taxable_total + tax_total, total)
  const dueHolds = total !== null && amount_due !== null && same(total - (prepaid_amount ?? 0), amount_due)
  const all = (...others: Sum[]) => others.every(other => other === name || known(other))
  const lines = invoice.line_items.map(line => line.line_total)
  const ofLines =
    sub_total !== null &&
    lines.length > 0 &&
    lines.every(line => line !== null) &&
    same(
      lines.reduce((sum, line) => sum + line, 0),
      sub_total,
    )
  const ofTaxes =
    tax_total !== null &&
    taxes.length > 0 &&
    taxes.every(tax => tax.amount !== null && isSeen(tax.amount)) &&
    same(
      invoice.taxes.reduce((sum, tax) => sum + (tax.amount ?? 0), 0),
      tax_total,
    )
  switch (name) {
    case 'sub_total':
      return ofLines || (netHolds && all('taxable_total', 'discount_total', 'charge_total'))
    case 'discount_total':
    case 'charge_total':
      return netHolds && all('sub_total', 'taxable_total', 'discount_total', 'charge_total')
    case 'taxable_total':
      return (netHolds && all('sub_total', 'discount_total', 'charge_total')) || (grossHolds && all('tax_total', 'total'))
    case 'tax_total':
      return ofTaxes || (grossHolds && all('taxable_total', 'total'))
    case 'total':
      return (
        (grossHolds && all('taxable_total', 'tax_total')) || (dueHolds && prepaid_amount !== null && all('amount_due', 'prepaid_amount'))
      )
    case 'prepaid_amount':
    case 'amount_due':
      return dueHolds && all('total', 'prepaid_amount', 'amount_due')
  }
}

export interface TaxVerdict {
  readonly base: Verdict | null
  readonly rate: Verdict | null
  readonly amount: Verdict | null
}

/** Below this a tax says nothing about its rate: of 1.00, both 7 and 8 percent may be 0.07 or 0.08. */
const TELLING_BASE = 5

/**
 * Base, rate and amount of a rate stand on one line wherever there is a table of them. A rate that stands elsewhere counts where the
 * arithmetic agrees: a discount for early payment has its percent sign, too.
 */
export function proveTaxes(context: SumsContext): TaxVerdict[] {
  return context.invoice.taxes.map(({ base, rate, amount }) => {
    const amounts = amount === null ? [] : sumPlaces(context, amount)
    const bases = base === null ? [] : sumPlaces(context, base)
    const rates = rate === null ? [] : ratePlaces(context.index, rate)
    const together = (place: AmountPlace) =>
      [amounts, bases, rates].filter(others => others.some(other => other.line === place.line)).length
    const wrong = base !== null && rate !== null && amount !== null && Math.abs((base * rate) / 100 - amount) > 0.021
    const best = (value: number | null, places: AmountPlace[]) => {
      if (value === null) return null
      const place = places.toSorted((a, b) => together(b) - together(a))[0]
      return place === undefined || (wrong && together(place) < 2) ? ABSENT : seenAmount(value, place)
    }
    const verdicts = { base: best(base, bases), rate: best(rate, rates), amount: best(amount, amounts) }
    if (base === null || rate === null || amount === null || verdicts.base === null || verdicts.amount === null) return verdicts
    const difference = Math.abs((base * rate) / 100 - amount)
    const inTable = rates.some(
      place => TAX_WORD.test(foldText(place.line.text)) || [...amounts, ...bases].some(other => other.line === place.line),
    )
    const telling = difference < 0.0151 && Math.abs(base) >= TELLING_BASE && isSeen(verdicts.base)
    return {
      base: verdicts.base,
      rate:
        inTable || (telling && verdicts.rate?.match !== 'absent') ? verdicts.rate : telling && isSeen(verdicts.amount) ? COMPUTED : ABSENT,
      amount: verdicts.amount.match === 'absent' && difference < 0.0051 && telling && inTable ? COMPUTED : verdicts.amount,
    }
  })
}

/** A rate bears its sign, or stands in a column that does. */
export function ratePlaces(index: PageIndex, rate: number): AmountPlace[] {
  const places = (index.amounts.get(String(rate)) ?? []).filter(place => !place.loose || place.percent)
  const marked = places.filter(place => place.percent)
  return marked.length > 0 ? marked : places.filter(place => place.line.line.words.some(({ text }) => text.includes('%')))
}

/** Where a page says a tax rate outside of any table: beside a word for the tax. */
export function namedRatePlaces(index: PageIndex, rate: number): AmountPlace[] {
  return ratePlaces(index, rate).filter(({ line }) => TAX_WORD.test(foldText(line.text)))
}
