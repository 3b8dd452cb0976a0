import { describe, expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { fixture } from '../support/documents.ts'
import { encode, startExtraction } from '../support/extraction-server.ts'
import { buildPdf } from '../support/pdf-files.ts'
import { geminiAnswer } from '../support/stub-provider.ts'

const invoice = (number: string, total: string) => [
  'Muster AG, Hauptstr. 1, 10115 Berlin',
  `Rechnung Nr. ${number} vom 02.11.2026`,
  'Pos Bezeichnung Menge Preis Betrag',
  `Gesamtbetrag ${total} EUR`,
]
const SECOND = ['Anlage: Stundenzettel', 'Montag 8 Stunden']
const TWO = buildPdf({ pageTexts: [invoice('R-2026-17', '119,00'), SECOND, invoice('R-2026-18', '238,00')] })
const ONE = buildPdf({ text: invoice('R-2026-17', '119,00') })

describe('a file of several invoices', () => {
  test('is told apart offline: each with its pages, and with places in the pages of the file', async () => {
    const { extract, server } = await startExtraction()
    const { status, body } = await extract({ file: TWO, split: 'true' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject([
      { pages: [1, 2], invoice_number: 'R-2026-17', total: 119 },
      { pages: [3], invoice_number: 'R-2026-18', total: 238 },
    ])
    expect(body.meta).toMatchObject([
      { pages: 2, pages_in_file: [1, 2], engine: 'offline', fields: { total: { source: { page: 1 } } } },
      { pages: 1, pages_in_file: [3], engine: 'offline', fields: { total: { source: { page: 3 } } } },
    ])
    for (const { warnings } of body.meta) expect(warnings.map(({ code }: { code: string }) => code)).not.toContain('several_documents')

    // As one answer it says so, with the pages of each.
    const whole = await extract({ file: TWO })
    expect(whole.body.meta.warnings.find(({ code }: { code: string }) => code === 'several_documents')).toMatchObject({
      message: expect.stringContaining('R-2026-17 (page 1-2), R-2026-18 (page 3)'),
      documents: [
        { number: 'R-2026-17', pages: [1, 2] },
        { number: 'R-2026-18', pages: [3] },
      ],
    })
    expect(whole.body.meta.review).toBe(true)

    // The wish may stand in the address; a single invoice comes as an array of one, an e-invoice as exact as ever.
    const form = await encode({ companyID: 'ACME', username: 'anna', file: ONE })
    const single = await server.inject({
      ...{ method: 'POST', url: '/extract?split=true' },
      ...{ payload: form.body, headers: { 'content-type': form.type } },
    })
    expect(single.json().data).toMatchObject([{ pages: [1], invoice_number: 'R-2026-17' }])
    const exact = await extract({ file: fixture('zugferd-2p0-de-en16931.pdf'), split: 'true' })
    expect(exact.body).toMatchObject({ data: [{ pages: [1, 2], invoice_number: '471102', total: 529.87 }], meta: [{ method: 'xml' }] })
  })

  test('is asked for part by part with a key, and metered as it was spent; an invoice that cannot be read costs itself', async () => {
    const { extract, stub, store } = await startExtraction()
    await store.addKey(newKey())
    let calls = 0
    stub.behave(() => geminiAnswer({ invoice_number: `R-2026-${16 + ++calls}`, total: 119 }))
    const { status, body } = await extract({ file: TWO, split: 'true' })
    expect(status).toBe(200)
    expect(stub.calls).toHaveLength(2)
    expect(body.meta.map(({ usage }: { usage: { requests: number } }) => usage.requests)).toEqual([1, 1])
    const spent = body.meta.map(({ usage }: { usage: Record<string, number> }) => usage.input_tokens! + usage.output_tokens!)
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: spent[0] + spent[1] }])

    calls = 0
    stub.behave(() => (calls++ === 0 ? geminiAnswer({ invoice_number: 'R-2026-17', total: 119 }) : { status: 400, body: {} }))
    const half = await extract({ file: TWO, split: 'true' })
    expect(half.status).toBe(200)
    expect(half.body.data.filter((part: unknown) => part === null)).toHaveLength(1)
    expect(half.body.meta.filter((part: object) => 'error' in part)).toMatchObject([{ error: { code: 'EXTRACTION_FAILED' } }])
    stub.behave(() => ({ status: 400, body: {} }))
    expect(await extract({ file: TWO, split: 'true' })).toMatchObject({ status: 502, body: { code: 'EXTRACTION_FAILED', data: null } })
  })

  test('what is neither yes nor no is refused before anything is read', async () => {
    const { extract } = await startExtraction()
    const problem = { field: 'split', problem: 'must be true or false' }
    expect((await extract({ file: ONE, split: 'maybe' })).body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [problem] })
    expect((await extract({ file: ONE, split: 'false' })).body.data).toMatchObject({ invoice_number: 'R-2026-17' })
  })
})
