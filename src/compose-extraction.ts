import { companiesRoutes } from './companies/companies.routes.ts'
import { createImportUsage } from './companies/import-usage.ts'
import { createKeyRests } from './companies/key-rests.ts'
import { createManageKeys } from './companies/manage-keys.ts'
import { createRecordUsage } from './companies/record-usage.ts'
import { createSelectKey, type FallbackKey } from './companies/select-key.ts'
import { usageImportRoutes } from './companies/usage-import.routes.ts'
import { createUsageOutbox, type OutboxStats, type UsageOutbox } from './companies/usage-outbox.ts'
import { DEFAULT_MAX_PIXELS } from './extraction/document/document.ts'
import { createPdfInspector } from './extraction/document/pdf-inspector.ts'
import { createOfflineEngine } from './extraction/engines/offline/offline-engine.ts'
import { createExtractInvoice } from './extraction/extract-invoice.ts'
import { extractionRoutes } from './extraction/extraction.routes.ts'
import { createExtractionCounters, type ExtractionStats } from './extraction/extraction-counters.ts'
import { createKeepResults, type KeepResults } from './extraction/kept/keep-results.ts'
import { resultsRoutes } from './extraction/kept/results.routes.ts'
import { createModelCheck, type ModelFinding } from './extraction/model-check.ts'
import { createDocumentProcesses, type DocumentProcesses } from './extraction/processes/document-processes.ts'
import type { CallOutcome } from './extraction/providers/call-provider.ts'
import { createProviderBreakers, type ProviderTrouble } from './extraction/providers/provider-breakers.ts'
import { createProviderTransport } from './extraction/providers/provider-transport.ts'
import { createProviderEngines } from './extraction/providers/providers.ts'
import { troubleWords } from './extraction/providers/trouble-words.ts'
import { createSplitInvoices } from './extraction/split-invoices.ts'
import type { RoutePlugin } from './http/server.ts'
import type { Logger } from './logging/logger.ts'
import type { RetryAttemptLog } from './retry/retry-attempt-log.ts'
import type { RetryPolicy } from './retry/retry-policy.ts'
import type { ProviderName } from './settings/ai-providers.ts'
import type { AppSettings } from './settings/app-settings.ts'
import { BodyAllowances } from './shared/body-allowances.ts'
import type { Clock } from './shared/clock.ts'
import { type DurationsOfKind, Histogram } from './shared/histogram.ts'
import type { SecretBox } from './shared/secret-box.ts'
import type { StopSteps } from './stop-steps.ts'
import type { CompanyStores, Stores } from './storage/stores.ts'

export interface ExtractionParts {
  readonly settings: Pick<AppSettings, 'extraction' | 'retry'>
  /** Neither these nor the outbox's rows are closed here. */
  readonly stores: Pick<CompanyStores, 'companies' | 'time' | 'isLocal' | 'results'> & Pick<Stores, 'outbox'>
  readonly retry: RetryPolicy
  readonly retryAttempts: RetryAttemptLog
  readonly secretBox: SecretBox
  readonly clock: Clock
  readonly logger: Logger
  /** Default: processes by the settings, which end with the stop; whoever gives some ends them. */
  readonly documents?: DocumentProcesses
}

/** Both our own words. */
export type ProviderCallLabels = { readonly provider: ProviderName; readonly outcome: CallOutcome }

/** Invoice extraction, wired: documents, engines, the companies' keys and what was used with them. */
export interface Extraction {
  /** `POST /extract` and `/companies/...`. */
  readonly routes: readonly RoutePlugin[]
  readonly results: Pick<KeepResults, 'holds' | 'erase' | 'purge'>
  /** Of usage rows that wait. */
  readonly outbox: Pick<UsageOutbox, 'eraseText'>
  /** What bodies may hold in memory, documents and all others together. */
  readonly uploads: BodyAllowances
  /** Begins to deliver what the outbox holds. */
  start(): void
  /** After the server is closed. What the outbox has not delivered by then waits on disk. */
  readonly stopSteps: StopSteps
  /** What the daily look at the models says that an operator should know. */
  modelFindings(): readonly ModelFinding[]
  stats(): {
    readonly extraction: ExtractionStats
    readonly outbox: OutboxStats
    readonly providerCalls: readonly DurationsOfKind<ProviderCallLabels>[]
    /** What is behind a breaker that is open. */
    readonly providerTroubles: readonly Pick<ProviderTrouble, 'provider' | 'reason'>[]
  }
  /** What fails at the providers and what to do, in words for health. */
  troubles(): readonly string[]
}

const MEBIBYTE = 1_048_576
/** What a further model takes in a process at most (`npm run bench:languages`): `process_memory_mb` is for one. */
const MB_PER_FURTHER_LANGUAGE = 20

