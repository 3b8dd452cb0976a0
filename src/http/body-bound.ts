import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Allowance, BodyAllowances } from '../shared/body-allowances.ts'

/** Bodies that are parsed as one text, and lie in memory from the first byte to the answer. Lists and documents travel as streams. */
const WHOLE = /^\s*(?:application\/json|text\/plain)\b/i
/** Not worth counting: a thousand of these at a time are what one upload may hold. */
const SMALL_BYTES = 64 * 1024

/** Such bodies take their share of what uploads may hold, as they come: a hundred that never end are refused, not kept. */
export function installBodyBound(server: FastifyInstance, bodies: BodyAllowances): void {
  server.addHook('preParsing', async (request, reply, payload) => {
    const announced = Number(request.headers['content-length'] ?? Number.NaN)
    if (announced <= SMALL_BYTES || !WHOLE.test(request.headers['content-type'] ?? '')) return payload
    const allowance = bodies.open(request.caller.name)
    reply.raw.once('close', () => allowance.release())
    return Readable.from(counted(payload as Readable, allowance), { objectMode: false })
  })
}

async function* counted(payload: Readable, allowance: Allowance): AsyncGenerator<Buffer> {
  let length = 0
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    length += chunk.length
    allowance.holds(length)
    yield chunk
  }
}
