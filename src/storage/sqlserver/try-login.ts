import type { ConnectionPool } from 'mssql'
import { safeText } from '../../shared/redact.ts'
import { type Driver, driverConfig, type Row } from './driver.ts'
import { appliedNumbers } from './migration-step.ts'
import { missingRights } from './missing-rights.ts'
import { isIndex, readMigrations, readQuery } from './sql-files.ts'
import { isRefused, judge } from './sql-server-errors.ts'
import { nameOf, type SqlServerAddress } from './sql-server-url.ts'

/** Nobody could log in; `isRefused`: the server is there and does not take the login. The message is for operators, without a secret. */
export class LoginFailedError extends Error {
  override readonly name = 'LoginFailedError'
  readonly isRefused: boolean
  constructor(words: string, refused: boolean) {
    super(words)
    this.isRefused = refused
  }
}

const STATEMENT_MS = 10_000
const FACTS = readQuery('database-facts')
const LOOKS = [
  {
    query: readQuery('five-tables'),
    lacks:
      'The five tables are not all there, or the login may not read them: the service makes them at its start if the login is in db_ddladmin; else a DBA runs sql/sqlserver/001-company-tables.sql.',
  },
  {
    query: readQuery('own-columns'),
    lacks:
      "The service's own columns are missing (sql/sqlserver/002-own-columns.sql, 007-key-settings.sql): made at the start if the login is in db_ddladmin; until then usage waits in the outbox.",
  },
  {
    query: readQuery('own-log-columns'),
    lacks:
      'The own columns of the log tables are missing (sql/sqlserver/009-own-log-columns.sql): until then log rows name no request, and none is deleted by age.',
  },
]

/** Logs in once and looks; changes nothing. @returns what an operator should know, in words @throws LoginFailedError */
export async function tryLogin(address: SqlServerAddress, driver: Driver): Promise<readonly string[]> {
  const pool = new driver.ConnectionPool({ ...driverConfig(address, STATEMENT_MS), pool: { min: 0, max: 1 } })
  pool.on('error', () => {})
  try {
    await pool.connect()
    return await findings(pool, driver)
  } catch (error) {
    const { words } = judge(error, { server: nameOf(address), exhausted: false, poolSize: address.poolSize })
    throw new LoginFailedError(safeText(words, 500), (error as { code?: string }).code === 'ELOGIN')
  } finally {
    await pool.close().catch(() => {})
  }
}

async function findings(pool: ConnectionPool, driver: Driver): Promise<string[]> {
  const missing = []
  for (const { query, lacks } of LOOKS) if (!(await isAnswered(pool, query.text))) missing.push(lacks)
  const noted = await appliedNumbers(pool).catch((error: unknown) => {
    if (!isRefused(error)) throw error
    return new Set<number>()
  })
  // What stands there cannot be read where all else is found: that is said below, and nothing of indexes is known.
  const isUnread = noted.size === 0 && missing.length === 0
  const indexes = isUnread ? [] : readMigrations().filter(migration => isIndex(migration) && !noted.has(migration.number))
  const built = `Indexes that are built after the start, in the background: ${indexes.map(({ file }) => file).join(', ')}.`
  return [...missing, ...(await missingRights(pool, driver)), ...(indexes.length === 0 ? [] : [built]), ...(await snapshotHint(pool))]
}

/** Without it whoever reads the tables waits for whoever writes them. */
async function snapshotHint(pool: ConnectionPool): Promise<string[]> {
  try {
    const { recordset } = await pool.request().query(FACTS.text)
    const { IsSnapshot, DatabaseName } = (recordset as Row[])[0] ?? {}
    if (IsSnapshot !== false && IsSnapshot !== 0) return []
    return [
      `READ_COMMITTED_SNAPSHOT is off: reports and writers of these tables wait for each other. In a quiet moment: ALTER DATABASE [${String(DatabaseName)}] SET READ_COMMITTED_SNAPSHOT ON;`,
    ]
  } catch (error) {
    if (isRefused(error)) return []
    throw error
  }
}

async function isAnswered(pool: ConnectionPool, text: string): Promise<boolean> {
  try {
    await pool.request().query(text)
    return true
  } catch (error) {
    if (isRefused(error)) return false
    throw error
  }
}
