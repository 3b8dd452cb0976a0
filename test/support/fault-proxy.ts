import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to one request on its way to DynamoDB. */
export type Fault =
  /** It is carried out, and the answer is lost: the connection breaks. */
  | 'lose-answer'
  /** It is never carried out: the connection breaks. */
  | 'lose-request'
  | 'internal-error'
  /** Carried out, and answered 500 all the same. */
  | 'internal-error-after'
  | 'throttle'
  /** Carried out, and answered two seconds late. */
  | 'stall'
  /** Held on its way, and carried out two seconds after the client has given it up. */
  | 'late'

/** The operation (`UpdateItem`, …) and the body of a request: what a plan decides by. */
export interface Passing {
  readonly operation: string
  readonly body: string
}

/** Stands between the service and DynamoDB. */
export interface FaultProxy {
  readonly url: string
  /** Faults that were put in since the start, by kind. */
  readonly faults: Readonly<Record<Fault, number>>
  /** Decides on every request from now on; null lets it pass. */
  plan(decide: (passing: Passing) => Fault | null): void
  /** Every answer comes so much later from now on. */
  slow(ms: number): void
  /** The `Date` of every answer is so much later than it was from now on. */
  shiftDates(ms: number): void
  /** Resolves when no request is on its way any more, those included that the client has given up. */
  idle(): Promise<void>
  /** Breaks every connection at once, and every new one, until it is up again. */
  down(): void
  up(): void
  stop(): Promise<void>
}

const LATE_MS = 2_000

export async function startFaultProxy(endpoint: string): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  const target = new URL(endpoint)
  const faults: Record<Fault, number> = {
    'lose-answer': 0,
    'lose-request': 0,
    'internal-error': 0,
    'internal-error-after': 0,
    throttle: 0,
    stall: 0,
    late: 0,
  }
  let decide: (passing: Passing) => Fault | null = () => null
  let isDown = false
  let slowMs = 0
  let shiftMs = 0
  let under = 0
  let idle = Promise.withResolvers<void>()

  const forward = async (
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> => {
    const { hostname, port } = target
    const outgoing = request({ agent, hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers })
    outgoing.end(body)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    return { status: answer.statusCode!, headers: answer.headers, body: await read(answer) }
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(incoming)
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
    const fault = isDown ? 'lose-request' : decide({ operation, body: body.toString('utf8') })
    if (fault !== null) faults[fault] += 1
    if (fault === 'lose-request') return void response.destroy()
    if (fault === 'internal-error') return refuse(response, 500, 'InternalServerError')
    if (fault === 'throttle') return refuse(response, 400, 'ThrottlingException')
    if (fault === 'late') await sleep(LATE_MS)
    const answer = await forward(incoming, body)
    if (fault === 'lose-answer' || fault === 'late') return void response.destroy()
    if (fault === 'internal-error-after') return refuse(response, 500, 'InternalServerError')
    if (fault === 'stall') await sleep(LATE_MS)
    if (slowMs > 0) await sleep(slowMs)
    const date = new Date(Date.parse(answer.headers.date ?? '') + shiftMs)
    response.writeHead(answer.status, { ...answer.headers, ...(shiftMs === 0 ? {} : { date: date.toUTCString() }) }).end(answer.body)
  }

  const server = createServer((incoming, response) => {
    if (isDown) response.destroy()
    else {
      under += 1
      serve(incoming, response)
        .catch(() => response.destroy())
        .finally(() => {
          under -= 1
          if (under > 0) return
          idle.resolve()
          idle = Promise.withResolvers()
        })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    plan(next) {
      decide = next
    },
    slow(ms) {
      slowMs = ms
    },
    shiftDates(ms) {
      shiftMs = ms
    },
    idle: () => (under === 0 ? Promise.resolve() : idle.promise),
    down() {
      isDown = true
      server.closeAllConnections()
    },
    up() {
      isDown = false
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
      await once(server, 'close')
    },
  }
}

/** The same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${type}, put in by the test` })
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body)
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
