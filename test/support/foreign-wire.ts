import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** What goes wrong between a provider and us, whatever the answer says. */
export const WIRE_FAULTS = [
  ...(['chunked', 'trickled', 'truncated', 'length too short', 'length too long', 'gzip', 'gzip bomb', 'utf-16', 'latin-1'] as const),
  ...(['as html', 'without a type', 'redirect', 'redirect to itself', 'no bytes', 'endless'] as const),
]
export type WireFault = (typeof WIRE_FAULTS)[number]

interface Sent {
  readonly status: number
  readonly body: string
  readonly wire: WireFault | null
}

const JSON_TYPE = { 'content-type': 'application/json' }
/** 64 MB of blanks in 64 kB: made once. */
const BOMB = gzipSync(Buffer.alloc(64 * 1_048_576, ' '))
const PIECES = 40
const ENDLESS_BYTES = 32 * 1_048_576

/** Sends the answer with its fault. Every way ends by itself: a provider that hangs is another matter. */
export function sendForeign(response: ServerResponse, { status, body, wire }: Sent): void {
  const bytes = Buffer.from(body)
  switch (wire) {
    case 'chunked':
      response.writeHead(status, JSON_TYPE)
      for (const piece of piecesOf(bytes)) response.write(piece)
      return void response.end()
    case 'trickled':
      response.writeHead(status, JSON_TYPE)
      return void trickle(response, piecesOf(bytes))
    case 'truncated':
      response.writeHead(status, { ...JSON_TYPE, 'content-length': bytes.length + 1 })
      return void response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
    case 'length too short':
      response.writeHead(status, { ...JSON_TYPE, 'content-length': Math.floor(bytes.length / 2) })
      response.flushHeaders()
      return void response.socket?.write(bytes, () => response.destroy())
    case 'length too long':
      response.writeHead(status, { ...JSON_TYPE, 'content-length': bytes.length * 2 + 1 })
      return void response.write(bytes, () => response.destroy())
    case 'gzip':
      return void response.writeHead(status, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync(bytes))
    case 'gzip bomb':
      return void response.writeHead(status, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(BOMB)
    case 'utf-16':
      return void response.writeHead(status, { 'content-type': 'application/json; charset=utf-16le' }).end(Buffer.from(body, 'utf16le'))
    case 'latin-1':
      return void response.writeHead(status, JSON_TYPE).end(Buffer.from(`${body.slice(0, -1)}\u00e4\u00ff`, 'latin1'))
    case 'as html':
      return void response.writeHead(status, { 'content-type': 'text/html' }).end(bytes)
    case 'without a type':
      return void response.writeHead(status).end(bytes)
    case 'redirect':
      return void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    case 'redirect to itself':
      return void response.writeHead(307, { ...JSON_TYPE, location: response.req.url ?? '/' }).end(bytes)
    case 'no bytes':
      return void response.writeHead(status, JSON_TYPE).end()
    case 'endless':
      response.writeHead(status, JSON_TYPE)
      return void pour(response, Buffer.alloc(65_536, body.slice(0, 100) || ' '))
    case null:
      return void response.writeHead(status, JSON_TYPE).end(bytes)
  }
}

function piecesOf(bytes: Buffer): Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.length / PIECES))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}

/** Each piece in a packet of its own. */
function trickle(response: ServerResponse, [piece, ...rest]: readonly Buffer[]): void {
  if (piece === undefined) return void response.end()
  response.write(piece, () => setImmediate(trickle, response, rest))
}

/** More than anybody reads, and not for ever. */
function pour(response: ServerResponse, piece: Buffer, sent = 0): void {
  if (sent > ENDLESS_BYTES || response.destroyed) return void response.end()
  response.write(piece, error => (error ? undefined : setImmediate(pour, response, piece, sent + piece.length)))
}
