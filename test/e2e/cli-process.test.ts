import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Service, startService } from '../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

const BIN = 'src/cli/tokenwheel.mjs'
const environment = () => ({ ...process.env, TOKENWHEEL_URL: service.url, TOKENWHEEL_API_KEY: '' })

function shell(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(done => {
    execFile('sh', ['-c', command], { env: environment() }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

it('the bin passes arguments, pipes and exit codes on', async () => {
  expect(await shell(`${BIN} health --json`)).toMatchObject({ code: 0, stdout: expect.stringContaining('"status": "healthy"') })
  expect(await shell(`echo secret-from-a-pipe | ${BIN} tokens add --id piped`)).toMatchObject({
    code: 0,
    stdout: 'piped: The token was added.\n',
  })
  expect((await shell(`${BIN} jobs show nope`)).code).toBe(3)
  expect((await shell(`${BIN} nope`)).code).toBe(2)
})

it('a reader that has enough ends it quietly', async () => {
  const emails = Array.from({ length: 3000 }, (_, index) => `not-an-address-${index}`)
  const { json } = await service.post('/jobs/create-batch', { emails: ['missing@example.com', ...emails], config: { delay_seconds: 0 } })
  await service.finished(json.job_id)
  const { stdout, stderr } = await shell(`${BIN} jobs results ${json.job_id} --format csv | head -n 1`)
  expect([stdout, stderr]).toEqual([expect.stringMatching(/^email_number,email,/), ''])
})

it('SIGTERM ends the client behind the bin as well, and the job goes on', async () => {
  service.upstream.control({ hold: true })
  const { json } = await service.post('/jobs/create-batch', { emails: ['ada@example.com'], config: { delay_seconds: 0 } })
  const child = spawn(process.execPath, [BIN, 'jobs', 'watch', json.job_id], { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  // The bar has shown itself: it is watching.
  for await (const line of createInterface({ input: child.stderr! })) if (line.includes('0/1')) break
  child.kill('SIGTERM')
  expect(await ended).toEqual([143, null])
  service.upstream.control({ hold: false })
  await service.finished(json.job_id)
})
