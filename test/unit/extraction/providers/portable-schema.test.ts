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
        c: { enum: ['x', 'y', null] },
        d: { type: ['string', 'null'] },
        e: { type: ['string', 'null'], enum: ['fixed', null] },
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
  ])('%# is refused by the name of the place', (schema, field, problem) => {
    expect(() => toPortableSchema(schema)).toThrowError(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [{ field: expect.stringContaining(field), problem: expect.stringContaining(problem) }],
      }),
    )
  })
})

function nest(depth: number): JsonSchema {
  return depth === 0 ? { type: 'string' } : { type: 'object', properties: { n: nest(depth - 1) } }
}
