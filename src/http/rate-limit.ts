import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../shared/app-error.ts'
import { clientNetwork } from './client-address.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for what orchestrators poll: it must answer whatever else the caller does. */
    unlimited?: boolean
  }
}

/** Callers remembered at a time: the oldest give way, so that made-up addresses fill no memory. */
const MAX_CALLERS = 5000

/**
 * So many requests per minute and API key; callers without a valid one are counted by their address, which slows guessing down as well.
 * Counted in this process: each replica has its own count. Runs before access is decided and before any body is read.
 */
export async function installRateLimit(server: FastifyInstance, requestsPerMinute: number): Promise<void> {
  if (requestsPerMinute === 0) return
  await server.register(rateLimit, {
    global: false,
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: MAX_CALLERS,
    keyGenerator: request => (request.caller.authenticated ? `key ${request.caller.name}` : `address ${clientNetwork(request)}`),
  })
  const count = server.createRateLimit()
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.unlimited === true) return
    const limit = await count(request)
    if (limit.isAllowed) return
    reply.header('x-ratelimit-limit', limit.max).header('x-ratelimit-remaining', limit.remaining)
    if (!limit.isExceeded) return
    throw new AppError(`More than ${limit.max} requests in a minute. Please slow down.`, {
      code: 'RATE_LIMITED',
      kind: 'rate_limited',
      retryable: true,
      retryAfterSeconds: Math.max(1, limit.ttlInSeconds),
    })
  })
}
