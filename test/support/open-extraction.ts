import { join } from 'node:path'
import type { Tracer } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import type { CompanyStore } from '../../src/companies/company-store.ts'
import type { OutboxStore } from '../../src/companies/outbox-store.ts'
import { composeExtraction, type Extraction } from '../../src/compose-extraction.ts'
import type { DocumentProcesses } from '../../src/extraction/processes/document-processes.ts'
import { createServer } from '../../src/http/server.ts'
import { createLogging, type Logger } from '../../src/logging/logger.ts'
import type { RetryAttempt } from '../../src/retry/retry-attempt-log.ts'
import { createRetryPolicy } from '../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import type { ApiKey } from '../../src/settings/environment.ts'
import { type Clock, systemClock } from '../../src/shared/clock.ts'
import { createLocalTime } from '../../src/shared/local-time.ts'
import { createSecretBox } from '../../src/shared/secret-box.ts'
import { type Database, openDatabase } from '../../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../../src/storage/sqlite/sqlite-company-store.ts'
import { createSqliteOutboxStore } from '../../src/storage/sqlite/sqlite-outbox-store.ts'
import { createSqliteResultStore } from '../../src/storage/sqlite/sqlite-result-store.ts'
import { type StubProvider, startStubProvider } from './stub-provider.ts'

export interface ExtractionServerOptions {
  /** Of `appSetting.json`'s `extraction`; the base URLs are the stub's. */
  readonly extraction?: Record<string, unknown>
  readonly retry?: Record<string, unknown>
  readonly apiKeys?: readonly ApiKey[]
  readonly secretsKey?: Buffer
  readonly clock?: Clock
  /** The retry policy's own clock, where a test watches its waits. */
  readonly policyClock?: Clock
  /** Stands between the service and the SQLite store. */
  readonly wrapStore?: (store: CompanyStore) => CompanyStore
  readonly wrapOutbox?: (store: OutboxStore) => OutboxStore
  readonly storeIsLocal?: boolean
  readonly logger?: Logger
  readonly busyTimeoutMs?: number
  readonly retryAttempts?: { record(attempt: RetryAttempt): void }
  /** Default: its own. */
  readonly documents?: DocumentProcesses
  readonly tracer?: Tracer
}

export interface ExtractionServer {
  readonly server: FastifyInstance
  readonly service: Extraction
  readonly store: CompanyStore
  readonly db: Database
  readonly file: string
  readonly stub: StubProvider
  readonly attempts: RetryAttempt[]
  /** `POST /extract` with a multipart form. */
  extract(form?: Partial<Form>, headers?: Record<string, string>): Promise<Answer>
}

export interface OpenExtraction extends ExtractionServer {
  close(): Promise<void>
}

export interface Form {
  companyID: string | undefined
  username: string | undefined
  branch: string
  licenceID: string
  schema: string
  split: string
  file: Buffer | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly body: any
}

/** Of the provider that has none of its own. */
const STUB_MODELS = { 'openai-compatible': 'stub-model' }

/** The extraction side on SQLite, over the real HTTP shell, against a stub provider. `newDirectory` makes an empty one of the caller's own. */
export async function openExtraction(options: ExtractionServerOptions, newDirectory: () => string): Promise<OpenExtraction> {
  const stub = await startStubProvider()
  const file = join(newDirectory(), 'tokenwheel.db')
  const db = openDatabase(file, { patienceMs: options.busyTimeoutMs ?? 5000 })
  const outboxDb = openDatabase(join(newDirectory(), 'outbox.db'))
  const outboxStore = createSqliteOutboxStore(outboxDb)
  const store = createSqliteCompanyStore(db)
  const app = appSettingsSchema.parse({
    retry: { initial_delay: 0, max_delay: 1, ...options.retry },
    extraction: { base_urls: stub.baseUrls, ...options.extraction, models: { ...STUB_MODELS, ...(options.extraction?.models ?? {}) } },
  })
  const clock = options.clock ?? systemClock
  const logger = options.logger ?? (await createLogging({ level: 'silent', format: 'json' })).logger
  const attempts: RetryAttempt[] = []
  const service = composeExtraction({
    settings: app,
    stores: {
      companies: options.wrapStore?.(store) ?? store,
      time: createLocalTime('UTC'),
      isLocal: options.storeIsLocal ?? true,
      results: createSqliteResultStore(db),
      outbox: options.wrapOutbox?.(outboxStore) ?? outboxStore,
    },
    retryAttempts: options.retryAttempts ?? { record: attempt => void attempts.push(attempt) },
    secretBox: createSecretBox(options.secretsKey),
    retry: createRetryPolicy(app.retry, { clock: options.policyClock ?? clock }),
    clock,
    logger,
    ...(options.documents === undefined ? {} : { documents: options.documents }),
  })
  const server = await createServer({
    logger,
    auth: { apiKeys: options.apiKeys ?? [], host: '127.0.0.1' },
    ...{ version: '0.0.0', tracer: options.tracer },
    bodies: service.uploads,
    routes: service.routes,
  })
  service.start()
  const close = async () => {
    await server.close()
    for (const [, stop] of service.stopSteps) await stop()
    await Promise.all([db.close(), outboxDb.close(), stub.close()])
  }
  const extract = async (form: Partial<Form> = {}, headers: Record<string, string> = {}): Promise<Answer> => {
    const { body, type } = await encode({ companyID: 'ACME', username: 'anna', ...form })
    const answer = await server.inject({ method: 'POST', url: '/extract', payload: body, headers: { 'content-type': type, ...headers } })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() }
  }
  return { server, service, store, db, file, stub, attempts, extract, close }
}

/** A form as browsers and curl send it. */
export async function encode(form: Partial<Form>): Promise<{ body: Buffer; type: string }> {
  const data = new FormData()
  for (const [name, value] of Object.entries(form)) {
    if (value === undefined) continue
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, new Blob([new Uint8Array(value)]), 'invoice.bin')
  }
  const response = new Response(data)
  return { body: Buffer.from(await response.arrayBuffer()), type: response.headers.get('content-type')! }
}
