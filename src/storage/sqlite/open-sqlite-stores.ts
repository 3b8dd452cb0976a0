import type { SecretBox } from '../../shared/secret-box.ts'
import { noStoreTime, type StoreTime } from '../../shared/store-time.ts'
import type { BatchStores, CompanyStores } from '../stores.ts'
import type { Database } from './database.ts'
import { createSqliteCompanyStore } from './sqlite-company-store.ts'
import { createSqliteJobStore } from './sqlite-job-store.ts'
import { createSqliteLogStore } from './sqlite-log-store.ts'
import { createSqliteProfileStore } from './sqlite-profile-store.ts'
import { createSqliteTokenStore } from './sqlite-token-store.ts'

/** The database is its opener's to close. */
const close = async (): Promise<void> => {}

export function openSqliteBatchStores(db: Database, secrets: SecretBox, time: StoreTime = noStoreTime): BatchStores {
  const tokens = createSqliteTokenStore(db, secrets)
  return { isLocal: true, tokens, jobs: createSqliteJobStore(db), profiles: createSqliteProfileStore(db), time, close }
}

export function openSqliteCompanyStores(db: Database): CompanyStores {
  return { isLocal: true, companies: createSqliteCompanyStore(db), logs: createSqliteLogStore(db), close }
}
