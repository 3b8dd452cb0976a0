import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clientNetwork } from '../../src/http/client-address.ts'
import { type ExtractionServer, startExtraction } from '../support/extraction-server.ts'

const KEYS = [
  { name: 'greedy', key: 'greedy-key-12345', scopes: ['extract' as const] },
  { name: 'modest', key: 'modest-key-12345', scopes: ['extract' as const] },
  { name: 'admin', key: 'admin-key-123456', scopes: ['extract' as const, 'admin' as const] },
]
const OFFLINE = { offline: 'always', upload_mb_per_key: 1, upload_mb: 2 }
const headOf = (length: number, key = 'greedy-key-12345') =>
  `POST /extract HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n`
const BEGIN = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'

async function listening(extraction: Record<string, unknown> = {}): Promise<ExtractionServer & { port: number }> {
  const running = await startExtraction({ extraction: { ...OFFLINE, ...extraction }, apiKeys: KEYS })
  await running.server.listen({ host: '127.0.0.1', port: 0 })
  return { ...running, port: (running.server.server.address() as AddressInfo).port }
}

async function open(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** Everything up to the end of the connection, which the server has to bring about. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

/** An unfinished upload that the server has begun to read: it asks for the body when it does. */
async function heldUpload(port: number): Promise<Socket> {
  const socket = await open(port, headOf(700_000).replace('Host: x', 'Host: x\r\nExpect: 100-continue'))
  const [asked] = (await once(socket, 'data')) as [Buffer]
  expect(String(asked)).toMatch(/^HTTP\/1.1 100 /)
  socket.write(BEGIN)
  return socket
}

describe('uploads', () => {
  it('are bounded by key in what they hold, unfinished ones included, and leave other keys alone', async () => {
    const { port, extract } = await listening()
    const first = await heldUpload(port)
    await expect.poll(() => extract({ file: Buffer.alloc(700_000) }, { 'x-api-key': 'greedy-key-12345' })).toMatchObject({ status: 429 })
    const refused = await untilClosed(await open(port, headOf(700_000) + BEGIN))
    expect(refused).toMatch(/^HTTP\/1.1 429 /)
    expect(refused).toMatch(/retry-after: \d+/i)
    expect(refused).toMatch(/connection: close/i)
    expect(refused).toContain('TOO_MANY_UPLOADS')
    const other = await extract({ file: Buffer.from('no document') }, { 'x-api-key': 'modest-key-12345' })
    expect(other.status).toBe(415)
    first.destroy()
    await expect.poll(() => extract({ file: Buffer.alloc(700_000) }, { 'x-api-key': 'greedy-key-12345' })).toMatchObject({ status: 415 })
  })

  it('are bounded together', async () => {
    const { port, extract } = await listening({ upload_mb: 1 })
    const first = await heldUpload(port)
    const file = Buffer.alloc(700_000)
    await expect
      .poll(() => extract({ file }, { 'x-api-key': 'modest-key-12345' }))
      .toMatchObject({ status: 503, body: { code: 'TOO_MANY_UPLOADS' } })
    first.destroy()
  })

  it('that nobody announced are counted as they come', async () => {
    const { port } = await listening({ upload_mb_per_key: 5, upload_mb: 8 })
    const head = headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked')
    const chunk = `${(0x40000).toString(16)}\r\n${'x'.repeat(0x40000)}\r\n`
    const socket = await open(port, `${head}${BEGIN.length.toString(16)}\r\n${BEGIN}\r\n${chunk.repeat(5)}`)
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1.1 429 /)
  })

  it('that nobody announced are counted with all the fields that they may have', async () => {
    const { port } = await listening({ upload_mb_per_key: 4, upload_mb: 8 })
    const first = await open(port, headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked\r\nExpect: 100-continue'))
    await once(first, 'data')
    const head = headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked')
    const field = `--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n${'x'.repeat(120_000)}\r\n`
    const socket = await open(port, `${head}${field.length.toString(16)}\r\n${field}\r\n`)
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1.1 429 /)
    first.destroy()
  })

  it('of JSON are bounded together with documents, announced or not', async () => {
    const { port, extract } = await listening()
    const head = headOf(1_500_000).replace('multipart/form-data; boundary=b', 'application/json').replace('/extract', '/companies/A/tokens')
    const keys = (text: string) => text.replace('greedy-key-12345', 'admin-key-123456')
    const refused = await untilClosed(await open(port, keys(head) + `"${'x'.repeat(1_100_000)}`))
    expect(refused).toMatch(/^HTTP\/1.1 429 /)
    expect(refused).toMatch(/connection: close/i)
    expect(refused).toContain('TOO_MANY_UPLOADS')
    const chunked = keys(head).replace('Content-Length: 1500000', 'Transfer-Encoding: chunked')
    const chunk = `${(0x40000).toString(16)}\r\n"${'x'.repeat(0x3ffff)}\r\n`
    expect(await untilClosed(await open(port, chunked + chunk.repeat(5)))).toMatch(/^HTTP\/1.1 429 /)
    // What was refused holds nothing any more.
    await expect.poll(() => extract({ file: Buffer.alloc(700_000) }, { 'x-api-key': 'admin-key-123456' })).toMatchObject({ status: 415 })
  })

  it('that trickle are cut off after their time', async () => {
    const { port } = await listening({ upload_seconds: 1 })
    const answer = await untilClosed(await open(port, headOf(500_000) + BEGIN))
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
    expect(answer).toMatch(/connection: close/i)
    expect(answer).toContain('UPLOAD_TOO_SLOW')
  })

  it('that are refused hear why, although they are still being sent', async () => {
    const { port } = await listening()
    const socket = await open(port, headOf(64_000_000, 'wrong-key-123456') + BEGIN)
    const broken: unknown[] = []
    socket.on('error', error => broken.push(error))
    // More than both ends of the connection hold: something of it is always on its way.
    for (let piece = 0; piece < 64 && !socket.readableEnded && socket.writable; piece += 1) {
      await new Promise(done => socket.write(Buffer.alloc(1_000_000, 'x'), done))
    }
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1.1 401 /)
    expect(broken).toEqual([])
  })

  it('of strangers keep no connection', async () => {
    const { port } = await listening()
    const answer = await untilClosed(await open(port, headOf(500_000, 'wrong-key-123456') + BEGIN))
    expect(answer).toMatch(/^HTTP\/1.1 401 /)
    expect(answer).toMatch(/connection: close/i)
    const refusals = { '/companies/A/token-status': 401, '/no/such/path': 404, '/jobs/%zz': 400 }
    for (const [path, status] of Object.entries(refusals)) {
      const without = await untilClosed(await open(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: wrong-key-123456\r\n\r\n`))
      expect(without).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    }
  })
})

describe('a schema that nests without end', () => {
  const deep = `${'{"properties":'.repeat(5_000)}{}${'}'.repeat(5_000)}`

  it('is a 400, sent as text and as JSON', async () => {
    const { extract, server } = await startExtraction({ extraction: OFFLINE })
    const asText = await extract({ schema: deep, file: Buffer.from('%PDF') })
    expect([asText.status, asText.body.errors?.[0]?.field]).toEqual([400, 'schema'])
    const part = `--b\r\ncontent-disposition: form-data; name="schema"\r\ncontent-type: application/json\r\n\r\n${'['.repeat(60_000)}${']'.repeat(60_000)}\r\n`
    const rest = ['companyID', 'username'].map(name => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\nx\r\n`).join('')
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const asJson = await server.inject({ method: 'POST', url: '/extract', headers, payload: `${rest}${part}--b--\r\n` })
    expect(asJson.statusCode).toBe(400)
  })
})

describe('clientNetwork', () => {
  const of = (ip: string) => clientNetwork({ ip, socket: { remoteAddress: ip } } as Parameters<typeof clientNetwork>[0])

  it('counts IPv6 by its network of 64 bits, IPv4 by its address', () => {
    expect(of('203.0.113.7')).toBe('203.0.113.7')
    expect(of('::ffff:203.0.113.7')).toBe('203.0.113.7')
    expect(of('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(of('2001:0DB8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(of('2001:db8::1')).toBe('2001:db8:0:0::/64')
    expect(of('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
    expect(of('::1')).toBe('0:0:0:0::/64')
  })
})
