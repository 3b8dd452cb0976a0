import { z } from 'zod'
import { type FieldProblem, invalidInput } from '../../shared/app-error.ts'
import { invoiceSchema } from '../invoice.ts'

export type CorrectedValue = string | number | boolean | null
export type Corrections = Readonly<Record<string, CorrectedValue>>

const scalar = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])
const MOST_PROBLEMS = 20

/**
 * Every corrected value stands where the answer has a place for it and has that place's type; a list may grow by one entry at a time.
 * @param data of the answer: an invoice, or an array of them
 * @throws AppError `VALIDATION_FAILED` that names each value that does not
 */
export function checkCorrections(corrections: Readonly<Record<string, unknown>>, data: unknown): Corrections {
  const problems: FieldProblem[] = []
  for (const [path, value] of Object.entries(corrections)) {
    const schema = schemaAt(path, data)
    if (schema === null) problems.push({ field: path, problem: 'is no place in the answer' })
    else if (!schema.safeParse(value).success) problems.push({ field: path, problem: 'is no value of that kind' })
    if (problems.length === MOST_PROBLEMS) break
  }
  if (problems.length > 0)
    throw invalidInput(`The correction does not fit the answer: ${problems[0]!.field} ${problems[0]!.problem}.`, problems)
  return corrections as Corrections
}

/** Null where the answer has no such value. */
function schemaAt(path: string, data: unknown): z.ZodType | null {
  const keys = path.split('.')
  let node = data
  if (Array.isArray(data)) {
    node = data[indexOf(keys.shift(), data.length - 1) ?? -1]
    if (node === undefined || node === null) return null
  }
  if (keys[0] === 'custom') return valueAt(node, keys) === undefined ? null : scalar
  let schema: unknown = invoiceSchema
  for (const key of keys) {
    if (schema instanceof z.ZodArray) {
      if (!Array.isArray(node) || indexOf(key, node.length) === null) return null
      schema = schema.element
    } else if (schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key)) schema = schema.shape[key]
    else return null
    node = (node as Readonly<Record<string, unknown>> | null | undefined)?.[key]
  }
  return schema instanceof z.ZodObject || schema instanceof z.ZodArray ? null : (schema as z.ZodType)
}

function indexOf(key: string | undefined, last: number): number | null {
  return key !== undefined && /^\d{1,5}$/.test(key) && Number(key) <= last ? Number(key) : null
}

/** @returns undefined where there is nothing, or no value but a branch */
function valueAt(node: unknown, keys: readonly string[]): unknown {
  const value = keys.reduce<unknown>(
    (at, key) => (at !== null && typeof at === 'object' && Object.hasOwn(at, key) ? at[key as never] : undefined),
    node,
  )
  return typeof value === 'object' && value !== null ? undefined : value
}
