import type { FastifyInstance } from 'fastify'
import { AppError } from '../shared/app-error.ts'
import { MAX_JSON_DEPTH, nestsDeeper } from '../shared/json-depth.ts'

/** Fastify's own parser behind a look at the nesting: what validates, copies or stores a body goes through it level by level. */
export function installJsonParser(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (!nestsDeeper(text)) return parse(request, text, done)
    const message = `The request body nests deeper than ${MAX_JSON_DEPTH} levels.`
    done(new AppError(message, { code: 'INVALID_JSON', kind: 'invalid', errors: [{ field: 'body', problem: 'is nested too deeply' }] }))
  })
}
