import { z } from 'zod'
import { invalidInput } from '../../shared/app-error.ts'
import type { JsonSchema } from '../engine.ts'
import { DOCUMENT_TYPES, invoiceSchema } from '../invoice.ts'
import { resolveReference } from './schema-references.ts'

/**
 * One JSON Schema dialect that Gemini's `responseJsonSchema` and OpenAI's strict mode both take: every property required, optional ones
 * nullable, no additional properties, no references, one type per node beside null, only the keywords below. Sources:
 * https://ai.google.dev/gemini-api/docs/structured-output and https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 */
const KEPT = ['description', 'title'] as const
/** What both providers forget and an answer is checked for afterwards. */
const CONSTRAINTS = [
  ...['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems'],
]
const UNSUPPORTED = [
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'prefixItems',
  'dependentSchemas',
  'dependentRequired',
  '$dynamicRef',
]
/** OpenAI's strict mode allows 10 levels; two are ours. */
const MAX_DEPTH = 8
/** A tenth of what OpenAI allows: Gemini names no number, but refuses schemas that make too many states. */
const MAX_PROPERTIES = 500
/** What references may unfold to; alternatives count as well. */
const MAX_NODES = 2000
/** OpenAI allows 1,000 values of enums and 120,000 characters of names and values in all; some are the invoice's. */
const MAX_ENUM_VALUES = 950
const MAX_CHARACTERS = 100_000
/** A longer enum of texts may have this many characters in all. */
const LONG_ENUM = { values: 250, characters: 15_000 } as const

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

type Json = Record<string, unknown>

/** One conversion: what it counts, and where it is. */
interface Walk {
  readonly root: JsonSchema
  readonly keeps: readonly string[]
  readonly counted: { properties: number; nodes: number; enumValues: number; characters: number }
}
interface Place {
  readonly path: string
  readonly depth: number
  /** References on the way here: one that leads back to itself has no end. */
  readonly within: readonly string[]
}

/**
 * A caller's JSON Schema in the portable dialect.
 * @throws AppError `VALIDATION_FAILED` that names the place when it cannot be expressed
 */
export function toPortableSchema(schema: JsonSchema): JsonSchema {
  return convertRoot(schema, KEPT)
}

/** The same with the caller's constraints: what the answer is checked against. */
export function toCheckedSchema(schema: JsonSchema): JsonSchema {
  return convertRoot(schema, [...KEPT, ...CONSTRAINTS])
}

/** The whole answer's schema: the invoice, and beside it the caller's own fields when there are any. */
export function answerSchema(custom: JsonSchema | undefined): JsonSchema {
  return withCustom(INVOICE, custom)
}

/** The same for some pages of a long document: each line also says on which page of the file it begins. */
export function portionSchema(custom: JsonSchema | undefined): JsonSchema {
  return withCustom(PORTION, custom)
}

function withCustom(invoice: JsonSchema, custom: JsonSchema | undefined): JsonSchema {
  if (custom === undefined) return invoice
  return {
    type: 'object',
    properties: { invoice, custom: toPortableSchema(custom) },
    required: ['invoice', 'custom'],
    additionalProperties: false,
  }
}

function convertRoot(schema: JsonSchema, keeps: readonly string[]): JsonSchema {
  const walk: Walk = { root: schema, keeps, counted: { properties: 0, nodes: 0, enumValues: 0, characters: 0 } }
  const root = withoutReference(schema, walk, { path: '', depth: 0, within: [] })
  if (root.node.type !== 'object' || !isRecord(root.node.properties) || Object.keys(root.node.properties).length === 0) {
    throw refusal('', 'must be a JSON Schema of type "object" with at least one property')
  }
  return convert(schema, walk, { path: '', depth: 0, within: [] })
}

