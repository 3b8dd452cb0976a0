/**
 * Accuracy and speed of the offline engine on documents with known truth (DOCUMENTS_DIR, default ../shared/documents).
 *   npm run bench:offline                 the accuracy table, how often values of each confidence are right, and OCR pages per minute
 *   npm run bench:offline -- --misses     also every value that was missed
 *   npm run bench:offline -- --half=even  only every other document: rules are written on one half and judged on the other
 *   npm run bench:offline -- --memory     200 mixed documents in a row, resident memory along the way
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_MAX_PIXELS, type Document, readDocument } from '../src/extraction/document/document.ts'
import { createPdfInspector } from '../src/extraction/document/pdf-inspector.ts'
import { createOfflineEngine, type OfflineEngine } from '../src/extraction/engines/offline/offline-engine.ts'
import { findDates } from '../src/extraction/engines/offline/rules/date.ts'
import type { Invoice } from '../src/extraction/invoice.ts'
import { confidenceAt, type Judged } from '../test/support/judgement.ts'
import { printReliability } from './verdicts.ts'

const root = resolve(process.env.DOCUMENTS_DIR ?? join(import.meta.dirname, '../../shared/documents'))
const { values: options } = parseArgs({ options: { misses: { type: 'boolean' }, memory: { type: 'boolean' }, half: { type: 'string' } } })
const inspector = createPdfInspector()
const never = new AbortController().signal

type Truth = Readonly<Record<string, unknown>> & { readonly file: string }
type Compare = (truth: Truth, invoice: Invoice) => Readonly<Record<string, boolean | null>>

/** Where the truth's fields stand in `data`. */
const PATHS: Readonly<Record<string, string>> = {
  number: 'invoice_number',
  date: 'invoice_date',
  seller: 'seller.name',
  buyer: 'buyer.name',
  company: 'seller.name',
  lines: 'line_items.length',
}

if (!existsSync(root))
  console.log(`Skipped: no documents in ${root}. Set DOCUMENTS_DIR to a folder with e-invoices/, receipts/ and invoices/.`)
else if (options.memory) await benchMemory()
else await benchAccuracy()
await inspector.close()

async function benchAccuracy(): Promise<void> {
  await benchFolder('e-invoices, XML', 'e-invoices', createOfflineEngine(), compareXml)
  await benchFolder('e-invoices, XML ignored', 'e-invoices', createOfflineEngine({ ignoreXml: true }), compareText)
  await benchFolder('receipts, OCR', 'receipts', createOfflineEngine(), compareReceipt)
}

