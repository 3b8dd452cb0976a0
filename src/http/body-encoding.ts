import type { FastifyInstance } from 'fastify'
import { AppError } from '../shared/app-error.ts'

/**
 * Bodies come as they are. A thousandth of its size is enough for a compressed list or document to fill the memory, and read as text it would be an
 * empty list: refused before the first byte, with the header that names what is taken (RFC 9110, 12.5.3).
 */
export function installBodyEncoding(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ headers }, reply) => {
    const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
    if (encoding === '' || encoding === 'identity') return
    reply.header('accept-encoding', 'identity')
    throw new AppError('The request body is compressed (Content-Encoding). Send it as it is.', {
      code: 'UNSUPPORTED_CONTENT_ENCODING',
      kind: 'unsupported_type',
    })
  })
}
