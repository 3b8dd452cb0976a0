import type { EngineResult } from './engine.ts'
import type { InvoiceCheck } from './invoice-checks.ts'
import type { Warning } from './warnings.ts'

/** The values that an invoice is booked by: one of them unconfirmed is for a person. */
const CORE = /^(?:invoice_number|invoice_date|currency|total|tax_total|amount_due|seller\.name|payment\.iban)$/
/** A value below this is a guess. */
const MIN_CONFIDENCE = 0.6

/**
 * True when a person should look: something was said against the answer, its arithmetic does not close, or a value that it is booked by is
 * missing or was confirmed by nobody.
 */
export function needsReview(result: EngineResult, warnings: readonly Warning[], checks: readonly InvoiceCheck[]): boolean {
  return warnings.some(isGrave) || checks.some(check => !check.passed) || hasOpenCore(result) || hasUnknownPayment(result)
}

/** Of the values that no page shows, those count that the invoice is booked by. */
function isGrave({ code, fields }: Warning): boolean {
  return code !== 'value_not_on_page' || fields.some(field => CORE.test(field))
}

function hasOpenCore({ invoice, fields }: EngineResult): boolean {
  const needed = [
    ...(invoice.document_type === 'receipt' ? [] : [[invoice.invoice_number, fields?.invoice_number] as const]),
    [invoice.invoice_date, fields?.invoice_date] as const,
    [invoice.currency, fields?.currency] as const,
    [invoice.total ?? invoice.amount_due, invoice.total === null ? fields?.amount_due : fields?.total] as const,
    [invoice.seller.name, fields?.seller.name] as const,
  ]
  return needed.some(([value, field]) => value === null || (field?.confidence ?? 0) < MIN_CONFIDENCE)
}

/** Less to pay than the total, and no payment that explains it: an e-invoice may leave it out, a page should not. */
function hasUnknownPayment({ invoice: { total, prepaid_amount, amount_due }, method }: EngineResult): boolean {
  return method !== 'xml' && total !== null && amount_due !== null && prepaid_amount === null && amount_due !== total
}
