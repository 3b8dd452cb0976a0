import { describe, expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { fixture } from '../support/documents.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { buildPdf } from '../support/pdf-files.ts'
import { geminiAnswer, SAMPLE_INVOICE } from '../support/stub-provider.ts'

const ZUGFERD = fixture('zugferd-2p0-de-en16931.pdf')
const WRONG = { ...SAMPLE_INVOICE, invoice_number: '471103', total: 599.87, payment: { iban: 'DE02120300000000202051' } }

const UBL = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:cac" xmlns:cbc="urn:cbc">
<cbc:ID>U-2026-7</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party>
  <cac:PartyTaxScheme><cbc:CompanyID>201/113/40209</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Lieferant GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount>119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>19.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="H87">200</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Screw</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>50</cbc:PriceAmount><cbc:BaseQuantity>100</cbc:BaseQuantity></cac:Price></cac:InvoiceLine></Invoice>`)
const CII = Buffer.from(
  '<rsm:CrossIndustryInvoice xmlns:rsm="a" xmlns:ram="b"><rsm:ExchangedDocument><ram:ID>C-9</ram:ID></rsm:ExchangedDocument></rsm:CrossIndustryInvoice>',
)

async function withLyingModel(extraction: Record<string, unknown> = {}) {
  const running = await startExtraction({ extraction })
  running.stub.behave(() => geminiAnswer(WRONG))
  await running.store.addKey(newKey({ storedKey: 'gemini-key-1' }))
  return running
}

describe('an invoice that a document carries as XML', () => {
  test('is read from there: no model is asked and nothing is billed', async () => {
    const { extract, store, stub } = await withLyingModel()
    const { status, body } = await extract({ file: ZUGFERD })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ invoice_number: '471102', total: 529.87, seller: { name: 'Lieferant GmbH', tax_id: 'DE123456789' } })
    expect(body.meta).toMatchObject({ engine: 'offline', method: 'xml', provider: null, model: null, pages: 2, usage: { input_tokens: 0 } })
    expect(stub.calls).toHaveLength(0)
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: 0 }])
  })

  test('goes to the model where the settings say so', async () => {
    const { extract, stub } = await withLyingModel({ e_invoice: 'provider' })
    const { body } = await extract({ file: ZUGFERD })
    expect(body.meta).toMatchObject({ engine: 'gemini', method: null })
    expect(stub.calls).toHaveLength(1)
  })

  test('opens no door for a company without a usable key', async () => {
    const { extract, store } = await withLyingModel()
    for (const status of ['Expired', 'Disabled', 'Blocked', 'FullyUtilized']) {
      await store.addKey(newKey({ companyId: status, status }))
      expect((await extract({ companyID: status, file: ZUGFERD })).status).toBe(403)
    }
    expect((await extract({ companyID: 'UNKNOWN', file: UBL })).body.code).toBe('TOKEN_NOT_FOUND')
  })

  test('needs no key that has quota left at its provider', async () => {
    const { extract, stub } = await withLyingModel()
    stub.behave(() => ({ status: 429, body: {}, headers: { 'retry-after': '600' } }))
    expect((await extract({ file: buildPdf({ text: ['Invoice R-1'] }) })).status).toBe(502)
    expect((await extract({ file: ZUGFERD })).body.data.total).toBe(529.87)
  })

  test('is found by its content, whatever the attachment is called', async () => {
    const { extract, stub } = await withLyingModel()
    for (const name of ['data', 'rechnung.txt', 'invoice.xml.bak']) {
      const { body } = await extract({ file: buildPdf({ text: ['Invoice U-2026-7'], attachment: { name, data: UBL } }) })
      expect(body.data).toMatchObject({ invoice_number: 'U-2026-7', total: 119 })
    }
    expect(stub.calls).toHaveLength(0)
  })

  test('an attachment that is none leaves the document to the model', async () => {
    const { extract } = await withLyingModel()
    const attachment = { name: 'terms.xml', data: Buffer.from('<terms><day>30</day></terms>') }
    expect((await extract({ file: buildPdf({ text: ['Invoice 471103'], attachment }) })).body.meta.engine).toBe('gemini')
  })

  test("the caller's own fields are the model's, the invoice stays the XML's", async () => {
    const { extract, stub } = await withLyingModel()
    stub.behave(() => geminiAnswer({ invoice: WRONG, custom: { cost_center: 'K-7' } }))
    const schema = JSON.stringify({ type: 'object', properties: { cost_center: { type: 'string' } } })
    const { body } = await extract({ file: ZUGFERD, schema })
    expect(body.data).toMatchObject({ invoice_number: '471102', total: 529.87, custom: { cost_center: 'K-7' } })
    expect(body.meta).toMatchObject({ engine: 'gemini', method: 'xml', usage: { requests: 1 } })
  })
})

describe('a file of XML', () => {
  test('UBL: the VAT identifier, the price of one, and no check of a prepayment that nobody stated', async () => {
    const { extract, stub } = await withLyingModel()
    const { status, body } = await extract({ file: UBL })
    expect([status, body.meta.method, body.meta.pages]).toEqual([200, 'xml', 1])
    expect(body.data).toMatchObject({ invoice_number: 'U-2026-7', prepaid_amount: null, amount_due: 19, seller: { tax_id: 'DE123456789' } })
    expect(body.data.line_items).toMatchObject([{ quantity: 200, unit_price: 0.5, line_total: 100 }])
    expect(body.meta.checks).toEqual([])
    expect(stub.calls).toHaveLength(0)
  })

  test('CII, and the forms in which XML comes, also where every document goes to the model', async () => {
    const { extract } = await withLyingModel({ e_invoice: 'provider' })
    const marked = Buffer.concat([Buffer.from('\uFEFF<!-- made by hand -->\n'), CII])
    const wide = Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>${CII}`, 'utf16le')
    for (const file of [CII, marked, wide]) {
      expect((await extract({ file })).body).toMatchObject({ status: 'ok', data: { invoice_number: 'C-9' }, meta: { method: 'xml' } })
    }
  })

  test('without any key in a fresh installation, too', async () => {
    const { extract } = await startExtraction()
    expect((await extract({ file: UBL })).body.data.invoice_number).toBe('U-2026-7')
  })

  test('another kind of document is refused', async () => {
    const { extract, stub } = await withLyingModel()
    const refused: [number, string][] = [
      [422, '<?xml version="1.0"?><Order><ID>1</ID></Order>'],
      [422, '<?xml version="1.0"?><Invoice><ID>1</Invoice>'],
      [422, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Invoice><ID>&a;</ID></Invoice>'],
      [415, '<!DOCTYPE html><html><body>Invoice</body></html>'],
      [415, '<html lang="en"><body>Invoice</body></html>'],
    ]
    for (const [expected, text] of refused) {
      const { status, body } = await extract({ file: Buffer.from(text) })
      expect([status, body.code]).toEqual([expected, 'INVALID_FILE'])
    }
    expect(stub.calls).toHaveLength(0)
  })
})
