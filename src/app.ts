import { monitorEventLoopDelay } from 'node:perf_hooks'
import { composeBatch } from './compose-batch.ts'
import { composeExtraction } from './compose-extraction.ts'
import { composeSecrets } from './compose-secrets.ts'
import { countHistory } from './count-history.ts'
import { dashboardRoutes } from './dashboard/dashboard.routes.ts'
import { historyRoutes } from './history/history.routes.ts'
import { createHistory } from './history/history.ts'
import { explainListening } from './http/explain-listening.ts'
import { collectReadBuffers } from './http/read-buffers.ts'
import type { RequestDurations } from './http/request-log.ts'
import { closeServer, createServer, type HttpServer } from './http/server.ts'
import { createRetention } from './jobs/retention.ts'
import { createDatabaseLog, type DatabaseLog } from './logging/database-log.ts'
import type { Logger } from './logging/logger.ts'
import type { Reach } from './profiles/erase-person.ts'
import { upstreamInfo } from './profiles/upstream-info.ts'
import { createRetryAttemptQueue } from './retry/retry-attempt-queue.ts'
import { createRetryPolicy } from './retry/retry-policy.ts'
import type { Settings } from './settings/settings.ts'
import { StoreUnavailableError } from './shared/app-error.ts'
import { type Clock, systemClock, toIso } from './shared/clock.ts'
import { Histogram } from './shared/histogram.ts'
import { createQuotaCalendar } from './shared/quota-day.ts'
import { createSecretBox } from './shared/secret-box.ts'
import { runStopSteps } from './stop-steps.ts'
import { openStores } from './storage/open-stores.ts'
import { createHealth } from './system/health.ts'
import { createMetrics, extractionFigures, queueFigures } from './system/metrics.ts'
import {
  companyStoreProbe,
  extractionProbe,
  heldUpRuns,
  jobRunnerProbe,
  logQueueProbe,
  outboxProbe,
  tokenStoreProbe,
  upstreamProbe,
  withClock,
  withFindings,
  withNote,
} from './system/probes.ts'
import { processFamilies } from './system/process-families.ts'
import { serviceInfo } from './system/service-info.ts'
import { systemRoutes } from './system/system.routes.ts'
import type { Tracing } from './tracing/open-tracing.ts'

/** The running service. */
export interface App {
  readonly server: HttpServer
  /** Listens and starts to work. Resolves with the URL. */
  start(): Promise<string>
  /** Runs every step even if one fails: no new request, no running lane, everything drained, stores closed. */
  stop(): Promise<void>
}

export interface AppOptions {
  readonly settings: Settings
  readonly logger: Logger
  readonly version: string
  /** The sink that the logger writes into; without one nothing reaches ApplicationLogs. */
  readonly databaseLog?: DatabaseLog
  readonly clock?: Clock
  /** Stopped with the app. Default: nothing is traced. */
  readonly tracing?: Tracing | null
  /** For benches and tests only: lets jobs run with less than the contract's 0.5 seconds between calls. */
  readonly minDelaySeconds?: number
}