function convert(given: unknown, walk: Walk, at: Place): Json {
  if (!isRecord(given)) throw refusal(at.path, 'is not a schema object')
  if (at.depth > MAX_DEPTH) throw refusal(at.path, `is nested more than ${MAX_DEPTH} levels deep`)
  walk.counted.nodes += 1
  if (walk.counted.nodes > MAX_NODES) throw refusal(at.path, `brings the schema to more than ${MAX_NODES} parts`)
  const { node, place } = withoutReference(given, walk, at)
  for (const keyword of UNSUPPORTED) {
    if (node[keyword] !== undefined) throw refusal(place.path, `uses "${keyword}", which structured output does not support`)
  }
  const kept = Object.fromEntries(walk.keeps.filter(keyword => node[keyword] !== undefined).map(keyword => [keyword, node[keyword]]))
  if (kept.description !== undefined && typeof kept.description !== 'string') throw refusal(place.path, 'has a description that is no text')
  const alternatives = node.anyOf ?? node.oneOf
  if (Array.isArray(alternatives)) return { ...kept, ...convertAlternatives(alternatives, walk, place) }
  if (node.enum !== undefined || node.const !== undefined) return convertEnum(node, kept, walk, place)
  return convertTypes(node, kept, walk, place)
}

/** The node that is meant: a reference's target with what stands beside the reference, as pydantic writes it (`allOf` of one, too). */
function withoutReference(given: Json, walk: Walk, at: Place): { node: Json; place: Place } {
  let node = given
  let place = at
  for (;;) {
    const { allOf, $ref, ...beside } = node
    if (Array.isArray(allOf)) {
      if (allOf.length !== 1 || !isRecord(allOf[0]))
        throw refusal(place.path, 'uses "allOf" of several schemas, which structured output does not support')
      node = { ...allOf[0], ...beside }
    } else if ($ref === undefined) return { node, place }
    else {
      if (typeof $ref !== 'string' || place.within.includes($ref)) {
        throw refusal(place.path, `refers to itself by "${String($ref)}", which structured output does not support`)
      }
      const target = resolveReference(walk.root, $ref)
      if (target === undefined) throw refusal(place.path, `refers to "${$ref}", which is not in the schema`)
      node = { ...target, ...beside }
      place = { ...place, within: [...place.within, $ref] }
    }
  }
}

/** `anyOf: [X, null]`, which generators write for a nullable value, as a nullable X; real alternatives stay. */
function convertAlternatives(alternatives: readonly unknown[], walk: Walk, at: Place): Json {
  const converted = alternatives.map(alternative => convert(alternative, walk, { ...at, depth: at.depth + 1 }))
  const [only, ...others] = converted.filter(alternative => alternative.type !== 'null')
  if (only === undefined) throw refusal(at.path, 'allows nothing but null')
  if (others.length > 0) return { anyOf: converted }
  return converted.length > 1 ? nullable(only) : only
}

function convertEnum(node: Json, kept: Json, walk: Walk, at: Place): Json {
  const given = node.const === undefined ? node.enum : [node.const]
  if (!Array.isArray(given) || given.length === 0) throw refusal(at.path, 'has an enum without values')
  const values = [...new Set(given.filter(value => value !== null))]
  const types = [...new Set(values.map(typeOf))]
  if (types.some(type => type === undefined)) throw refusal(at.path, 'has an enum of values that are neither texts nor numbers')
  countEnum(values, walk, at)
  // Neither provider has enums of truth values.
  const one = (type: string | undefined): Json =>
    type === 'boolean' ? { type } : { type, enum: values.filter(value => typeOf(value) === type) }
  if (types.length === 0) throw refusal(at.path, 'allows nothing but null')
  const asked: Json = types.length === 1 ? { ...kept, ...one(types[0]) } : { ...kept, anyOf: types.map(one) }
  return given.includes(null) || typesOf(node, at.path).includes('null') ? nullable(asked) : asked
}

function countEnum(values: readonly unknown[], { counted }: Walk, { path }: Place): void {
  const characters = values.reduce((sum: number, value) => sum + String(value).length, 0)
  counted.enumValues += values.length
  if (counted.enumValues > MAX_ENUM_VALUES) throw refusal(path, `brings the schema to more than ${MAX_ENUM_VALUES} enum values`)
  if (values.length > LONG_ENUM.values && characters > LONG_ENUM.characters) {
    throw refusal(path, `has an enum of more than ${LONG_ENUM.values} values with more than ${LONG_ENUM.characters} characters in all`)
  }
  countCharacters(characters, counted, path)
}

