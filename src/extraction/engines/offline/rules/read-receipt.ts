import type { PageText } from '../text/page-text.ts'
import { spanOf } from '../text/page-text.ts'
import { readCurrency } from './currency.ts'
import { readDocumentNumber } from './document-number.ts'
import { type Draft, emptyDraft, finding } from './finding.ts'
import { readLineItems } from './line-items.ts'
import { readReceiptDate } from './receipt-date.ts'
import { readReceiptSeller } from './receipt-seller.ts'
import { readReceiptTotal } from './receipt-total.ts'
import { readTaxes } from './taxes.ts'

/** Words of tills. Invoices have few of them; a receipt has at least two. */
const TILL_WORDS = [
  /\bcash\b/i,
  /\bchange\b/i,
  /\brounding\b/i,
  /\bcashier\b/i,
  /\breceipt\b/i,
  /\bthank\s*you\b|\bterima\s*kasih\b|vielen dank für ihren einkauf|merci de votre visite/i,
  /goods\s*sold/i,
  /\bcounter\b/i,
  /\btendered\b/i,
  /kassenbon|kasse\b|\bbar\b|\bwechselgeld\b/i,
]
/** Till rolls are narrower than any page: A4 is 0.71 wide to 1 high. */
const ROLL_ASPECT = 0.62

export function looksLikeReceipt(pages: readonly PageText[]): boolean {
  if (pages.length !== 1) return false
  const lines = pages.flatMap(page => page.lines)
  const text = lines.map(line => spanOf(line).text).join('\n')
  const tillWords = TILL_WORDS.filter(word => word.test(text)).length
  return tillWords >= 2 || (lines[0]?.aspect ?? 1) < ROLL_ASPECT
}

/** The rules for receipts. Their sums include tax and their buyer is unknown, so only what tills print is filled in. */
export function readReceipt(pages: readonly PageText[]): Draft {
  const total = readReceiptTotal(pages)
  const first = pages[0]?.lines[0]
  return {
    ...emptyDraft(),
    document_type: first === undefined ? null : finding('receipt', 0.7, { text: '', line: first, words: [] }),
    invoice_number: readDocumentNumber(pages),
    invoice_date: readReceiptDate(pages),
    currency: readCurrency(pages),
    seller: readReceiptSeller(pages),
    line_items: readLineItems(pages),
    taxes: readTaxes(pages),
    total,
  }
}
