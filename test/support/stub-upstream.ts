import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as it arrived, its body included. */
interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** A real HTTP server on loopback that answers as a test tells it to, and remembers what it was asked. */
export interface StubUpstream {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  stop(): Promise<void>
}

export type StubAnswer = (response: ServerResponse, request: ReceivedRequest) => void

export async function startStubUpstream(answer: StubAnswer): Promise<StubUpstream> {
  const requests: ReceivedRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = message
      const request = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString('utf8') }
      requests.push(request)
      answer(response, request)
    })
  })
  server.on('connection', socket => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
