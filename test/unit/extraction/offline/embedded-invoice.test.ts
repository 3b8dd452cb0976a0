import { describe, expect, it } from 'vitest'
import { readEInvoice } from '../../../../src/extraction/engines/offline/read-e-invoice.ts'
import { readInvoiceXml } from '../../../../src/extraction/engines/offline/xml/embedded-invoice.ts'

const bytes = (xml: string) => new TextEncoder().encode(xml)
const read = (xml: string) => readInvoiceXml(bytes(xml))

const cii = (body: string, header = '<ram:ID>R-1</ram:ID>') => `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocument>${header}</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>${body}</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`

const settlement = (inner: string) => `<ram:ApplicableHeaderTradeSettlement>${inner}</ram:ApplicableHeaderTradeSettlement>`

describe('readEInvoice', () => {
  it('refuses more lines than anybody wants to pass on', async () => {
    const line = '<InvoiceLine><ID>1</ID></InvoiceLine>'
    const ubl = (lines: number) =>
      bytes(`<Invoice><ID>U-1</ID><LegalMonetaryTotal><PayableAmount>1</PayableAmount></LegalMonetaryTotal>${line.repeat(lines)}</Invoice>`)
    const request = { mediaType: 'application/xml', pages: 1, schema: null } as const
    expect(await readEInvoice(ubl(20), request)).toMatchObject({ invoice: { invoice_number: 'U-1' } })
    expect(await readEInvoice(ubl(10_001), request)).toEqual({ problem: 'The invoice has more than 10000 lines.' })
  })
})

describe('readInvoiceXml', () => {
  it("takes the tax in the invoice's own currency", () => {
    const invoice = read(
      cii(
        settlement(`<ram:InvoiceCurrencyCode>GBP</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
          <ram:TaxTotalAmount currencyID="EUR">183.14</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="GBP">163.16</ram:TaxTotalAmount>
          <ram:GrandTotalAmount>1021.91</ram:GrandTotalAmount><ram:DuePayableAmount>-0.00</ram:DuePayableAmount>
        </ram:SpecifiedTradeSettlementHeaderMonetarySummation>`),
      ),
    )
    expect(invoice).toMatchObject({ currency: 'GBP', tax_total: 163.16, total: 1021.91 })
    expect(Object.is(invoice?.amount_due, 0)).toBe(true)
  })

  it('leaves null what is not there, and reads exactly what is', () => {
    const invoice = read(
      cii(
        `<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>A &amp; B\r\nGmbH</ram:Name>
          <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration>
          <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE1</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement>`,
        '<ram:ID> 0047 </ram:ID><ram:TypeCode>381</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20180305</udt:DateTimeString></ram:IssueDateTime>',
      ),
    )
    expect(invoice).toMatchObject({
      document_type: 'credit_note',
      invoice_number: '0047',
      invoice_date: '2018-03-05',
      due_date: null,
      currency: null,
      total: null,
      seller: { name: 'A & B\nGmbH', address: null, tax_id: 'DE1' },
      line_items: [],
      taxes: [],
    })
  })

  it('reads ZUGFeRD 1.0, whose elements have other names', () => {
    const invoice =
      read(`<rsm:CrossIndustryDocument xmlns:rsm="urn:a" xmlns:ram="urn:b"><rsm:HeaderExchangedDocument><ram:ID>Z1</ram:ID></rsm:HeaderExchangedDocument>
      <rsm:SpecifiedSupplyChainTradeTransaction>
        <ram:ApplicableSupplyChainTradeAgreement><ram:SellerTradeParty><ram:Name>S</ram:Name></ram:SellerTradeParty>
          <ram:BuyerOrderReferencedDocument><ram:ID>O1</ram:ID></ram:BuyerOrderReferencedDocument></ram:ApplicableSupplyChainTradeAgreement>
        <ram:ApplicableSupplyChainTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
          <ram:SpecifiedTradeSettlementMonetarySummation><ram:GrandTotalAmount currencyID="EUR">11.90</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementMonetarySummation>
        </ram:ApplicableSupplyChainTradeSettlement>
        <ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedSupplyChainTradeDelivery><ram:BilledQuantity unitCode="C62">2</ram:BilledQuantity></ram:SpecifiedSupplyChainTradeDelivery>
          <ram:SpecifiedSupplyChainTradeSettlement><ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount>10.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementMonetarySummation></ram:SpecifiedSupplyChainTradeSettlement>
        </ram:IncludedSupplyChainTradeLineItem>
      </rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>`)
    expect(invoice).toMatchObject({ invoice_number: 'Z1', order_number: 'O1', currency: 'EUR', total: 11.9, seller: { name: 'S' } })
    expect(invoice?.line_items).toMatchObject([{ quantity: 2, unit: 'C62', line_total: 10 }])
  })

  it('reads UBL', () => {
    const invoice =
      read(`<Invoice xmlns="urn:ubl" xmlns:cbc="urn:cbc" xmlns:cac="urn:cac"><cbc:ID>U-1</cbc:ID><cbc:IssueDate>2024-01-31</cbc:IssueDate>
      <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
      <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Shop</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>
      <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1.90</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount>10</cbc:TaxableAmount><cbc:TaxAmount>1.90</cbc:TaxAmount>
        <cac:TaxCategory><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
      <cac:LegalMonetaryTotal><cbc:LineExtensionAmount>10</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount>11.90</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
      <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="H87">4</cbc:InvoicedQuantity><cbc:LineExtensionAmount>10</cbc:LineExtensionAmount>
        <cac:Item><cbc:Name>Bolt</cbc:Name></cac:Item></cac:InvoiceLine></Invoice>`)
    expect(invoice).toMatchObject({
      invoice_number: 'U-1',
      invoice_date: '2024-01-31',
      total: 11.9,
      tax_total: 1.9,
      seller: { name: 'Shop' },
    })
    expect(invoice?.taxes).toEqual([{ base: 10, rate: 19, amount: 1.9 }])
    expect(invoice?.line_items).toMatchObject([{ description: 'Bolt', quantity: 4, line_total: 10 }])
  })

  it('expands no entities and reads no document type', () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}">]>`
    expect(read(laughs + cii('', '<ram:ID>&b;</ram:ID>').replace(/<\?xml.*?\?>/, ''))).toBeNull()
    expect(read(`<!DOCTYPE x SYSTEM "file:///etc/passwd">${cii('').replace(/<\?xml.*?\?>/, '')}`)).toBeNull()
  })

  it('is not taken in by a field named like a prototype', () => {
    read(cii('<__proto__><polluted>1</polluted></__proto__>'))
    expect({}).not.toHaveProperty('polluted')
  })

  it.each(['', 'not xml', '<a><b></a>', '<order><id>1</id></order>', cii('', '')])('answers null to %j', xml =>
    expect(read(xml)).toBeNull(),
  )

  it('refuses XML beyond the cap unread', () => {
    expect(readInvoiceXml(bytes(cii(`<x>${'y'.repeat(9_000_000)}</x>`)))).toBeNull()
  })
})
