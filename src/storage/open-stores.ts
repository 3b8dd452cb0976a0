import { join } from 'node:path'
import type { Logger } from '../logging/logger.ts'
import { RetryFailedError, type RetryPolicy } from '../retry/retry-policy.ts'
import type { Settings } from '../settings/settings.ts'
import type { Clock } from '../shared/clock.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import type { SecretBox } from '../shared/secret-box.ts'
import { StartError } from '../shared/start-error.ts'
import { withLocalShare } from '../tokens/local-share.ts'
import { openCallJournal } from './call-journal-files.ts'
import { idleSettings } from './check-store-settings.ts'
import { openDynamoStores } from './dynamodb/open-dynamo-stores.ts'
import { startFileTime } from './file-time.ts'
import { type Database, openDatabase } from './sqlite/database.ts'
import { openSqliteBatchStores, openSqliteCompanyStores } from './sqlite/open-sqlite-stores.ts'
import { createSqliteOutboxStore, moveOutboxRows, OUTBOX_MIGRATIONS } from './sqlite/sqlite-outbox-store.ts'
import { createSqliteTokenStore } from './sqlite/sqlite-token-store.ts'
import { primaryCode, SQLITE_BUSY } from './sqlite/unusable-database.ts'
import { openSqlServerStores } from './sqlserver/open-sql-server-stores.ts'
import type { BatchStores, CompanyStores, Stores } from './stores.ts'

export interface StoreParts {
  readonly settings: Settings
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly logger: Logger
  readonly retry: RetryPolicy
}

/** @throws when the stores cannot be opened at all */
type Opener<T> = (parts: StoreParts, embedded: Database) => T | Promise<T>

const batchStores = {
  sqlite({ secrets, settings, clock }, embedded) {
    const time = startFileTime(join(settings.DATA_DIR, 'clocks'), clock)
    return { ...openSqliteBatchStores(embedded, secrets, time), close: () => time.stop() }
  },
  dynamodb: parts => openDynamoStores(parts.settings, parts),
} satisfies Record<Settings['TOKEN_STORE'], Opener<BatchStores>>

const companyStores = {
  sqlite: (_parts, embedded) => openSqliteCompanyStores(embedded),
  async sqlserver({ settings, retry, clock, logger }) {
    const stores = await openSqlServerStores({
      url: settings.SQLSERVER_URL ?? '',
      timeZone: settings.app.sqlserver.time_zone,
      retry,
      clock,
      logger,
    })
    // Not waited for: without the company's database the service starts, serves what it can, and goes on trying.
    void stores.warmUp()
    return stores
  },
} satisfies Record<Settings['COMPANY_STORE'], Opener<CompanyStores>>

/** Opens what the settings name. @throws when a store cannot be opened at all */
export async function openStores(parts: StoreParts): Promise<Stores> {
  const { settings, logger, retry } = parts
  for (const words of idleSettings(settings)) logger.warn(words)
  // Another process that starts or migrates may hold the file for longer than the lock is waited for.
  const open = (file: string, options = {}) => openPatiently(retry, () => openDatabase(join(settings.DATA_DIR, file), options))
  // Open whatever the settings name: this replica's share of the fallback tokens is kept there.
  const embedded = open('tokenwheel.db')
  // A file of its own: it serves when the other one is locked or damaged.
  const outbox = open('outbox.db', { migrations: OUTBOX_MIGRATIONS })
  try {
    await moveOutboxRows(embedded, outbox).catch((error: unknown) =>
      logger.warn({ err: error }, 'Usage rows of an earlier version could not be moved to the outbox; the next start tries again'),
    )
    const company = await companyStores[settings.COMPANY_STORE](parts, embedded)
    const batch = withFallbackShare(await batchStores[settings.TOKEN_STORE](parts, embedded), parts, embedded)
    const journal = openCallJournal(join(settings.DATA_DIR, 'calls'))
    return {
      company,
      batch,
      outbox: createSqliteOutboxStore(outbox),
      journal,
      emptyFileLogs: () => [embedded, outbox].map(db => db.emptyLog()).every(Boolean),
      async close() {
        journal.close()
        await Promise.all([company.close(), batch.close()])
        await Promise.all([embedded.close(), outbox.close()])
      },
    }
  } catch (error) {
    await Promise.all([embedded.close(), outbox.close()])
    throw error
  }
}

/** A token store that can be away leaves each replica its share of the fallback tokens. */
function withFallbackShare(batch: BatchStores, { settings, secrets, clock, logger }: StoreParts, embedded: Database): BatchStores {
  if (batch.isLocal) return batch
  const { replicas } = settings.app.rotation
  const local = createSqliteTokenStore(embedded, secrets)
  return { ...batch, tokens: withLocalShare({ main: batch.tokens, local, replicas, clock, logger }) }
}

/** Nothing is served yet, so the thread may wait. @throws what opening threw at last */
function openPatiently(retry: RetryPolicy, open: () => Database): Database {
  const isLocked = (error: unknown) => error instanceof StartError && primaryCode(error.cause) === SQLITE_BUSY
  try {
    return retry.executeSync(open, { classify: error => ({ retryable: isLocked(error) }) }).value
  } catch (error) {
    throw error instanceof RetryFailedError ? error.cause : error
  }
}
