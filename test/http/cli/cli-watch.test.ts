import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { cli } from '../../support/cli.ts'

const JOB = {
  job_id: 'j1',
  status: 'processing',
  processed: 0,
  total_emails: 3,
  successful: 3,
  failed: 0,
  error_breakdown: {},
  eta_seconds: null,
}
/** As proxies relay streams: other line ends, comments, a field without its blank, data on two lines, a reason that is more than ASCII. */
const FIRST = ': connected\r\n\r\nid: 41\r\nevent: snapshot\r\ndata: {"status":"waiting_for_capacity","waiting_until":"à midi"}\r\n\r\n'
const SECOND = 'retry: 5000\n: still here\n\nevent:finished\ndata:{"status":"completed",\ndata:"processed":3}\n\n'

/** One byte at a time: no event, line or character arrives whole. */
async function trickle(response: ServerResponse, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) await new Promise<void>(resolve => response.write(Buffer.of(byte), () => resolve()))
  response.end()
}

it('follows a stream in whatever form it arrives, and goes on from the last id after a break', async () => {
  const streams: (string | undefined)[] = []
  const server = createServer((request, response) => {
    if (!request.url!.endsWith('/events'))
      return void response.end(JSON.stringify(streams.length < 2 ? JOB : { ...JOB, status: 'completed' }))
    streams.push(request.headers['last-event-id'] as string | undefined)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    void trickle(response, streams.length === 1 ? FIRST : SECOND)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { code, stdout, stderr } = await cli(['jobs', 'watch', 'j1'], { env: { TOKENWHEEL_URL: url } })
  await new Promise(resolve => server.close(resolve))
  expect(streams).toEqual([undefined, '41'])
  expect(stderr).toContain('waiting for capacity until à midi')
  expect(stderr).toMatch(/3\/3 /)
  expect([code, stdout]).toEqual([0, 'Job j1 completed: 3 successful, 0 failed\n'])
})
