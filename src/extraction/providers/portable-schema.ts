import { z } from 'zod'
import { invalidInput } from '../../shared/app-error.ts'
import type { JsonSchema } from '../engine.ts'
import { invoiceSchema } from '../invoice.ts'

/**
 * One JSON Schema dialect that Gemini's `responseJsonSchema` and OpenAI's strict mode both take: every property required, optional ones
 * nullable, no additional properties, only the keywords below.
 */
const KEPT = ['type', 'description', 'enum', 'title'] as const
/** OpenAI's strict mode allows 10 levels; two are ours. */
const MAX_DEPTH = 8
const MAX_PROPERTIES = 500
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

type Json = Record<string, unknown>

/**
 * A caller's JSON Schema in the portable dialect.
 * @throws AppError `VALIDATION_FAILED` that names the place when it cannot be expressed
 */
export function toPortableSchema(schema: JsonSchema): JsonSchema {
  if (schema.type !== 'object' || !isRecord(schema.properties) || Object.keys(schema.properties).length === 0) {
    throw refusal('', 'must be a JSON Schema of type "object" with at least one property')
  }
  const counted = { properties: 0 }
  return convert(schema, '', 0, counted)
}

/** The whole answer's schema: the invoice, and beside it the caller's own fields when there are any. */
export function answerSchema(custom: JsonSchema | undefined): JsonSchema {
  if (custom === undefined) return INVOICE
  return {
    type: 'object',
    properties: { invoice: INVOICE, custom: toPortableSchema(custom) },
    required: ['invoice', 'custom'],
    additionalProperties: false,
  }
}

function convert(node: JsonSchema, path: string, depth: number, counted: { properties: number }): Json {
  if (depth > MAX_DEPTH) throw refusal(path, `is nested more than ${MAX_DEPTH} levels deep`)
  for (const keyword of ['$ref', 'allOf', 'oneOf', 'not', 'if', 'patternProperties'] as const) {
    if (node[keyword] !== undefined) throw refusal(path, `uses "${keyword}", which structured output does not support`)
  }
  const kept: Json = {}
  for (const keyword of KEPT) if (node[keyword] !== undefined) kept[keyword] = node[keyword]
  if (node.const !== undefined) kept.enum = [node.const]
  if (Array.isArray(node.anyOf)) return { ...kept, ...convertAnyOf(node.anyOf, path, depth, counted) }
  const types = typesOf(node, path)
  if (types.includes('object')) Object.assign(kept, convertObject(node, path, depth, counted))
  if (types.includes('array')) {
    if (!isRecord(node.items)) throw refusal(path, 'is an array without "items"')
    kept.items = convert(node.items, `${path}[]`, depth + 1, counted)
  }
  if (kept.type === undefined && kept.enum === undefined) throw refusal(path, 'has neither a type nor an enum')
  return kept
}

/** `anyOf: [X, null]`, which generators write for a nullable value, as a list of types; real alternatives stay. */
function convertAnyOf(alternatives: readonly unknown[], path: string, depth: number, counted: { properties: number }): Json {
  const converted = alternatives.map((alternative, index) => {
    if (!isRecord(alternative)) throw refusal(`${path}.anyOf[${index}]`, 'is not an object')
    return convert(alternative, path, depth + 1, counted)
  })
  const [only, ...others] = converted.filter(alternative => alternative.type !== 'null')
  if (only === undefined) throw refusal(path, 'allows nothing but null')
  return others.length === 0 && converted.length > 1 ? nullable(only) : { anyOf: converted }
}

function convertObject(node: JsonSchema, path: string, depth: number, counted: { properties: number }): Json {
  const properties = isRecord(node.properties) ? node.properties : {}
  if (Object.keys(properties).length === 0) throw refusal(path, 'is an object without properties')
  counted.properties += Object.keys(properties).length
  if (counted.properties > MAX_PROPERTIES) throw refusal(path, `brings the schema to more than ${MAX_PROPERTIES} properties`)
  const required = new Set(Array.isArray(node.required) ? node.required : [])
  const converted = Object.entries(properties).map(([name, property]) => {
    const where = path === '' ? name : `${path}.${name}`
    if (!isRecord(property)) throw refusal(where, 'is not a schema object')
    const schema = convert(property, where, depth + 1, counted)
    return [name, required.has(name) ? schema : nullable(schema)] as const
  })
  return { properties: Object.fromEntries(converted), required: Object.keys(properties), additionalProperties: false }
}

function nullable(schema: Json): Json {
  if (Array.isArray(schema.anyOf)) {
    return schema.anyOf.some(one => isRecord(one) && one.type === 'null')
      ? schema
      : { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] }
  }
  const withNull: Json = { ...schema }
  if (schema.type !== undefined) withNull.type = [...new Set([schema.type, 'null'].flat())]
  if (Array.isArray(schema.enum)) withNull.enum = [...new Set([...schema.enum, null])]
  return withNull
}

function typesOf(node: JsonSchema, path: string): string[] {
  const types = [node.type ?? []].flat()
  if (!types.every(type => typeof type === 'string' && TYPES.has(type))) throw refusal(path, 'has an unknown type')
  return types as string[]
}

function refusal(path: string, problem: string) {
  const field = path === '' ? 'schema' : `schema.${path}`
  return invalidInput(`The field "schema" cannot be used: ${field} ${problem}.`, [{ field, problem }])
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const INVOICE: JsonSchema = Object.freeze(convert(z.toJSONSchema(invoiceSchema) as JsonSchema, '', 0, { properties: 0 }))
