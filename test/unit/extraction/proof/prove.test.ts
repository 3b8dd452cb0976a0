import { describe, expect, it } from 'vitest'
import { emptyInvoice, emptyLineItem, type Invoice } from '../../../../src/extraction/invoice.ts'
import { documentsIn } from '../../../../src/extraction/proof/documents-in.ts'
import { otherKindOf } from '../../../../src/extraction/proof/other-kind.ts'
import { packPage, unpackPage } from '../../../../src/extraction/proof/packed-pages.ts'
import { indexPages } from '../../../../src/extraction/proof/page-index.ts'
import { prove } from '../../../../src/extraction/proof/prove.ts'
import { fixture } from '../../../support/documents.ts'
import { judgeProof, readProofCase } from '../../../support/proof-cases.ts'
import { pageOf } from '../../../support/text-pages.ts'

/** `npm run bench:proof` judges the same on many more. */
describe('the proof of what e-invoices say, on their own pages', () => {
  it.each(['zugferd-2p0-de-en16931.pdf', 'factur-x-fr-en16931.pdf', 'zugferd-en-three-rates.pdf'])(
    '%s: right values are found where they stand, changed ones are not',
    async name => {
      const kinds = judgeProof((await readProofCase(fixture(name)))!, 3).kinds
      const sum = (score: 'shown' | 'matched' | 'boxed' | 'changed' | 'absent') =>
        kinds.reduce((total, kind) => total + kind.score[score], 0)
      expect(sum('shown')).toBeGreaterThan(15)
      expect(sum('matched') / sum('shown')).toBeGreaterThanOrEqual(0.97)
      expect(sum('boxed') / sum('shown')).toBeGreaterThanOrEqual(0.97)
      expect(sum('absent') / sum('changed')).toBeGreaterThanOrEqual(0.98)
    },
  )

  it('pages come out of the package as they went in', async () => {
    const { pages } = (await readProofCase(fixture('zugferd-2p0-de-en16931.pdf')))!
    for (const page of pages) {
      const { page: number, lines } = unpackPage(packPage(page))
      expect(number).toBe(page.page)
      expect(lines.map(line => line.words.map(word => word.text))).toEqual(page.lines.map(line => line.words.map(word => word.text)))
      expect(lines[0]?.words[0]?.x).toBeCloseTo(page.lines[0]?.words[0]?.x ?? 0, 5)
    }
  })
})

describe('what stands somewhere else on the page', () => {
  const page = pageOf(1, [
    'Rechnung Nr. R-2026-17-B',
    '1   Schraube   4   10,00   40,00',
    '2   Mutter   7   10,00   70,00',
    'Telefon 030 471102, Fax 9',
    'Netto   110,00 EUR',
  ])
  const line = (line_number: string, description: string, quantity: number, line_total: number) => ({
    ...emptyLineItem(),
    ...{ line_number, description, quantity, unit_price: 10, line_total },
  })
  const proven = (change: Partial<Invoice>) => {
    const line_items = [line('1', 'Schraube', 4, 40), line('2', 'Mutter', 7, 70)]
    return prove({ ...emptyInvoice(), line_items, ...change }, indexPages([page])).fields
  }

  it("confirms no number of a line: neither the neighbour's nor one of the letterhead", () => {
    expect(proven({}).line_items.map(({ quantity }) => quantity?.match)).toEqual(['exact', 'exact'])
    for (const quantity of [7, 9]) {
      const line_items = [line('1', 'Schraube', quantity, 40), line('2', 'Mutter', 7, 70)]
      expect(proven({ line_items }).line_items[0]?.quantity?.match).toBe('absent')
    }
  })

  it('confirms no identifier that is a part of another one', () => {
    expect(proven({ invoice_number: 'R-2026-17-B' }).invoice_number?.match).toBe('exact')
    for (const invoice_number of ['R-2026-17', '2026-17-B', '2026-17', '47110'])
      expect(proven({ invoice_number }).invoice_number?.match).toBe('absent')
  })

  it('confirms no sum that is a line of the invoice', () => {
    expect(proven({ sub_total: 110 }).sub_total?.match).toBe('normalised')
    expect(proven({ total: 70 }).total?.match).toBe('absent')
  })
})

describe('several invoices in one file', () => {
  const invoice = (page: number, number: string) =>
    pageOf(page, ['Muster AG', `Rechnungsnummer: ${number}`, '1 Arbeit 100,00', 'Gesamt 119,00'])

  it('are told apart by their numbers', () => {
    const more = pageOf(2, ['Übertrag 500,00', '7 Arbeit 100,00'])
    expect(documentsIn([invoice(1, 'R-1'), more, invoice(3, 'R-2')])).toEqual([
      { number: 'R-1', pages: [1, 2] },
      { number: 'R-2', pages: [3] },
    ])
  })

  it.each([
    ['Invoice No.: A-17', 'Invoice No.: A-18'],
    ['Facture n° 2026-17', 'Facture n° 2026-18'],
    ['Factura Nº A/17', 'Factura Nº A/18'],
    ['Fattura n. 17/2026', 'Fattura n. 18/2026'],
    ['Faktura nr FV/17/2026', 'Faktura nr FV/18/2026'],
    ['Factuurnummer: 2026-17', 'Factuurnummer: 2026-18'],
  ])('"%s" and "%s" are two', (one, other) => {
    const pages = [pageOf(1, ['Shop', one, 'Total 10.00']), pageOf(2, ['Shop', other, 'Total 11.00'])]
    expect(documentsIn(pages)).toHaveLength(2)
  })

  it('one invoice of many pages, each with its number, is one; so is one that refers to others further down', () => {
    expect(documentsIn([invoice(1, 'R-1'), invoice(2, 'R-1'), invoice(3, 'R 1')])).toHaveLength(1)
    const filler = Array.from({ length: 40 }, (_, index) => `${index} Arbeit 100,00`)
    expect(documentsIn([invoice(1, 'R-1'), pageOf(2, [...filler, 'Rechnungsnummer: R-0'])])).toHaveLength(1)
  })
})

