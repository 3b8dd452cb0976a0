import type { Logger } from '../../logging/logger.ts'
import type { RetryPolicy } from '../../retry/retry-policy.ts'
import type { Clock } from '../../shared/clock.ts'
import { createLocalTime } from '../../shared/local-time.ts'
import type { CompanyStores } from '../stores.ts'
import { createBackgroundIndexes } from './background-indexes.ts'
import { driverConfig, loadDriver } from './driver.ts'
import { SqlServer } from './sql-server.ts'
import { createSqlServerCompanySecrets, createSqlServerCompanyStore } from './sql-server-company-store.ts'
import { createSqlServerLogStore } from './sql-server-log-store.ts'
import { createSqlServerResultStore } from './sql-server-result-store.ts'
import { createPrepareSchema, type Schema } from './sql-server-schema.ts'
import { readSqlServerUrl } from './sql-server-url.ts'
import { createTableTimes } from './table-times.ts'

export interface SqlServerStores extends CompanyStores {
  /** Connects ahead of the first use. Never rejects: a database that is away at the start is there later. */
  warmUp(): Promise<void>
}

/** Of the connection that builds indexes, beside the builds themselves. */
const STATEMENT_MS = 30_000

export async function openSqlServerStores(parts: {
  readonly url: string
  /** Of the five tables' DATETIME columns. */
  readonly timeZone: string
  readonly retry: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
}): Promise<SqlServerStores> {
  // Loaded here, because the driver is large and only this setting needs it.
  const driver = await loadDriver()
  const address = readSqlServerUrl(parts.url)
  const { retry, clock, logger } = parts
  const alone = () => new driver.ConnectionPool({ ...driverConfig(address, STATEMENT_MS), pool: { min: 0, max: 1 } }).connect()
  const indexes = createBackgroundIndexes({ driver, connect: alone, clock, logger, database: address.database })
  const prepare = createPrepareSchema(logger, clock, address.database)
  const onComplete = ({ lacksIndexes, isMaker }: Schema) => {
    if (lacksIndexes) indexes.start(isMaker)
  }
  const db = new SqlServer({ address, driver, prepare, retry, clock, logger, onComplete })
  const time = createLocalTime(parts.timeZone)
  const times = createTableTimes(time)
  return {
    isLocal: false,
    companies: createSqlServerCompanyStore(db, times),
    time,
    secrets: createSqlServerCompanySecrets(db),
    logs: createSqlServerLogStore(db, times),
    results: createSqlServerResultStore(db),
    warmUp: () => db.warmUp(),
    async close() {
      await Promise.all([indexes.close(), db.close()])
    },
  }
}
