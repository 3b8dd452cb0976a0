import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * For answers that are data. A route that serves a page sets its own `content-security-policy` over this one. No
 * `strict-transport-security`: TLS ends at the proxy, and the promise is the proxy's to make.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

/** Installed before access is checked, so that refusals carry them as well. */
export function installSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => setSecurityHeaders(request, reply))
}

/** Also for answers that no hook precedes. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(HEADERS).header('x-request-id', request.id)
}
