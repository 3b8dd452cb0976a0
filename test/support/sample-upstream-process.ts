import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SampleUpstreamControl, SampleUpstreamMark } from '../../src/demo/sample-upstream.ts'
import type { SampleUpstreamStats } from '../../src/demo/sample-upstream-counts.ts'

/** The sample upstream in a process of its own, which outlives a service that a test kills. */
export interface SampleUpstreamProcess {
  readonly url: string
  stats(): Promise<SampleUpstreamStats>
  control(change: SampleUpstreamControl): Promise<SampleUpstreamStats>
  /** Answers as soon as the mark is reached. */
  reached(mark: SampleUpstreamMark): Promise<SampleUpstreamStats>
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/demo/sample-upstream-main.ts', import.meta.url))

/** @param args as `sample-upstream-main.ts` takes them */
export async function startSampleUpstreamProcess(args: readonly string[]): Promise<SampleUpstreamProcess> {
  const child = spawn(process.execPath, [MAIN, '--until-stdin-closes', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const url = await firstUrl(child)
  const call = async (path: string, body?: object): Promise<SampleUpstreamStats> => {
    const response = await fetch(`${url}${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer as SampleUpstreamStats
  }
  return {
    url,
    stats: () => call('/__stats'),
    control: change => call('/__control', change),
    reached: mark => call('/__wait', mark),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function firstUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return (JSON.parse(line) as { url: string }).url
  throw new Error('the sample upstream ended before it printed its URL')
}
