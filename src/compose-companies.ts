import { createPdfInspector } from './extraction/document/pdf-inspector.ts'
import { createOfflineEngine } from './extraction/engines/offline/offline-engine.ts'
import { createExtraction, type ExtractionService } from './extraction/extraction-service.ts'
import type { DatabaseLog } from './logging/database-log.ts'
import type { Logger } from './logging/logger.ts'
import { createRetryAttemptQueue, type RetryAttemptQueue } from './retry/retry-attempt-queue.ts'
import type { RetryPolicy } from './retry/retry-policy.ts'
import type { Settings } from './settings/settings.ts'
import type { Clock } from './shared/clock.ts'
import type { SecretBox } from './shared/secret-box.ts'
import type { Stores } from './storage/stores.ts'

/** The company side: extraction, metering, and the two queues into the company's database. */
export interface CompanySide {
  readonly extraction: ExtractionService
  readonly retryAttempts: RetryAttemptQueue
  start(): void
  /** In the order of dependence: nothing produces rows once the queues drain. */
  readonly stopSteps: readonly (readonly [string, () => Promise<unknown>])[]
}

export function composeCompanySide(parts: {
  readonly settings: Settings
  readonly stores: Stores
  readonly secretBox: SecretBox
  readonly retry: RetryPolicy
  readonly databaseLog: DatabaseLog
  readonly clock: Clock
  readonly logger: Logger
}): CompanySide {
  const { settings, stores, clock, logger, databaseLog } = parts
  const retryAttempts = createRetryAttemptQueue({ store: stores.company.logs, clock })
  const offlineEngine = createOfflineEngine()
  const inspector = createPdfInspector()
  const extraction = createExtraction({
    settings: settings.app,
    store: stores.company.companies,
    storeIsLocal: stores.company.isLocal,
    outboxStore: stores.outbox,
    retryAttempts,
    secretBox: parts.secretBox,
    policy: parts.retry,
    offlineEngine,
    inspector,
    clock,
    logger,
  })
  return {
    extraction,
    retryAttempts,
    start() {
      databaseLog.start(stores.company.logs)
      extraction.start()
    },
    stopSteps: [
      ['extraction', () => extraction.stop()],
      ['offline engine', () => offlineEngine.close()],
      ['document inspector', () => inspector.close()],
      ['retry attempts and database log', () => Promise.all([retryAttempts.stop(), databaseLog.stop()])],
    ],
  }
}
