import type { Invoice } from './invoice.ts'

/** One arithmetic rule of EN 16931 as it turned out on one invoice. A failed check is a report: nothing is ever corrected. */
export interface InvoiceCheck {
  /** `BR-CO-10` … `BR-CO-17`, as the standard numbers them. */
  readonly rule: string
  readonly description: string
  readonly expected: number
  readonly found: number
  readonly passed: boolean
  /** Paths into `data` of every value that took part, the checked one first. */
  readonly fields: readonly string[]
}

/**
 * Every rule whose values exist. Sums are taken exactly and rounded half away from zero to the cent before they are compared; CO-10 to
 * CO-16 then allow no difference. CO-17 allows one cent, because sellers round a rate's tax by line as well as by sum.
 * The schema has no rounding amount (BT-114): an invoice that rounds its payable amount fails CO-16, visibly.
 */
export function checkInvoice(invoice: Invoice): InvoiceCheck[] {
  return [
    ...checkLineSum(invoice),
    ...checkTaxableTotal(invoice),
    ...checkTaxSum(invoice),
    ...checkTotal(invoice),
    ...checkAmountDue(invoice),
    ...invoice.taxes.flatMap((_, index) => checkTaxLine(invoice, index)),
  ]
}

function checkLineSum({ line_items, sub_total }: Invoice): InvoiceCheck[] {
  const totals = line_items.map(line => line.line_total)
  if (sub_total === null || totals.length === 0 || !allKnown(totals)) return []
  const fields = ['sub_total', ...totals.map((_, index) => `line_items.${index}.line_total`)]
  return [outcome('BR-CO-10', 'Sum of lines = sum of the line totals', sum(totals), sub_total, fields)]
}

function checkTaxableTotal({ sub_total, discount_total, charge_total, taxable_total }: Invoice): InvoiceCheck[] {
  if (sub_total === null || taxable_total === null) return []
  const expected = exact(sub_total) - exact(discount_total ?? 0) + exact(charge_total ?? 0)
  const fields = ['taxable_total', 'sub_total', 'discount_total', 'charge_total']
  return [outcome('BR-CO-13', 'Total without tax = sum of lines - discounts + charges', expected, taxable_total, fields)]
}

function checkTaxSum({ taxes, tax_total }: Invoice): InvoiceCheck[] {
  const amounts = taxes.map(tax => tax.amount)
  if (tax_total === null || amounts.length === 0 || !allKnown(amounts)) return []
  const fields = ['tax_total', ...amounts.map((_, index) => `taxes.${index}.amount`)]
  return [outcome('BR-CO-14', 'Total tax = sum of the tax amounts by rate', sum(amounts), tax_total, fields)]
}

function checkTotal({ taxable_total, tax_total, total }: Invoice): InvoiceCheck[] {
  if (taxable_total === null || tax_total === null || total === null) return []
  const expected = exact(taxable_total) + exact(tax_total)
  return [outcome('BR-CO-15', 'Total with tax = total without tax + total tax', expected, total, ['total', 'taxable_total', 'tax_total'])]
}

function checkAmountDue({ total, prepaid_amount, amount_due }: Invoice): InvoiceCheck[] {
  if (total === null || amount_due === null) return []
  // Less to pay than the total, and nobody says what was paid before: an unknown prepayment is not one of 0.
  if (prepaid_amount === null && amount_due < total) return []
  const expected = exact(total) - exact(prepaid_amount ?? 0)
  return [
    outcome('BR-CO-16', 'Amount due = total with tax - prepaid amount', expected, amount_due, ['amount_due', 'total', 'prepaid_amount']),
  ]
}

function checkTaxLine({ taxes }: Invoice, index: number): InvoiceCheck[] {
  const { base, rate, amount } = taxes[index] ?? { base: null, rate: null, amount: null }
  if (base === null || rate === null || amount === null) return []
  const expected = divideRounded(exact(base) * exact(rate), UNIT * 100n)
  const fields = [`taxes.${index}.amount`, `taxes.${index}.base`, `taxes.${index}.rate`]
  return [outcome('BR-CO-17', 'Tax amount = taxable amount x rate / 100', expected, amount, fields, 1n)]
}

/** Amounts are held as integers of 10^-8: more digits than any invoice states, exact in every sum. */
const DIGITS = 8
const UNIT = 10n ** BigInt(DIGITS)
const CENT = UNIT / 100n

function outcome(
  rule: string,
  description: string,
  expected: bigint,
  found: number,
  fields: readonly string[],
  toleranceCents = 0n,
): InvoiceCheck {
  const expectedCents = divideRounded(expected, CENT)
  const difference = expectedCents - divideRounded(exact(found), CENT)
  const passed = difference <= toleranceCents && -difference <= toleranceCents
  return { rule, description, expected: Number(expectedCents) / 100, found, passed, fields }
}

/** The decimal that a number prints as, not the binary fraction that it is: 0.1 + 0.2 is exactly 0.3 here. */
function exact(value: number): bigint {
  const [mantissa = '0', exponent = '0'] = value.toString().split('e')
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.')
  const shift = DIGITS - fraction.length + Number(exponent)
  const digits = BigInt(whole + fraction)
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
  return value < 0 ? -size : size
}

function sum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + exact(value), 0n)
}

/** Half away from zero, as commercial rounding does. */
function divideRounded(value: bigint, divisor: bigint): bigint {
  const size = value < 0n ? -value : value
  const rounded = (size + divisor / 2n) / divisor
  return value < 0n ? -rounded : rounded
}

function allKnown(values: readonly (number | null)[]): values is number[] {
  return values.every(value => value !== null)
}
