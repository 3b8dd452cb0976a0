import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The service as a process of its own, with the one setting that benches need: no delay between calls. */
export interface ServiceProcess {
  readonly url: string
  readonly pid: number
  /** From /proc (Linux). */
  residentBytes(): number
  stop(): Promise<void>
}

const PAGE_BYTES = 4096
/** As `npm start` has them. V8's own choices on a large machine let the resident memory grow by 190 MB over a job. */
export const NODE_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=60', '--expose-gc']

export async function startServiceProcess(directory: string, upstreamUrl: string): Promise<ServiceProcess> {
  const main = fileURLToPath(new URL('./service-main.ts', import.meta.url))
  const child = spawn(process.execPath, [...NODE_FLAGS, main, directory, upstreamUrl], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  return {
    url,
    pid: child.pid!,
    residentBytes: () => Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
