import swagger from '@fastify/swagger'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { errorSchema } from '../shared/error-envelope.ts'
import { completeDocument } from './openapi-document.ts'
import { nameSchemas } from './openapi-schemas.ts'

const FORMS = {
  zodToJsonConfig: {
    // zod leaves the default out where a field is read from text.
    override: ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: { default?: unknown; format?: string; pattern?: string } }) => {
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default ??= zodSchema.def.defaultValue
      // The format says it: zod's patterns of dates are a screenful each.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  },
}
const nameAll = createJsonSchemaTransformObject(FORMS)

/** OpenAPI 3.1 from the routes' own zod schemas; what all routes share (errors, security) is added here. */
export async function installOpenapi(server: FastifyInstance, version: string): Promise<void> {
  const revalidated = new Set<string>()
  server.addHook('onRoute', documentErrors)
  server.addHook('onRoute', ({ config, schema }) => {
    if (config?.revalidates === true && schema?.operationId !== undefined) revalidated.add(schema.operationId)
  })
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'tokenwheel',
        version,
        description: 'Batch profile fetching over a pool of bearer tokens, and invoice extraction with company AI keys.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: [
        { name: 'jobs', description: 'Batches of addresses: submission, progress, results, and what an operator may do with them.' },
        {
          name: 'tokens',
          description: 'The pool of bearer tokens: how it stands, token by token, and its upkeep. Secrets go in and never out.',
        },
        { name: 'profiles', description: 'What was saved of a person, and its erasure.' },
        { name: 'extraction', description: 'Invoices from PDFs and images.' },
        { name: 'companies', description: "The companies' own AI keys, and what was used with them." },
        { name: 'system', description: 'Health, figures and configuration.' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'One of API_KEYS. Not needed while none are set.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transform: createJsonSchemaTransform(FORMS),
    transformObject: source => completeDocument(nameSchemas(nameAll(source) as OpenAPIV3_1.Document), revalidated),
  })
  let document: string | undefined
  server.route({
    method: 'GET',
    url: '/openapi.json',
    config: { access: 'public', revalidates: true },
    schema: { hide: true },
    // Nothing of it changes once the service listens: it may be kept, and is asked for again by its tag.
    handler: async (_request, reply) => {
      document ??= JSON.stringify(server.swagger())
      return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(document)
    },
  })
}

function documentErrors(route: RouteOptions): void {
  const { schema } = route
  if (schema === undefined || schema.hide === true) return
  if (schema.operationId === undefined) throw new Error(`${route.method} ${route.url} declares no operationId`)
  const open = route.config?.access === 'public'
  schema.security ??= open ? [] : [{ bearer: [] }, { apiKey: [] }]
  const declared = (schema.response ?? {}) as Record<string, unknown>
  schema.response = { ...declared, '4xx': declared['4xx'] ?? errorSchema, ...(declared['503'] === undefined ? { '5xx': errorSchema } : {}) }
}
