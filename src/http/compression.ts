import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import type { FastifyInstance } from 'fastify'

/** Less fits into one packet anyway. */
const SMALLEST_BYTES = 1_024
/**
 * Up to here the thread that serves compresses by itself: some two milliseconds at most, where a way through the threads of zlib and back costs an
 * answer of 20 kB ten and more on a machine of two cores (`npm run bench:growth`). Streams and what is larger go there, piece by piece.
 */
const AT_ONCE_BYTES = 512 * 1_024
/**
 * The cheapest levels. On a page of 1,000 tokens (358 kB) Brotli 1 takes 0.8 ms and leaves 46 kB, gzip 1 takes 1.7 ms and leaves 54 kB, gzip 6 takes
 * 2.9 ms for 48 kB, and Brotli 11, zlib's default, more than a second.
 */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 } }
const GZIP = { level: 1 }
/** What the answers of this service are made of. Server-sent events would be held back by a compressor. */
const TYPES = /^(?:text\/(?!event-stream)|application\/(?:json|x-ndjson|openmetrics-text)\b|image\/svg)/

/**
 * Answers are compressed for callers that accept it; streams stay streams. What is compressed holds no secret beside text of the caller's choice
 * (https://www.breachattack.com): keys go in and never out, and no browser sends a key by itself, as it would a cookie. Bodies of
 * requests are not decompressed: see `body-encoding.ts`.
 */
export async function installCompression(server: FastifyInstance): Promise<void> {
  await server.register(compress, {
    encodings: ['br', 'gzip'],
    brotliOptions: BROTLI,
    zlibOptions: GZIP,
    threshold: SMALLEST_BYTES,
    syncThreshold: AT_ONCE_BYTES,
    customTypes: TYPES,
    globalDecompression: false,
  })
  // Also of an answer that went out as it is: a cache between must not give it to one who asked otherwise, nor the other way round.
  server.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('vary') && TYPES.test(String(reply.getHeader('content-type')))) reply.header('vary', 'accept-encoding')
  })
}
