import { join } from 'node:path'
import type { JobStore } from '../jobs/job-store.ts'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { Settings } from '../settings/settings.ts'
import type { SecretBox } from '../shared/secret-box.ts'
import type { TokenStore } from '../tokens/token-store.ts'
import { type Database, openDatabase } from './sqlite/database.ts'
import { createSqliteJobStore } from './sqlite/sqlite-job-store.ts'
import { createSqliteProfileStore } from './sqlite/sqlite-profile-store.ts'
import { createSqliteTokenStore } from './sqlite/sqlite-token-store.ts'

/** All stores the service works on. */
export interface Stores {
  readonly tokens: TokenStore
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  /** The embedded database: always there, whatever else is configured. */
  readonly database: Database
  close(): Promise<void>
}

/** Opens what the settings name. @throws when a store cannot be opened at all */
export async function openStores(settings: Settings, secrets: SecretBox): Promise<Stores> {
  const database = openDatabase(join(settings.DATA_DIR, 'tokenwheel.db'))
  return {
    tokens: createSqliteTokenStore(database, secrets),
    jobs: createSqliteJobStore(database),
    profiles: createSqliteProfileStore(database),
    database,
    close: () => database.close(),
  }
}
