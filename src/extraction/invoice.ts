import { z } from 'zod'

/**
 * The invoice as every engine answers it: names after EN 16931's business terms. A value that the document does not state is `null`,
 * never a guess. Amounts are JSON numbers with the digits that stand in the document, so that they survive `JSON.parse(JSON.stringify())`.
 * Every field is required (and nullable) because the providers' structured output knows no optional fields.
 */
const text = (description: string) => z.string().nullable().describe(description)
const number = (description: string) => z.number().nullable().describe(description)
const isoDate = (description: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable()
    .describe(`${description}, ISO 8601 (YYYY-MM-DD)`)

/** Kinds of document that the model chooses from: UNTDID 1001 in words, a receipt, and whatever is none of them. */
export const DOCUMENT_TYPES = [
  ...['invoice', 'credit_note', 'debit_note', 'corrected_invoice', 'prepayment_invoice', 'self_billed_invoice', 'self_billed_credit_note'],
  ...['receipt', 'other'],
] as const

const lineItemSchema = z.object({
  line_number: text('Position of the line on the invoice (BT-126)'),
  description: text('Name or description of the item (BT-153, BT-154)'),
  item_code: text("Seller's item identifier (BT-155)"),
  hs_code: text('Customs tariff / harmonised system code (BT-158)'),
  batch: text('Batch or lot number (BT-160)'),
  quantity: number('Invoiced quantity (BT-129)'),
  unit: text('Unit of the quantity, as printed or as UN/ECE code (BT-130)'),
  unit_price: number('Net price of one unit (BT-146)'),
  discount: number('Discount amount of the line (BT-136)'),
  tax_rate: number('VAT or GST rate of the line in percent (BT-152)'),
  line_total: number('Net amount of the line (BT-131)'),
})

const taxSchema = z.object({
  base: number('Taxable amount of this rate (BT-116)'),
  rate: number('Rate in percent (BT-119)'),
  amount: number('Tax amount of this rate (BT-117)'),
})

/** `name`, `address`, `tax_id` of one side; the terms differ between seller (BG-4) and buyer (BG-7). */
const party = (side: string, name: string, address: string, taxId: string) =>
  z
    .object({
      name: text(`Name of the ${side} (${name})`),
      address: text(`Postal address of the ${side} on one line (${address})`),
      tax_id: text(`VAT or tax identifier of the ${side} (${taxId})`),
    })
    .describe(`The ${side}`)

export const invoiceSchema = z.object({
  document_type: text(`Kind of document: ${DOCUMENT_TYPES.join(', ')} (BT-3)`),
  invoice_number: text('Number of the invoice (BT-1)'),
  invoice_date: isoDate('Issue date (BT-2)'),
  due_date: isoDate('Payment due date (BT-9)'),
  order_number: text("Buyer's purchase order reference (BT-13)"),
  delivery_note: text('Despatch advice / delivery note reference (BT-16)'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable()
    .describe('Invoice currency, ISO 4217 (BT-5)'),
  seller: party('seller', 'BT-27', 'BG-5', 'BT-31, BT-32'),
  buyer: party('buyer', 'BT-44', 'BG-8', 'BT-48'),
  line_items: z.array(lineItemSchema).describe('Invoice lines in document order (BG-25)'),
  sub_total: number('Sum of the net line amounts (BT-106)'),
  discount_total: number('Sum of the discounts on document level (BT-107)'),
  charge_total: number('Sum of the charges on document level (BT-108)'),
  taxable_total: number('Total without tax (BT-109)'),
  taxes: z.array(taxSchema).describe('Tax breakdown by rate (BG-23)'),
  tax_total: number('Total tax amount (BT-110)'),
  total: number('Total including tax (BT-112)'),
  prepaid_amount: number('Amount already paid (BT-113)'),
  amount_due: number('Amount due for payment (BT-115)'),
  payment: z
    .object({
      iban: text('Account identifier, IBAN without blanks (BT-84)'),
      bic: text("Payment service provider's identifier, BIC (BT-86)"),
      reference: text('Remittance information (BT-83)'),
      terms: text('Payment terms (BT-20)'),
    })
    .describe('Payment instructions (BG-16)'),
  notes: text('Notes of the invoice (BT-22)'),
})

export type Invoice = z.infer<typeof invoiceSchema>
export type LineItem = Invoice['line_items'][number]
export type TaxLine = Invoice['taxes'][number]
export type Party = Invoice['seller']

/** An invoice of which nothing is known yet; each call makes a new one. */
export function emptyInvoice(): Invoice {
  const nobody = (): Party => ({ name: null, address: null, tax_id: null })
  return {
    document_type: null,
    invoice_number: null,
    invoice_date: null,
    due_date: null,
    order_number: null,
    delivery_note: null,
    currency: null,
    seller: nobody(),
    buyer: nobody(),
    line_items: [],
    sub_total: null,
    discount_total: null,
    charge_total: null,
    taxable_total: null,
    taxes: [],
    tax_total: null,
    total: null,
    prepaid_amount: null,
    amount_due: null,
    payment: { iban: null, bic: null, reference: null, terms: null },
    notes: null,
  }
}

export function emptyLineItem(): LineItem {
  return {
    line_number: null,
    description: null,
    item_code: null,
    hs_code: null,
    batch: null,
    quantity: null,
    unit: null,
    unit_price: null,
    discount: null,
    tax_rate: null,
    line_total: null,
  }
}

/** The sums of an invoice that stand outside its lines. */
export const SUMS = [
  'sub_total',
  'discount_total',
  'charge_total',
  'taxable_total',
  'tax_total',
  'total',
  'prepaid_amount',
  'amount_due',
] as const
export type Sum = (typeof SUMS)[number]
