import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DEFAULT_MAX_PIXELS, readDocument } from '../../../src/extraction/document/document.ts'
import { createPdfInspector } from '../../../src/extraction/document/pdf-inspector.ts'
import { createOfflineEngine, type OfflineEngine } from '../../../src/extraction/engines/offline/offline-engine.ts'
import { hasSharedDocuments, SHARED_DOCUMENTS } from '../../support/documents.ts'

interface Truth {
  readonly file: string
  readonly invoiceNumber: string
  readonly issueDate: string
  readonly currency: string
  readonly seller: string
  readonly grandTotal: string
  readonly lines: readonly unknown[]
  readonly grandTotalInText: boolean
  readonly numberInText: boolean
}

const inspector = createPdfInspector()
const exact = createOfflineEngine({ workers: 1 })
const plain = createOfflineEngine({ workers: 1, ignoreXml: true })
afterAll(() => Promise.all([inspector.close(), exact.close(), plain.close()]))

async function share(
  engine: OfflineEngine,
  judge: (truth: Truth, invoice: Awaited<ReturnType<OfflineEngine['extract']>>['invoice']) => boolean[],
) {
  const folder = join(SHARED_DOCUMENTS, 'e-invoices')
  const truths = readFileSync(join(folder, 'truth.jsonl'), 'utf8').trim().split('\n')
  const right: boolean[] = []
  for (const truth of truths.map(line => JSON.parse(line) as Truth)) {
    const limits = { maxBytes: 20 * 1_048_576, maxPages: 100, maxPixels: DEFAULT_MAX_PIXELS }
    const document = await readDocument(readFileSync(join(folder, truth.file)), limits, inspector)
    right.push(...judge(truth, (await engine.extract({ document, signal: new AbortController().signal })).invoice))
  }
  return right.filter(Boolean).length / right.length
}

// Scans are judged by `npm run bench:offline`: OCR of the set takes a minute.
describe.skipIf(!hasSharedDocuments)(
  'accuracy on the e-invoices (skipped without ../shared/documents; DOCUMENTS_DIR names another place)',
  () => {
    it('is 99 % or more through the XML', async () => {
      const right = await share(exact, (truth, invoice) => [
        invoice.invoice_number === truth.invoiceNumber,
        invoice.invoice_date === truth.issueDate,
        invoice.currency === truth.currency,
        invoice.seller.name === truth.seller,
        invoice.total === Number(truth.grandTotal),
        invoice.line_items.length === truth.lines.length,
      ])
      expect(right).toBeGreaterThanOrEqual(0.99)
    })

    it('is 90 % or more through the text layer', async () => {
      const right = await share(plain, (truth, invoice) => [
        ...(truth.numberInText ? [invoice.invoice_number === truth.invoiceNumber] : []),
        invoice.invoice_date === truth.issueDate,
        ...(truth.grandTotalInText ? [invoice.total === Number(truth.grandTotal)] : []),
      ])
      expect(right).toBeGreaterThanOrEqual(0.9)
    })
  },
)
