import { afterEach, describe, expect, it } from 'vitest'
import { WorkerCrashedError, WorkerPool } from '../../../../src/extraction/processes/worker-pool.ts'

const script = new URL('../../../support/pool-worker-main.ts', import.meta.url)
const pools: WorkerPool<string, string | number>[] = []

function poolOf(size: number, recycleAfter = 100, timeLimitMs = 60_000) {
  const pool = new WorkerPool<string, string | number>({ script, size, recycleAfter, timeLimitMs })
  pools.push(pool)
  return pool
}

afterEach(() => Promise.all(pools.splice(0).map(pool => pool.close())))

describe('WorkerPool', () => {
  it('answers every job, more of them than workers', async () => {
    const pool = poolOf(2)
    const words = Array.from({ length: 9 }, (_, index) => `word ${index}`)
    expect(await Promise.all(words.map(word => pool.run(word)))).toEqual(words)
  })

  it('passes on what the worker reports, and goes on with it', async () => {
    const pool = poolOf(1)
    const thread = await pool.run('thread')
    await expect(pool.run('fail')).rejects.toThrow('told to fail')
    expect(await pool.run('thread')).toBe(thread)
  })

  it('ends a worker whose job is aborted, and serves the next job with another', async () => {
    const pool = poolOf(1)
    const controller = new AbortController()
    const thread = await pool.run('thread')
    const spinning = pool.run('spin', controller.signal)
    const waiting = pool.run('thread')
    controller.abort(new Error('out of time'))
    await expect(spinning).rejects.toThrow('out of time')
    expect(await waiting).not.toBe(thread)
  })

  it('takes an aborted job out of the queue without touching the running one', async () => {
    const pool = poolOf(1)
    const controller = new AbortController()
    const running = pool.run('first')
    const queued = pool.run('second', controller.signal)
    controller.abort(new Error('changed my mind'))
    await expect(queued).rejects.toThrow('changed my mind')
    expect(await running).toBe('first')
    await expect(pool.run('third', AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })

  it('survives a worker that dies', async () => {
    const pool = poolOf(1)
    await expect(pool.run('crash')).rejects.toBeInstanceOf(WorkerCrashedError)
    expect(await pool.run('still here')).toBe('still here')
  })

  it('ends a job that runs too long, not one that waits', async () => {
    const pool = poolOf(1, 100, 3_000)
    const spinning = expect(pool.run('spin')).rejects.toBeInstanceOf(WorkerCrashedError)
    const waiting = pool.run('patient')
    await spinning
    expect(await waiting).toBe('patient')
  })

  it('replaces a worker after its share of jobs', async () => {
    const pool = poolOf(1, 2)
    const threads = [await pool.run('thread'), await pool.run('thread'), await pool.run('thread')]
    expect(threads[0]).toBe(threads[1])
    expect(threads[2]).not.toBe(threads[1])
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
