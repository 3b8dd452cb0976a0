import { describe, expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { fixture } from '../support/documents.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePng } from '../support/made-documents.ts'
import { buildPdf } from '../support/pdf-files.ts'
import { geminiAnswer, openaiAnswer } from '../support/stub-provider.ts'

const PLAIN = buildPdf({
  text: [
    'Muster AG, Hauptstr. 1, 10115 Berlin',
    'Rechnung Nr. R-2026-17 vom 02.11.2026',
    'Pos Bezeichnung Menge Preis Betrag',
    '1 Beratung 2 50,00 100,00',
    'Netto 100,00 EUR',
    'USt. 19 % auf 100,00 19,00 EUR',
    'Gesamtbetrag 119,00 EUR',
    'IBAN DE02 1203 0000 0000 2020 51, USt-IdNr. DE136695976',
  ],
})
const RIGHT = {
  document_type: 'invoice',
  invoice_number: 'R-2026-17',
  invoice_date: '2026-11-02',
  currency: 'EUR',
  seller: { name: 'Muster AG', address: 'Hauptstr. 1, 10115 Berlin', tax_id: 'DE136695976' },
  line_items: [{ line_number: '1', description: 'Beratung', quantity: 2, unit_price: 50, line_total: 100 }],
  sub_total: 100,
  taxes: [{ base: 100, rate: 19, amount: 19 }],
  tax_total: 19,
  total: 119,
  payment: { iban: 'DE02120300000000202051' },
}

async function answering(invoice: unknown, extraction: Record<string, unknown> = {}) {
  const running = await startExtraction({ extraction })
  running.stub.behave(({ provider }) => (provider === 'openai' ? openaiAnswer(invoice) : geminiAnswer(invoice)))
  await running.store.addKey(newKey())
  return running
}

const codes = (body: { meta: { warnings: { code: string }[] } }) => body.meta.warnings.map(({ code }) => code)

describe("a model's answer and its page", () => {
  test('right values are found, each with its place, and nobody needs to look', async () => {
    const { extract, store } = await answering(RIGHT)
    await store.addKey(newKey({ companyId: 'OTHER', provider: 'OpenAI' }))
    for (const companyID of ['ACME', 'OTHER']) {
      const { body } = await extract({ file: PLAIN, companyID })
      const { fields, warnings, review, confidence } = body.meta
      expect(warnings).toEqual([])
      expect(review).toBe(false)
      expect(confidence).toBeGreaterThan(0.9)
      expect(fields.total).toMatchObject({ match: 'normalised', source: { page: 1 } })
      expect(fields.total.confidence).toBeGreaterThan(0.9)
      expect(fields.due_date).toBeNull()
      expect(fields.line_items[0].quantity).toMatchObject({ match: 'exact', source: { page: 1 } })
      // The total stands on the seventh line, to the right of its label.
      const [x, y] = fields.total.source.box
      expect([x > 0.1, y > 0.15, y < 0.25]).toEqual([true, true, true])
    }
  })

  test('a wrong number, total and account are marked, and somebody is to look', async () => {
    const wrong = { ...RIGHT, invoice_number: 'R-2026-71', total: 191, payment: { iban: 'DE02120300000000202052' } }
    const { extract } = await answering(wrong)
    const { status, body } = await extract({ file: PLAIN })
    expect(status).toBe(200)
    const { fields, warnings, review } = body.meta
    for (const field of [fields.invoice_number, fields.total, fields.payment.iban]) {
      expect(field).toMatchObject({ match: 'absent', source: null })
      expect(field.confidence).toBeLessThan(0.5)
    }
    expect(fields.seller.name.match).toBe('exact')
    expect(warnings.find(({ code }: { code: string }) => code === 'value_not_on_page')).toMatchObject({
      fields: ['invoice_number', 'total', 'payment.iban'],
    })
    expect(review).toBe(true)
  })

  test('the same for a Factur-X PDF where the settings send it to the model', async () => {
    const wrong = { ...RIGHT, invoice_number: '471103', total: 599.87, payment: { iban: 'DE02120300000000202052' } }
    const { extract } = await answering(wrong, { e_invoice: 'provider' })
    const { body } = await extract({ file: fixture('zugferd-2p0-de-en16931.pdf') })
    const { fields, review } = body.meta
    expect([fields.invoice_number.match, fields.total.match, fields.payment.iban.match, review]).toEqual([
      'absent',
      'absent',
      'absent',
      true,
    ])
  })

  test('where no page was compared, nothing is confirmed and nothing denied', async () => {
    const { extract } = await answering(RIGHT)
    const { body } = await extract({ file: makePng(20, 20) })
    expect(body.meta.fields.total).toEqual({ confidence: null, match: null, source: null })
    expect([codes(body), body.meta.confidence, body.meta.review]).toEqual([['pages_not_read'], null, true])
  })

  test('a picture is read for it under `ocr`: right values are found, wrong ones are not', async () => {
    const receipt = { document_type: 'receipt', invoice_date: '2018-12-25', total: 9, amount_due: 90 }
    const { extract } = await answering(receipt, { proof: 'ocr' })
    const { body } = await extract({ file: fixture('receipt-bookshop.jpg') })
    const { fields } = body.meta
    expect([fields.invoice_date.match, fields.total.match, fields.amount_due.match]).toEqual(['normalised', 'exact', 'absent'])
    expect(fields.total.source).toMatchObject({ page: 1, box: expect.any(Array) })
    expect(codes(body)).toContain('value_not_on_page')
    expect(codes(body)).not.toContain('pages_not_read')
  })

  test('is left alone where the settings say so', async () => {
    const { extract } = await answering({ ...RIGHT, total: 191 }, { proof: 'off' })
    const { body } = await extract({ file: PLAIN })
    expect([body.meta.fields, body.meta.warnings]).toEqual([null, []])
    expect(body.meta.review).toBe(true)
  })
})

describe('what an answer should be taken with', () => {
  test('XML that its page contradicts: the field and both values', async () => {
    const { extract } = await answering(RIGHT)
    const xml = `<rsm:CrossIndustryInvoice xmlns:rsm="a" xmlns:ram="b"><rsm:ExchangedDocument><ram:ID>R-2026-17</ram:ID></rsm:ExchangedDocument>
      <rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:GrandTotalAmount>191.00</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
      </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`
    const text = ['Rechnung Nr. R-2026-17', 'Datum: 02.11.2026', 'Netto 100,00 EUR', 'USt. 19 % 19,00 EUR', 'Gesamtbetrag 119,00 EUR']
    const { body } = await extract({ file: buildPdf({ text, attachment: { name: 'factur-x.xml', data: Buffer.from(xml) } }) })
    expect(body.data.total).toBe(191)
    const warning = body.meta.warnings.find(({ code }: { code: string }) => code === 'xml_differs_from_page')
    expect(warning).toMatchObject({ fields: ['total'], message: expect.stringMatching(/total is 191 in the XML and 119 on the page/) })
    expect(body.meta).toMatchObject({
      review: true,
      fields: { total: { match: 'absent' }, invoice_number: { match: 'exact', confidence: 1 } },
    })
  })

  test('XML that its page confirms: nothing', async () => {
    const { extract } = await answering(RIGHT)
    const { body } = await extract({ file: fixture('zugferd-2p0-de-en16931.pdf') })
    expect([codes(body), body.meta.review, body.meta.fields.total.match]).toEqual([[], false, 'normalised'])
  })

  test('a line whose sum does not close, and a date that may be the other way round', async () => {
    const text = ['Invoice No. 117', 'Date 03/04/2026', '1 Widget 2 50.00 100.00', 'Total $ 100.00', 'Some Shop Somewhere']
    const invoice = { invoice_number: '117', invoice_date: '2026-04-03', currency: 'USD', total: 100, seller: { name: 'Some Shop' } }
    const line = { line_number: '1', description: 'Widget', quantity: 3, unit_price: 50, line_total: 100 }
    const { extract } = await answering({ ...invoice, line_items: [line] })
    const { body } = await extract({ file: buildPdf({ text }) })
    expect(codes(body)).toEqual(['value_not_on_page', 'ambiguous_date', 'ambiguous_currency', 'line_mismatch'])
    expect(body.meta.warnings[0].fields).toEqual(['line_items.0.quantity'])
  })
})
