import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeExtraction } from '../src/compose-extraction.ts'
import { createServer } from '../src/http/server.ts'
import { createDatabaseLog } from '../src/logging/database-log.ts'
import { createLogging } from '../src/logging/logger.ts'
import { createRetryAttemptQueue } from '../src/retry/retry-attempt-queue.ts'
import { createRetryPolicy } from '../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { systemClock as clock } from '../src/shared/clock.ts'
import { createSecretBox } from '../src/shared/secret-box.ts'
import { openDatabase } from '../src/storage/sqlite/database.ts'
import { openSqliteCompanyStores } from '../src/storage/sqlite/open-sqlite-stores.ts'
import { createSqliteOutboxStore } from '../src/storage/sqlite/sqlite-outbox-store.ts'

// The extraction side as it is deployed: selection, metering and the database log are on. extract-service.ts PROVIDER_URL
const [gemini = ''] = process.argv.slice(2)
const db = openDatabase(join(mkdtempSync(join(tmpdir(), 'tokenwheel-bench-')), 'tokenwheel.db'))
const company = openSqliteCompanyStores(db)
const databaseLog = createDatabaseLog({ clock })
databaseLog.start(company.logs)
const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: databaseLog.stream }] })
const app = appSettingsSchema.parse({ extraction: { base_urls: { gemini } } })
for (const key of ['bench-key-1', 'bench-key-2', 'bench-key-3']) {
  await company.companies.addKey({
    ...{ companyId: 'BENCH', companyName: 'Bench', provider: 'Gemini', status: 'Active', threshold: 3000 },
    storedKey: key,
    totalTokenLimit: 2_000_000_000,
  })
}
const service = composeExtraction({
  settings: app,
  stores: { ...company, outbox: createSqliteOutboxStore(db) },
  retryAttempts: createRetryAttemptQueue({ store: company.logs, clock }),
  secretBox: createSecretBox(undefined),
  retry: createRetryPolicy(app.retry, { clock }),
  clock,
  logger,
})
const server = await createServer({ logger, auth: { apiKeys: [], host: '127.0.0.1' }, version: '0.0.0', routes: service.routes })
service.start()
console.log(await server.listen({ port: 0, host: '127.0.0.1' }))
