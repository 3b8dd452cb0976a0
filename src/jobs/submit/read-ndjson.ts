import { invalidInput } from '../../shared/app-error.ts'
import { decodeText } from './decode-text.ts'
import { entriesOf } from './entries-of.ts'
import { createIntakeReport, type IntakeReport } from './intake-report.ts'

/** Longest accepted line: an address has 254 characters, an object may carry more fields. */
const MAX_LINE = 64 * 1024
const LOOKS_LIKE_JSON = /^(?:["{[\d-]|(?:null|true|false)$)/
/** Fields counted for the report: an object may name its fields as it likes. */
const COUNTED_FIELDS = 100

/** Reads NDJSON as it arrives: each line a JSON string, an object, an array of these, or simply an address. */
export async function* readNdjson(
  body: AsyncIterable<Uint8Array>,
  report: IntakeReport = createIntakeReport('ndjson'),
  charset?: string,
): AsyncGenerator<unknown> {
  const took = countFields(report)
  const text = decodeText(body, charset, encoding => {
    report.encoding = encoding
  })
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) throw lineTooLong()
    for (const line of lines) {
      if (line.trim() === '') continue
      const value = parseLine(line)
      // The common case without a generator of its own: a million lines are a million of them.
      if (typeof value === 'string') yield value
      else yield* entriesOf(value, took)
    }
  }
  if (rest.trim() !== '') yield* entriesOf(parseLine(rest), took)
}

/** The entries of a JSON body's list, each of which may be what a line of NDJSON may be. */
export function* readJsonList(list: readonly unknown[], report: IntakeReport = createIntakeReport('json')): Generator<unknown> {
  const took = countFields(report)
  for (const value of list) yield* entriesOf(value, took)
}

function parseLine(line: string): unknown {
  if (line.length > MAX_LINE) throw lineTooLong()
  // Also takes a byte order mark off, which JSON.parse does not forgive.
  const text = line.trim()
  // Decided by its beginning: a SyntaxError for each bare line would cost more than everything else done with it.
  if (!LOOKS_LIKE_JSON.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: taken as it stands, and judged as an address like any other entry.
    return text
  }
}

/** The report names the field that most objects were read by. */
function countFields(report: IntakeReport): (field: string) => void {
  const counts = new Map<string, number>()
  let most = 0
  return field => {
    const count = (counts.get(field) ?? 0) + 1
    if (counts.has(field) || counts.size < COUNTED_FIELDS) counts.set(field, count)
    if (count <= most) return
    most = count
    if (report.column?.name !== field) report.column = { number: null, name: field.slice(0, COUNTED_FIELDS), foundBy: 'header' }
  }
}

function lineTooLong(): Error {
  return invalidInput('A line is longer than 64 KiB: this is not one address per line.')
}
