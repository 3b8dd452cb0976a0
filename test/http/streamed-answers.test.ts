import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { closeServer, createServer, type HttpServer } from '../../src/http/server.ts'
import { createLogging } from '../../src/logging/logger.ts'

let server: HttpServer | undefined
const lines: string[] = []
afterEach(async () => {
  if (server !== undefined) await closeServer(server)
  lines.length = 0
})

/** The HTTP shell with one route, whose answer is a stream of CSV. */
async function serve(rows: () => AsyncGenerator<string>): Promise<string> {
  const stream = { write: (line: string) => void lines.push(line) }
  const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream }] })
  server = await createServer({
    ...{ logger, version: '0.0.0', auth: { apiKeys: [], host: '127.0.0.1' } },
    routes: [
      async app => {
        app.route({
          method: 'GET',
          url: '/rows',
          config: { access: 'public' },
          schema: { hide: true },
          handler: (_request, reply) => reply.type('text/csv; charset=utf-8').send(Readable.from(rows(), { objectMode: false })),
        })
      },
    ],
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/rows`
}

const ask = async (url: string, encoding: string): Promise<IncomingMessage> => {
  const sent = request(url, { headers: { 'accept-encoding': encoding }, agent: false }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answer
}
/** Does not shrink: what a compressor takes in, it has to let out. */
const noise = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64')

describe.each(['gzip', 'identity'])('a streamed answer (%s)', encoding => {
  it('that fails before its first byte is an error like any other', async () => {
    const answer = await ask(
      // biome-ignore lint/correctness/useYield: it fails before it comes to it.
      await serve(async function* () {
        throw new Error('the store is away')
      }),
      encoding,
    )
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([500, undefined])
    expect(JSON.parse(await text(answer)).code).toBe('INTERNAL_ERROR')
  })

  it('that fails midway breaks off: the half is not taken for the whole', async () => {
    const read = Promise.withResolvers<void>()
    const answer = await ask(
      await serve(async function* () {
        for (let n = 0; n < 20; n += 1) yield noise(10_000)
        await read.promise
        throw new Error('the store is away')
      }),
      encoding,
    )
    await once(answer, 'data')
    read.resolve()
    answer.resume()
    const [error] = (await once(answer, 'error')) as [NodeJS.ErrnoException]
    expect([error.code, answer.complete]).toEqual(['ECONNRESET', false])
  })

  it('is not read on when its reader has gone, nor ahead of a slow one', async () => {
    const ended = Promise.withResolvers<void>()
    let yielded = 0
    const answer = await ask(
      await serve(async function* () {
        try {
          for (;;) {
            yield noise(50_000)
            yielded += 1
          }
        } finally {
          ended.resolve()
        }
      }),
      encoding,
    )
    await once(answer, 'readable')
    // What the sockets of both sides hold is some megabytes; without the holding back it would go on for ever.
    let before = -1
    const stands = () => {
      const isSame = before === yielded
      before = yielded
      return isSame
    }
    await expect.poll(stands, { interval: 100 }).toBe(true)
    expect(yielded).toBeLessThan(400)
    answer.destroy()
    await ended.promise
    expect(lines.filter(line => line.includes('"level":50'))).toEqual([])
  })
})

it('an answer that takes its time comes whole', async () => {
  const answer = await ask(
    await serve(async function* () {
      yield 'a,b\n'
      await new Promise(setImmediate)
      yield '1,2\n'
    }),
    'gzip',
  )
  expect(answer.headers['content-encoding']).toBe('gzip')
  expect(await text(answer.pipe(createGunzip()))).toBe('a,b\n1,2\n')
})
