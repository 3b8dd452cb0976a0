import swagger from '@fastify/swagger'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { completeDocument } from './openapi-document.ts'

/** The error envelope, as every endpoint answers it. */
const errorSchema = z
  .object({
    status: z.literal('error'),
    code: z.string().describe('Stable, for programs: VALIDATION_FAILED, NOT_FOUND, …'),
    message: z.string().describe('For people.'),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
    data: z.null(),
    request_id: z.string().describe('Also in the X-Request-Id header and in the log.'),
  })
  .describe('Error')

/** OpenAPI 3.1 from the routes' own zod schemas; what all routes share (errors, security) is added here. */
export async function installOpenapi(server: FastifyInstance, version: string): Promise<void> {
  server.addHook('onRoute', documentErrors)
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
    transform: jsonSchemaTransform,
    transformObject: source => ('openapiObject' in source ? completeDocument(source.openapiObject as OpenAPIV3_1.Document) : {}),
  })
  let document: ReturnType<typeof server.swagger> | undefined
  server.route({
    method: 'GET',
    url: '/openapi.json',
    config: { access: 'public' },
    schema: { hide: true },
    // Nothing of it changes once the service listens.
    handler: async () => (document ??= server.swagger()),
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
