import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { draftToFields, draftToInvoice } from '../../../src/extraction/engines/offline/rules/finding.ts'
import { readInvoice } from '../../../src/extraction/engines/offline/rules/read-invoice.ts'
import { readTextLayer } from '../../../src/extraction/engines/offline/text-layer.ts'
import { checkInvoice } from '../../../src/extraction/invoice-checks.ts'
import { fixture } from '../../support/documents.ts'
import { type Judged, judge } from '../../support/judgement.ts'

interface Made {
  readonly file: string
  readonly half: 'fitted' | 'judged'
  readonly expect: Readonly<Record<string, unknown>>
}

const folder = new URL('../../fixtures/made-invoices/', import.meta.url)
const made = readFileSync(new URL('truth.jsonl', folder), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Made)

async function judgeFile({ file, expect: wanted }: Made): Promise<Judged[]> {
  const { texts } = await readTextLayer(readFileSync(new URL(file, folder)), { pages: 4, ignoreXml: true })
  const { draft, warnings } = readInvoice(texts.filter(text => text.lines.length > 0))
  const invoice = draftToInvoice(draft)
  const answer = { invoice, fields: draftToFields(draft), checks: checkInvoice(invoice), warnings }
  return Object.entries(wanted).map(([path, value]) => judge(answer, path, value))
}

// Every fifth of the stored ones meets every layout and every country; `npm run bench:made` judges as many as are wanted.
describe('made invoices of every layout and country', () => {
  it('are read right, and what is wrong is marked', async () => {
    const judged = (await Promise.all(made.filter((_, index) => index % 5 === 0).map(judgeFile))).flat()
    const share = (verdict: Judged['verdict']) => judged.filter(value => value.verdict === verdict).length / judged.length
    expect(judged.filter(value => value.verdict === 'unmarked')).toEqual([])
    expect(share('right')).toBeGreaterThanOrEqual(0.97)
  })

  it('reads nothing out of a page of characters that are no words', async () => {
    const { texts } = await readTextLayer(fixture('garbled-text-layer.pdf'), { pages: 1 })
    expect(draftToInvoice(readInvoice(texts).draft)).toMatchObject({ total: null, invoice_date: null, invoice_number: null })
  })
})