function countCharacters(characters: number, counted: Walk['counted'], path: string): void {
  counted.characters += characters
  if (counted.characters > MAX_CHARACTERS) {
    throw refusal(path, `brings names and enum values to more than ${MAX_CHARACTERS} characters`)
  }
}

const typeOf = (value: unknown): 'string' | 'number' | 'boolean' | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? (typeof value as 'string') : undefined

function convertTypes(node: Json, kept: Json, walk: Walk, at: Place): Json {
  const types = typesOf(node, at.path)
  const [first, ...further] = types.filter(type => type !== 'null')
  if (types.length === 0) throw refusal(at.path, 'has neither a type nor an enum')
  // Only as one of several alternatives, where the others are not null.
  if (first === undefined) return { ...kept, type: 'null' }
  const one = (type: string): Json => ({
    type,
    ...(type === 'object' ? convertObject(node, walk, at) : type === 'array' ? convertArray(node, walk, at) : {}),
  })
  // Several types of one value are alternatives to Gemini.
  const asked = further.length === 0 ? { ...kept, ...one(first) } : { ...kept, anyOf: [first, ...further].map(one) }
  return types.includes('null') ? nullable(asked) : asked
}

function convertArray(node: Json, walk: Walk, at: Place): Json {
  if (!isRecord(node.items)) throw refusal(at.path, 'is an array without "items"')
  return { items: convert(node.items, walk, { ...at, path: `${at.path}[]`, depth: at.depth + 1 }) }
}

function convertObject(node: Json, walk: Walk, { path, depth, within }: Place): Json {
  const properties = isRecord(node.properties) ? node.properties : {}
  const names = Object.keys(properties)
  if (names.length === 0) throw refusal(path, 'is an object without properties')
  walk.counted.properties += names.length
  if (walk.counted.properties > MAX_PROPERTIES) throw refusal(path, `brings the schema to more than ${MAX_PROPERTIES} properties`)
  countCharacters(
    names.reduce((sum, name) => sum + name.length, 0),
    walk.counted,
    path,
  )
  const required = new Set(Array.isArray(node.required) ? node.required : [])
  const converted = names.map(name => {
    const schema = convert(properties[name], walk, { path: path === '' ? name : `${path}.${name}`, depth: depth + 1, within })
    return [name, required.has(name) ? schema : nullable(schema)] as const
  })
  return { properties: Object.fromEntries(converted), required: names, additionalProperties: false }
}

function nullable(schema: Json): Json {
  if (Array.isArray(schema.anyOf)) {
    const hasNull = schema.anyOf.some(one => isRecord(one) && one.type === 'null')
    return hasNull ? schema : { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] }
  }
  // An alternative of its own, as pydantic and zod write it: Gemini knows no null among the values of an enum.
  if (Array.isArray(schema.enum)) {
    const { description, title, ...values } = schema
    return {
      ...(description === undefined ? {} : { description }),
      ...(title === undefined ? {} : { title }),
      anyOf: [values, { type: 'null' }],
    }
  }
  return { ...schema, type: [...new Set([schema.type, 'null'].flat())] }
}

function typesOf(node: Json, path: string): string[] {
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

/** The wire form knows the kind of document as a text; the model gets no choice but these. */
const askedFor = invoiceSchema.extend({
  document_type: z.enum(DOCUMENT_TYPES).nullable().describe(invoiceSchema.shape.document_type.description!),
})

const INVOICE: JsonSchema = Object.freeze(toPortableSchema(z.toJSONSchema(askedFor) as JsonSchema))

const placedLine = askedFor.shape.line_items.element.extend({
  page: z.number().describe('Page of this file on which the line begins, from 1'),
})
const PORTION: JsonSchema = Object.freeze(
  toPortableSchema(
    z.toJSONSchema(askedFor.extend({ line_items: z.array(placedLine).describe(askedFor.shape.line_items.description!) })) as JsonSchema,
  ),
)
