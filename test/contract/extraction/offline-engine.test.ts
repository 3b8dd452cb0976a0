import { afterAll, describe, expect, it } from 'vitest'
import { DEFAULT_MAX_PIXELS, readDocument } from '../../../src/extraction/document/document.ts'
import { createPdfInspector } from '../../../src/extraction/document/pdf-inspector.ts'
import { createOfflineEngine } from '../../../src/extraction/engines/offline/offline-engine.ts'
import { withPdfJs } from '../../../src/extraction/engines/offline/text/pdf-js.ts'
import { invoiceSchema } from '../../../src/extraction/invoice.ts'
import { checkInvoice } from '../../../src/extraction/invoice-checks.ts'
import { fixture } from '../../support/documents.ts'
import { buildPdf } from '../../support/pdf-files.ts'

const inspector = createPdfInspector()
const engine = createOfflineEngine({ workers: 2 })
const plain = createOfflineEngine({ workers: 1, ignoreXml: true })
afterAll(() => Promise.all([inspector.close(), engine.close(), plain.close()]))

const load = (bytes: Buffer) => readDocument(bytes, { maxBytes: 20 * 1_048_576, maxPages: 100, maxPixels: DEFAULT_MAX_PIXELS }, inspector)
const extract = async (bytes: Buffer, extra: { signal?: AbortSignal; schema?: Record<string, unknown>; with?: typeof engine } = {}) =>
  (extra.with ?? engine).extract({
    document: await load(bytes),
    signal: extra.signal ?? new AbortController().signal,
    ...(extra.schema === undefined ? {} : { schema: extra.schema }),
  })

