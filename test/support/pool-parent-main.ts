import { ProcessPool } from '../../src/extraction/processes/process-pool.ts'

// Stands for the service: says the id of a process in its pool, gives it work without end, and waits to be killed.
const pool = new ProcessPool<string, string | number>({
  script: new URL('./pool-worker-main.ts', import.meta.url),
  size: 1,
  recycleAfter: 100,
  processorLimitMs: 600_000,
  clockLimitMs: 600_000,
  limits: { maxResidentMb: 200 },
})
const pid = await pool.run('process')
void pool.run('spin')
process.stdout.write(`${pid}\n`)
