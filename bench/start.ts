import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { NODE_FLAGS } from './service-process.ts'

/**
 * From the start of the process to the first answer of `/system/health/live`, each time with a new data folder; and from SIGTERM to the end of the
 * idle process. The first start after an installation compiles everything and takes longer: it is shown, and not counted.
 */
const { values } = parseArgs({ options: { starts: { type: 'string', default: '10' }, port: { type: 'string', default: '8123' } } })
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const LIVE = `http://127.0.0.1:${values.port}/system/health/live`
const LOOK_EVERY_MS = 10
const GIVE_UP_MS = 30_000

console.log(`the first: ${describe(await startAndStop())}`)
const runs: Run[] = []
for (let i = 0; i < Number(values.starts); i += 1) runs.push(await startAndStop())
const sorted = runs.toSorted((a, b) => a.liveMs - b.liveMs)
console.log(`of ${runs.length} more, the fastest:  ${describe(sorted[0]!)}`)
console.log(`the one in the middle: ${describe(sorted[Math.floor(sorted.length / 2)]!)}`)
console.log(`the slowest:           ${describe(sorted.at(-1)!)}`)

interface Run {
  readonly liveMs: number
  readonly stopMs: number
  readonly exitCode: number
}

function describe({ liveMs, stopMs, exitCode }: Run): string {
  return `live after ${Math.round(liveMs)} ms; SIGTERM to exit ${exitCode} in ${Math.round(stopMs)} ms`
}

async function startAndStop(): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-start-'))
  const started = performance.now()
  const env = { ...process.env, DATA_DIR: directory, PORT: values.port }
  const service = spawn(process.execPath, [...NODE_FLAGS, MAIN], { env, stdio: 'ignore' })
  const exited = once(service, 'exit') as Promise<[number]>
  try {
    while (!(await isLive())) {
      if (performance.now() - started > GIVE_UP_MS) throw new Error(`no answer from ${LIVE}`)
      await delay(LOOK_EVERY_MS)
    }
    const liveMs = performance.now() - started
    const asked = performance.now()
    service.kill('SIGTERM')
    const [exitCode] = await exited
    return { liveMs, stopMs: performance.now() - asked, exitCode }
  } finally {
    service.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  }
}

async function isLive(): Promise<boolean> {
  try {
    return (await fetch(LIVE)).ok
  } catch {
    // Nobody listens yet.
    return false
  }
}
