import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../../../../src/extraction/engine.ts'
import { answerSchema, toPortableSchema } from '../../../../src/extraction/providers/portable-schema.ts'

const KEYWORDS = new Set(['type', 'description', 'enum', 'title', 'properties', 'required', 'additionalProperties', 'items', 'anyOf'])

/** What OpenAI's strict mode and Gemini both demand of every level. */
function expectPortable(node: JsonSchema, path = '$'): void {
  for (const keyword of Object.keys(node)) expect(KEYWORDS, `${path} uses ${keyword}`).toContain(keyword)
  const properties = node.properties as Record<string, JsonSchema> | undefined
  if (properties !== undefined) {
    expect(node.additionalProperties, path).toBe(false)
    expect(node.required, path).toEqual(Object.keys(properties))
    for (const [name, child] of Object.entries(properties)) expectPortable(child, `${path}.${name}`)
  }
  if (node.items !== undefined) expectPortable(node.items as JsonSchema, `${path}[]`)
  for (const one of (node.anyOf as JsonSchema[] | undefined) ?? []) expectPortable(one, `${path}|`)
}

test('the invoice is portable, alone and beside custom fields', () => {
  expectPortable(answerSchema(undefined))
  const custom = { type: 'object', properties: { tags: { type: 'array', items: { type: 'string', minLength: 1 } } } }
  expectPortable(answerSchema(custom))
  const invoice = answerSchema(undefined) as { properties: Record<string, { type: unknown; description: string }> }
  expect(invoice.properties.total).toMatchObject({ type: ['number', 'null'] })
  expect(invoice.properties.total!.description).toContain('BT-112')
})

describe("a caller's schema", () => {
  test('optional properties become nullable, what the dialect lacks falls away', () => {
    const schema = toPortableSchema({
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'string', pattern: '^x', maxLength: 5 },
        b: { type: 'integer', minimum: 0 },
        c: { enum: ['x', 'y'] },
        d: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        e: { const: 'fixed', type: 'string' },
      },
    })
    expect(schema).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['integer', 'null'] },
        c: { anyOf: [{ type: 'string', enum: ['x', 'y'] }, { type: 'null' }] },
        d: { type: ['string', 'null'] },
        e: { anyOf: [{ type: 'string', enum: ['fixed'] }, { type: 'null' }] },
      },
      required: ['a', 'b', 'c', 'd', 'e'],
      additionalProperties: false,
    })
    expectPortable(schema)
  })

  test.each([
    [{ type: 'array', items: { type: 'string' } }, 'schema', 'must be a JSON Schema of type "object"'],
    [{ type: 'object', properties: { a: { type: 'list' } } }, 'schema.a', 'unknown type'],
    [{ type: 'object', properties: { a: { type: 'array' } } }, 'schema.a', 'without "items"'],
    [{ type: 'object', properties: { a: {} } }, 'schema.a', 'neither a type nor an enum'],
    [{ type: 'object', properties: { a: { allOf: [] } } }, 'schema.a', '"allOf"'],
    [{ type: 'object', properties: { a: 'string' } }, 'schema.a', 'not a schema object'],
    [{ type: 'object', properties: { a: nest(12) } }, 'schema.a', 'levels deep'],
    [{ type: 'object', properties: { a: { enum: [] } } }, 'schema.a', 'enum without values'],
    [{ type: 'object', properties: { a: { enum: [{}] } } }, 'schema.a', 'neither texts nor numbers'],
    [{ type: 'object', properties: { a: { enum: numbered(951) } } }, 'schema.a', 'more than 950 enum values'],
    [{ type: 'object', properties: { a: { enum: numbered(251, 'x'.repeat(60)) } } }, 'schema.a', '15000 characters'],
    [{ type: 'object', properties: { ['n'.repeat(100_001)]: { type: 'string' } } }, 'schema', '100000 characters'],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/Nobody' } } }, 'schema.a', 'not in the schema'],
    [{ type: 'object', properties: { a: { $ref: 'https://example.com/a.json' } } }, 'schema.a', 'not in the schema'],
    [{ type: 'object', properties: { a: { $ref: '#' } } }, 'schema.a', 'refers to itself'],
    [{ ...TREE, properties: { a: { $ref: '#/$defs/Node' } } }, 'schema.a.children[]', 'refers to itself'],
    [doubling(7), 'schema.', 'parts'],
    [{ type: 'object', properties: { a: { allOf: [{ type: 'string' }, { maxLength: 3 }] } } }, 'schema.a', '"allOf"'],
  ])('%# is refused by the name of the place', (schema, field, problem) => {
    expect(() => toPortableSchema(schema)).toThrowError(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [{ field: expect.stringContaining(field), problem: expect.stringContaining(problem) }],
      }),
    )
  })
})

