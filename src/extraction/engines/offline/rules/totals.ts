import { type Line, type PageText, spanAt } from '../text/page-text.ts'
import { findMoney, sameAmount } from './amount.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import { findLabels, type LabelMatch, type LabelRule } from './label.ts'

type TotalField =
  | 'sub_total'
  | 'discount_total'
  | 'charge_total'
  | 'taxable_total'
  | 'tax_total'
  | 'total'
  | 'prepaid_amount'
  | 'amount_due'

const ALLOWANCES = ['abschlag', 'abschlage', 'zuschlag', 'zuschlage', 'rabatt', 'discount', 'remise']

/** English, German and French, the most telling label first. */
const LABELS: Readonly<Record<TotalField, LabelRule>> = {
  sub_total: {
    labels: ['positionssumme', 'summederpositionen', 'zwischensumme', 'subtotal', 'soustotal', 'summelines', 'itemstotal', 'goodstotal'],
  },
  discount_total: {
    labels: ['gesamtbetragderabschlage', 'summeabschlage', 'totaldiscount', 'discounttotal', 'totalremise', 'remise', 'discount', 'rabatt'],
  },
  charge_total: {
    labels: [
      'gesamtbetragderzuschlage',
      'summezuschlage',
      'versandkosten',
      'shipping',
      'freight',
      'fraisdeport',
      'totalcharges',
      'deliverycharge',
    ],
  },
  taxable_total: {
    labels: [
      'rechnungssummeohneust',
      'gesamtbetragnetto',
      'gesamtnetto',
      'summenetto',
      'nettosumme',
      'nettobetrag',
      'nettogesamt',
      'nettototal',
      'totalht',
      'montantht',
      'totalnet',
      'nettotal',
      'netamount',
      'totalexclvat',
      'totalexcltax',
      'totalexcludingvat',
      'totalexcludingtax',
      'totalexclgst',
      'totalexcludinggst',
      'totalbeforetax',
      'totalwithoutvat',
      'taxableamount',
    ],
  },
  tax_total: {
    labels: [
      'steuerbetrag',
      'umsatzsteuergesamt',
      'ustgesamt',
      'gesamtsteuer',
      'totaltaxes',
      'totaltva',
      'montanttva',
      'taxtotal',
      'vattotal',
      'totaltax',
      'totalvat',
      'totalgst',
      'gstamount',
      'vatamount',
      'taxamount',
      'salestax',
      'mehrwertsteuer',
      'umsatzsteuer',
      'mwst',
      'ust',
      'tva',
      'vat',
      'gst',
      'tax',
    ],
    not: [
      'ohneust',
      'exclvat',
      'excludingvat',
      'vatno',
      'vatid',
      'ustid',
      'taxid',
      'gstid',
      'gstno',
      'inkl',
      'incl',
      'taxbase',
      'satz',
      'rate',
    ],
  },
  total: {
    labels: [
      'bruttosumme',
      'bruttobetrag',
      'gesamtbetragbrutto',
      'gesamtbrutto',
      'rechnungsendbetrag',
      'rechnungsgesamtbetrag',
      'rechnungsbetrag',
      'totalttc',
      'montantttc',
      'montanttotal',
      'grandtotal',
      'invoicetotal',
      'totalinclvat',
      'totalincludingvat',
      'totalincltax',
      'totalincludingtax',
      'totalinclgst',
      'totalwithvat',
      'gesamtbetrag',
      'gesamtsumme',
      'endbetrag',
      'totalamount',
      'totalprice',
      'total',
      'summe',
      'betrag',
    ],
    not: [
      ...ALLOWANCES,
      'totalht',
      'totaltaxes',
      'totaltva',
      'nettotal',
      'taxtotal',
      'vattotal',
      'subtotal',
      'ohneust',
      'netto',
      'totaldue',
      'totalnet',
      'totalpcs',
      'ustgesamt',
      'amountdue',
    ],
  },
  prepaid_amount: {
    labels: [
      'erhalteneanzahlungen',
      'erhalteneanzahlung',
      'anzahlung',
      'bereitsbezahlt',
      'acompteverse',
      'dejaregle',
      'amountpaid',
      'prepaidamount',
      'prepaid',
      'paidamount',
      'deposit',
    ],
  },
  amount_due: {
    labels: [
      'zahlbetrag',
      'zuzahlenderbetrag',
      'zuzahlen',
      'offenerbetrag',
      'restbetrag',
      'forderungsbetrag',
      'soldeapayer',
      'netapayer',
      'resteapayer',
      'amountdue',
      'balancedue',
      'duepayable',
      'totaldue',
      'amountpayable',
      'payableamount',
      'totalpayable',
      'residual',
      'balance',
    ],
  },
}

/** The money column under "Total" headers of tables is not a total: such a line has no amount and is skipped by itself. */
export function readTotals(pages: readonly PageText[]): Pick<Draft, TotalField> {
  const found = Object.fromEntries(Object.entries(LABELS).map(([field, rule]) => [field, bestAmount(pages, rule)])) as Record<
    TotalField,
    Finding<number> | null
  >
  return {
    ...found,
    discount_total: size(found.discount_total),
    prepaid_amount: size(found.prepaid_amount),
    ...reconcile(found),
  }
}

/** Deductions are printed with a minus sign ("-50.00") and stated without one. */
function size(found: Finding<number> | null): Finding<number> | null {
  return found === null ? null : { ...found, value: Math.abs(found.value) }
}

type Found = Record<TotalField, Finding<number> | null>

/** Arithmetic only raises or lowers confidence and fills the total from the amount due where just one sum is printed. */
function reconcile({ taxable_total, tax_total, total, amount_due, prepaid_amount }: Found): Partial<Pick<Draft, TotalField>> {
  if (total === null) return amount_due !== null && prepaid_amount === null ? { total: { ...amount_due, confidence: 0.75 } } : {}
  if (taxable_total === null || tax_total === null) return {}
  const closes = sameAmount(taxable_total.value + tax_total.value, total.value)
  return { total: { ...total, confidence: closes ? 0.98 : 0.6 } }
}

function bestAmount(pages: readonly PageText[], rule: LabelRule): Finding<number> | null {
  const candidates = findLabels(pages, rule).flatMap(match => amountOf(match, rule.labels.indexOf(match.label)))
  // Of one label the last one counts: totals follow the pages' carry-overs.
  const best = candidates.toSorted((a, b) => a.rank - b.rank)[0]
  return candidates.findLast(candidate => candidate.rank === best?.rank)?.found ?? null
}

function amountOf(match: LabelMatch, rank: number): { rank: number; found: Finding<number> }[] {
  const confidence = Math.max(0.6, 0.95 - rank * 0.01) - (match.atStart ? 0 : 0.1)
  const found = lastMoney(match.line, match, confidence)
  return found === null ? [] : [{ rank: rank + (match.atStart ? 0 : 100), found }]
}

/** The amount belongs to the label when it stands to its right; where several do, the first of the last cell's currency is the invoice's. */
function lastMoney(line: Line, { after }: LabelMatch, confidence: number): Finding<number> | null {
  const amounts = findMoney(after.text)
  const chosen = amounts.at(-1)
  if (chosen === undefined) return null
  const glued = amounts.length > 1 && amounts.at(-2)?.end === chosen.start ? (amounts.at(-2) ?? chosen) : chosen
  return finding(glued.value, confidence, spanAt(line, glued.start, glued.end, after.words))
}
