import { randomUUID } from 'node:crypto'
import type { ConnectionPool } from 'mssql'
import { afterAll, beforeAll, describe } from 'vitest'
import { createLogging } from '../../src/logging/logger.ts'
import { createRetryPolicy } from '../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { type Clock, systemClock } from '../../src/shared/clock.ts'
import { driverConfig } from '../../src/storage/sqlserver/driver.ts'
import { openSqlServerStores, type SqlServerStores } from '../../src/storage/sqlserver/open-sql-server-stores.ts'
import { readSqlServerUrl } from '../../src/storage/sqlserver/sql-server-url.ts'

/** A login that may create databases: mssql://sa:PASSWORD@127.0.0.1:1433/master?encrypt=true&trustServerCertificate=true */
const SERVER = process.env.SQLSERVER_TEST_URL

/** A database of this test file's own. */
export interface TestDatabase {
  /** For `SQLSERVER_URL`. */
  readonly url: string
  /** Opens the stores as the service does, tables and all. */
  open(change?: { url?: string }): Promise<SqlServerStores>
  query(sql: string): Promise<Record<string, unknown>[]>
  /** Empties the tables. */
  clear(): Promise<void>
}

/** A describe block with a database of its own, which is dropped when all its tests are over; skipped by name where there is no server. */
export function describeOnSqlServer(name: string, body: (current: () => TestDatabase) => void): void {
  if (SERVER === undefined) {
    describe.skip(`${name} (skipped: no SQL Server; to enable: SQLSERVER_TEST_URL=mssql://sa:PASSWORD@127.0.0.1:1433/master)`, () =>
      body(() => {
        throw new Error('no SQL Server')
      }))
    return
  }
  describe(name, () => {
    let database: TestDatabase & { drop(): Promise<void> }
    beforeAll(async () => {
      database = await createTestDatabase(SERVER)
    })
    afterAll(() => database.drop())
    body(() => database)
  })
}

/** One pool for all tests of a describe block: opening connections takes longer than most of them. */
export function shared(current: () => TestDatabase): () => SqlServerStores {
  let stores: SqlServerStores
  beforeAll(async () => {
    stores = await current().open()
    await stores.warmUp()
  })
  afterAll(() => stores.close())
  return () => stores
}

export async function createTestDatabase(server: string): Promise<TestDatabase & { drop(): Promise<void> }> {
  const name = `tokenwheel_test_${randomUUID().slice(0, 8)}`
  const admin = await connect(server)
  await admin.request().batch(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  let pool: ConnectionPool | undefined
  const query = async (sql: string) => {
    pool ??= await connect(url.href)
    const { recordset } = await pool.request().query(sql)
    return (recordset ?? []) as unknown as Record<string, unknown>[]
  }
  return {
    url: url.href,
    open: change => openTestStores(change?.url ?? url.href),
    query,
    async clear() {
      const tables = ['[docUpload].[TokenUsageRequests]', '[docUpload].[TokenUsageLogs]', '[docUpload].[TokenUsageSummary]']
      for (const table of [...tables, '[docUpload].[TokenMaster]', '[dbo].[ApplicationLogs]', '[dbo].[RetryAttempts]'])
        await query(`DELETE FROM ${table}`)
    },
    async drop() {
      await pool?.close()
      // Connections that were just closed may still count for a moment.
      for (let tries = 50; ; tries -= 1) {
        try {
          await admin.request().batch(`DROP DATABASE ${name}`)
          break
        } catch (error) {
          if (tries === 0) throw error
          await systemClock.sleep(100)
        }
      }
      await admin.close()
    },
  }
}

export async function connect(url: string): Promise<ConnectionPool> {
  const { default: driver } = await import('mssql')
  return new driver.ConnectionPool(driverConfig(readSqlServerUrl(url), 60_000)).connect()
}

/** Short waits between attempts, or a deadlock would cost a second. `skewMs` moves the clock of the stores, not their sleeps. */
export async function openTestStores(
  url: string,
  { skewMs = () => 0, timeZone = 'UTC' }: { skewMs?: () => number; timeZone?: string } = {},
): Promise<SqlServerStores> {
  const settings = { ...appSettingsSchema.parse({}).retry, initial_delay: 0.02, max_delay: 0.2 }
  const clock: Clock = { now: () => systemClock.now() + skewMs(), sleep: (ms, signal) => systemClock.sleep(ms, signal) }
  const retry = createRetryPolicy(settings, { clock })
  const { logger } = await createLogging({ level: 'silent', format: 'json' })
  return openSqlServerStores({ url, timeZone, retry, clock, logger })
}
