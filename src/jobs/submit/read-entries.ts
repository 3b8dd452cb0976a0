import type { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { AppError, invalidInput } from '../../shared/app-error.ts'

/** Longest accepted line: an address has 254 characters, a CSV row may carry more columns. */
const MAX_LINE = 64 * 1024

/** Reads NDJSON as it arrives: each line a JSON string, or an object whose first e-mail-like field counts. */
export async function* readNdjson(body: Readable): AsyncGenerator<unknown> {
  let rest = ''
  body.setEncoding('utf8')
  for await (const chunk of body as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) throw lineTooLong()
    for (const line of lines) if (line.trim() !== '') yield entryOfLine(line)
  }
  if (rest.trim() !== '') yield entryOfLine(rest)
}

const LOOKS_LIKE_JSON = /^(?:["{[\d-]|(?:null|true|false)$)/

function entryOfLine(line: string): unknown {
  if (line.length > MAX_LINE) throw lineTooLong()
  // Also takes a byte order mark off, which JSON.parse does not forgive.
  const text = line.trim()
  // Decided by its beginning: a SyntaxError for each bare line would cost more than everything else done with it.
  if (!LOOKS_LIKE_JSON.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? emailOf(Object.entries(value)) : value
  } catch {
    // Not JSON: taken as it stands, and judged as an address like any other entry.
    return text
  }
}

function emailOf(fields: [string, unknown][]): unknown {
  const named = fields.find(([name]) => isEmailHeader(name))
  return (
    (named ?? fields.find(([, value]) => typeof value === 'string' && value.includes('@')))?.[1] ??
    JSON.stringify(Object.fromEntries(fields))
  )
}

/** Reads CSV as it arrives. The first column with an e-mail header counts; without a header, the first column with an address in the first row. */
export async function* readCsv(body: Readable): AsyncGenerator<unknown> {
  const rows = body.pipe(
    parse({
      bom: true,
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_LINE,
    }),
  )
  body.on('error', error => rows.destroy(error))
  let column: number | undefined
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      if (column === undefined) {
        const header = row.findIndex(isEmailHeader)
        column =
          header >= 0
            ? header
            : Math.max(
                0,
                row.findIndex(cell => cell.includes('@')),
              )
        if (header >= 0) continue
      }
      yield row[column] ?? ''
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('CSV_') !== true) throw error
    throw invalidInput(`The CSV cannot be read (${(error as { code: string }).code.slice(4).toLowerCase().replaceAll('_', ' ')}).`)
  }
}

function isEmailHeader(name: string): boolean {
  return /^(e-?mail|mail)([ _-]?address(es)?)?s?$|^(address(es)?|upn|user_?principal_?name)$/i.test(name.trim())
}

function lineTooLong(): AppError {
  return new AppError('A line is longer than 64 KiB: this is not one address per line.', { code: 'VALIDATION_FAILED', kind: 'invalid' })
}
