import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPdfInspector } from '../src/extraction/document/pdf-inspector.ts'
import { createOfflineEngine } from '../src/extraction/engines/offline/offline-engine.ts'
import { createExtraction } from '../src/extraction/extraction-service.ts'
import { createServer } from '../src/http/server.ts'
import { createDatabaseLog } from '../src/logging/database-log.ts'
import { createLogging } from '../src/logging/logger.ts'
import { createRetryAttemptQueue } from '../src/retry/retry-attempt-queue.ts'
import { createRetryPolicy } from '../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { systemClock as clock } from '../src/shared/clock.ts'
import { createSecretBox } from '../src/shared/secret-box.ts'
import { openDatabase } from '../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../src/storage/sqlite/sqlite-company-store.ts'
import { createSqliteLogStore } from '../src/storage/sqlite/sqlite-log-store.ts'
import { createSqliteOutboxStore } from '../src/storage/sqlite/sqlite-outbox-store.ts'

// The extraction side as it is deployed: selection, metering and the database log are on. extract-service.ts PROVIDER_URL
const [gemini = ''] = process.argv.slice(2)
const db = openDatabase(join(mkdtempSync(join(tmpdir(), 'tokenwheel-bench-')), 'tokenwheel.db'))
const store = createSqliteCompanyStore(db)
const logStore = createSqliteLogStore(db)
const databaseLog = createDatabaseLog({ clock })
databaseLog.start(logStore)
const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: databaseLog.stream }] })
const app = appSettingsSchema.parse({ extraction: { base_urls: { gemini } } })
for (const key of ['bench-key-1', 'bench-key-2', 'bench-key-3']) {
  await store.addKey({
    ...{ companyId: 'BENCH', companyName: 'Bench', provider: 'Gemini', status: 'Active', threshold: 3000 },
    storedKey: key,
    totalTokenLimit: 2_000_000_000,
  })
}
const service = createExtraction({
  settings: app,
  store,
  storeIsLocal: true,
  outboxStore: createSqliteOutboxStore(db),
  retryAttempts: createRetryAttemptQueue({ store: logStore, clock }),
  secretBox: createSecretBox(undefined),
  policy: createRetryPolicy(app.retry, { clock }),
  offlineEngine: createOfflineEngine(),
  inspector: createPdfInspector(),
  clock,
  logger,
})
const server = await createServer({ logger, auth: { apiKeys: [], host: '127.0.0.1' }, version: '0.0.0', routes: service.routes })
service.start()
console.log(await server.listen({ port: 0, host: '127.0.0.1' }))
