import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { errorSchema } from '../../shared/error-envelope.ts'
import type { KeepResults, KeptResult } from './keep-results.ts'
import { accuracyQuerySchema, accuracySchema, keptResultSchema, requestIdSchema, reviewBodySchema } from './results.schemas.ts'

const errors = (...codes: number[]) => Object.fromEntries(codes.map(code => [code, errorSchema]))

/** Kept results, what people say to them, and what that says of the readings. */
export function resultsRoutes({ results }: { readonly results: KeepResults }): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/extract/:request_id',
      config: { access: ['extract'] },
      schema: {
        operationId: 'getExtraction',
        tags: ['extraction'],
        summary: 'A result that is kept (`extraction.keep_days`), with its reviews',
        params: requestIdSchema,
        response: { 200: keptResultSchema, ...errors(401, 403, 404, 429, 503) },
      },
      handler: async request => answerOf(await results.find(request.params.request_id, request.caller.mayExtractFor), 'Kept result'),
    })
    app.route({
      method: 'POST',
      url: '/extract/:request_id/review',
      config: { access: ['extract'] },
      schema: {
        operationId: 'reviewExtraction',
        tags: ['extraction'],
        summary: 'Say that a kept result is right, or what in it should be otherwise',
        params: requestIdSchema,
        body: reviewBodySchema,
        response: { 200: keptResultSchema, ...errors(400, 401, 403, 404, 409, 429, 503) },
      },
      handler: async request => {
        const { corrections, username = null } = request.body
        const review = { by: request.caller.name, username, corrections }
        return answerOf(await results.review(request.params.request_id, request.caller.mayExtractFor, review), 'Review saved')
      },
    })
    app.route({
      method: 'GET',
      url: '/system/extraction-accuracy',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getExtractionAccuracy',
        tags: ['extraction'],
        summary: 'How often values were right, by what people corrected in kept results',
        querystring: accuracyQuerySchema,
        response: { 200: accuracySchema, ...errors(401, 403, 429, 503) },
      },
      handler: async request => {
        const { group, companyID = null } = request.query
        return {
          status: 'ok' as const,
          message: 'Accuracy by reviews',
          data: { group, ...(await results.accuracy({ group, companyId: companyID })) },
        }
      },
    })
  }
}

function answerOf({ data, meta, companyId, keptUntil, reviews }: KeptResult, message: string) {
  return { status: 'ok' as const, message, data, meta, kept: { company_id: companyId, until: keptUntil, reviews } }
}
