import { randomUUID } from 'node:crypto'
import { composeCompanySide } from './compose-companies.ts'
import { dashboardRoutes } from './dashboard/dashboard.routes.ts'
import { closeServer, createServer, type HttpServer } from './http/server.ts'
import { createCallbacks } from './jobs/callbacks/callbacks.ts'
import { eventsRoutes } from './jobs/events.routes.ts'
import { createJobEvents } from './jobs/job-events.ts'
import { jobsRoutes } from './jobs/jobs.routes.ts'
import { createJobsService } from './jobs/jobs-service.ts'
import { resultsRoutes } from './jobs/results.routes.ts'
import { createRetention } from './jobs/retention.ts'
import { createCapacitySignal } from './jobs/run/capacity-signal.ts'
import { createJobWorker } from './jobs/run/job-worker.ts'
import { createSubmitBatch } from './jobs/submit/submit-batch.ts'
import { createDatabaseLog, type DatabaseLog } from './logging/database-log.ts'
import type { Logger } from './logging/logger.ts'
import { createHttpProfileProvider } from './profiles/http-profile-provider.ts'
import { profilesRoutes } from './profiles/profiles.routes.ts'
import { createRetryPolicy } from './retry/retry-policy.ts'
import { type Settings, SettingsError } from './settings/settings.ts'
import { AppError } from './shared/app-error.ts'
import { type Clock, systemClock, toIso } from './shared/clock.ts'
import { createQuotaCalendar } from './shared/quota-day.ts'
import { createSecretBox } from './shared/secret-box.ts'
import { checkStoreSettings } from './storage/check-store-settings.ts'
import { openStores } from './storage/open-stores.ts'
import { createHealth } from './system/health.ts'
import { createMetrics, extractionFigures, queueFigures } from './system/metrics.ts'
import {
  companyStoreProbe,
  extractionProbe,
  jobRunnerProbe,
  logQueueProbe,
  outboxProbe,
  tokenStoreProbe,
  upstreamProbe,
} from './system/probes.ts'
import { systemRoutes } from './system/system.routes.ts'
import { createFallbackTokens } from './tokens/fallback-tokens.ts'
import { createTokenService } from './tokens/token-service.ts'
import { createTokenWheel } from './tokens/token-wheel.ts'
import { tokensRoutes } from './tokens/tokens.routes.ts'
import { createUpstreamBreaker } from './tokens/upstream-breaker.ts'

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
  /** For benches and tests only: lets jobs run with less than the contract's 0.5 seconds between calls. */
  readonly minDelaySeconds?: number
}

/** How long lanes may take to finish their address at stop. With the drains after it, a stop stays below 10 seconds. */
const STOP_GRACE_MS = 6_000

