import { describe, expect, it } from 'vitest'
import { draftToFields, draftToInvoice } from '../../../../src/extraction/engines/offline/rules/finding.ts'
import { readInvoice } from '../../../../src/extraction/engines/offline/rules/read-invoice.ts'
import { pageOf } from '../../../support/page-text.ts'
import { pageOf as textPageOf } from '../../../support/text-pages.ts'

const reading = (...lines: string[]) => readInvoice([pageOf(lines)])
const read = (...lines: string[]) => draftToInvoice(reading(...lines).draft)
const warnings = (...lines: string[]) => reading(...lines).warnings.map(({ code }) => code)

describe('goods by the columns of the heading', () => {
  it('takes quantity and price from where the heading says they are', () => {
    const header = 'Description | Quantity | Unit price | Amount'
    expect(read(header, 'Whiteboard pens | 15.00 | 100.00 | 1,500.00').line_items).toMatchObject([{ quantity: 15, unit_price: 100 }])
    const swapped = 'Description | Unit price | Quantity | Amount'
    expect(read(swapped, 'Whiteboard pens | 15.00 | 100.00 | 1,500.00').line_items).toMatchObject([{ quantity: 100, unit_price: 15 }])
  })

  it('makes no tax of a row of goods', () => {
    const lines = [
      'Pos | Bezeichnung | Menge | Einzelpreis | Gesamt',
      '1 | Scheibe 10 % Silber | 10 | 12,00 | 120,00',
      'Nettobetrag | 120,00',
    ]
    expect(read('Rechnung 1', ...lines).taxes).toEqual([])
  })
})

describe('sums by arithmetic', () => {
  it('takes neither the last nor the largest amount for the total', () => {
    const invoice = read('Invoice 7', 'Total | $100.00', 'Sales tax | $7.00', 'Total | $107.00', 'Total savings | $220.00')
    expect(invoice).toMatchObject({ total: 107, tax_total: 7 })
  })

  it('leaves the sum in a second currency alone', () => {
    expect(read('Rechnung 7', 'Gesamtbetrag EUR | 100,00', 'Gesamtbetrag CHF | 95,50')).toMatchObject({ total: 100, currency: 'EUR' })
  })

  it('says that a total was copied from the amount due', () => {
    expect(warnings('Faktura VAT nr 7', 'Sprzedawca', 'Do zapłaty | 246,00 PLN')).toContain('copied_total')
    expect(warnings('Faktura VAT nr 7', 'Sprzedawca', 'Razem brutto | 246,00 PLN', 'Do zapłaty | 246,00 PLN')).not.toContain('copied_total')
  })

  it.each([
    ['Razem | 3 038,14 zł', 3038.14],
    ['Total | CHF 12’345.50', 12345.5],
    ['Grand Total | Rs. 1,45,678.08', 145678.08],
    ['Total | ¥132,000', 132000],
    ['Végösszeg | 127 000 Ft', 127000],
  ])('reads %j', (line, total) => expect(read('Invoice 7', line).total).toBe(total))
})

describe('dates', () => {
  const american = ['Blue Ridge Tools Inc.', '120 Main Street, Asheville, NC 28801', 'Invoice # BR-1']

  it("are read as the seller's country writes them", () => {
    expect(read(...american, 'Date: 03/04/2026').invoice_date).toBe('2026-03-04')
    expect(read('Leeds Tools Ltd', '1 High Street, Leeds LS1 1AA', 'Invoice # BR-1', 'Date: 03/04/2026').invoice_date).toBe('2026-04-03')
  })

  it('are called ambiguous where nothing decides', () => {
    expect(warnings('Invoice # 7', 'Date: 03/04/2026', 'Total | 12.00')).toContain('ambiguous_date')
    expect(warnings(...american, 'Date: 03/04/2026', 'Total | 12.00')).not.toContain('ambiguous_date')
  })

  it('belong to their own label only', () => {
    const invoice = read('FACTURE N° F-7', 'DATE DE FACTURE ASSOCIÉE : 30/11/2018', 'Date : 31/12/2018', 'Carte expire le 05/09/2027')
    expect(invoice.invoice_date).toBe('2018-12-31')
  })
})

