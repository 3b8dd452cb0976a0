import { ambiguousCurrency, ambiguousDate, copiedTotal, notAnInvoice, type Warning } from '../../../warnings.ts'
import type { PageText } from '../text/page-text.ts'
import { sameAmount } from './amount.ts'
import { sellerCountry } from './country.ts'
import { readDocumentDates } from './document-dates.ts'
import { looksLikeNone, readDocumentKind } from './document-kind.ts'
import { readDocumentNumber } from './document-number.ts'
import { viewOf } from './document-view.ts'
import { type Draft, emptyDraft, type LineDraft } from './finding.ts'
import { linesFromTable } from './goods-lines.ts'
import { readGoodsTable } from './goods-table.ts'
import { readInvoiceCurrency } from './invoice-currency.ts'
import { readInvoiceNumber, readReferenceNumber } from './invoice-number.ts'
import { readLineItems } from './line-items.ts'
import { readParties } from './parties.ts'
import { readPayment } from './payment.ts'
import { sumCandidates } from './sum-candidates.ts'
import { chooseSums, type SumContext } from './sums.ts'
import { readTaxRows, taxSumOf, withBase } from './tax-rows.ts'

export interface InvoiceReading {
  readonly draft: Draft
  readonly warnings: readonly Warning[]
}

/**
 * The rules for invoices, on the text of all pages, wherever that text came from, with what the rules themselves know to be doubtful.
 * What no rule finds stays null.
 */
export function readInvoice(pages: readonly PageText[]): InvoiceReading {
  const view = viewOf(pages)
  const table = readGoodsTable(view)
  const kind = readDocumentKind(view)
  const { seller, buyer, sellerRows, buyerRows } = readParties(view, table)
  const country = sellerCountry(view, sellerRows, buyerRows)
  const currency = readInvoiceCurrency(view, table, country)
  const dates = readDocumentDates(view, table, country)
  const taxRows = readTaxRows(view, table)
  const candidates = sumCandidates(view, table)
  const context = { taxSum: taxSumOf(taxRows), currency: currency.found?.value ?? null, knownLanguage: view.languages.length > 0 }
  const lines = bestLines(
    [linesFromTable(view, table), readLineItems(pages)],
    candidates.map(({ value }) => value),
  )
  const sums = chooseSums(candidates, { ...context, lineSum: sumOf(lines) } satisfies SumContext)
  const number = readInvoiceNumber(view, table) ?? readDocumentNumber(pages)
  const draft: Draft = {
    ...emptyDraft(),
    document_type: kind.found,
    invoice_number: number,
    invoice_date: dates.issue,
    due_date: dates.due,
    order_number: readReferenceNumber(view, table, 'order'),
    delivery_note: readReferenceNumber(view, table, 'delivery'),
    currency: currency.found,
    seller,
    buyer,
    line_items: lines,
    ...sums,
    taxes: withBase(taxRows, sums.taxable_total),
    payment: readPayment(pages),
  }
  const none = looksLikeNone(kind.other, { hasTotal: sums.total !== null, hasNumber: number !== null, hasKind: kind.found !== null })
  return {
    draft,
    warnings: [
      ...(none ? [notAnInvoice(kind.other)] : []),
      ...(dates.ambiguous ? [ambiguousDate()] : []),
      ...(currency.ambiguous ? [ambiguousCurrency()] : []),
      ...(isCopied(draft) ? [copiedTotal()] : []),
    ],
  }
}

function sumOf(lines: readonly LineDraft[]): number | null {
  const totals = lines.flatMap(line => line.line_total?.value ?? [])
  return totals.length === 0 || totals.length < lines.length ? null : Number(totals.reduce((sum, value) => sum + value, 0).toFixed(2))
}

/** The reading of the goods that a printed sum confirms; else the first one, by the columns, if it found anything. */
function bestLines(readings: readonly LineDraft[][], printed: readonly number[]): LineDraft[] {
  const confirmed = readings.find(lines => {
    const sum = sumOf(lines)
    return sum !== null && printed.some(value => sameAmount(Math.abs(value), Math.abs(sum), 0.0201))
  })
  return confirmed ?? readings.find(lines => lines.length > 0) ?? []
}

/** The one sum that is printed serves as total and as amount due: the check between them proves nothing. */
function isCopied({ total, amount_due }: Draft): boolean {
  return (
    total !== null && amount_due !== null && total.span.line === amount_due.span.line && total.span.words[0] === amount_due.span.words[0]
  )
}
