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
      const answer = readAnswer(JSON.stringify(raw), false)
      if (Object.keys(raw).length === 0) expect(answer).toBeUndefined()
      else expect(invoiceSchema.safeParse(answer?.invoice).success).toBe(true)
    }),
  )
})

test('what has nothing of an invoice is none; a blank page is one, and says so', () => {
  for (const text of ['{}', '{"invoice": {"total": 5}}', '{"error": "no invoice"}', '{"__proto__": {"total": 5}}']) {
    expect(readAnswer(text, false), text).toBeUndefined()
  }
  expect(readAnswer('{"invoice": {}}', true)).toBeUndefined()
  const blank = readAnswer(JSON.stringify(emptyInvoice()), false)
  expect(blank?.warnings).toMatchObject([{ code: 'not_an_invoice', fields: [] }])
})

test('what cannot be true does not pass unmarked', () => {
  const { invoice, warnings } = readAnswer(
    JSON.stringify({
      invoice_number: 'R-1',
      ...{ invoice_date: '2026-02-30', due_date: '2026-02-28', currency: 'XXX' },
      payment: { iban: 'DE89 3704 0044 0532 0130 01' },
    }),
    false,
  )!
  expect(invoice).toMatchObject({
    invoice_date: null,
    due_date: '2026-02-28',
    currency: null,
    payment: { iban: 'DE89 3704 0044 0532 0130 01' },
  })
  expect(warnings.map(({ code, fields }) => [code, ...fields])).toEqual([
    ['implausible_value', 'invoice_date'],
    ['implausible_value', 'currency'],
    ['implausible_value', 'payment.iban'],
  ])
  const good = readAnswer(
    JSON.stringify({ invoice_date: '2028-02-29', currency: 'CHF', payment: { iban: 'DE89 3704 0044 0532 0130 00' } }),
    false,
  )
  expect(good!.warnings).toEqual([])
  // An account number of another kind is no IBAN.
  expect(readAnswer(JSON.stringify({ total: 1, payment: { iban: '12345678' } }), false)!.warnings).toEqual([])
})

test('what is larger than any invoice is refused before anything walks it', () => {
  const items = (count: number) => `{"total": 1, "line_items": [${Array(count).fill('{}').join(',')}]}`
  const started = performance.now()
  expect(readAnswer(items(1_000_000), false)).toBeUndefined()
  expect(readAnswer(`{"total": 1, "notes": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, false)).toBeUndefined()
  // A tenth of this on an idle machine; walking a million items took 7.5 s.
  expect(performance.now() - started).toBeLessThan(1500)
  expect(readAnswer(items(5001), false)).toBeUndefined()
  const lines = Array.from({ length: 400 }, (_, index) => ({ line_number: String(index + 1), line_total: 1 }))
  expect(readAnswer(JSON.stringify({ line_items: lines }), false)!.invoice.line_items.map(line => line.line_number)).toEqual(
    lines.map(line => line.line_number),
  )
})
