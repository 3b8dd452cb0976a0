import { describe, expect, it } from 'vitest'
import { readCustomFields } from '../../../../src/extraction/engines/offline/rules/custom-fields.ts'
import { draftToFields, draftToInvoice } from '../../../../src/extraction/engines/offline/rules/finding.ts'
import { readInvoice } from '../../../../src/extraction/engines/offline/rules/read-invoice.ts'
import { emptyInvoice } from '../../../../src/extraction/invoice.ts'
import { pageOf } from '../../../support/page-text.ts'

const read = (...lines: string[]) => draftToInvoice(readInvoice([pageOf(lines)]).draft)

describe('readInvoice', () => {
  it('reads an English invoice', () => {
    const invoice = read(
      'Harbour Tools Ltd',
      'INVOICE',
      'Invoice No: HT-2024/0815 | Date: 12 March 2024',
      'Due date: 11 April 2024',
      'Bill to',
      'North Pier Marina',
      '1 Quay Road',
      'VAT No: GB123456789',
      'Description | Quantity | Unit price | Amount',
      'Brass shackle 8 mm | 10 | 4.50 | 45.00',
      'Rope 12 mm | 30 | 1.20 | 36.00',
      'Subtotal | £81.00',
      'VAT 20% | 81.00 | 16.20',
      'Total VAT | £16.20',
      'Total | £97.20',
      'Amount paid | -20.00',
      'Amount due | £77.20',
      'IBAN GB33 BUKB 2020 1555 5555 55 BIC BUKBGB22',
    )
    expect(invoice).toMatchObject({
      document_type: 'invoice',
      invoice_number: 'HT-2024/0815',
      invoice_date: '2024-03-12',
      due_date: '2024-04-11',
      currency: 'GBP',
      seller: { name: 'Harbour Tools Ltd' },
      buyer: { name: 'North Pier Marina' },
      sub_total: 81,
      tax_total: 16.2,
      total: 97.2,
      prepaid_amount: 20,
      amount_due: 77.2,
      taxes: [{ base: 81, rate: 20, amount: 16.2 }],
      payment: { iban: 'GB33BUKB20201555555555', bic: 'BUKBGB22' },
    })
    expect(invoice.line_items).toMatchObject([
      { description: 'Brass shackle 8 mm', quantity: 10, unit_price: 4.5, line_total: 45 },
      { description: 'Rope 12 mm', quantity: 30, unit_price: 1.2, line_total: 36 },
    ])
  })

  it('reads a German one, whose letters the producer spaced out', () => {
    const invoice = read(
      'Rechnung Nr. RE-77 vom 05.03.2018',
      'Währung: | EUR',
      'Positionssumme | 473,00',
      'Gesamtbetrag der Abschläge | -10,00',
      'Rechnungssumme ohne USt. | 463,00',
      'Steuerbetrag | 56,87',
      'Br uttosumme | 519,87',
      'Zahlbetr ag | 519,87',
    )
    expect(invoice).toMatchObject({
      invoice_number: 'RE-77',
      invoice_date: '2018-03-05',
      currency: 'EUR',
      sub_total: 473,
      discount_total: 10,
      taxable_total: 463,
      tax_total: 56.87,
      total: 519.87,
      amount_due: 519.87,
    })
  })

  it('reads a French credit note', () => {
    const invoice = read(
      'Avoir AV-2017-0005',
      'Date de facture | 16/11/2017',
      "Date d'échéance | 16/12/2017",
      'Total HT | -218,48 €',
      'Total taxes | -14,99 €',
      'Total TTC | -233,47 €',
    )
    expect(invoice).toMatchObject({
      document_type: 'credit_note',
      invoice_number: 'AV-2017-0005',
      invoice_date: '2017-11-16',
      due_date: '2017-12-16',
      taxable_total: -218.48,
      tax_total: -14.99,
      total: -233.47,
      currency: 'EUR',
    })
  })

  it("takes an order's number and date for neither the invoice's number nor its date", () => {
    const invoice = read(
      'Rechnung gemäß Bestellung Nr. 2018-471331 vom 01.03.2018',
      'Liefer- und Leistungsdatum: 02.03.2018',
      'Rechnung Nr. 9 vom 05.03.2018',
    )
    expect(invoice).toMatchObject({ invoice_number: '9', invoice_date: '2018-03-05' })
  })

  it.each([
    [['Rechnungs-Nr.: 2024-001'], '2024-001'],
    [['Numéro de facture : F2024/17'], 'F2024/17'],
    [['Invoice number | Date', 'INV0042 | 1 May 2024'], 'INV0042'],
    [['Rechnung des Versicherers (575) Nr. 00.123.456.7-2018-1 vom 18.04.2018'], '00.123.456.7-2018-1'],
    [['Tax Invoice', 'Invoice # : OR18030302170430'], 'OR18030302170430'],
    [['Kundennummer: 17', 'Customer No: 18'], null],
  ])('reads the number of %j', (lines, number) => expect(read(...lines).invoice_number).toBe(number))

  it('invents nothing', () => {
    expect(read('Dear customer,', 'we moved to a new office.', 'Kind regards')).toEqual({
      ...emptyInvoice(),
      seller: { ...emptyInvoice().seller, name: expect.anything() },
    })
    expect(draftToInvoice(readInvoice([]).draft)).toEqual(emptyInvoice())
  })

  it('refuses an account number whose check digits are wrong', () => {
    expect(read('IBAN DE88 2008 0000 0970 3757 01').payment.iban).toBeNull()
    expect(read('IBAN DE88 2008 0000 0970 3757 00').payment.iban).toBe('DE88200800000970375700')
  })

  it('says for every value how sure it is and where it stands', () => {
    const { draft } = readInvoice([pageOf(['Invoice No: A-17'], { page: 3, confidence: 0.5 })])
    const fields = draftToFields(draft)
    expect(fields.invoice_number?.source).toMatchObject({ page: 3, box: [expect.any(Number), 0, 0.04, 0.012] })
    expect(fields.invoice_number?.confidence).toBeLessThan(0.5)
    expect(fields.total).toBeNull()
    expect(fields.seller.tax_id).toBeNull()
  })
})

