import { pipeline, Readable } from 'node:stream'
import { type Options, parse } from 'csv-parse'
import { invalidInput } from '../../shared/app-error.ts'
import { type ColumnChoice, chooseColumn } from './choose-column.ts'
import { decodeText } from './decode-text.ts'
import { createIntakeReport, type IntakeReport } from './intake-report.ts'

/** Longest accepted row: an address has 254 characters, a row may carry more columns. */
const MAX_ROW_BYTES = 64 * 1024
/** What is looked at before delimiter and column are decided: at least one row of the greatest length, usually thousands. */
const SAMPLE_CHARACTERS = 2 * MAX_ROW_BYTES
const SAMPLE_ROWS = 100
/** The parser gives a row out once it sees that much beyond its end. */
const LOOK_AHEAD = '\n'.repeat(8)
/** A pipe is none of them: it may stand in an address. */
const DELIMITERS = [',', ';', '\t'] as const
/** Spreadsheets of some countries begin with it: `sep=;`, also in quotes. */
const SEP_LINE = /^\s*"?sep=([^\r\n])"?[ \t,;]*(?:\r\n|\n|\r|$)/i

const OPTIONS = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  // All three, whichever comes first: rows that were added by hand end otherwise than those of the export.
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: MAX_ROW_BYTES,
} satisfies Options

/**
 * Reads CSV as it arrives: each row's cell in the column of the addresses, an empty text where it has none. Encoding, delimiter, header and column
 * are found from the beginning of the list and then kept; the report says what they are.
 */
export async function* readCsv(
  body: AsyncIterable<Uint8Array>,
  report: IntakeReport = createIntakeReport('csv'),
  charset?: string,
): AsyncGenerator<unknown> {
  const text = decodeText(body, charset, encoding => {
    report.encoding = encoding
  })
  const { sample, whole } = await readSample(text)
  const declared = SEP_LINE.exec(sample)
  const list = sample.slice(declared?.[0].length ?? 0)
  const { delimiter, choice, rows } = await findTable(whole ? list + LOOK_AHEAD : list, declared?.[1])
  describe(report, delimiter, choice, rows)
  const parser = parse({ ...OPTIONS, delimiter })
  const source = Readable.from(joined(list, text), { objectMode: false })
  pipeline(source, parser, () => {})
  let row = -1
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1
      if (row <= choice.headerRow) continue
      if (choice.index === null) yield* cells.filter(cell => cell.trim() !== '')
      else yield cells[choice.index] ?? ''
    }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code?.startsWith('CSV_') !== true) throw error
    throw invalidInput(`The CSV cannot be read (${code.slice(4).toLowerCase().replaceAll('_', ' ')}).`)
  }
}

async function readSample(text: AsyncGenerator<string>): Promise<{ sample: string; whole: boolean }> {
  let sample = ''
  while (sample.length < SAMPLE_CHARACTERS) {
    const { done, value } = await text.next()
    if (done === true) return { sample, whole: true }
    sample += value
  }
  return { sample, whole: false }
}

async function* joined(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== '') yield first
  yield* rest
}

interface Table {
  readonly delimiter: string
  readonly choice: ColumnChoice
  readonly rows: readonly (readonly string[])[]
}

/**
 * The reading of the sample for which most speaks; of two as good the one with whole cells, then the one whose rows are of one length, then
 * the one that takes more apart; the comma where nothing tells them apart.
 */
async function findTable(sample: string, declared: string | undefined): Promise<Table> {
  let best: Table | undefined
  for (const delimiter of declared === undefined ? DELIMITERS : [declared]) {
    const rows = await firstRows(sample, delimiter)
    const table = { delimiter, choice: chooseColumn(rows), rows }
    if (best === undefined || speaksMore(table, best)) best = table
  }
  return best!
}

function speaksMore(a: Table, b: Table): boolean {
  const cells = ({ rows }: Table) => rows.reduce((sum, row) => sum + row.length, 0)
  const differences = [a.choice.score - b.choice.score, frayed(b) - frayed(a), ofOneLength(a) - ofOneLength(b), cells(a) - cells(b)]
  return (differences.find(difference => difference !== 0) ?? 0) > 0
}

/** So many cells of the column have a delimiter at one of their ends, where a reading with that one would have none. */
function frayed({ choice: { index }, rows }: Table): number {
  return index === null ? 0 : rows.filter(row => /^ *[,;\t]|[,;\t] *$/.test(row[index] ?? '')).length
}

/** So many rows are as long as most of them are: signs within a text take rows apart in one place and not in another. */
function ofOneLength({ rows }: Table): number {
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

/** Only rows that are complete: the last one of a sample may be cut anywhere. A sample that cannot be read shows in the reading of the whole. */
async function firstRows(sample: string, delimiter: string): Promise<string[][]> {
  const parser = parse({ ...OPTIONS, delimiter, to: SAMPLE_ROWS })
  parser.on('error', () => {})
  parser.write(sample)
  const rows: string[][] = []
  for (let row = parser.read() as string[] | null; row !== null; row = parser.read() as string[] | null) rows.push(row)
  parser.destroy()
  return rows
}

function describe(report: IntakeReport, delimiter: string, { index, name, foundBy, headerRow }: ColumnChoice, rows: Table['rows']): void {
  report.delimiter = rows.some(row => row.length > 1) ? delimiter : null
  report.column = index === null ? null : { number: index + 1, name, foundBy }
  report.titleLines = Math.max(0, headerRow)
  report.columns = rows[headerRow] ?? []
}