async function benchFolder(title: string, folder: string, engine: OfflineEngine, compare: Compare): Promise<void> {
  const truths = readTruth(folder)
  const scores = new Map<string, { right: number; of: number }>()
  const judged: Judged[] = []
  let pages = 0
  const start = performance.now()
  await Promise.all(
    truths.map(async truth => {
      const document = await load(folder, truth.file)
      const { invoice, fields } = await engine.extract({ document, signal: never })
      pages += document.pages
      for (const [field, right] of Object.entries(compare(truth, invoice))) {
        if (right === null) continue
        const score = scores.get(field) ?? { right: 0, of: 0 }
        scores.set(field, { right: score.right + Number(right), of: score.of + 1 })
        const path = PATHS[field] ?? field
        const value = found(invoice, field)
        // Where the XML is not that of its page, it is no truth about how sure the page is.
        if (truth.numberInText === false && truth.grandTotalInText === false) continue
        const isRight = right || (path === 'seller.name' && isWithin(value, truth.seller))
        judged.push({ path, verdict: isRight ? 'right' : 'marked', found: value, wanted: null, confidence: confidenceAt(fields, path) })
        if (!right && options.misses) console.log(`  missed ${field} of ${truth.file}: ${found(invoice, field)}`)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  await engine.close()
  printScores(`${title} (${truths.length} documents)`, scores)
  printReliability(judged)
  console.log(`  ${pages} pages in ${seconds.toFixed(1)} s: ${((pages / seconds) * 60).toFixed(0)} pages per minute\n`)
}

function printScores(title: string, scores: ReadonlyMap<string, { right: number; of: number }>): void {
  console.log(title)
  const total = { right: 0, of: 0 }
  for (const [field, { right, of }] of scores) {
    console.log(`  ${field.padEnd(14)} ${String(right).padStart(4)} of ${String(of).padStart(4)}  ${percent(right, of)}`)
    total.right += right
    total.of += of
  }
  console.log(
    `  ${'together'.padEnd(14)} ${String(total.right).padStart(4)} of ${String(total.of).padStart(4)}  ${percent(total.right, total.of)}`,
  )
}

function percent(right: number, of: number): string {
  return `${((100 * right) / Math.max(1, of)).toFixed(1)} %`
}

function readTruth(folder: string): Truth[] {
  const lines = readFileSync(join(root, folder, 'truth.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const truths = lines.map(line => JSON.parse(line) as Truth)
  return truths.filter((_, index) => options.half === undefined || (index % 2 === 0) === (options.half === 'even'))
}

async function load(folder: string, file: string): Promise<Document> {
  const limits = { maxBytes: 20 * 1_048_576, maxPages: 100, maxPixels: DEFAULT_MAX_PIXELS }
  return readDocument(readFileSync(join(root, folder, file)), limits, inspector)
}

function compareXml(truth: Truth, invoice: Invoice): ReturnType<Compare> {
  return {
    number: invoice.invoice_number === truth.invoiceNumber,
    date: invoice.invoice_date === truth.issueDate,
    due_date: invoice.due_date === truth.dueDate,
    currency: invoice.currency === truth.currency,
    seller: invoice.seller.name === truth.seller,
    buyer: invoice.buyer.name === truth.buyer,
    sub_total: sameNumber(invoice.sub_total, truth.lineTotal),
    taxable_total: sameNumber(invoice.taxable_total, truth.taxBasis),
    tax_total: sameNumber(invoice.tax_total, truth.taxTotal),
    total: sameNumber(invoice.total, truth.grandTotal),
    amount_due: sameNumber(invoice.amount_due, truth.duePayable),
    lines: invoice.line_items.length === (truth.lines as unknown[]).length,
  }
}

function compareText(truth: Truth, invoice: Invoice): ReturnType<Compare> {
  const lines = truth.lines as unknown[]
  return {
    number: truth.numberInText === true ? invoice.invoice_number === truth.invoiceNumber : null,
    date: invoice.invoice_date === truth.issueDate,
    total: truth.grandTotalInText === true ? sameNumber(invoice.total, truth.grandTotal) : null,
    currency: invoice.currency === truth.currency,
    taxable_total: sameNumber(invoice.taxable_total, truth.taxBasis),
    tax_total: sameNumber(invoice.tax_total, truth.taxTotal),
    seller: normalise(invoice.seller.name) === normalise(truth.seller),
    lines: lines.length === 0 ? null : invoice.line_items.length === lines.length,
  }
}

function compareReceipt(truth: Truth, invoice: Invoice): ReturnType<Compare> {
  return {
    total: sameNumber(invoice.total, String(truth.total).replace(/[^\d.]/g, '')),
    date: invoice.invoice_date === findDates(String(truth.date))[0]?.value,
    company: normalise(invoice.seller.name) === normalise(truth.company),
  }
}

/** A page prints a name with or without its legal form. */
function isWithin(found: unknown, wanted: unknown): boolean {
  const [a, b] = [normalise(found), normalise(wanted)]
  return a.length > 3 && b.length > 3 && (a.includes(b) || b.includes(a))
}

function sameNumber(value: number | null, truth: unknown): boolean {
  return truth === null || truth === undefined || truth === '' ? value === null : value === Number(truth) + 0
}

function normalise(value: unknown): string {
  return String(value ?? '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function found(invoice: Invoice, field: string): unknown {
  const values: Readonly<Record<string, unknown>> = {
    ...invoice,
    number: invoice.invoice_number,
    date: invoice.invoice_date,
    seller: invoice.seller.name,
    company: invoice.seller.name,
    lines: invoice.line_items.length,
  }
  return JSON.stringify(values[field])
}

async function benchMemory(): Promise<void> {
  const engine = createOfflineEngine()
  const files = ['e-invoices', 'invoices', 'receipts'].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(file => /\.(?:pdf|jpg)$/.test(file))
      .map(file => ({ folder, file })),
  )
  // A stride that is prime to the number of files mixes the kinds and visits all of them.
  const mixed = Array.from({ length: 200 }, (_, index) => files[(index * 37) % files.length]).filter(entry => entry !== undefined)
  let baseline = 0
  for (const [index, { folder, file }] of mixed.entries()) {
    await engine.extract({ document: await load(folder, file), signal: never })
    const done = index + 1
    if (done === 20) baseline = residentMb()
    if (done % 20 === 0)
      console.log(`${String(done).padStart(4)} documents: ${residentMb()} MB resident, ${residentMb() - baseline} MB from the 20th`)
  }
  await engine.close()
}

function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / 1_048_576)
}
