import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

const MAX_CONNECTIONS = 3

let service: Service
beforeAll(async () => {
  service = await startService({ env: { MAX_CONNECTIONS: String(MAX_CONNECTIONS) } })
})
afterAll(() => service.stop())

const base64 = (text: string) => Buffer.from(text).toString('base64url')
const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`

describe('JSON that nests without end', () => {
  it.each(['/jobs', '/tokens/status'])('is a 400 as the cursor of %s', async path => {
    const answer = await service.get(`${path}?cursor=${base64(nested(4_000))}`)
    expect([answer.status, answer.json.code, answer.json.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', 'cursor'])
  })

  it("is a 400 as the cursor of a job's results", async () => {
    const { job_id } = (await service.post('/jobs/create-batch', { emails: ['a@x.com'], config: FAST })).json
    const answer = await service.get(`/jobs/${job_id}/results?cursor=${base64(`{"a":${nested(4_000)}}`)}`)
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'cursor'])
  })

  it('is a 400 as a body, and as the only line of one', async () => {
    const json = await service.call('POST', '/jobs/create-batch', {
      body: `{"emails":[${nested(200_000)}]}`,
      headers: { 'content-type': 'application/json' },
    })
    expect([json.status, json.json.code]).toEqual([400, 'INVALID_JSON'])
    const lines = await service.call('POST', '/jobs/create-batch', {
      body: `${nested(200_000)}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(lines.status).toBe(400)
  })

  it('costs the other lines nothing', async () => {
    const answer = await service.call('POST', '/jobs/create-batch?delay_seconds=0.5', {
      body: `"a@x.com"\n${nested(15_000)}\n{"email":"b@x.com","more":${nested(15_000)}}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect([answer.status, answer.json.total_emails, answer.json.invalid_emails]).toEqual([202, 3, 1])
  })
})

describe('connections', () => {
  it('are bounded: one more is closed as it comes, and the bound is free again with them', async () => {
    const { port } = new URL(service.url)
    const closed = Promise.withResolvers<void>()
    const sockets: Socket[] = []
    for (let count = 0; count <= MAX_CONNECTIONS; count += 1) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => undefined).once('close', () => closed.resolve())
      sockets.push(socket)
      await Promise.race([once(socket, 'connect'), closed.promise])
    }
    await closed.promise
    for (const socket of sockets) socket.destroy()
    await expect
      .poll(() =>
        service.get('/system/health/live').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
  })

  it('end with a body that takes longer than the longest list', () => {
    const { requestTimeout, headersTimeout } = service.app.server.server
    expect(requestTimeout).toBe(300_000)
    expect(headersTimeout).toBeGreaterThan(0)
  })
})
