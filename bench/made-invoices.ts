/**
 * The offline engine on invoices that were made up: 15 layouts x 22 countries, printed by the tests' Chromium. One half of the layouts is
 * there to fit rules on, the other half judges them; both figures, and how reliable the confidences are.
 *   npm run bench:made -- --count=330 --misses
 *   npm run bench:made -- --half=judged
 *   npm run bench:made -- --count=120 --store=test/fixtures/made-invoices   writes them and their truth
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { draftToFields, draftToInvoice } from '../src/extraction/engines/offline/rules/finding.ts'
import { readInvoice } from '../src/extraction/engines/offline/rules/read-invoice.ts'
import { readTextLayer } from '../src/extraction/engines/offline/text-layer.ts'
import { checkInvoice } from '../src/extraction/invoice-checks.ts'
import { type Judged, judge } from '../test/support/judgement.ts'
import { type PrintedInvoice, printInvoices } from '../test/support/made-invoices/print-invoices.ts'
import { printMisses, printReliability, printVerdicts } from './verdicts.ts'

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '330' },
    first: { type: 'string', default: '1' },
    misses: { type: 'boolean' },
    half: { type: 'string' },
    store: { type: 'string' },
  },
})

const judged: Readonly<Record<PrintedInvoice['half'], Judged[]>> = { fitted: [], judged: [] }
for await (const invoice of printInvoices(Number(options.count), Number(options.first))) {
  if (options.half !== undefined && invoice.half !== options.half) continue
  if (options.store !== undefined) store(options.store, invoice)
  const verdicts = await judgeInvoice(invoice)
  judged[invoice.half].push(...verdicts)
  if (options.misses) printMisses(invoice.name, verdicts)
}
for (const half of ['fitted', 'judged'] as const) {
  if (judged[half].length === 0) continue
  printVerdicts(`made invoices, the ${half} half of the layouts`, judged[half])
  printReliability(judged[half])
}

function store(folder: string, { name, half, expect, bytes }: PrintedInvoice): void {
  writeFileSync(join(folder, `${name}.pdf`), bytes)
  appendFileSync(join(folder, 'truth.jsonl'), `${JSON.stringify({ file: `${name}.pdf`, half, expect })}\n`)
}

async function judgeInvoice({ bytes, expect }: PrintedInvoice): Promise<Judged[]> {
  const { texts } = await readTextLayer(bytes, { pages: 4, ignoreXml: true })
  const { draft, warnings } = readInvoice(texts.filter(text => text.lines.length > 0))
  const invoice = draftToInvoice(draft)
  const answer = { invoice, fields: draftToFields(draft), checks: checkInvoice(invoice), warnings }
  return Object.entries(expect).map(([path, wanted]) => judge(answer, path, wanted))
}