describe('offline engine', () => {
  it('reads an embedded e-invoice exactly', async () => {
    const result = await extract(fixture('zugferd-2p0-de-en16931.pdf'))
    expect(result).toMatchObject({
      method: 'xml',
      confidence: 1,
      pages: 2,
      model: null,
      custom: null,
      usage: { input_tokens: 0, output_tokens: 0, requests: 0 },
      invoice: {
        invoice_number: '471102',
        invoice_date: '2018-03-05',
        currency: 'EUR',
        seller: { name: 'Lieferant GmbH', tax_id: 'DE123456789' },
        total: 529.87,
        line_items: [{ line_total: 198 }, { line_total: 275 }],
      },
      fields: {
        total: {
          confidence: 1,
          match: 'normalised',
          source: { page: 2, box: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)] },
        },
        due_date: null,
        line_items: [{ quantity: { confidence: 1, match: 'exact' } }, {}],
      },
    })
    expect(invoiceSchema.parse(result.invoice)).toEqual(result.invoice)
    expect(checkInvoice(result.invoice).every(check => check.passed)).toBe(true)
  })

  it.each([
    [
      'factur-x-fr-en16931.pdf',
      {
        invoice_number: 'FA-2017-0010',
        invoice_date: '2017-11-13',
        due_date: '2017-12-13',
        currency: 'EUR',
        total: 671.15,
        amount_due: 470.15,
      },
    ],
    [
      'zugferd-en-three-rates.pdf',
      {
        invoice_number: 'RE-20190610/507',
        invoice_date: '2019-06-10',
        currency: 'EUR',
        taxable_total: 496,
        tax_total: 75.04,
        total: 571.04,
      },
    ],
  ])('reads the text layer of %s to the same values', async (name, values) => {
    const text = await extract(fixture(name), { with: plain })
    expect(text.method).toBe('text')
    expect(text.invoice).toMatchObject(values)
    expect((await extract(fixture(name))).invoice).toMatchObject(values)
    expect(text.fields?.total?.source).toMatchObject({
      page: 1,
      box: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
    })
  })

  it('reads a photographed receipt', async () => {
    const result = await extract(fixture('receipt-restaurant.jpg'))
    expect(result).toMatchObject({
      method: 'ocr',
      pages: 1,
      invoice: { document_type: 'receipt', invoice_date: '2018-04-30', total: 93, seller: { name: 'PANDAH INDAH PULAU KETAM RESTAURANT' } },
    })
    expect(result.confidence).toBeLessThan(1)
    const [x, y, width, height] = result.fields?.total?.source?.box ?? [-1, -1, -1, -1]
    // The total stands in the lower half, at the right.
    expect(x).toBeGreaterThan(0.3)
    expect(y).toBeGreaterThan(0.4)
    expect(x + width).toBeLessThanOrEqual(1)
    expect(y + height).toBeLessThanOrEqual(1)
  })

  it('renders and reads a PDF that is nothing but a scan', async () => {
    const jpeg = fixture('receipt-restaurant.jpg')
    const result = await extract(buildPdf({ scan: { jpeg, width: 932, height: 1786 } }))
    expect(result).toMatchObject({ method: 'ocr', invoice: { invoice_date: '2018-04-30', total: 93 } })
  })

  it('answers custom fields from the same text', async () => {
    const schema = {
      type: 'object',
      properties: { purchase_order: { type: 'string' }, total_pcs: { type: 'integer' }, vessel: { type: 'string' } },
    }
    expect((await extract(fixture('plain-invoice.pdf'), { schema })).custom).toEqual({
      purchase_order: '15931',
      total_pcs: 27,
      vessel: null,
    })
  })

  it('answers null, not guesses, for a page without an invoice', async () => {
    const { invoice } = await extract(
      buildPdf({ text: ['Dear Sir or Madam, our office is closed', 'from Monday on. We are back in spring.'] }),
    )
    expect(invoice).toMatchObject({ invoice_number: null, invoice_date: null, total: null, currency: null, line_items: [] })
  })

  it('reads the text of a PDF that opens in PDFium and throws in pdf.js', async () => {
    const text = ['Invoice No: OPEN-1', 'Date: 12 March 2024', 'Total: EUR 12.50', 'Thank you for your business and your trust']
    const pdf = buildPdf({ text, negativeCount: true })
    await expect(withPdfJs(pdf, async opened => opened.getPage(1))).rejects.toThrow()
    const result = await extract(pdf)
    expect(result).toMatchObject({ method: 'text', invoice: { invoice_number: 'OPEN-1', invoice_date: '2024-03-12', total: 12.5 } })
  })

  it('finds an e-invoice that no name tree lists', async () => {
    const data = Buffer.from(
      '<rsm:CrossIndustryInvoice xmlns:rsm="a" xmlns:ram="b"><rsm:ExchangedDocument><ram:ID>LOOSE-7</ram:ID></rsm:ExchangedDocument></rsm:CrossIndustryInvoice>',
    )
    const attachment = { name: 'factur-x.xml', data, unlisted: true }
    expect(await extract(buildPdf({ attachment }))).toMatchObject({ method: 'xml', invoice: { invoice_number: 'LOOSE-7' } })
    expect(await extract(buildPdf({ attachment, negativeCount: true }))).toMatchObject({
      method: 'xml',
      invoice: { invoice_number: 'LOOSE-7' },
    })
  })

  it('finds an e-invoice that is listed under one name and lies under another', async () => {
    const data = Buffer.from(
      '<Invoice><ID>LISTED-8</ID><LegalMonetaryTotal><PayableAmount>1</PayableAmount></LegalMonetaryTotal></Invoice>',
    )
    const attachment = { name: 'ubl.xml', data, untyped: true }
    expect(await extract(buildPdf({ attachment }))).toMatchObject({ method: 'xml', invoice: { invoice_number: 'LISTED-8' } })
  })

  it('passes over an embedded file that is no invoice', async () => {
    const attachment = { name: 'factur-x.xml', data: Buffer.from('<order><id>1</id></order>') }
    const result = await extract(buildPdf({ text: ['Invoice No: A-1', 'Total: 12.50', 'and a few more words of text here'], attachment }))
    expect(result).toMatchObject({ method: 'text', invoice: { invoice_number: 'A-1', total: 12.5 } })
  })

  it('refuses an image whose content cannot be decoded', async () => {
    const broken = Buffer.from(fixture('receipt-bookshop.jpg'))
    broken.fill(0x55, 20, 600)
    await expect(extract(broken)).rejects.toMatchObject({ code: 'INVALID_FILE', kind: 'unprocessable' })
  })

  it('ends the work of an aborted request and serves the next', async () => {
    const controller = new AbortController()
    const document = await load(fixture('receipt-bookshop.jpg'))
    const running = plain.extract({ document, signal: controller.signal })
    const reason = new Error('out of time')
    // The next turn of the event loop: the job has been handed to the worker, which cannot have read a page yet.
    setImmediate(() => controller.abort(reason))
    await expect(running).rejects.toBe(reason)
    expect((await extract(fixture('factur-x-fr-en16931.pdf'), { with: plain })).invoice.invoice_number).toBe('FA-2017-0010')
  })

  it('leaves the event loop free while scans are read', async () => {
    const delays: number[] = []
    let done = false
    const watch = (since: number) => {
      delays.push(performance.now() - since)
      if (!done) setTimeout(watch, 5, performance.now() + 5)
    }
    setTimeout(watch, 5, performance.now() + 5)
    const scan = fixture('receipt-restaurant.jpg')
    await Promise.all([extract(scan), extract(scan), extract(scan), extract(scan)])
    done = true
    const sorted = delays.toSorted((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThan(250)
  })
})
