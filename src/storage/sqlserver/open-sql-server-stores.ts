import type { Logger } from '../../logging/logger.ts'
import type { RetryPolicy } from '../../retry/retry-policy.ts'
import type { Clock } from '../../shared/clock.ts'
import type { CompanyStores } from '../stores.ts'
import { SqlServer } from './sql-server.ts'
import { createSqlServerCompanySecrets, createSqlServerCompanyStore } from './sql-server-company-store.ts'
import { createSqlServerLogStore } from './sql-server-log-store.ts'
import { createSqlServerResultStore } from './sql-server-result-store.ts'
import { prepareSchema } from './sql-server-schema.ts'
import { readSqlServerUrl } from './sql-server-url.ts'

export interface SqlServerStores extends CompanyStores {
  /** Connects ahead of the first use. Never rejects: a database that is away at the start is there later. */
  warmUp(): Promise<void>
}

export async function openSqlServerStores(parts: {
  readonly url: string
  readonly retry: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
}): Promise<SqlServerStores> {
  // Loaded here, because the driver is large and only this setting needs it.
  const { default: driver } = await import('mssql')
  const db = new SqlServer({
    address: readSqlServerUrl(parts.url),
    driver,
    prepare: (pool, mssql) => prepareSchema(pool, mssql, parts.logger),
    retry: parts.retry,
    clock: parts.clock,
    logger: parts.logger,
  })
  return {
    isLocal: false,
    companies: createSqlServerCompanyStore(db),
    secrets: createSqlServerCompanySecrets(db),
    logs: createSqlServerLogStore(db),
    results: createSqlServerResultStore(db),
    warmUp: () => db.warmUp(),
    close: () => db.close(),
  }
}
