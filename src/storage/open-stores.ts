import { join } from 'node:path'
import type { CompanyStore } from '../companies/company-store.ts'
import type { OutboxStore } from '../companies/usage-outbox.ts'
import type { JobStore } from '../jobs/job-store.ts'
import type { LogStore } from '../logging/log-store.ts'
import type { Logger } from '../logging/logger.ts'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { RetryAttemptStore } from '../retry/retry-attempt-queue.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Settings } from '../settings/settings.ts'
import type { Clock } from '../shared/clock.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import type { SecretBox } from '../shared/secret-box.ts'
import { withLocalShare } from '../tokens/local-share.ts'
import type { TokenStore } from '../tokens/token-store.ts'
import { openDynamoStores } from './dynamodb/open-dynamo-stores.ts'
import { type Database, openDatabase } from './sqlite/database.ts'
import { createSqliteCompanyStore } from './sqlite/sqlite-company-store.ts'
import { createSqliteJobStore } from './sqlite/sqlite-job-store.ts'
import { createSqliteLogStore } from './sqlite/sqlite-log-store.ts'
import { createSqliteOutboxStore } from './sqlite/sqlite-outbox-store.ts'
import { createSqliteProfileStore } from './sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from './sqlite/sqlite-token-store.ts'
import { openSqlServerStores } from './sqlserver/open-sql-server-stores.ts'

/** All stores the service works on. */
export interface Stores {
  readonly tokens: TokenStore
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly companies: CompanyStore
  readonly logs: LogStore & RetryAttemptStore
  /** Always local: it holds what the company store could not take. */
  readonly outbox: OutboxStore
  close(): Promise<void>
}

export interface StoreParts {
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly logger: Logger
  readonly retry: RetryPolicy
}

/** Opens what the settings name. @throws when a store cannot be opened at all */
export async function openStores(settings: Settings, parts: StoreParts): Promise<Stores> {
  const database = openDatabase(join(settings.DATA_DIR, 'tokenwheel.db'))
  try {
    const company = await openCompanyStores(settings, parts, database)
    const batch = await openBatchStores(settings, parts, database)
    return {
      ...company,
      ...batch,
      outbox: createSqliteOutboxStore(database),
      async close() {
        await Promise.all([company.close(), batch.close()])
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

const nothingToClose = async () => {}

async function openCompanyStores(settings: Settings, { retry, clock, logger }: StoreParts, database: Database) {
  if (settings.COMPANY_STORE === 'sqlite') {
    return { companies: createSqliteCompanyStore(database), logs: createSqliteLogStore(database), close: nothingToClose }
  }
  const stores = await openSqlServerStores({ url: settings.SQLSERVER_URL ?? '', retry, clock, logger })
  // Not waited for: without the company's database the service starts, serves what it can, and goes on trying.
  void stores.warmUp()
  return stores
}

async function openBatchStores(settings: Settings, parts: StoreParts, database: Database) {
  const tokens = createSqliteTokenStore(database, parts.secrets)
  if (settings.TOKEN_STORE === 'sqlite') {
    return { tokens, jobs: createSqliteJobStore(database), profiles: createSqliteProfileStore(database), close: nothingToClose }
  }
  const shared = await openDynamoStores(settings, parts)
  const { replicas } = settings.app.rotation
  return {
    ...shared,
    tokens: withLocalShare({ main: shared.tokens, local: tokens, replicas, clock: parts.clock, logger: parts.logger }),
  }
}
