/**
 * Fits how often values of the offline rules are right, by kind of value and by the rules' own confidence, on the text of e-invoice PDFs
 * (DOCUMENTS_DIR, default ../shared/documents), where the XML is the truth and plays no other part. Every other document is there to fit on,
 * the rest judges; prints both, before and after.
 *   npm run bench:calibrate              the reliability tables
 *   npm run bench:calibrate -- --write   also src/extraction/engines/offline/calibration-table.ts
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { FieldsOf } from '../src/extraction/engine.ts'
import { calibrateFields, groupOf } from '../src/extraction/engines/offline/calibrate.ts'
import { draftToFields, draftToInvoice } from '../src/extraction/engines/offline/rules/finding.ts'
import { readInvoice } from '../src/extraction/engines/offline/rules/read-invoice.ts'
import { readTextLayer } from '../src/extraction/engines/offline/text-layer.ts'
import type { Invoice } from '../src/extraction/invoice.ts'
import { checkInvoice } from '../src/extraction/invoice-checks.ts'
import { examinerOf } from '../src/extraction/proof/examine.ts'
import { mergeFields } from '../src/extraction/proof/merge-fields.ts'
import type { Warning } from '../src/extraction/warnings.ts'
import { type Judged, judge } from '../test/support/judgement.ts'
import { printReliability } from './verdicts.ts'

const root = resolve(process.env.DOCUMENTS_DIR ?? join(import.meta.dirname, '../../shared/documents'), 'e-invoices')
const target = new URL('../src/extraction/engines/offline/calibration-table.ts', import.meta.url)
const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } })

/** What the rules say counts like so many values: a handful of others turns it, three do not. */
const PRIOR = 8
/** In doubt lower: this many standard errors. */
const BELOW = 1

if (existsSync(root)) await calibrate()
else console.log(`Skipped: no documents in ${root}. Set DOCUMENTS_DIR to a folder with e-invoices/.`)

async function calibrate(): Promise<void> {
  const halves: [Reading[], Reading[]] = [[], []]
  const files = readdirSync(root).filter(name => name.endsWith('.pdf'))
  for (const [index, file] of files.entries()) {
    const reading = await read(file)
    if (reading !== null) halves[index % 2 === 0 ? 0 : 1].push(reading)
  }
  const table = tableOf(halves[0].flatMap(reading => judgeReading(reading, reading.fields)))
  for (const [half, readings] of [
    ['fitted', halves[0]],
    ['judged', halves[1]],
  ] as const) {
    console.log(`the ${half} half, as the rules say`)
    printReliability(readings.flatMap(reading => judgeReading(reading, reading.fields)))
    console.log(`the ${half} half, calibrated`)
    printReliability(readings.flatMap(reading => judgeReading(reading, calibrateFields(reading.fields, reading.invoice, 'text', table))))
  }
  if (options.write === true) writeFileSync(target, asSource(table, files.length))
}

interface Reading {
  /** What the XML says. */
  readonly truth: Invoice
  readonly invoice: Invoice
  readonly fields: FieldsOf<Invoice>
  readonly warnings: readonly Warning[]
}

async function read(file: string): Promise<Reading | null> {
  const { embedded, texts } = await readTextLayer(readFileSync(join(root, file)), { pages: 30 })
  if (embedded === null) return null
  const shown = examinerOf(texts, [])(embedded).fields
  // An XML that is not that of its page is no truth about the page.
  if (shown.invoice_number?.match === 'absent' && shown.total?.match === 'absent') return null
  const { draft, warnings } = readInvoice(texts)
  const invoice = draftToInvoice(draft)
  const proof = examinerOf(texts, [])(invoice)
  const fields = mergeFields(draftToFields(draft), proof.fields)
  return { truth: embedded, invoice, fields, warnings: [...warnings, ...proof.warnings] }
}

function judgeReading({ truth, invoice, warnings }: Reading, fields: FieldsOf<Invoice>): Judged[] {
  const answer = { invoice, fields, checks: checkInvoice(invoice), warnings }
  return leavesOf(truth).flatMap(([path, wanted]) => {
    const judged = judge(answer, path, wanted)
    if (judged.found === null || groupOf(path) === null) return []
    return isText(path) && contains(judged.found, wanted) ? [{ ...judged, verdict: 'right' as const }] : [judged]
  })
}

function leavesOf(node: unknown, path = ''): [path: string, value: unknown][] {
  if (node === null) return []
  if (typeof node !== 'object') return [[path, node]]
  return Object.entries(node as Invoice).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`))
}

function isText(path: string): boolean {
  return /name$|description$/.test(path)
}

/** A page prints a name with or without its legal form, title or customer number; the XML the other way round. */
function contains(found: unknown, wanted: unknown): boolean {
  const [a, b] = [found, wanted].map(value =>
    String(value)
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  ) as [string, string]
  return a.length > 3 && (a.includes(b) || b.includes(a))
}

interface Block {
  /** The lowest confidence in it. */
  readonly from: number
  readonly right: number
  readonly of: number
  /** Sum of the confidences that the rules gave them. */
  readonly said: number
}

type Table = Readonly<Record<string, readonly (readonly [from: number, confidence: number])[]>>

/** Isotonic: bands of confidence, as many as keep the bound rising. The same document in another version counts once. */
function tableOf(judged: readonly Judged[]): Table {
  const once = [
    ...new Map(judged.map(value => [JSON.stringify([groupOf(value.path), value.found, value.confidence, value.verdict]), value])).values(),
  ]
  const groups = Map.groupBy(once, ({ path }) => groupOf(path) ?? '')
  return Object.fromEntries(
    [...groups]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([group, values]) => [group, blocksOf(values).map(block => [block.from, boundOf(block)] as const)]),
  )
}

function blocksOf(values: readonly Judged[]): Block[] {
  const blocks: Block[] = []
  for (const [from, same] of [...Map.groupBy(values, ({ confidence }) => confidence ?? 0)].toSorted(([a], [b]) => a - b)) {
    let block: Block = { from, right: same.filter(({ verdict }) => verdict === 'right').length, of: same.length, said: from * same.length }
    for (let last = blocks.at(-1); last !== undefined && boundOf(last) >= boundOf(block); last = blocks.at(-1)) {
      blocks.pop()
      block = { from: last.from, right: last.right + block.right, of: last.of + block.of, said: last.said + block.said }
    }
    blocks.push(block)
  }
  return blocks
}

function boundOf({ right, of, said }: Block): number {
  const [n, mean] = [of + PRIOR, (right + (PRIOR * said) / of) / (of + PRIOR)]
  return Math.round(100 * (mean - BELOW * Math.sqrt((mean * (1 - mean)) / n))) / 100
}

function asSource(table: Table, documents: number): string {
  const rows = Object.entries(table).map(
    ([group, steps]) => `  '${group}': [${steps.map(([from, confidence]) => `[${from}, ${confidence}]`).join(', ')}],`,
  )
  return `/**
 * What values of the rules on a text layer were worth: steps of [confidence of the rules, how often such values were right]. Written by \`npm run bench:calibrate -- --write\`, fitted on every other of ${documents} e-invoice PDFs with their XML as the truth
 * (ZUGFeRD/corpus, Apache-2.0). Kinds of value that are not here were never measured.
 */
export const CALIBRATION: Readonly<Record<string, readonly (readonly [from: number, confidence: number])[]>> = {
${rows.join('\n')}
}
`
}
