import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for reads that stay the same until something happens. What carries the time of the answer would never match. */
    revalidates?: boolean
  }
}

/** The parts of `If-None-Match`; a tag may hold commas. */
const TAGS = /(?:W\/)?"[^"]*"/g

/**
 * A tag for the reads that ask for it, and a 304 without a body for who has that answer already. The answer is made all the same: what is saved is the way. Weak tags,
 * since the compressed forms of an answer share one (RFC 9110, 8.8.3). Streams have none: their end is not known at their beginning.
 */
export function installEntityTags(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.routeOptions.config.revalidates !== true || reply.statusCode !== 200) return payload
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    const tag = `W/"${hash('sha256', payload, 'base64url').slice(0, 22)}"`
    reply.header('etag', tag)
    if (!isAmong(tag, request.headers['if-none-match'])) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}

/** By the weak comparison, the one for `If-None-Match` (RFC 9110, 13.1.2): `W/` makes no difference. */
export function isAmong(tag: string, asked: string | undefined): boolean {
  if (asked === undefined) return false
  if (asked.trim() === '*') return true
  return asked.match(TAGS)?.some(each => each.replace('W/', '') === tag.replace('W/', '')) ?? false
}
