import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { type App, createApp } from '../../src/app.ts'
import { type SampleUpstream, startSampleUpstream } from '../../src/demo/sample-upstream.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { loadSettings } from '../../src/settings/settings.ts'
import type { Tracing } from '../../src/tracing/open-tracing.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers field by field, whatever they turn out to be.
  readonly json: any
}

/** The whole service in this process, on a real socket, with a temporary data directory and the sample upstream. */
export interface Service {
  readonly url: string
  readonly app: App
  readonly upstream: SampleUpstream
  readonly folder: string
  /** Every log line so far, debug level included. */
  logs(): string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Follows a job's event stream until an event satisfies the condition; gives its data. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  until(jobId: string, condition: (data: any, type: string) => boolean, headers?: Record<string, string>): Promise<any>
  finished(jobId: string, headers?: Record<string, string>): Promise<void>
  stop(): Promise<void>
}

export interface CallOptions {
  readonly body?: string | Buffer | ReadableStream
  readonly headers?: Record<string, string>
}

export interface ServiceOptions {
  readonly env?: Record<string, string>
  readonly app?: Record<string, unknown>
  /** Known to the upstream. */
  readonly tokens?: readonly string[]
  /** Registered in the pool as well. Default: the same. */
  readonly pool?: readonly string[]
  readonly dailyLimit?: number
  readonly tokenFile?: string
  /** Another upstream than the sample one. */
  readonly upstreamUrl?: string
  readonly minDelaySeconds?: number
  readonly tracing?: Tracing
}

/** A time zone where the day is half over: no test must depend on the hour at which it runs. */
export function middayZone(): string {
  const offset = 12 - new Date().getUTCHours()
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}

export const FAST = { delay_seconds: 0 }

export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-'))
  const tokens = options.tokens ?? ['token-one-secret', 'token-two-secret']
  const upstream = await startSampleUpstream({ tokens })
  const settingsFile = join(folder, 'appSetting.json')
  const { rotation, retry, profiles, ...rest } = (options.app ?? {}) as Record<string, Record<string, unknown>>
  const request = { url: `${options.upstreamUrl ?? upstream.url}/v1.0/users/{email}`, timeout_seconds: 20 }
  const app = {
    rotation: { reset_time_zone: middayZone(), daily_limit: options.dailyLimit ?? 500, ...rotation },
    retry: { initial_delay: 0.01, max_delay: 0.05, ...retry },
    profiles: { preset: 'microsoft-graph', request, ...profiles },
    ...rest,
  }
  await writeFile(settingsFile, JSON.stringify(app))
  if (options.tokenFile !== undefined) await writeFile(join(folder, 'token.txt'), options.tokenFile)
  const env = { DATA_DIR: join(folder, 'data'), PORT: '0', APP_SETTINGS: settingsFile, TOKEN_FILE: join(folder, 'token.txt') }
  const settings = loadSettings({ ...env, ...options.env })
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'debug', stream }] })
  const { minDelaySeconds = 0, tracing = null } = options
  const service = await createApp({ settings, logger, version: '0.0.0-test', minDelaySeconds, tracing })
  const url = await service.start()

  const call = async (method: string, path: string, { body, headers = {} }: CallOptions = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    } as RequestInit)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: asJson(text) }
  }
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(
      'POST',
      path,
      body === undefined ? { headers } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
    )
  const until: Service['until'] = async (jobId, condition, headers = {}) => {
    for await (const event of eventsOf(`${url}/jobs/${jobId}/events`, headers)) if (condition(event.data, event.type)) return event.data
    throw new Error(`The event stream of ${jobId} ended before the condition was met`)
  }
  const result: Service = {
    url,
    app: service,
    upstream,
    folder,
    logs: () => lines.join(''),
    call,
    get: (path, headers = {}) => call('GET', path, { headers }),
    post,
    until,
    finished: async (jobId, headers) => void (await until(jobId, (_, type) => type === 'finished', headers)),
    async stop() {
      upstream.control({ hold: false })
      await service.stop()
      await upstream.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  const admin = options.env?.API_KEYS === undefined ? {} : { 'x-api-key': options.env.API_KEYS.split(',')[0]!.split(':')[1]! }
  for (const [index, token] of (options.pool ?? tokens).entries()) {
    const added = await post('/tokens/add', { token, token_id: `tok-${index}` }, admin)
    if (added.status !== 201) throw new Error(added.text)
  }
  return result
}

export interface ServerEvent {
  readonly id: string | undefined
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the stream carries
  readonly data: any
}

/** Reads a stream of server-sent events as they come. */
export async function* eventsOf(url: string, headers: Record<string, string> = {}): AsyncGenerator<ServerEvent> {
  const response = await fetch(url, { headers })
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  const messages = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of messages) yield { id, type: event ?? 'message', data: JSON.parse(data) }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
