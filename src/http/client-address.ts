import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from, for counting and for the log; access is never decided by it. Behind a proxy of TRUST_PROXY it is the last
 * address of `X-Forwarded-For` that is none of these proxies: what stands before it is the caller's own word. What is no address at all gives
 * way to the connection's.
 */
export function clientAddress({ ip, socket }: FastifyRequest): string {
  return isIP(ip) === 0 ? (socket.remoteAddress ?? 'unknown') : ip
}
