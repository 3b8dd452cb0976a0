import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { invalidInput } from '../shared/app-error.ts'
import { companyParams } from './companies.schemas.ts'
import type { ImportUsage } from './import-usage.ts'
import { MAX_IMPORT_BYTES, usageImportBody, usageImportQuery, usageImportSchema } from './usage-import.schemas.ts'

/** A group of its own, because nothing else here takes plain text. */
export function usageImportRoutes({ importUsage }: { readonly importUsage: ImportUsage }): FastifyPluginAsyncZod {
  return async app => {
    // The lines with what the query says beside them are the same form as JSON, and are checked as such.
    app.addContentTypeParser('text/plain', { parseAs: 'string' }, (request, text, done) => {
      const { token_id, ...options } = request.query as Record<string, unknown>
      done(null, { ...options, token_id: Number(token_id), lines: String(text).split('\n') })
    })

    app.route({
      method: 'POST',
      url: '/companies/:companyID/usage/import',
      bodyLimit: MAX_IMPORT_BYTES,
      config: { access: ['admin'], audit: 'company-usage.import' },
      schema: {
        operationId: 'importCompanyUsage',
        tags: ['companies'],
        summary: 'Meter calls made elsewhere, from the lines of their log (JSON, or text/plain with the options in the query)',
        consumes: ['application/json', 'text/plain'],
        params: companyParams,
        querystring: usageImportQuery,
        body: usageImportBody,
        response: { 200: usageImportSchema },
      },
      handler: async request => {
        const { params, query, body, caller } = request
        const isJson = request.headers['content-type']?.startsWith('application/json') === true
        if (isJson && Object.keys(query).length > 0) {
          throw invalidInput('With a JSON body the options belong into the body, not into the query.')
        }
        request.auditObject = String(body.token_id)
        const { imported, alreadyKnown, waiting, rejected } = await importUsage({
          companyId: params.companyID,
          keyId: body.token_id,
          branch: body.branch ?? null,
          requestedBy: body.username ?? caller.name,
          source: body.source ?? null,
          lines: body.lines,
        })
        return { company_id: params.companyID, token_id: body.token_id, imported, already_known: alreadyKnown, waiting, rejected }
      },
    })
  }
}