/** The composition root: every object is built here, by hand, once. */
export async function createApp(options: AppOptions): Promise<App> {
  const { settings, logger, version } = options
  const clock = options.clock ?? systemClock
  const startedAt = clock.now()
  const { rotation } = settings.app
  const component = (module: string) => logger.child({ module })

  const secretBox = createSecretBox(settings.SECRETS_KEY)
  const quotaDay = createQuotaCalendar(rotation.reset_time_zone)
  const retry = createRetryPolicy(settings.app.retry, { clock })
  const stores = await openStores({ settings, secrets: secretBox, clock, quotaDay, retry, logger: component('storage') })
  const { tokens, jobs, profiles } = stores.batch
  const databaseLog = options.databaseLog ?? createDatabaseLog({ clock })
  const companySide = composeCompanySide({ settings, stores, secretBox, retry, databaseLog, clock, logger })
  const { extraction, retryAttempts } = companySide

  const fallback = createFallbackTokens({ file: settings.TOKEN_FILE, store: tokens, clock, dailyLimit: rotation.daily_limit })
  const breakerLogger = component('tokens/upstream-breaker')
  const breaker = createUpstreamBreaker(clock, state => {
    if (state.open)
      breakerLogger.warn(
        { cause: state.cause, tokens: state.tokens },
        `The upstream breaker is open: ${state.cause} on many tokens at once`,
      )
    else breakerLogger.info('The upstream breaker is closed: the upstream works again')
  })
  const wheel = createTokenWheel({
    store: tokens,
    fallback,
    breaker,
    clock,
    quotaDay,
    rotation,
    logger: component('tokens/token-wheel'),
    journal: stores.journal,
  })
  const provider = createHttpProfileProvider({ settings: settings.app.profiles, clock })
  const capacity = createCapacitySignal(clock)
  const events = createJobEvents(randomUUID().slice(0, 8))
  const retentionMs = settings.app.jobs.retention_days * 86_400_000

  const worker = createJobWorker(
    { jobs, profiles, wheel, breaker, provider, retry, retryAttempts, events, clock, quotaDay },
    {
      maxConcurrentJobs: settings.MAX_CONCURRENT_JOBS,
      leaseMs: settings.app.jobs.lease_seconds * 1000,
      retentionMs,
      logger: component('jobs/job-runner'),
      capacity,
      onEnded: () => callbacks.nudge(),
    },
  )
  const callbacks = createCallbacks({
    jobs,
    clock,
    retry,
    logger: component('jobs/callbacks'),
    secret: settings.CALLBACK_SECRET,
  })
  const retention = createRetention({
    purges: [
      (now, limit) => jobs.purge(now, limit),
      (now, limit) => stores.company.logs.purgeLogs(toIso(now - settings.app.logging.retention_days * 86_400_000), limit),
    ],
    clock,
    logger: component('jobs/retention'),
  })
  const tokenService = createTokenService({
    store: tokens,
    fallback,
    clock,
    quotaDay,
    dailyLimit: rotation.daily_limit,
    tokenFile: settings.TOKEN_FILE,
    onCapacity: () => worker.capacityChanged(),
  })
  const jobsService = createJobsService({
    jobs,
    profiles,
    worker,
    submit: createSubmitBatch({ jobs, clock, onSubmitted: () => worker.nudge() }),
    capacity: async () => {
      const { pool, fallback: file } = await tokenService.totals()
      return pool.availableCapacity > 0 ? pool : { ...pool, availableCapacity: file.availableCapacity }
    },
    clock,
    quotaDay,
    settings: settings.app,
    callbacksSigned: settings.CALLBACK_SECRET !== undefined,
    minDelaySeconds: options.minDelaySeconds ?? 0.5,
  })
  const health = createHealth({
    probes: {
      token_store: tokenStoreProbe(tokenService),
      company_store: companyStoreProbe(stores.company.companies),
      job_runner: jobRunnerProbe(worker, settings.MAX_CONCURRENT_JOBS),
      upstream: upstreamProbe(breaker),
      extraction: extractionProbe(extraction),
      outbox: outboxProbe(extraction),
      log_queue: logQueueProbe(() => [databaseLog.stats(), retryAttempts.stats()]),
    },
    clock,
    version,
    startedAt,
  })
  const metrics = createMetrics({
    tokens: tokenService,
    jobs,
    clock,
    startedAt,
    extraction: () => extractionFigures(extraction.stats()),
    retries: () => queueFigures('retry_rows', retryAttempts.stats()),
    service: () => ({ active_jobs: worker.activeRuns().length, ...queueFigures('log_rows', databaseLog.stats()) }),
  })

  const server = await createServer({
    logger,
    auth: { apiKeys: settings.API_KEYS, host: settings.HOST },
    // The limit is per key: where nobody needs one, everything comes from this machine or was meant to be open.
    requestsPerMinute: settings.API_KEYS.length === 0 ? 0 : settings.RATE_LIMIT_PER_MINUTE,
    trustProxy: settings.TRUST_PROXY,
    version,
    routes: [
      jobsRoutes({ service: jobsService, jobs, clock }),
      resultsRoutes({ service: jobsService, jobs, profilesAvailable: () => true }),
      eventsRoutes({ service: jobsService, jobs, events, clock }),
      tokensRoutes({ service: tokenService, clock }),
      profilesRoutes({ profiles, eraseFromResults: email => jobs.eraseProfile(email) }),
      ...extraction.routes,
      systemRoutes({ health, metrics, info: describe(settings, version, worker.workerId) }),
      dashboardRoutes(),
    ],
  })

  return {
    server,
    async start() {
      const url = await server.listen({ host: settings.HOST, port: settings.PORT })
      await fallback.refresh().catch((error: unknown) => logger.warn({ err: error }, 'The fallback tokens could not be read'))
      companySide.start()
      worker.start()
      callbacks.start()
      retention.start()
      logger.info({ url, version }, `tokenwheel ${version} listens on ${url}`)
      return url
    },
    stop: () =>
      runAll(logger, [
        ['jobs', () => worker.stop(STOP_GRACE_MS)],
        ['http', () => closeServer(server)],
        ['callbacks', () => callbacks.stop()],
        ['retention', () => retention.stop()],
        ['upstream connections', () => provider.close()],
        ...companySide.stopSteps,
        ['stores', () => stores.close()],
      ]),
  }
}

/**
 * What only the parts themselves can tell about their settings, checked before anything is opened.
 * @throws SettingsError
 */
export function checkSettings(settings: Settings): void {
  checkStoreSettings(settings)
  try {
    void createHttpProfileProvider({ settings: settings.app.profiles }).close()
  } catch (error) {
    throw error instanceof AppError ? new SettingsError([`appSetting.json: profiles: ${error.message}`]) : error
  }
}

async function runAll(logger: Logger, steps: readonly (readonly [string, () => Promise<unknown>])[]): Promise<void> {
  for (const [name, step] of steps) {
    await step().catch((error: unknown) => logger.error({ err: error }, `Stopping: ${name} failed`))
  }
}

function describe(settings: Settings, version: string, workerId: string): Record<string, unknown> {
  const { rotation, jobs, retry } = settings.app
  return {
    name: 'tokenwheel',
    version,
    node: process.version,
    worker_id: workerId,
    token_store: settings.TOKEN_STORE,
    company_store: settings.COMPANY_STORE,
    authentication: settings.API_KEYS.length > 0 ? 'api_keys' : 'none',
    encryption_at_rest: settings.SECRETS_KEY !== undefined,
    rotation,
    retry,
    jobs: { lease_seconds: jobs.lease_seconds, retention_days: jobs.retention_days, max_concurrent_jobs: settings.MAX_CONCURRENT_JOBS },
    rate_limit_per_minute: settings.API_KEYS.length === 0 ? 0 : settings.RATE_LIMIT_PER_MINUTE,
  }
}
