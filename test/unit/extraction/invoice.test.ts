import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { emptyInvoice, emptyLineItem, invoiceSchema } from '../../../src/extraction/invoice.ts'

interface JsonNode {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonNode>>
  readonly items?: JsonNode
  readonly required?: readonly string[]
}

function leaves(node: JsonNode, path = ''): { path: string; description: string }[] {
  if (node.properties !== undefined) return Object.entries(node.properties).flatMap(([key, child]) => leaves(child, `${path}.${key}`))
  if (node.items !== undefined) return leaves(node.items, `${path}[]`)
  return [{ path, description: node.description ?? '' }]
}

describe('invoiceSchema', () => {
  const schema = z.toJSONSchema(invoiceSchema) as JsonNode

  it('has the fields of the contract, in its order', () => {
    expect(Object.keys(emptyInvoice())).toEqual(
      `document_type invoice_number invoice_date due_date order_number delivery_note currency seller buyer line_items sub_total discount_total
      charge_total taxable_total taxes tax_total total prepaid_amount amount_due payment notes`.split(/\s+/),
    )
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(emptyInvoice()))
    expect(Object.keys(emptyLineItem())).toEqual(
      'line_number description item_code hs_code batch quantity unit unit_price discount tax_rate line_total'.split(' '),
    )
  })

  it('names the business term of EN 16931 in every field', () => {
    expect(leaves(schema).filter(leaf => !/\((?:B[TG]-\d+(?:, )?)+\)/.test(leaf.description))).toEqual([])
  })

  it('requires every field and lets every value be null', () => {
    expect(schema.required).toEqual(Object.keys(emptyInvoice()))
    expect(invoiceSchema.parse(emptyInvoice())).toEqual(emptyInvoice())
  })

  it('keeps amounts through a round trip', () => {
    const invoice = { ...emptyInvoice(), total: 18310.63, tax_total: 0.1 + 0.2 }
    expect(invoiceSchema.parse(JSON.parse(JSON.stringify(invoice)))).toEqual(invoice)
  })

  it('refuses dates that are not ISO and currencies that are not codes', () => {
    expect(invoiceSchema.safeParse({ ...emptyInvoice(), invoice_date: '05.03.2018' }).success).toBe(false)
    expect(invoiceSchema.safeParse({ ...emptyInvoice(), currency: '€' }).success).toBe(false)
  })
})
