import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventsOf, middayZone } from './service.ts'

const MAINS = { real: '../../src/main.ts', fast: './service-main.ts' } as const

export interface ServiceProcess {
  readonly url: string
  readonly child: ChildProcess
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers field by field
  get(path: string): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  post(path: string, body?: unknown): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  until(jobId: string, condition: (data: any, type: string) => boolean): Promise<void>
  output(): string
  /** Sends the signals, one right after the other, and waits for the end. */
  end(...signals: NodeJS.Signals[]): Promise<{ code: number | null; ms: number }>
}

/** Starts a real process of the service; resolves when it listens. */
export async function startServiceProcess(
  main: keyof typeof MAINS,
  folder: string,
  upstreamUrl: string,
  options: { readonly app?: Record<string, unknown>; readonly env?: Record<string, string> } = {},
): Promise<ServiceProcess> {
  const settings = join(folder, 'appSetting.json')
  await writeFile(
    settings,
    JSON.stringify({
      rotation: { reset_time_zone: middayZone() },
      profiles: { preset: 'microsoft-graph', request: { url: `${upstreamUrl}/v1.0/users/{email}`, timeout_seconds: 30 } },
      jobs: { lease_seconds: 1 },
      ...options.app,
    }),
  )
  const env = {
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    APP_SETTINGS: settings,
    TOKEN_FILE: join(folder, 'token.txt'),
    LOG_LEVEL: 'info',
    ...options.env,
  }
  const { child, output, exited } = run(main, [], env)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const found = /"url":"(http:[^"]+)"/.exec(output())?.[1]
      if (found !== undefined) resolve(found)
    })
    void exited.then(() => reject(new Error(`The service ended: ${output()}`)))
  })
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}${path}`, init)
    return response.json() as Promise<unknown>
  }
  return {
    url,
    child,
    output,
    get: path => call(path),
    post: (path, body) =>
      call(path, {
        method: 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    async until(jobId, condition) {
      for await (const event of eventsOf(`${url}/jobs/${jobId}/events`)) if (condition(event.data, event.type)) return
      throw new Error(`The event stream of ${jobId} ended`)
    },
    async end(...signals) {
      const since = performance.now()
      for (const signal of signals) child.kill(signal)
      const code = await exited
      return { code, ms: performance.now() - since }
    },
  }
}

/** A process of the service with this environment and nothing else of ours. */
export function run(main: keyof typeof MAINS, args: readonly string[], env: Record<string, string>) {
  const file = fileURLToPath(new URL(MAINS[main], import.meta.url))
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  // Not in the project's folder: a developer's own .env is none of the tests' business.
  const options = { cwd: tmpdir(), env: { PATH, HOME, TMPDIR, ...env } }
  const child = spawn(process.execPath, [file, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return { child, exited, output: () => text }
}
