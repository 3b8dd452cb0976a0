import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { ProcessEndedError } from '../../../../src/extraction/processes/bounded-process.ts'
import { DocumentClock } from '../../../../src/extraction/processes/document-clock.ts'
import { TELLS_PROCESSOR_TIME } from '../../../../src/extraction/processes/process-figures.ts'
import { ProcessPool } from '../../../../src/extraction/processes/process-pool.ts'

const script = new URL('../../../support/pool-worker-main.ts', import.meta.url)
const parent = new URL('../../../support/pool-parent-main.ts', import.meta.url)
const limits = { maxResidentMb: 200 }
const narrow = { waitingPerCompany: 2, waitingInAll: 3 }
const pools: ProcessPool<string, string | number>[] = []

function poolOf(size: number, recycleAfter = 100, processorLimitMs = 60_000, bounds = {}) {
  const pool = new ProcessPool<string, string | number>({
    script,
    size,
    recycleAfter,
    processorLimitMs,
    clockLimitMs: processorLimitMs * 4,
    limits,
    ...bounds,
  })
  pools.push(pool)
  return pool
}

afterEach(() => Promise.all(pools.splice(0).map(pool => pool.close())))

describe('ProcessPool', () => {
  it('answers every job, more of them than processes', async () => {
    const pool = poolOf(2)
    const words = Array.from({ length: 9 }, (_, index) => `word ${index}`)
    expect(await Promise.all(words.map(word => pool.run(word)))).toEqual(words)
  })

  it('passes on what the process reports, and goes on with it', async () => {
    const pool = poolOf(1)
    const first = await pool.run('process')
    await expect(pool.run('fail')).rejects.toThrow('told to fail')
    expect(await pool.run('process')).toBe(first)
  })

  it('ends a process whose job is aborted, and serves the next job with another', async () => {
    const pool = poolOf(1)
    const controller = new AbortController()
    const first = await pool.run('process')
    const spinning = pool.run('spin', { signal: controller.signal })
    const waiting = pool.run('process')
    controller.abort(new Error('out of time'))
    await expect(spinning).rejects.toThrow('out of time')
    expect(await waiting).not.toBe(first)
  })

  it('takes an aborted job out of the queue without touching the running one', async () => {
    const pool = poolOf(1)
    const controller = new AbortController()
    const running = pool.run('first')
    const queued = pool.run('second', { signal: controller.signal })
    controller.abort(new Error('changed my mind'))
    await expect(queued).rejects.toThrow('changed my mind')
    expect(await running).toBe('first')
    await expect(pool.run('third', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
  })

  it('survives a process that dies', async () => {
    const pool = poolOf(1)
    await expect(pool.run('crash')).rejects.toBeInstanceOf(ProcessEndedError)
    expect(await pool.run('still here')).toBe('still here')
  })

  it('ends a job that runs too long, not one that waits', async () => {
    const pool = poolOf(1)
    const spinning = expect(pool.run('spin', { processorLimitMs: 1_000 })).rejects.toMatchObject({
      name: 'ProcessEndedError',
      reason: 'time',
    })
    const waiting = pool.run('patient')
    await spinning
    expect(await waiting).toBe('patient')
  })

  it.runIf(TELLS_PROCESSOR_TIME)('counts what a job works, not the time in which others have the processor', async () => {
    expect(await poolOf(1).run('rest', { processorLimitMs: 1_000 })).toBe('rested')
  })

  it.runIf(TELLS_PROCESSOR_TIME)('ends a job by the clock where it hardly gets to work, and blames the machine', async () => {
    const pool = poolOf(1, 100, 250)
    await expect(pool.run('rest')).rejects.toMatchObject({ name: 'ProcessEndedError', reason: 'stalled' })
    await expect(pool.run('rest', { processorLimitMs: 60_000, endsAt: performance.now() + 200 })).rejects.toMatchObject({
      reason: 'stalled',
    })
  })

  it.runIf(TELLS_PROCESSOR_TIME)('bounds each step of making, however many there are, and not one of reading', async () => {
    const pool = poolOf(1, 100, 60_000, { stepLimitMs: 350 })
    expect(await pool.run('make')).toBe(3)
    expect(await pool.run('read')).toBe(3)
    await expect(pool.run('make at once')).rejects.toMatchObject({ reason: 'time', message: expect.stringContaining('for a page') })
  })

  it.runIf(TELLS_PROCESSOR_TIME)(
    'lets the clock end a job that has worked a third of its time, over all jobs of one document',
    async () => {
      const pool = poolOf(1, 100, 900)
      const documentClock = new DocumentClock(150)
      const of = (command: string) => pool.run(command, { documentClock })
      await expect(of('spin')).rejects.toMatchObject({ reason: 'time', message: expect.stringContaining('in the time for one document') })
      expect(documentClock.leftMs).toBe(0)
      // What has hardly worked goes on, and the clock stands still in line.
      expect(await of('process')).toEqual(expect.any(Number))
      const waiting = new DocumentClock(10_000)
      await Promise.all([pool.run('make', { documentClock: new DocumentClock(10_000) }), pool.run('process', { documentClock: waiting })])
      expect(waiting.leftMs).toBeGreaterThan(9_500)
    },
  )

  it.runIf(TELLS_PROCESSOR_TIME)('lets the clock end a step of making that has worked a third of its time, and no other', async () => {
    const pool = poolOf(1, 100, 60_000, { stepLimitMs: 1_200 })
    const of = (command: string) => pool.run(command, { documentClock: new DocumentClock(100) })
    expect(await of('make')).toBe(3)
    expect(await of('read')).toBe(3)
    await expect(of('make at once')).rejects.toMatchObject({
      reason: 'time',
      message: expect.stringContaining('in the time for one document'),
    })
  })

  it('replaces a process after its share of jobs', async () => {
    const pool = poolOf(1, 2)
    const processes = [await pool.run('process'), await pool.run('process'), await pool.run('process')]
    expect(processes[0]).toBe(processes[1])
    expect(processes[2]).not.toBe(processes[1])
  })

  it.each(['buffers', 'wasm'])('kills a process that grows beyond its memory, in %s as well', async kind => {
    const pool = poolOf(1)
    await expect(pool.run(kind)).rejects.toMatchObject({ name: 'ProcessEndedError', reason: 'memory' })
    expect(await pool.run('still here')).toBe('still here')
  })

  it.runIf(TELLS_PROCESSOR_TIME)('judges no job by what earlier ones left in the process', async () => {
    const pool = poolOf(1)
    await pool.run('keep 75')
    expect(await pool.run('need 100')).toBe(100)
    await expect(pool.run('need 200')).rejects.toMatchObject({ reason: 'memory' })
  })

  it.runIf(TELLS_PROCESSOR_TIME)('replaces a process that is nearly full', async () => {
    const pool = poolOf(1)
    const first = await pool.run('process')
    await pool.run('keep 115')
    expect(await pool.run('process')).not.toBe(first)
  })

  it('hands over a document whole, and nothing of the environment', async () => {
    const pool = poolOf(1)
    expect(await pool.run('bytes', { bytes: new Uint8Array(3_000_000).fill(1) })).toBe(3_000_000)
    expect(await pool.run('bytes')).toBe(0)
    expect(await pool.run('bytes', { bytes: Uint8Array.of(1, 2, 3) })).toBe(6)
    expect(String(await pool.run('environment')).split(' ')).not.toContain('VITEST')
  })

  it('leaves one process to the others while a company has slow work', async () => {
    const pool = poolOf(3)
    const slow = { owner: { key: 'k', company: 'SLOW' }, signal: AbortSignal.timeout(20_000) }
    const spinning = Array.from({ length: 6 }, () => pool.run('spin', slow).catch(() => 'ended'))
    expect(await pool.run('quick', { owner: { key: 'k', company: 'QUICK' } })).toBe('quick')
    await pool.close()
    expect(await Promise.all(spinning)).toEqual(Array(6).fill('ended'))
  })

  it('refuses what a company sends beyond its bound, and says when to come back', async () => {
    const pool = poolOf(1, 100, 60_000, narrow)
    const spinning = pool.run('spin', { owner: { key: 'k', company: 'A' } }).catch(() => 'ended')
    const waiting = Array.from({ length: 2 }, () => pool.run('later', { owner: { key: 'k', company: 'A' } }).catch(() => 'ended'))
    const refused = { code: 'TOO_MANY_DOCUMENTS', retryAfterSeconds: expect.any(Number) }
    await expect(pool.run('third', { owner: { key: 'k', company: 'A' } })).rejects.toMatchObject({ ...refused, kind: 'rate_limited' })
    const other = pool.run('other', { owner: { key: 'k', company: 'B' } }).catch(() => 'ended')
    await expect(pool.run('fourth', { owner: { key: 'k', company: 'C' } })).rejects.toMatchObject({ ...refused, kind: 'unavailable' })
    await pool.close()
    expect(await Promise.all([spinning, ...waiting, other])).toEqual(Array(4).fill('ended'))
  })

  it('leaves nothing behind when the service is killed, not even in the middle of work', async () => {
    const service = spawn(process.execPath, [fileURLToPath(parent)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = (await once(service.stdout, 'data')) as [Buffer]
    const pid = Number(said.toString())
    expect(isAlive(pid)).toBe(true)
    service.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  })

  it('ends everything on close', async () => {
    const pool = poolOf(1)
    const spinning = expect(pool.run('spin')).rejects.toThrow('closed')
    const waiting = expect(pool.run('never')).rejects.toThrow('closed')
    await pool.close()
    await Promise.all([spinning, waiting])
    await expect(pool.run('after')).rejects.toThrow('closed')
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
