import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TableNames } from '../../src/storage/dynamodb/dynamo-tables.ts'

/** A process of the service that shares its DynamoDB tables with others. */
export interface Replica {
  readonly url: string
  readonly folder: string
  call(path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: unknown }>
  log(): string
  /** `kill -9`, or an orderly stop. Resolves when the process is gone. */
  end(signal: NodeJS.Signals): Promise<void>
}

export interface ReplicaOptions {
  readonly folder: string
  readonly endpoint: string
  readonly names: TableNames
  readonly upstreamUrl: string
  readonly leaseSeconds?: number
  readonly tokenFile?: string
  readonly rotation?: Record<string, unknown>
}

const MAIN = fileURLToPath(new URL('./replica-main.ts', import.meta.url))

/** Starts a replica with a data directory of its own; resolves when it listens. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { folder, endpoint, names, upstreamUrl, leaseSeconds = 2, rotation = {} } = options
  const settings = join(folder, 'appSetting.json')
  await writeFile(
    settings,
    JSON.stringify({
      rotation: { reset_time_zone: middayZone(), ...rotation },
      retry: { initial_delay: 0.05, max_delay: 0.2 },
      profiles: { preset: 'microsoft-graph', request: { url: `${upstreamUrl}/v1.0/users/{email}`, timeout_seconds: 20 } },
      jobs: { lease_seconds: leaseSeconds },
    }),
  )
  if (options.tokenFile !== undefined) await writeFile(join(folder, 'token.txt'), options.tokenFile)
  const child = run({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    APP_SETTINGS: settings,
    TOKEN_FILE: join(folder, 'token.txt'),
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    TOKEN_STORE: 'dynamodb',
    DYNAMODB_ENDPOINT: endpoint,
    BEARER_TOKENS_TABLE: names.tokens,
    JOBS_TABLE: names.jobs,
    JOB_RESULTS_TABLE: names.results,
    DYNAMODB_TABLE_NAME: names.profiles,
    AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? 'local',
    AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? 'local',
  })
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  const exited = once(child, 'close')
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const found = /"url":"(http:[^"]+)"/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    void exited.then(() => reject(new Error(`The replica ended: ${text.slice(-2000)}`)))
  })
  return {
    url,
    folder,
    log: () => text,
    async call(path, body) {
      const headers = { 'content-type': 'application/json' }
      const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch(`${url}${path}`, init)
      return { status: response.status, headers: response.headers, body: await response.json() }
    },
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await exited
    },
  }
}

function run(env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  return spawn(process.execPath, [MAIN], { env: { PATH, HOME, TMPDIR, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A time zone where the day is half over: no test must depend on the hour at which it runs. */
function middayZone(): string {
  const offset = 12 - new Date().getUTCHours()
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}
