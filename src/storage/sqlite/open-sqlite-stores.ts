import { createLocalTime } from '../../shared/local-time.ts'
import type { SecretBox } from '../../shared/secret-box.ts'
import { noStoreTime, type StoreTime } from '../../shared/store-time.ts'
import type { BatchStores, CompanyStores } from '../stores.ts'
import type { Database } from './database.ts'
import { createSqliteCompanySecrets, createSqliteCompanyStore } from './sqlite-company-store.ts'
import { createSqliteHistoryStore } from './sqlite-history-store.ts'
import { createSqliteJobStore } from './sqlite-job-store.ts'
import { createSqliteLogStore } from './sqlite-log-store.ts'
import { createSqliteProfileStore } from './sqlite-profile-store.ts'
import { createSqliteResultStore } from './sqlite-result-store.ts'
import { createSqliteSuppressionStore } from './sqlite-suppression-store.ts'
import { createSqliteTokenSecrets, createSqliteTokenStore } from './sqlite-token-store.ts'

/** The database is its opener's to close. */
const close = async (): Promise<void> => {}

export function openSqliteBatchStores(db: Database, secrets: SecretBox, time: StoreTime = noStoreTime): BatchStores {
  const tokens = createSqliteTokenStore(db, secrets)
  const rows = {
    jobs: createSqliteJobStore(db),
    profiles: createSqliteProfileStore(db),
    secrets: createSqliteTokenSecrets(db),
    suppressions: createSqliteSuppressionStore(db),
    history: createSqliteHistoryStore(db),
  }
  return { isLocal: true, tokens, ...rows, time, calls: null, warnings: () => [], close }
}

export function openSqliteCompanyStores(db: Database): CompanyStores {
  return {
    isLocal: true,
    companies: createSqliteCompanyStore(db),
    time: createLocalTime('UTC'),
    secrets: createSqliteCompanySecrets(db),
    logs: createSqliteLogStore(db),
    results: createSqliteResultStore(db),
    close,
  }
}
