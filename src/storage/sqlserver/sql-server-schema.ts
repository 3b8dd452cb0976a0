import type { ConnectionPool, Request } from 'mssql'
import type { Logger } from '../../logging/logger.ts'
import { safeText } from '../../shared/redact.ts'
import { type Driver, newRequest, type Row } from './driver.ts'
import { type Migration, type Query, readMigrations, readQuery } from './sql-files.ts'
import { isRefused } from './sql-server-errors.ts'

/**
 * What the database holds. `complete`: everything. `bare`: the five tables without the service's own columns: keys can be chosen, usage
 * waits in the outbox. `missing`: not even those.
 */
export interface Schema {
  readonly state: 'complete' | 'bare' | 'missing'
  /** Words for operators, with the scripts that must be run; null when complete. */
  readonly problem: string | null
}

/** Building indexes over the usage of years takes its time. */
const MIGRATION_TIMEOUT_MS = 600_000
/** Twenty replicas that start at once wait for the one that migrates. */
const LOCK_TIMEOUT_MS = 120_000

const FIVE_TABLES = readQuery('five-tables')
const OWN_COLUMNS = readQuery('own-columns')

/** Runs the migrations that are due, where the login may, and looks at what is there then. @throws when the connection fails */
export async function prepareSchema(pool: ConnectionPool, driver: Driver, logger: Logger): Promise<Schema> {
  const refused = await applyDue(pool, driver, logger)
  const five = await answers(pool, FIVE_TABLES)
  if (five && (await answers(pool, OWN_COLUMNS))) return { state: 'complete', problem: null }
  const scripts = 'sql/sqlserver/001-company-tables.sql and sql/sqlserver/002-own-columns.sql, then sql/sqlserver/007-key-settings.sql'
  const why = refused === undefined ? '' : `; the service itself is refused it: ${refused}`
  const problem = five
    ? `the company database lacks the service's own columns, so usage waits in the local outbox: a DBA must run ${scripts}${why}`
    : `the company database lacks tables, or the login may not read them: a DBA must run ${scripts} and grant the login its rights${why}`
  return { state: five ? 'bare' : 'missing', problem }
}

/** These make what the service needs; the others make it quicker, and 008 lets it keep results. */
const VITAL: readonly number[] = [1, 2, 7]

/** @returns why the database refuses what the service needs, or undefined */
async function applyDue(pool: ConnectionPool, driver: Driver, logger: Logger): Promise<string | undefined> {
  let applied = await appliedNumbers(pool)
  for (const migration of readMigrations()) {
    if (applied.has(migration.number)) continue
    try {
      const isOurs = await migrate(pool, driver, migration)
      if (isOurs) logger.info({ migration: migration.file }, `Applied sql/sqlserver/${migration.file}`)
      // Another replica was quicker, perhaps with all that follow.
      else applied = await appliedNumbers(pool)
    } catch (error) {
      if (!isRefused(error)) throw error
      const reason = safeText(String((error as Error).message))
      if (VITAL.includes(migration.number)) return reason
      logger.warn(
        { migration: migration.file },
        `sql/sqlserver/${migration.file} is refused; the service works without it, but ${migration.number === 8 ? 'keeps no results' : 'slower'}: ${reason}`,
      )
    }
  }
  return undefined
}

interface Queryable {
  request(): Request
}

/** Of the migrations that are noted as applied. */
async function appliedNumbers(pool: Queryable): Promise<Set<number>> {
  const { recordset: tables } = await pool.request().query("SELECT OBJECT_ID(N'[docUpload].[TokenwheelMigrations]', N'U') AS Id")
  if ((tables as Row[])[0]?.Id == null) return new Set()
  const { recordset } = await pool.request().query('SELECT Number FROM [docUpload].[TokenwheelMigrations]')
  return new Set((recordset as Row[]).map(row => Number(row.Number)))
}

/** One migration in one transaction, under a lock that the server holds. @returns false when another replica has applied it meanwhile */
async function migrate(pool: ConnectionPool, driver: Driver, migration: Migration): Promise<boolean> {
  const transaction = new driver.Transaction(pool)
  await transaction.begin()
  try {
    const request = () => newRequest(driver, transaction, MIGRATION_TIMEOUT_MS)
    const { returnValue: granted } = await request()
      .input('Resource', driver.NVarChar(255), 'tokenwheel-migrations')
      .input('LockMode', driver.VarChar(32), 'Exclusive')
      .input('LockOwner', driver.VarChar(32), 'Transaction')
      .input('LockTimeout', driver.Int, LOCK_TIMEOUT_MS)
      .execute('sp_getapplock')
    if (!(granted >= 0)) throw new Error(`The lock for the migrations was not granted (${granted}).`)
    const isDue = !(await appliedNumbers({ request })).has(migration.number)
    for (const batch of isDue ? migration.batches : []) await request().batch(batch)
    await transaction.commit()
    return isDue
  } catch (error) {
    // With the connection lost or the transaction ended by the server there is nothing to roll back.
    await transaction.rollback().catch(() => {})
    throw error
  }
}

async function answers(pool: ConnectionPool, { text }: Query): Promise<boolean> {
  try {
    await pool.request().query(text)
    return true
  } catch (error) {
    if (isRefused(error)) return false
    throw error
  }
}
