import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { ApiClient } from '../../../src/cli/api-client.ts'
import { Output } from '../../../src/cli/output.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function clientOf(listener: Parameters<typeof createServer>[1]): Promise<ApiClient> {
  const server = createServer(listener!)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const out = new Output({ stdout: new PassThrough(), stderr: new PassThrough(), json: false, verbose: false })
  return new ApiClient({ url, apiKey: undefined, out, signal: new AbortController().signal, answerMs: 50 })
}

test('a service that takes a request and never answers is told from one that is not there', async () => {
  const client = await clientOf(() => undefined)
  await expect(client.json('/jobs/x')).rejects.toThrow(/took the request and has not answered within 0\.05 s/)
})

test('an answer that has begun may take its time: a large list of results is one', async () => {
  const client = await clientOf((_request, response) => {
    response.write('[1,')
    setTimeout(() => response.end('2]'), 150)
  })
  expect(await client.json('/jobs/x/results')).toEqual([1, 2])
})
