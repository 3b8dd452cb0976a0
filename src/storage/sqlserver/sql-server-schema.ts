import type { ConnectionPool, Request } from 'mssql'
import type { Logger } from '../../logging/logger.ts'
import { safeText } from '../../shared/redact.ts'
import { type Driver, newRequest, type Row } from './driver.ts'
import { type Migration, readMigrations } from './sql-files.ts'

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

const FIVE_TABLES = `
  SELECT TOP (0) TokenID, CompanyID, CompanyName, ApiKey, Provider, TotalTokenLimit, Status, CreatedAt FROM [docUpload].[TokenMaster];
  SELECT TOP (0) UsageID, TokenID, Branch, RequestedBy, InputTokens, OutputTokens, TextPromptTokens, ImagePromptTokens, TextCandidatesTokens,
    TotalTokensUsed, RequestCount, LoggedAt FROM [docUpload].[TokenUsageLogs];
  SELECT TOP (0) SummaryID, TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated FROM [docUpload].[TokenUsageSummary];
  SELECT TOP (0) LogID, Timestamp, LogLevel, Logger, Message, Exception, Module, FunctionName, LineNumber FROM [dbo].[ApplicationLogs];
  SELECT TOP (0) RetryID, TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable, Timestamp FROM [dbo].[RetryAttempts]`
const OWN_COLUMNS = `
  SELECT TOP (0) RestUntil, RestReason FROM [docUpload].[TokenMaster];
  SELECT TOP (0) RequestID, CompanyID, LicenceID, Provider, Model, RawUsage FROM [docUpload].[TokenUsageLogs];
  SELECT TOP (0) RequestID, RecordedAt FROM [docUpload].[TokenUsageRequests]`

/** Runs the migrations that are due, where the login may, and looks at what is there then. @throws when the connection fails */
export async function prepareSchema(pool: ConnectionPool, driver: Driver, logger: Logger): Promise<Schema> {
  const migrations = readMigrations()
  let refused: { file: string; reason: string } | undefined
  if ((await due(pool, migrations)).length > 0) {
    try {
      await migrate(pool, driver, migrations, logger)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EREQUEST') throw error
      refused = { file: (error as { migration?: string }).migration ?? '', reason: safeText(String((error as Error).message)) }
    }
  }
  if (await answers(pool, OWN_COLUMNS)) {
    if (await answers(pool, FIVE_TABLES)) return { state: 'complete', problem: null }
  }
  const bare = await answers(pool, FIVE_TABLES)
  const scripts = migrations.map(({ file }) => `sql/sqlserver/${file}`).join(' and ')
  const why = refused === undefined ? '' : `; the service may not do it itself: ${refused.reason}`
  const problem = bare
    ? `the company database lacks the service's own columns, so usage waits in the local outbox: a DBA must run ${scripts}${why}`
    : `the company database lacks tables, or the login may not read them: a DBA must run ${scripts} and grant the login its rights${why}`
  logger.warn({ state: bare ? 'bare' : 'missing' }, problem)
  return { state: bare ? 'bare' : 'missing', problem }
}

/** The migrations that are not noted as applied. Rights may be missing even for that question: then all are. */
async function due(pool: Queryable, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await appliedNumbers(pool)
  return migrations.filter(({ number }) => !applied.has(number))
}

interface Queryable {
  request(): Request
}

async function appliedNumbers(pool: Queryable): Promise<Set<number>> {
  const { recordset: tables } = await pool.request().query("SELECT OBJECT_ID(N'[docUpload].[TokenwheelMigrations]', N'U') AS Id")
  if ((tables as unknown as Row[])[0]?.Id == null) return new Set()
  const { recordset } = await pool.request().query('SELECT Number FROM [docUpload].[TokenwheelMigrations]')
  return new Set((recordset as unknown as Row[]).map(row => Number(row.Number)))
}

/** All that is due in one transaction, under a lock that the server holds: whoever comes second finds nothing left to do. */
async function migrate(pool: ConnectionPool, driver: Driver, migrations: readonly Migration[], logger: Logger): Promise<void> {
  const transaction = new driver.Transaction(pool)
  await transaction.begin()
  let current = ''
  try {
    const request = () => newRequest(driver, transaction, MIGRATION_TIMEOUT_MS)
    const { recordset } = await request().query(`DECLARE @granted INT;
      EXEC @granted = sp_getapplock @Resource = 'tokenwheel-migrations', @LockMode = 'Exclusive', @LockOwner = 'Transaction',
        @LockTimeout = ${LOCK_TIMEOUT_MS};
      SELECT @granted AS Granted`)
    const granted = Number((recordset as unknown as Row[])[0]?.Granted)
    if (!(granted >= 0)) throw new Error(`The lock for the migrations was not granted (${granted}).`)
    for (const { file, batches } of await due({ request }, migrations)) {
      current = file
      for (const batch of batches) await request().batch(batch)
      logger.info({ migration: file }, `Applied sql/sqlserver/${file}`)
    }
    await transaction.commit()
  } catch (error) {
    // With the connection lost or the transaction ended by the server there is nothing to roll back.
    await transaction.rollback().catch(() => {})
    throw Object.assign(error as Error, { migration: current })
  }
}

async function answers(pool: ConnectionPool, statements: string): Promise<boolean> {
  try {
    await pool.request().query(statements)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EREQUEST') return false
    throw error
  }
}