export function composeExtraction(parts: ExtractionParts): Extraction {
  const { settings, retry: policy, retryAttempts, secretBox, clock } = parts
  const { extraction } = settings
  const { companies: store, isLocal: storeIsLocal, outbox: rows } = parts.stores
  const logger = parts.logger.child({ module: 'extraction' })
  const companiesLogger = parts.logger.child({ module: 'companies' })
  const maxBytes = extraction.max_file_mb * MEBIBYTE

  const transport = createProviderTransport()
  const processes = parts.documents ?? documentProcesses(extraction)
  const offlineEngine = createOfflineEngine({ processes, languages: extraction.ocr_languages })
  const inspector = createPdfInspector({ processes })
  const uploads = new BodyAllowances({
    bytesPerKey: extraction.upload_mb_per_key * MEBIBYTE,
    bytesInAll: extraction.upload_mb * MEBIBYTE,
  })
  const rests = createKeyRests({ store, clock, logger: companiesLogger })
  const outbox = createUsageOutbox({ rows, store, policy, clock, logger: companiesLogger })
  const counters = createExtractionCounters()
  const providerCalls = new Histogram<ProviderCallLabels>()
  const breakers = createProviderBreakers(clock)
  const { offline } = extraction
  const fallback = fallbackOf(extraction.fallback)
  const engines = createProviderEngines({ transport, pages: processes, parameters: extraction.parameters })
  const defaults = { models: extraction.models, baseUrls: extraction.base_urls, defaultProvider: extraction.default_provider }
  const asked = { engines, ...defaults }
  const modelCheck = createModelCheck({ ...asked, store, secretBox, fallback, clock, logger })
  const extractParts = {
    ...{ store, rests, breakers, policy, clock, logger, counters, retryAttempts, offlineEngine, inspector },
    selectKey: createSelectKey({ ...{ store, rests, secretBox, clock, logger: companiesLogger, offline }, fallback }),
    standIn: { fallback, offline: offline === 'when-no-key' },
    ...asked,
    maxWaitMs: settings.retry.max_delay * 1000,
    offlineAllowed: offline !== 'never',
    eInvoice: extraction.e_invoice,
    proof: extraction.proof,
    limits: { maxBytes, maxPages: extraction.max_pages, maxPixels: DEFAULT_MAX_PIXELS },
    timeoutSeconds: extraction.timeout_seconds,
    documentClock: () => processes.clock(),
    onCalled: (provider: ProviderName, outcome: CallOutcome, ms: number) => providerCalls.observe({ provider, outcome }, ms / 1000),
    recordUsage: createRecordUsage({ store, outbox, storeIsLocal, clock, logger: companiesLogger }),
  }
  const extractInvoice = createExtractInvoice(extractParts)
  const results = createKeepResults({ store: parts.stores.results, keepDays: extraction.keep_days, secretBox, clock, logger })
  const splitInvoices = createSplitInvoices({ ...extractParts, pages: processes })

  return {
    routes: [
      resultsRoutes({ results }),
      extractionRoutes({
        extractInvoice,
        splitInvoices,
        results: extraction.keep_days === 0 ? null : results,
        maxFileBytes: maxBytes,
        uploads,
        uploadSeconds: extraction.upload_seconds,
      }),
      companiesRoutes({ manageKeys: createManageKeys({ store, rests, secretBox, defaults, time: parts.stores.time }), clock }),
      usageImportRoutes({ importUsage: createImportUsage({ store, outbox, clock, logger: companiesLogger }) }),
    ],
    results,
    outbox,
    uploads,
    start() {
      outbox.start()
      processes.warm()
      if (extraction.model_check === 'daily' && offline !== 'always') modelCheck.start()
    },
    stopSteps: [
      ['model check', () => modelCheck.stop()],
      ['usage outbox', () => outbox.stop()],
      ['provider connections', () => transport.close()],
      ['document processes', async () => (parts.documents === undefined ? processes.close() : undefined)],
    ],
    modelFindings: () => modelCheck.findings(),
    stats: () => ({
      extraction: counters.stats(),
      outbox: outbox.stats(),
      providerCalls: providerCalls.kinds(),
      providerTroubles: breakers.troubles(),
    }),
    troubles: () => troubleWords({ providers: breakers.troubles(), deadKeys: rests.dead() }),
  }
}

function documentProcesses(settings: AppSettings['extraction']): DocumentProcesses {
  return createDocumentProcesses({
    size: settings.processes,
    documentSeconds: settings.document_seconds,
    maxResidentMb: settings.process_memory_mb + (settings.ocr_languages.length - 1) * MB_PER_FURTHER_LANGUAGE,
  })
}

function fallbackOf(setting: AppSettings['extraction']['fallback']): FallbackKey | null {
  if (setting === undefined) return null
  return { kind: 'fallback', provider: setting.provider, apiKey: setting.api_key, model: setting.model ?? null }
}