describe('where an invoice begins', () => {
  const page = (number: number, ...lines: string[]) => pageOf(number, ['Muster AG', ...lines])
  const starts = (...pages: ReturnType<typeof pageOf>[]) => documentsIn(pages).map(document => document.pages[0])

  it('a counter that begins anew parts what bears no number; one that goes on holds together what refers to others', () => {
    expect(starts(page(1, 'Seite 1 von 1', 'Arbeit 5,00'), page(2, 'Seite 1 von 1', 'Arbeit 6,00'))).toEqual([1, 2])
    const [first, second] = [page(1, 'Seite 1 von 2', 'Rechnung', 'Gesamt 119,00'), page(2, 'Seite 2 von 2', 'Rechnung', 'Gesamt 119,00')]
    expect(starts(first, second)).toEqual([1])
    expect(starts(page(1, 'Seite 1 von 1', 'Rechnung', 'Gesamt 119,00'), page(2, 'Seite 1 von 1', 'Rechnung', 'Gesamt 119,00'))).toEqual([
      1, 2,
    ])
    expect(
      starts(page(1, 'Seite 1 von 2', 'Rechnungsnummer: R-1'), page(2, 'Seite 2 von 2', 'Rechnungsnummer: R-0', 'Arbeit 5,00')),
    ).toEqual([1])
  })

  it('a heading after an invoice that had its total begins another one; a cover page begins none', () => {
    expect(starts(page(1, 'RECHNUNG', 'Gesamt 119,00'), page(2, 'RECHNUNG', 'Gesamt 50,00'))).toEqual([1, 2])
    expect(starts(page(1, 'RECHNUNG', '1 Arbeit 119,00'), page(2, 'RECHNUNG', 'Gesamt 119,00'))).toEqual([1])
    expect(starts(page(1, 'Sehr geehrte Frau Beispiel, anbei unsere Rechnung.'), page(2, 'Rechnungsnummer: R-1', 'Gesamt 5,00'))).toEqual([
      1,
    ])
  })

  it.each([
    ['Číslo faktury: 2026-17', 'Číslo faktury: 2026-18'],
    ['Număr factură: 17', 'Număr factură: 18'],
    ['Número de factura: A-17', 'Número de factura: A-18'],
    ['Számla sorszáma: 2026/17', 'Számla sorszáma: 2026/18'],
    ['Fatura No: ABC2026017', 'Fatura No: ABC2026018'],
    ['Laskun numero 2026017', 'Laskun numero 2026018'],
  ])('"%s" and "%s" are two', (one, other) => {
    expect(starts(page(1, one, 'Total 10,00'), page(2, other, 'Total 11,00'))).toEqual([1, 2])
  })
})

describe('documents that are no invoices', () => {
  it.each([
    ['quotation', ['Muster AG', 'Angebot Nr. 17', '1 Arbeit 100,00', 'Gesamt 119,00 EUR']],
    ['quotation', ['Acme Inc', 'QUOTE', 'Quote # 17', 'Total $ 119.00']],
    [
      'statement of account',
      ['Acme Inc', 'Bill To:', 'Statement of Account', 'Invoice No. 17 100.00', 'Invoice 18 200.00', 'Balance 300.00'],
    ],
    ['delivery note', ['Muster AG', 'Lieferschein 4711', '1 Arbeit 2 Stk']],
    ['order or its confirmation', ['Muster AG', 'Auftragsbestätigung', '1 Arbeit 100,00']],
    ['letter or another document without a sum', ['Dear Sir or Madam,', 'we meet at 10.30 in Room 12.50 on Monday.', 'Kind regards']],
  ])('a %s', (kind, text) => expect(otherKindOf([pageOf(1, text)])).toBe(kind))

  it.each([
    [['Muster AG', 'Rechnung Nr. 17', 'zu unserem Angebot 16', 'Gesamt 119,00 EUR']],
    [['Acme Inc', 'INVOICE', 'Purchase order 17', 'Total 119.00']],
    [['Acme Inc', 'Delivery note 17', 'Invoice No. 18', 'Total 119.00']],
    [['Shop', 'Total 12.50', 'Cash 20.00', 'Change 7.50']],
    [['Gutschrift Nr. 17', 'zum Lieferschein 16', 'Gesamt 119,00']],
  ])('%j may be one', text => expect(otherKindOf([pageOf(1, text)])).toBeNull())
})
