import type { FieldInfo, FieldsOf } from '../../engine.ts'
import type { Invoice } from '../../invoice.ts'
import { checkInvoice } from '../../invoice-checks.ts'
import { CALIBRATION } from './calibration-table.ts'

type Table = typeof CALIBRATION

/** Kinds of value whose record is one, by their paths. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^invoice_number$/, 'number'],
  [/^(?:order_number|delivery_note)$/, 'reference'],
  [/^invoice_date$/, 'date'],
  [/^due_date$/, 'due'],
  [/^currency$/, 'currency'],
  [/^seller\.name$/, 'seller'],
  [/^buyer\.name$/, 'buyer'],
  [/tax_id$/, 'tax-id'],
  [/^(?:total|amount_due|taxable_total|tax_total|sub_total)$/, 'sum'],
  [/^(?:discount_total|charge_total|prepaid_amount)$/, 'other-sum'],
  [/^taxes\./, 'tax'],
  [/\.(?:quantity|unit_price)$/, 'goods'],
  [/\.line_total$/, 'line-total'],
  [/\.tax_rate$/, 'line-rate'],
  [/\.description$/, 'description'],
  [/^payment\.iban$/, 'iban'],
  [/^payment\.bic$/, 'bic'],
]
/** What nobody measured is no value to take as it is. */
const UNMEASURED = 0.79
/** Few wrong values of a kind say that it is doubtful, not that it is always wrong. */
const LEAST = 0.3

/** Null for kinds of value of which there is no record. */
export function groupOf(path: string): string | null {
  return GROUPS.find(([pattern]) => pattern.test(path))?.[1] ?? null
}

/** What a confidence of the rules was worth; never more than they say themselves. */
export function calibrated(table: Table, path: string, confidence: number): number {
  const steps = table[groupOf(path) ?? '']
  const seen = steps?.findLast(([from]) => confidence >= from)?.[1] ?? steps?.[0]?.[1] ?? UNMEASURED
  return Math.min(confidence, Math.max(seen, LEAST))
}

/** What bears the sign of a credit note. */
const SIGNED = /^(?:total|amount_due|taxable_total|tax_total|sub_total)$|^taxes\.|\.(?:quantity|line_total)$/

/** How the words were read: from a text layer, by OCR from a page, by OCR from a receipt. */
export type ReadFrom = 'text' | 'picture' | 'receipt'

/** What is read of a receipt and has a record: of 46 values at 0.8 and more all were right (`npm run bench:offline`). */
const OF_RECEIPTS = /^(?:total|invoice_date|seller\.name)$/

/**
 * The confidences of the rules as their record bears them out. OCR mistakes one digit for another without a sign of it: of a page that it read
 * only what a sum that closes, or a check digit, confirms is taken as it is.
 */
export function calibrateFields(
  fields: FieldsOf<Invoice>,
  invoice: Invoice,
  from: ReadFrom,
  table: Table = CALIBRATION,
): FieldsOf<Invoice> {
  const confirmed = new Set(checkInvoice(invoice).flatMap(check => (check.passed ? check.fields : [])))
  // Some sellers print a credit with a minus, some book it so, and the two are not the same ones.
  const isSigned = invoice.document_type === 'credit_note' && (invoice.total ?? 0) < 0
  const judge = (path: string, info: FieldInfo): FieldInfo => {
    const confidence = info.confidence === null || !isSigned || !SIGNED.test(path) ? info.confidence : Math.min(info.confidence, UNMEASURED)
    if (confidence === null) return info
    if (from === 'text') return { ...info, confidence: calibrated(table, path, confidence) }
    const isProven = (from === 'receipt' && OF_RECEIPTS.test(path)) || confirmed.has(path) || path === 'payment.iban'
    return { ...info, confidence: isProven ? confidence : Math.min(confidence, UNMEASURED) }
  }
  const walk = (node: unknown, path: string): unknown => {
    if (node === null || typeof node !== 'object') return null
    if ('match' in node && 'confidence' in node) return judge(path, node as FieldInfo)
    if (Array.isArray(node)) return node.map((item, index) => walk(item, `${path}.${index}`))
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child, path === '' ? key : `${path}.${key}`)]))
  }
  return walk(fields, '') as FieldsOf<Invoice>
}