describe('tax breakdown', () => {
  it('is every line whose amount is the rate of its base, in any layout', () => {
    expect(read('VAT (S) | 850,00 | 8,75 | 858,75 | 19 | 163,16').taxes).toEqual([{ base: 858.75, rate: 19, amount: 163.16 }])
    expect(read('7% | 160.00 € | 11.20 €', '19% | 336.00 € | 63.84 €', '19% | 336.00 € | 63.84 €').taxes).toMatchObject([
      { rate: 7 },
      { rate: 19 },
    ])
  })

  it('is nothing else', () => {
    expect(read('Discount 5% | 100.00 | 90.00').taxes).toEqual([])
    expect(read('Ballpoint pen | 2.49 | 10 | 24.90').taxes).toEqual([])
  })
})

describe('line items', () => {
  const header = 'Pos | Beschreibung | Preis | Menge | USt. | Betrag'
  const rows = (...lines: string[]) => read(header, ...lines).line_items

  it('recognises a row by its arithmetic, wherever its columns are', () => {
    expect(rows('1 | Schrauben | 0,05 | 200 Stk | 19 % | 10,00')).toMatchObject([
      { quantity: 200, unit_price: 0.05, line_total: 10, tax_rate: 19 },
    ])
  })

  it('reads a percentage discount out of the sum', () => {
    expect(rows('Nougat 250g | 4,55 | 20 Stk | 10% | 81,90')).toMatchObject([
      { quantity: 20, unit_price: 4.55, discount: 9.1, line_total: 81.9 },
    ])
  })

  it('joins a row that was broken in two', () => {
    expect(rows('1 | Miettage | 86,5500 | 2 Tag(e) | 19 %', '173,10')).toMatchObject([{ quantity: 2, line_total: 173.1 }])
  })

  it('takes a numbered row whose sum does not close, and no detail under it', () => {
    const items = rows(
      '1 | Wirkarbeit | 0,0520 | 10000 KWH | 19 % | 52,00',
      'Bruttopreis : 1,00 | 2 | 2,00',
      '2 | Ökosteuer | 0,0205 | 10000 KWH | 19 % | 20,50',
    )
    expect(items.map(item => item.line_total)).toEqual([52, 20.5])
  })

  it('ends with the table', () => {
    expect(rows('1 | A | 2,00 | 3 | 19 % | 6,00', 'Zwischensumme | 6,00', '5 | 2,00 | 10,00')).toHaveLength(1)
  })

  it('reads none where there is no table', () => expect(read('3 | 2,00 | 6,00').line_items).toEqual([]))
})

describe('readCustomFields', () => {
  const pages = [pageOf(['Customer number: 4711 | Contact: Jane Roe', 'Weight | 12,50 kg', 'Shipping date: 03.04.2024'])]

  it('looks properties up as labels and reads them as their type', () => {
    const schema = {
      type: 'object',
      properties: {
        customer_number: { type: 'string' },
        kg: { title: 'Weight', type: ['number', 'null'] },
        shipping_date: { type: 'string', format: 'date' },
        vessel: { type: 'string' },
        contact: { type: 'string' },
      },
    }
    expect(readCustomFields(schema, pages)).toEqual({
      customer_number: '4711',
      kg: 12.5,
      shipping_date: '2024-04-03',
      vessel: null,
      contact: 'Jane Roe',
    })
  })

  it('answers an empty schema with an empty object', () => expect(readCustomFields({}, pages)).toEqual({}))
})
