import { describe, expect, test } from 'vitest'
import { checkCustomValues, checkSchema } from '../../../src/extraction/custom-values.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    cost_center: { type: 'string', pattern: '^K-\\d+$' },
    lines: {
      type: 'array',
      maxItems: 2,
      items: { type: 'object', properties: { qty: { type: 'integer', minimum: 1 } }, required: ['qty'] },
    },
    due: { type: 'string', format: 'date' },
    kind: { enum: ['a', 'b'] },
  },
  required: ['cost_center'],
}

describe('the answered values of a schema', () => {
  test('that fit say nothing; an optional one may be null', () => {
    expect(checkCustomValues(SCHEMA, { cost_center: 'K-7', lines: [{ qty: 2 }], due: null, kind: 'a' })).toEqual([])
  })

  test('that do not are named by their path in the answer, once each', () => {
    const values = { cost_center: '4711', lines: [{ qty: 1 }, { qty: 0 }], due: '2026-02-30', kind: 'c' }
    const [warning, ...others] = checkCustomValues(SCHEMA, values)
    expect(others).toEqual([])
    expect(warning).toMatchObject({ code: 'schema_violated', fields: ['custom.cost_center', 'custom.lines[1].qty', 'custom.kind'] })
    expect(warning!.message).toContain('custom.cost_center must match pattern "^K-\\d+$"; custom.lines[1].qty must be >= 1')
  })

  test('what is missing altogether is named, too', () => {
    const [warning] = checkCustomValues(SCHEMA, {})
    expect(warning!.fields).toContain('custom.cost_center')
    expect(warning!.message).toContain('custom.cost_center is missing')
  })

  test('of very many only the first are listed', () => {
    const names = Array.from({ length: 60 }, (_, index) => `field_${index}`)
    const schema = { type: 'object', properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])), required: names }
    const [warning] = checkCustomValues(schema, Object.fromEntries(names.map(name => [name, 1])))
    expect(warning!.fields).toHaveLength(20)
    expect(warning!.message).toContain('and 40 more')
  })
})

test('a pattern that would never end costs its caller the check, and a fraction of a second', () => {
  const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'string', pattern: '^(a+)+$' } } } }
  const startedAt = performance.now()
  expect(checkCustomValues(schema, { a: Array.from({ length: 50 }, () => `${'a'.repeat(60)}!`) })).toEqual([])
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

test.each([
  { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
  { type: 'object', properties: { a: { type: 'string', minLength: 'two' } } },
])('%# a constraint that cannot be checked is refused before anything is paid', schema => {
  expect(() => checkSchema(schema)).toThrowError(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
})