describe('references', () => {
  // As pydantic writes a model with an enum, a nested model and an optional field
  // (https://docs.pydantic.dev/latest/concepts/json_schema/).
  const PYDANTIC = {
    $defs: {
      Size: { enum: ['s', 'm'], title: 'Size', type: 'string' },
      Part: {
        properties: { sku: { title: 'Sku', type: 'string' }, size: { $ref: '#/$defs/Size' } },
        required: ['sku'],
        title: 'Part',
        type: 'object',
      },
    },
    properties: {
      parts: { items: { $ref: '#/$defs/Part' }, title: 'Parts', type: 'array' },
      size: { allOf: [{ $ref: '#/$defs/Size' }], description: 'Of the parcel' },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, title: 'Note' },
    },
    required: ['parts', 'size'],
    title: 'Parcel',
    type: 'object',
  }

  test('are put in place of what they mean, with what stands beside them', () => {
    const schema = toPortableSchema(PYDANTIC)
    expectPortable(schema)
    expect(schema.properties).toEqual({
      parts: {
        type: 'array',
        title: 'Parts',
        items: {
          type: 'object',
          title: 'Part',
          properties: {
            sku: { type: 'string', title: 'Sku' },
            size: { title: 'Size', anyOf: [{ type: 'string', enum: ['s', 'm'] }, { type: 'null' }] },
          },
          required: ['sku', 'size'],
          additionalProperties: false,
        },
      },
      size: { type: 'string', enum: ['s', 'm'], title: 'Size', description: 'Of the parcel' },
      note: { type: ['string', 'null'], title: 'Note' },
    })
  })

  test('the root may be one', () => {
    const schema = { $ref: '#/$defs/Whole', $defs: { Whole: { type: 'object', properties: { a: { type: 'string' } } } } }
    expect(toPortableSchema(schema)).toMatchObject({ type: 'object', properties: { a: { type: ['string', 'null'] } } })
  })
})

test.each([
  [{ enum: [1, 2.5] }, { type: 'number', enum: [1, 2.5] }],
  [
    { enum: ['a', 1] },
    {
      anyOf: [
        { type: 'string', enum: ['a'] },
        { type: 'number', enum: [1] },
      ],
    },
  ],
  [{ const: true }, { type: 'boolean' }],
  [{ type: ['string', 'integer'] }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, { anyOf: [{ type: 'string' }, { type: 'number' }] }],
])('%j is asked for as %j', (given, asked) => {
  const { properties } = toPortableSchema({ type: 'object', properties: { a: given }, required: ['a'] })
  expect(properties).toEqual({ a: asked })
})

const TREE = {
  type: 'object',
  $defs: { Node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/Node' } } } } },
}

function numbered(count: number, tail = ''): string[] {
  return Array.from({ length: count }, (_, index) => `${index}${tail}`)
}

/** Each definition holds the next one twice: small as written, endless as meant. */
function doubling(levels: number): JsonSchema {
  const $defs = Object.fromEntries(
    Array.from({ length: levels }, (_, level) => {
      const next = level + 1 === levels ? { type: 'string' } : { $ref: `#/$defs/L${level + 1}` }
      return [`L${level}`, { anyOf: [next, next, next, next] }]
    }),
  )
  return { type: 'object', properties: { a: { $ref: '#/$defs/L0' } }, $defs }
}

function nest(depth: number): JsonSchema {
  return depth === 0 ? { type: 'string' } : { type: 'object', properties: { n: nest(depth - 1) } }
}
