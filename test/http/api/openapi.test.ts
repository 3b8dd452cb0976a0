import { createConfig, lintFromString } from '@redocly/openapi-core'
import type { OpenAPIV3_1 } from 'openapi-types'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Service, startService } from '../../support/service.ts'

let service: Service
let document: OpenAPIV3_1.Document
beforeAll(async () => {
  service = await startService({ pool: [] })
  document = (await service.get('/openapi.json')).json
})
afterAll(() => service.stop())

async function problemsOf(candidate: unknown): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: false },
      'no-invalid-parameter-examples': 'error',
      'operation-operationId': 'error',
      'operation-operationId-unique': 'error',
      'tag-description': 'error',
      'operation-singular-tag': 'error',
    },
  })
  const problems = await lintFromString({ source: JSON.stringify(candidate), absoluteRef: '/openapi.json', config })
  return problems.map(({ ruleId, location, message }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}

it('the linter finds nothing, with every example checked against its schema', async () => {
  expect(document.openapi).toBe('3.1.0')
  expect(await problemsOf(document)).toEqual([])
})

it('and it would find a wrong example', async () => {
  const broken = structuredClone(document) as unknown as { paths: { '/jobs': { get: { responses: { 200: { content: object } } } } } }
  const content = broken.paths['/jobs'].get.responses[200].content as Record<string, { example: { next_cursor: unknown } }>
  content['application/json']!.example.next_cursor = 5
  expect(await problemsOf(broken)).toEqual([expect.stringContaining('no-invalid-media-type-examples')])
})

it('every operation shows a request and an answer, and its refusals', () => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete', 'put'] as const).flatMap(method =>
      item?.[method] === undefined ? [] : [{ path, ...item[method] }],
    ),
  )
  expect(operations.length).toBeGreaterThanOrEqual(35)
  for (const { path, operationId, requestBody, responses, parameters } of operations) {
    const bodies = Object.values((requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content ?? {})
    expect(
      bodies.every(({ example }) => example !== undefined),
      `${operationId}: request`,
    ).toBe(true)
    const all = Object.entries(responses ?? {}) as [string, OpenAPIV3_1.ResponseObject][]
    const success = Object.values(all.find(([status]) => /^2/.test(status))?.[1].content ?? {})
    expect(success.length > 0 && success.every(({ example }) => example !== undefined), `${operationId}: answer`).toBe(true)
    const refusals = all.find(([status]) => status === '4XX')?.[1].content?.['application/json']?.examples ?? {}
    expect(Object.keys(refusals), operationId).toContain('rate_limited')
    if (!path.startsWith('/system/health/')) expect(Object.keys(refusals), operationId).toContain('unauthenticated')
    for (const parameter of (parameters ?? []) as OpenAPIV3_1.ParameterObject[]) {
      if (parameter.in === 'path') expect(parameter.example, `${operationId}: ${parameter.name}`).toBeDefined()
    }
  }
})

it('every body of JSON is a named schema, and every figure and flag of a query has its real type', () => {
  const operations = Object.values(document.paths ?? {})
    .flatMap(item => [item?.get, item?.post, item?.patch, item?.delete])
    .filter(o => o !== undefined)
  for (const { operationId, requestBody, responses, parameters } of operations) {
    const bodies = [requestBody, ...Object.values(responses ?? {})].map(
      body => (body as OpenAPIV3_1.ResponseObject | undefined)?.content?.['application/json']?.schema,
    )
    for (const schema of bodies.filter(schema => schema !== undefined)) {
      const forms = 'anyOf' in schema ? schema.anyOf! : [schema]
      for (const form of forms) expect(Object.keys(form), operationId).toEqual(['$ref'])
    }
    for (const { name, schema } of (parameters ?? []) as { name: string; schema: OpenAPIV3_1.SchemaObject }[]) {
      expect(/\\d/.test(schema.pattern ?? ''), `${operationId}: ${name} is a number as text`).toBe(false)
      expect(schema.enum ?? [], `${operationId}: ${name} is a flag as text`).not.toContain('true')
    }
  }
  const limits = operations
    .flatMap(({ parameters }) => (parameters ?? []) as OpenAPIV3_1.ParameterObject[])
    .filter(({ name }) => name === 'limit')
  expect(limits.length).toBeGreaterThan(3)
  for (const { schema } of limits)
    expect(schema).toMatchObject({ type: 'integer', minimum: 1, maximum: expect.any(Number), default: expect.any(Number) })
})
