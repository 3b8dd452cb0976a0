import { readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename } from 'node:path'
import type { ExtractAnswer, SplitAnswer } from '../extraction/extraction.schemas.ts'
import { csvLine } from '../shared/csv.ts'
import { CliError, EXIT, usageError } from './cli-error.ts'
import type { Command, CommandContext } from './command.ts'
import { requireFile } from './jobs-commands.ts'

type Outcome = { readonly file: string; readonly answer: ExtractAnswer } | { readonly file: string; readonly error: CliError }

const FORMATS = ['table', 'json', 'csv'] as const
const MAX_PARALLEL = 32

export const extractCommand: Command = {
  name: 'extract',
  args: 'FILE…',
  summary: 'Extract invoices from PDFs and images',
  details: 'Results come in the order of the files. A file that fails stops no other; the exit code is 1 then.',
  options: {
    company: { type: 'string', value: 'ID', describe: 'Whose AI keys are used (required)' },
    username: { type: 'string', value: 'NAME', describe: 'Who is noted in the usage; default: the user of this machine' },
    branch: { type: 'string', value: 'NAME', describe: 'Noted in the usage' },
    schema: { type: 'string', value: 'FILE', describe: 'JSON Schema of further fields' },
    split: { type: 'boolean', describe: 'Several invoices in one file: each for itself, as FILE#1, FILE#2 …' },
    parallel: { type: 'string', value: 'N', describe: 'Files at a time, 1 to 32 (4)' },
    format: { type: 'string', value: FORMATS.join('|'), describe: 'Default table; --json is --format json' },
    out: { type: 'string', value: 'FILE', describe: 'Write the result there instead of to standard output' },
  },
  async run(context) {
    const { out, args, number, text } = context
    const parallel = number('parallel') ?? 4
    if (!Number.isInteger(parallel) || parallel < 1 || parallel > MAX_PARALLEL) throw usageError(`--parallel must be 1 to ${MAX_PARALLEL}.`)
    const format = text('format') ?? (out.json ? 'json' : 'table')
    if (!(FORMATS as readonly string[]).includes(format)) throw usageError(`--format must be one of ${FORMATS.join(', ')}.`)
    const fields = await readFields(context)
    for (const file of args) await requireFile(file)
    const outcomes = (await extractAll(context, args, fields, parallel)).flat()
    await show(context, format, outcomes)
    const failed = outcomes.filter(outcome => 'error' in outcome).length
    out.note(`${outcomes.length - failed} of ${outcomes.length} extracted`)
    return failed > 0 ? EXIT.partly : EXIT.ok
  },
}

async function readFields({ text, flag }: CommandContext): Promise<Record<string, string>> {
  const company = text('company')
  if (company === undefined) throw usageError('--company is missing: whose invoice is it?')
  const [branch, schemaFile] = [text('branch'), text('schema')]
  if (schemaFile !== undefined) await requireFile(schemaFile)
  return {
    companyID: company,
    username: text('username') ?? userInfo().username,
    ...(flag('split') ? { split: 'true' } : {}),
    ...(branch === undefined ? {} : { branch }),
    ...(schemaFile === undefined ? {} : { schema: await readFile(schemaFile, 'utf8') }),
  }
}

/** So many at a time, each answer at the place of its file. The first refusal that concerns all files (no access, no service) ends the run. */
async function extractAll(context: CommandContext, files: readonly string[], fields: Record<string, string>, parallel: number) {
  const outcomes: Outcome[][] = new Array(files.length)
  const bar = context.out.progress()
  let [next, done, failed] = [0, 0, 0]
  const work = async (): Promise<void> => {
    while (next < files.length) {
      const index = next++
      const outcome = await extractOne(context, files[index]!, fields).catch((error: unknown) => {
        next = files.length
        throw error
      })
      outcomes[index] = outcome
      done += 1
      failed += outcome.filter(each => 'error' in each).length
      bar.show(done, files.length, failed === 0 ? 'files' : `files, ${failed} failed`)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(parallel, files.length) }, work))
  } finally {
    bar.end()
  }
  return outcomes
}

