import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'
import { startServiceProcess } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Longer than any wait on the serving thread could be hidden in. Thirty seconds show nothing else. */
const LOCKED_MS = 2_500
/** What the contract promises, and what a busy machine itself may take: measured beside it, without a lock. */
const PROMISED_MS = 250

/** Another program that holds the database's lock for so long. Resolves when it has it. */
async function lock(file: string): Promise<ChildProcess> {
  const script = `import { DatabaseSync } from 'node:sqlite'
    const db = new DatabaseSync(${JSON.stringify(file)}, { timeout: 5000 })
    db.exec('BEGIN EXCLUSIVE')
    process.stdout.write('locked')
    setTimeout(() => db.close(), ${LOCKED_MS})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  return child
}

test('while another program locks the database, liveness is answered at once, and what is to be written is written afterwards', async () => {
  const folder = tempDir()
  const upstream = await startSampleUpstreamProcess(['--tokens', 'secret-a', '--latency-ms', '5'])
  onTestFinished(() => upstream.stop())
  const service = await startServiceProcess('fast', folder, upstream.url)
  onTestFinished(async () => void (await service.end('SIGKILL')))
  await service.post('/tokens/add', { token: 'secret-a' })
  const aliveIn = async (): Promise<number> => {
    const asked = performance.now()
    expect(await service.get('/system/health/live')).toEqual({ status: 'alive' })
    return performance.now() - asked
  }
  const slowest = async (until: () => boolean): Promise<number> => {
    let most = 0
    while (!until()) most = Math.max(most, await aliveIn())
    return most
  }
  const since = performance.now()
  const unlocked = await slowest(() => performance.now() - since > 500)

  const locker = await lock(join(folder, 'data', 'tokenwheel.db'))
  const emails = Array.from({ length: 20 }, (_, n) => `user${n}@locked.example`)
  const submitted = service.post('/jobs/create-batch', { emails, config: { delay_seconds: 0 } })
  const locked = await slowest(() => locker.exitCode !== null)
  expect(locked).toBeLessThanOrEqual(Math.max(PROMISED_MS, 3 * unlocked))
  const { job_id: jobId } = await submitted
  await service.until(jobId, (_, type) => type === 'finished')
  expect(await service.get(`/jobs/${jobId}`)).toMatchObject({ status: 'completed', successful: 20 })
  console.info(`live with the database locked: ${Math.round(locked)} ms at most, without a lock ${Math.round(unlocked)} ms`)
})
