import { z } from 'zod'
import { type FieldProblem, invalidInput } from '../shared/app-error.ts'
import { MAX_JSON_DEPTH, nestsDeeper } from '../shared/json-depth.ts'
import { checkSchema } from './custom-values.ts'
import type { JsonSchema } from './engine.ts'

/** The form's text fields as they came: a repeated field has several values. */
export type RawFields = ReadonlyMap<string, readonly unknown[]>

export interface ExtractionForm {
  readonly companyId: string
  readonly username: string
  readonly branch: string | null
  readonly licenceId: string | null
  readonly schema: JsonSchema | null
  /** The file may hold several invoices, and each is wanted for itself. */
  readonly split: boolean
}

const MISSING_CALLER = 'Please provide both companyID and username.'

/** Longest values are the columns' lengths in TokenMaster and TokenUsageLogs. */
const MAX_LENGTH = { companyID: 50, username: 100, branch: 50, licenceID: 100 } as const
type TextField = keyof typeof MAX_LENGTH

const jsonObject = z.record(z.string(), z.unknown())

/**
 * Validates the form.
 * @param query `split` may stand in the address as well
 * @throws AppError `VALIDATION_FAILED`
 */
export function readForm(fields: RawFields, query: Readonly<Record<string, unknown>> = {}): ExtractionForm {
  const problems: FieldProblem[] = []
  const split = readSplit([...(fields.get('split') ?? []), ...[query.split ?? []].flat()], problems)
  const texts = new Map(Object.keys(MAX_LENGTH).map(name => [name, readText(fields, name as TextField, problems)]))
  const missing = (['companyID', 'username'] as const).filter(name => texts.get(name) === '')
  if (missing.length > 0)
    throw invalidInput(
      MISSING_CALLER,
      missing.map(field => ({ field, problem: 'is required' })),
    )
  const [first] = problems
  if (first !== undefined) throw invalidInput(`The form is not valid: ${first.field} ${first.problem}`, problems)
  return {
    companyId: texts.get('companyID')!,
    username: texts.get('username')!,
    branch: texts.get('branch') || null,
    licenceId: texts.get('licenceID') || null,
    schema: readSchema(fields.get('schema')?.[0]),
    split,
  }
}

const SPLIT: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
])

function readSplit(values: readonly unknown[], problems: FieldProblem[]): boolean {
  const wanted = new Set(values.map(value => SPLIT.get(typeof value === 'string' ? value.trim().toLowerCase() : value)))
  if (wanted.has(undefined)) problems.push({ field: 'split', problem: 'must be true or false' })
  if (wanted.size > 1) problems.push({ field: 'split', problem: 'is given twice, with two values' })
  return wanted.has(true)
}

function readText(fields: RawFields, name: TextField, problems: FieldProblem[]): string {
  const values = fields.get(name) ?? []
  // Two companies in one form: which one was the caller allowed to act for?
  if (values.length > 1) problems.push({ field: name, problem: 'is given more than once' })
  const text = typeof values[0] === 'string' ? values[0].trim() : ''
  if (text.length > MAX_LENGTH[name]) problems.push({ field: name, problem: `is longer than ${MAX_LENGTH[name]} characters` })
  if (/[\u0000-\u001f\u007f]/.test(text)) problems.push({ field: name, problem: 'holds control characters' })
  return text
}

function readSchema(value: unknown): JsonSchema | null {
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return null
  let parsed = value
  if (typeof value !== 'string') checkDepth(value)
  else {
    if (nestsDeeper(value)) throw tooDeep()
    try {
      parsed = JSON.parse(value)
    } catch {
      throw invalidInput('The field "schema" is not valid JSON.', [{ field: 'schema', problem: 'is not valid JSON' }])
    }
  }
  const schema = jsonObject.safeParse(parsed)
  if (!schema.success)
    throw invalidInput('The field "schema" must be a JSON object.', [{ field: 'schema', problem: 'must be a JSON object' }])
  // Said now, not after the provider was paid: a schema that cannot be expressed is refused.
  checkSchema(schema.data)
  return schema.data
}

/** A part that came as JSON has been parsed already, however deep it is. */
function checkDepth(value: unknown, level = 0): void {
  if (level > MAX_JSON_DEPTH) throw tooDeep()
  if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) checkDepth(child, level + 1)
}

function tooDeep() {
  const problem = `nests deeper than ${MAX_JSON_DEPTH} levels`
  return invalidInput(`The field "schema" ${problem}.`, [{ field: 'schema', problem }])
}