async function extractOne({ api }: CommandContext, file: string, fields: Record<string, string>): Promise<Outcome[]> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([await readFile(file)]), basename(file))
  try {
    const answer = await api.json<ExtractAnswer | SplitAnswer>('/extract', { body: form })
    return isSplit(answer) ? outcomesOf(file, answer) : [{ file, answer }]
  } catch (error) {
    if (!(error instanceof CliError) || !isOfThisFile(error)) throw error
    return [{ file, error }]
  }
}

function isSplit(answer: ExtractAnswer | SplitAnswer): answer is SplitAnswer {
  return Array.isArray(answer.data)
}

/** The invoices of one file, each as if it were a file. */
function outcomesOf(name: string, { status, message, data, meta }: SplitAnswer): Outcome[] {
  return meta.map((each, index): Outcome => {
    const file = `${name}#${index + 1}`
    const invoice = data[index] ?? null
    if (invoice !== null && !('error' in each)) return { file, answer: { status, message, data: invoice, meta: each } as ExtractAnswer }
    const envelope = 'error' in each ? each.error : { code: 'EXTRACTION_FAILED', message: 'Failed to process invoice' }
    return { file, error: new CliError(envelope.message, EXIT.refused, { envelope }) }
  })
}

/** A refusal of the document itself, or a provider's failure over it. Access, keys and an absent service would refuse every other file too. */
function isOfThisFile({ envelope }: CliError): boolean {
  const code = (envelope as { code?: string } | undefined)?.code
  return code === 'INVALID_FILE' || code === 'EXTRACTION_FAILED'
}

async function show({ out, text }: CommandContext, format: string, outcomes: readonly Outcome[]): Promise<void> {
  const file = text('out')
  if (format === 'table' && file === undefined) {
    out.table([['file', 'number', 'date', 'seller', 'total', 'engine'], ...outcomes.map(tableRow)])
    return
  }
  const rendered = format === 'csv' ? CSV_HEADER + outcomes.map(csvRow).join('') : `${JSON.stringify(outcomes.map(view), null, 2)}\n`
  if (file === undefined) return out.raw(rendered)
  await writeFile(file, rendered).catch((error: Error) => {
    throw usageError(`${file} could not be written: ${error.message}`)
  })
  out.note(`Written to ${file}`)
}

function view(outcome: Outcome): object {
  if ('answer' in outcome) return { file: outcome.file, status: 'ok', data: outcome.answer.data, meta: outcome.answer.meta }
  return { file: outcome.file, status: 'error', error: outcome.error.envelope ?? { message: outcome.error.message } }
}

function tableRow(outcome: Outcome): string[] {
  if ('error' in outcome) return [outcome.file, `✗ ${outcome.error.message.replaceAll(/\s*\n\s*/g, ' ')}`]
  const { data, meta } = outcome.answer
  const total = data.total === null ? '-' : `${data.total} ${data.currency ?? ''}`
  return [outcome.file, data.invoice_number ?? '-', data.invoice_date ?? '-', data.seller.name ?? '-', total, meta.engine]
}

const CSV_HEADER = csvLine([
  ...[
    'file',
    'status',
    'error',
    'document_type',
    'invoice_number',
    'invoice_date',
    'due_date',
    'order_number',
    'currency',
    'seller',
    'buyer',
  ],
  ...['sub_total', 'tax_total', 'total', 'amount_due', 'line_items', 'failed_checks', 'confidence', 'engine'],
])

function csvRow(outcome: Outcome): string {
  if ('error' in outcome)
    return csvLine([outcome.file, 'error', outcome.error.message.replaceAll(/\s*\n\s*/g, ' '), ...new Array<null>(16).fill(null)])
  const { data, meta } = outcome.answer
  return csvLine([
    ...[outcome.file, 'ok', null, data.document_type, data.invoice_number, data.invoice_date, data.due_date, data.order_number],
    ...[data.currency, data.seller.name, data.buyer.name, data.sub_total, data.tax_total, data.total, data.amount_due],
    ...[data.line_items.length, meta.checks.filter(check => !check.passed).length, meta.confidence, meta.engine],
  ])
}