describe('parties', () => {
  it('a reference under the label of the buyer is nobody', () => {
    const lines = ['Beispiel GmbH', 'Weg 1', '12345 Stadt', 'Customer: 2', 'Your order AB321', 'Invoice # RE-1', 'Total | $ 26.90']
    expect(read(...lines).buyer.name).not.toBe('Your order AB321')
  })

  it('a name that nothing but its place speaks for is none to take as it is', () => {
    const sellerOf = (...lines: string[]) => draftToFields(reading(...lines).draft).seller.name?.confidence ?? 0
    const rest = ['Main Street 1', 'Springfield, IL 62701', 'INVOICE 7', 'Bill to:', 'Acme Inc.', 'Total | $ 26.90']
    expect(sellerOf('Bright Morning', ...rest)).toBeLessThan(0.8)
    expect(sellerOf('Bright Morning LLC', ...rest)).toBeGreaterThan(0.8)
  })
})

describe('currency', () => {
  it('is no word among the goods that is spelled like a code', () => {
    const goods = [
      'Invoice 7',
      'Item | Price | Qty | Total',
      'BALLPOINT PEN MED. | 2.49 | 10 | 24.90',
      'TOP COAT | 1.00 | 2 | 2.00',
      'Total | 26.90',
    ]
    expect(read(...goods).currency).toBeNull()
  })

  it('of a shared sign is that of the seller, or marked', () => {
    expect(read('Wombat Tools Pty Ltd', 'ABN 51 824 753 556', 'Invoice 7', 'Total | $220.00').currency).toBe('AUD')
    expect(warnings('Some Tools', 'Invoice 7', 'Total | $220.00')).toContain('ambiguous_currency')
  })
})

describe('the kind of a document', () => {
  it.each([
    ['QUOTATION', true],
    ['Auftragsbestätigung', true],
    ['STATEMENT OF ACCOUNT', true],
    ['INVOICE', false],
  ])('%s is no invoice: %s', (heading, none) => {
    expect(warnings('Blue Ridge Tools Inc.', heading, 'Date: 14 Feb 2026', 'Total | $90.00').includes('not_an_invoice')).toBe(none)
  })

  it('is not named by a word inside a sentence', () => {
    expect(read("Merci d'avoir choisi Dupont !", 'FACTURE N° FA-2026-118').document_type).toBe('invoice')
    expect(read('Rechnungs-Nr.: RE-7', 'Rechnung').document_type).toBe('invoice')
  })
})

describe('sender and recipient', () => {
  it('are told apart by the small line over the window', () => {
    const { seller, buyer } = read(
      'Max Mustermann Webdesign · Hauptstr. 1 · 10115 Berlin',
      'Kunde Beispiel GmbH',
      'Ringstr. 5',
      '50667 Köln',
      'Rechnungsnr.: 2026-77',
    )
    expect([seller.name, buyer.name]).toEqual(['Max Mustermann Webdesign', 'Kunde Beispiel GmbH'])
  })

  it('stay with their label where a long line is centred under the cell beside it', () => {
    const form = (label: string, ...name: string[]) => [
      '',
      `${label}:`,
      'Nummer        549910',
      'Globale Nummer: 4000001123452 (ID)',
      ...name,
    ]
    const lines = [
      'Stylesheet zum Lesbarmachen von Rechnungen',
      'Rechnung Nr. 4711 vom 05.03.2018',
      ...form('Verkäufer', 'Nordlicht Versand GmbH', 'Hafenstraße 20', '80333 München'),
      ...form('Käufer', 'Kunden AG Mitte', 'Kundenstraße 15', '69876 Frankfurt'),
    ]
    const { seller, buyer } = draftToInvoice(readInvoice([textPageOf(1, lines)]).draft)
    expect([seller.name, buyer.name]).toEqual(['Nordlicht Versand GmbH', 'Kunden AG Mitte'])
  })

  it('are no currency and no street', () => {
    expect(read('Rechnung Nr. 4711', 'Seestr. 12', '12345 Neustadt').seller.name).toBeNull()
    expect(read('Rechnung Nr. 4711', 'Währung: | EUR', 'Datum: | 06.12.2018').seller.name).toBeNull()
  })

  it.each(['FACTUUR', 'Számla', 'e-FATURA', 'RECHNUNG', 'Faktura'])('are never the heading %s', heading => {
    expect(read(heading, '2026-0042', 'Bakker Techniek', 'Weena 664', '3012 CN Rotterdam').seller.name).not.toBe(heading)
  })
})

describe('a document in an unknown language', () => {
  it('is read with low confidence', () => {
    const { draft } = reading('ΤΙΜΟΛΟΓΙΟ', 'Α', 'Σύνολο | 124,00 €')
    expect(draftToFields(draft).total?.confidence ?? 0).toBeLessThan(0.8)
  })
})
