import { companiesRoutes } from '../companies/companies.routes.ts'
import type { CompanyStore } from '../companies/company-store.ts'
import { createKeyRests } from '../companies/key-rests.ts'
import { createManageKeys } from '../companies/manage-keys.ts'
import type { OutboxStore } from '../companies/outbox-store.ts'
import { createRecordUsage } from '../companies/record-usage.ts'
import { createSelectKey } from '../companies/select-key.ts'
import { createUsageOutbox, type OutboxStats } from '../companies/usage-outbox.ts'
import type { Logger } from '../logging/logger.ts'
import type { RetryAttemptLog } from '../retry/retry-attempt-log.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import type { Clock } from '../shared/clock.ts'
import type { SecretBox } from '../shared/secret-box.ts'
import { DEFAULT_MAX_PIXELS, type PdfInspector } from './document/document.ts'
import type { ExtractionEngine } from './engine.ts'
import { createExtractInvoice } from './extract-invoice.ts'
import { extractionRoutes } from './extraction.routes.ts'
import { createExtractionCounters, type ExtractionStats } from './extraction-counters.ts'
import { createProviderTransport } from './providers/provider-transport.ts'
import { createProviderEngines } from './providers/providers.ts'

export interface ExtractionParts {
  readonly settings: Pick<AppSettings, 'extraction' | 'retry'>
  readonly store: CompanyStore
  /** Usage rows go straight into the store. */
  readonly storeIsLocal: boolean
  readonly outboxStore: OutboxStore
  readonly retryAttempts: RetryAttemptLog
  readonly secretBox: SecretBox
  readonly policy: RetryPolicy
  /** Not closed here. */
  readonly offlineEngine: ExtractionEngine
  /** Not closed here. */
  readonly inspector: PdfInspector
  readonly clock: Clock
  readonly logger: Logger
}

export interface ExtractionServiceStats {
  readonly extraction: ExtractionStats
  readonly outbox: OutboxStats
}

/** The extraction side, wired. */
export interface ExtractionService {
  /** `POST /extract` and `/companies/...`. */
  readonly routes: readonly ReturnType<typeof extractionRoutes>[]
  /** Begins to deliver what the outbox holds. */
  start(): void
  /** After the server is closed: ends deliveries and connections. What is undelivered waits on disk. */
  stop(): Promise<void>
  stats(): ExtractionServiceStats
}

const MEBIBYTE = 1_048_576

export function createExtraction(parts: ExtractionParts): ExtractionService {
  const { settings, store, clock, policy, secretBox } = parts
  const { extraction } = settings
  const logger = parts.logger.child({ module: 'extraction' })
  const companiesLogger = parts.logger.child({ module: 'companies' })
  const transport = createProviderTransport()
  const rests = createKeyRests({ store, clock, logger: companiesLogger })
  const outbox = createUsageOutbox({ rows: parts.outboxStore, store, policy, clock, logger: companiesLogger })
  const counters = createExtractionCounters()
  const { offline, fallback } = extraction
  const extractInvoice = createExtractInvoice({
    ...{ store, rests, policy, clock, logger, counters },
    selectKey: createSelectKey({
      ...{ store, rests, secretBox, clock, logger: companiesLogger, offline },
      fallback: fallback === undefined ? null : { provider: fallback.provider, apiKey: fallback.api_key, model: fallback.model ?? null },
    }),
    engines: createProviderEngines(transport),
    models: extraction.models,
    baseUrls: extraction.base_urls,
    defaultProvider: extraction.default_provider,
    retryAttempts: parts.retryAttempts,
    maxWaitMs: settings.retry.max_delay * 1000,
    offlineEngine: parts.offlineEngine,
    offlineAllowed: offline !== 'never',
    inspector: parts.inspector,
    limits: { maxBytes: extraction.max_file_mb * MEBIBYTE, maxPages: extraction.max_pages, maxPixels: DEFAULT_MAX_PIXELS },
    timeoutSeconds: extraction.timeout_seconds,
    recordUsage: createRecordUsage({ store, outbox, storeIsLocal: parts.storeIsLocal, clock, logger: companiesLogger }),
  })
  return {
    routes: [
      extractionRoutes({ extractInvoice, maxFileBytes: extraction.max_file_mb * MEBIBYTE }),
      companiesRoutes({ manageKeys: createManageKeys({ store, rests, secretBox }), clock }),
    ],
    start: () => outbox.start(),
    async stop() {
      await outbox.stop()
      await transport.close()
    },
    stats: () => ({ extraction: counters.stats(), outbox: outbox.stats() }),
  }
}
