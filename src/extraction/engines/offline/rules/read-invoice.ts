import type { PageText } from '../text/page-text.ts'
import { readCurrency } from './currency.ts'
import { readDates } from './dates.ts'
import { readDocumentKind } from './document-kind.ts'
import { readDeliveryNote, readDocumentNumber, readOrderNumber } from './document-number.ts'
import { type Draft, emptyDraft } from './finding.ts'
import { readLineItems } from './line-items.ts'
import { readParties } from './parties.ts'
import { readPayment } from './payment.ts'
import { readTaxes } from './taxes.ts'
import { readTotals } from './totals.ts'

/** The rules for invoices, on the text of all pages, wherever that text came from. What no rule finds stays null. */
export function readInvoice(pages: readonly PageText[]): Draft {
  const dates = readDates(pages)
  return {
    ...emptyDraft(),
    document_type: readDocumentKind(pages),
    invoice_number: readDocumentNumber(pages),
    invoice_date: dates.issue,
    due_date: dates.due,
    order_number: readOrderNumber(pages),
    delivery_note: readDeliveryNote(pages),
    currency: readCurrency(pages),
    ...readParties(pages),
    line_items: readLineItems(pages),
    ...readTotals(pages),
    taxes: readTaxes(pages),
    payment: readPayment(pages),
  }
}