/** The composition root: what both sides share, the two sides, and the service around them. Every object is built by hand, once. */
export async function createApp(options: AppOptions): Promise<App> {
  const { settings, logger, version, clock = systemClock, minDelaySeconds } = options
  const startedAt = clock.now()
  const tracer = options.tracing?.tracer
  const component = (module: string) => logger.child({ module })

  const secrets = createSecretBox(settings.SECRETS_KEY, settings.SECRETS_KEY_PREVIOUS)
  const quotaDay = createQuotaCalendar(settings.app.rotation.reset_time_zone)
  const retry = createRetryPolicy(settings.app.retry, { clock })
  const stores = await openStores({ settings, secrets, clock, quotaDay, retry, logger: component('storage') })
  const { logs } = stores.company
  const databaseLog = options.databaseLog ?? createDatabaseLog({ clock })
  const retryAttempts = createRetryAttemptQueue({ store: logs, clock })
  const shared = { retry, retryAttempts, clock, logger }
  const extraction = composeExtraction({
    ...shared,
    settings: settings.app,
    stores: { ...stores.company, outbox: stores.outbox },
    secretBox: secrets,
  })
  const { journal } = stores
  const { time: storeTime } = stores.batch
  const traces = {
    holds: (email: string, { mayExtractFor }: Reach) => extraction.results.holds(email, mayExtractFor),
    async erase(email: string, { opens, mayExtractFor }: Reach) {
      await extraction.outbox.eraseText(email)
      const areReached = await Promise.all([databaseLog.eraseText(email), retryAttempts.eraseText(email)])
      // A write that hangs may still arrive: after the erasure of what is there, and with the address.
      if (areReached.includes(false)) throw new StoreUnavailableError('log database', new Error('Log rows are still being written.'))
      await logs.eraseText(email)
      // The books are of all companies.
      if (opens === 'everything') await stores.company.companies.eraseFromUsage(email)
      await extraction.results.erase(email, mayExtractFor)
    },
    settle: () => stores.emptyFileLogs(),
  }
  const batch = composeBatch({ ...shared, settings, stores: stores.batch, journal, quotaDay, storeTime, minDelaySeconds, traces, tracer })
  const { worker, breaker, tokens } = batch
  const upstream = upstreamInfo(settings.app.profiles)
  const resealing = composeSecrets({ stores, secrets, clock, logger, onFreed: () => void worker.capacityChanged() })
  const retention = createRetention({
    purges: [
      (now, limit) => stores.batch.jobs.purge(now, limit),
      (now, limit) => logs.purgeLogs(toIso(now - settings.app.logging.retention_days * 86_400_000), limit),
      (now, limit) => extraction.results.purge(now, limit),
    ],
    clock,
    logger: component('jobs/retention'),
  })
  const health = createHealth({
    probes: {
      token_store: withFindings(withClock(tokenStoreProbe(tokens), storeTime), () => [
        ...resealing.findings('bearer_tokens'),
        ...stores.batch.warnings().map(words => ({ words, isBroken: false })),
      ]),
      company_store: withFindings(companyStoreProbe(stores.company.companies), () => [
        ...resealing.findings('company_keys'),
        ...resealing.findings('kept_results'),
      ]),
      job_runner: jobRunnerProbe(worker, settings.MAX_CONCURRENT_JOBS),
      upstream: withNote(upstreamProbe(breaker), upstream.note),
      extraction: withFindings(
        extractionProbe(() => extraction.stats().extraction, extraction.troubles),
        () => extraction.modelFindings(),
      ),
      outbox: outboxProbe(() => extraction.stats().outbox),
      log_queue: logQueueProbe(() => [databaseLog.stats(), retryAttempts.stats()]),
    },
    ...{ clock, version, startedAt },
  })
  const history = createHistory({
    ...{ store: stores.batch.history, process: worker.workerId, clock, logger: component('history') },
    counters: () => countHistory(batch.counts(), extraction.stats()),
    upstreamIsOpen: () => breaker.state().open,
  })
  const durations: RequestDurations = new Histogram()
  const eventLoop = monitorEventLoopDelay()
  const metrics = createMetrics({
    ...{ tokens, jobs: stores.batch.jobs, clock, startedAt },
    extraction: () => extractionFigures(extraction.stats()),
    retries: () => queueFigures('retry_rows', retryAttempts.stats()),
    service: () => ({ active_jobs: worker.activeRuns().length, ...queueFigures('log_rows', databaseLog.stats()) }),
    families: () =>
      processFamilies({
        ...{ version, startedAt, eventLoop, ...batch.counts(), ...extraction.stats() },
        requests: durations.kinds(),
        breakerIsOpen: breaker.state().open,
        activeJobs: worker.activeRuns().length,
        heldUpJobs: heldUpRuns(worker).length,
        queues: { log_rows: databaseLog.stats(), retry_rows: retryAttempts.stats() },
      }),
  })
  const info = () => serviceInfo({ settings, version, workerId: worker.workerId, upstream, storedSecrets: resealing.figures() })
  const server = await createServer({
    logger,
    auth: { apiKeys: settings.API_KEYS, host: settings.HOST },
    // The limit is per key: where nobody needs one, everything comes from this machine or was meant to be open.
    requestsPerMinute: settings.API_KEYS.length === 0 ? 0 : settings.RATE_LIMIT_PER_MINUTE,
    trustProxy: settings.TRUST_PROXY,
    maxConnections: settings.MAX_CONNECTIONS,
    ...{ version, durations, tracer },
    bodies: extraction.uploads,
    routes: [
      ...batch.routes,
      ...extraction.routes,
      systemRoutes({ health, metrics, info }),
      historyRoutes({ history, clock }),
      dashboardRoutes(),
    ],
  })

  let readBuffers: ReturnType<typeof collectReadBuffers> | undefined
  return {
    server,
    async start() {
      eventLoop.enable()
      readBuffers = collectReadBuffers()
      const url = await server.listen({ host: settings.HOST, port: settings.PORT }).catch(explainListening(settings))
      databaseLog.start(logs)
      extraction.start()
      await batch.start()
      retention.start()
      resealing.start()
      history.start()
      logger.info({ url, version }, `tokenwheel ${version} listens on ${url}`)
      logger.info({ upstream: upstream.origin, preset: upstream.preset }, `Bearer tokens are sent to ${upstream.origin} and nowhere else`)
      if (upstream.note !== null) logger.warn(upstream.note)
      return url
    },
    stop: () =>
      runStopSteps(logger, [
        ['jobs', () => batch.stopJobs()],
        ['http', () => closeServer(server)],
        ['traces', async () => options.tracing?.stop()],
        ['read buffers', async () => readBuffers?.stop()],
        ['retention', () => retention.stop()],
        ['stored secrets', () => resealing.stop()],
        ['history', () => history.stop()],
        ...batch.stopSteps,
        ...extraction.stopSteps,
        // Nothing produces rows any more.
        ['retry attempts and database log', () => Promise.all([retryAttempts.stop(), databaseLog.stop()])],
        ['stores', () => stores.close()],
        ['event loop', async () => void eventLoop.disable()],
      ]),
  }
}
