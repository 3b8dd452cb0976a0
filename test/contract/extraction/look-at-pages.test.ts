import { expect, onTestFinished, test } from 'vitest'
import { NO_USAGE } from '../../../src/companies/ai-usage.ts'
import type { EngineResult } from '../../../src/extraction/engine.ts'
import { createOfflineEngine } from '../../../src/extraction/engines/offline/offline-engine.ts'
import { emptyInvoice, emptyLineItem } from '../../../src/extraction/invoice.ts'
import { lookAtPages } from '../../../src/extraction/look-at-pages.ts'
import { assemble } from '../../support/made-documents.ts'

const LINES = 200
const nameOf = (line: number) => `Article number ${line}`

function makeGoods(lines: number): Buffer {
  const rows = Array.from({ length: lines }, (_, index) => `(${nameOf(index + 1)}   ${index + 1}.50) Tj T*`)
  const text = `BT /F1 3 Tf 3.5 TL 40 800 Td ${rows.join(' ')} ET`
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [4 0 R] /Count 1 >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ])
}

function answerWith(lines: number): EngineResult {
  const line_items = Array.from({ length: lines }, (_, index) => ({
    ...emptyLineItem(),
    description: nameOf(index + 1),
    line_total: index + 1.5,
  }))
  return {
    ...{ invoice: { ...emptyInvoice(), line_items }, custom: null, fields: null, confidence: null },
    ...{ pages: 1, usage: NO_USAGE, raw_usage: null, model: null, method: null },
  }
}

test('an invoice of many lines is compared in a process of its own, a small one here; where that fails it is marked', async () => {
  const engine = createOfflineEngine({ workers: 1 })
  onTestFinished(() => engine.close())
  let [examined, fails] = [0, false]
  const reader: typeof engine = {
    ...engine,
    async examine(...request) {
      examined += 1
      if (fails) throw new Error('no place')
      return engine.examine(...request)
    },
  }
  const document = { bytes: makeGoods(LINES), mediaType: 'application/pdf', pages: 1, carriesFiles: false } as const
  const look = lookAtPages(reader, 'text', { document, signal: new AbortController().signal })!

  const small = await look.prove(answerWith(10))
  expect([examined, small.fields!.line_items[9]!.line_total]).toMatchObject([0, { match: 'exact', source: { page: 1 } }])

  const large = await look.prove(answerWith(LINES))
  expect(examined).toBe(1)
  expect(large.fields!.line_items.slice(0, 9)).toEqual(small.fields!.line_items.slice(0, 9))
  expect(large.fields!.line_items.every(line => line.line_total?.match === 'exact')).toBe(true)

  fails = true
  const marked = await look.prove(answerWith(LINES))
  expect(marked.fields!.line_items[0]!.line_total).toEqual({ confidence: null, match: null, source: null })
  expect(marked.warnings).toMatchObject([{ code: 'pages_not_read' }])
})
