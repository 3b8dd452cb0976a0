import type { FastifyReply, FastifyRequest } from 'fastify'

/** Time for a caller that is still sending to notice the answer. */
const LINGER_MS = 2_000

export function hasUnreadBody({ raw, headers }: FastifyRequest): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return announced && !raw.complete
}

/**
 * Closes the connection behind an answer. What is still to come of the body would have to be read before the connection could serve again, and
 * whoever is refused may send for ever. But closed at once, with bytes of the caller unread, the system resets the connection, and the
 * caller sees a broken pipe instead of the answer: so what comes is dropped for a moment longer.
 */
export function closeBehind(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'close')
  // Not the request's: it has let go of it where the reading of its body was broken off.
  const { socket } = reply.raw
  if (!socket) return
  socket.destroySoon = () => {
    // Node says by this that the answer is written. The stream goes on flowing: Node drops a body that nobody reads.
    request.raw.resume()
    socket.end()
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer))
  }
}
