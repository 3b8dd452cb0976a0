import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyInvoice, invoiceSchema } from '../../../../src/extraction/invoice.ts'
import { readAnswer } from '../../../../src/extraction/providers/provider-answer.ts'

test('values of a wrong form become null, numbers written as text are numbers, unknown properties fall away', () => {
  const raw = {
    invoice_number: 4711,
    invoice_date: '02.11.2026',
    currency: '€',
    total: '119.00',
    tax_total: 'nineteen',
    seller: 'Muster AG',
    line_items: [{ quantity: '2', line_total: 100, extra: true }, 'noise'],
    payment: { iban: 'DE00' },
    invented: 1,
  }
  const answer = readAnswer(JSON.stringify(raw), false)
  expect(answer).toMatchObject({
    custom: null,
    invoice: {
      invoice_number: '4711',
      invoice_date: null,
      currency: null,
      total: 119,
      tax_total: null,
      seller: { name: null },
      line_items: [{ quantity: 2, line_total: 100, unit: null }],
      payment: { iban: 'DE00', bic: null },
    },
  })
  expect(answer!.invoice).not.toHaveProperty('invented')
})

test('a fenced answer is read; anything but an object is not', () => {
  expect(readAnswer('```json\n{"total": 5}\n```', false)?.invoice.total).toBe(5)
  for (const text of ['', 'Sorry', '[1]', '"x"', '{"total":']) expect(readAnswer(text, false)).toBeUndefined()
  expect(readAnswer('{"custom": {}}', true)).toBeUndefined()
})

test('whatever a model answers, what leaves is an invoice', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(emptyInvoice())), fc.jsonValue()), raw => {
      expect(invoiceSchema.safeParse(readAnswer(JSON.stringify(raw), false)?.invoice).success).toBe(true)
    }),
  )
})
