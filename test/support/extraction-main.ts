import { parseArgs } from 'node:util'
import { composeExtraction } from '../../src/compose-extraction.ts'
import { createServer } from '../../src/http/server.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { createRetryPolicy } from '../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { createLocalTime } from '../../src/shared/local-time.ts'
import { createSecretBox } from '../../src/shared/secret-box.ts'
import { openDatabase } from '../../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../../src/storage/sqlite/sqlite-company-store.ts'
import { createSqliteOutboxStore } from '../../src/storage/sqlite/sqlite-outbox-store.ts'
import { createSqliteResultStore } from '../../src/storage/sqlite/sqlite-result-store.ts'
import { createStoreSwitch, type StoreFault } from './switchable-store.ts'

/** The extraction side as a process of its own, for tests that kill it. Prints its URL. */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'company.db' },
    outbox: { type: 'string', default: 'outbox.db' },
    gemini: { type: 'string', default: '' },
    fault: { type: 'string', default: 'none' },
    remote: { type: 'boolean', default: false },
  },
})
const clock = systemClock
const { logger } = await createLogging({ level: 'silent', format: 'json' })
const app = appSettingsSchema.parse({ retry: { initial_delay: 0 }, extraction: { base_urls: { gemini: values.gemini } } })
const control = createStoreSwitch()
control.fault = values.fault as StoreFault
control.methods = ['recordUsage']
const db = openDatabase(values.store)
const service = composeExtraction({
  settings: app,
  stores: {
    companies: control.wrap(createSqliteCompanyStore(db)),
    time: createLocalTime('UTC'),
    isLocal: !values.remote,
    results: createSqliteResultStore(db),
    outbox: createSqliteOutboxStore(openDatabase(values.outbox)),
  },
  retryAttempts: { record() {} },
  secretBox: createSecretBox(undefined),
  retry: createRetryPolicy(app.retry, { clock }),
  clock,
  logger,
})
const server = await createServer({ logger, auth: { apiKeys: [], host: '127.0.0.1' }, version: '0.0.0', routes: service.routes })
service.start()
console.log(await server.listen({ port: 0, host: '127.0.0.1' }))
