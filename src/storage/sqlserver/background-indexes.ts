import type { ConnectionPool, Request } from 'mssql'
import type { Logger } from '../../logging/logger.ts'
import type { Clock } from '../../shared/clock.ts'
import { firstOf } from '../../shared/race.ts'
import { safeText } from '../../shared/redact.ts'
import type { Driver, Row } from './driver.ts'
import { appliedNumbers, lockName, runStep, StepTaken } from './migration-step.ts'
import { indexOf, isIndex, type Migration, online, readMigrations } from './sql-files.ts'
import { judge } from './sql-server-errors.ts'

/** Builds what is missing of the indexes while the service works. None of them is needed for anything but speed. */
export interface BackgroundIndexes {
  /** Once the tables are there; again changes nothing. Not `atOnce`: after a minute, in which the replica that made the tables may have done it. */
  start(atOnce?: boolean): void
  /** Cancels a build under way: the server takes it back, and the next start begins it again. */
  close(): Promise<void>
}

export interface BackgroundIndexesParts {
  readonly driver: Driver
  /** A pool of one connection, of its own: a build takes none from those who serve. */
  readonly connect: () => Promise<ConnectionPool>
  readonly clock: Clock
  readonly logger: Logger
  /** What the application lock is named after. */
  readonly database?: string
}

/** Built where it stands by any edition: some tenths of a second, during which writers of the table wait. */
const SMALL_TABLE_ROWS = 100_000
/** SERVERPROPERTY('EngineEdition'): Enterprise and Developer, Azure SQL Database, Managed Instance. */
const BUILDS_ONLINE = new Set([3, 5, 8])
/** Hundreds of millions of rows. */
const BUILD_TIMEOUT_MS = 6 * 3_600_000
const WAIT_MS = { first: 60_000, longest: 3_600_000 } as const
const CLOSE_WAIT_MS = 2000

/** `later`: somebody holds the table, another replica builds, or the server is away. */
type Outcome = 'done' | 'given-up' | 'later'

export function createBackgroundIndexes(parts: BackgroundIndexesParts): BackgroundIndexes {
  const { clock, logger } = parts
  const closing = new AbortController()
  let running: Promise<void> | undefined

  const run = async (atOnce: boolean): Promise<void> => {
    if (!atOnce) await clock.sleep(WAIT_MS.first, closing.signal)
    const givenUp = new Set<number>()
    for (let wait: number = WAIT_MS.first; ; wait = Math.min(WAIT_MS.longest, wait * 2)) {
      const outcome = await buildAll(parts, givenUp, closing.signal).catch((error: unknown): Outcome => {
        logger.debug({ err: error }, 'Indexes of the company database could not be built; tried again later')
        return 'later'
      })
      if (outcome !== 'later') return
      await clock.sleep(wait, closing.signal)
    }
  }

  return {
    start(atOnce = true) {
      // Its only rejection is the stop's.
      if (!closing.signal.aborted) running ??= run(atOnce).catch(() => {})
    },
    async close() {
      closing.abort()
      if (running !== undefined) await firstOf([running], CLOSE_WAIT_MS, clock)
    },
  }
}

async function buildAll(parts: BackgroundIndexesParts, givenUp: Set<number>, stop: AbortSignal): Promise<Outcome> {
  const pool = await parts.connect()
  try {
    const noted = await appliedNumbers(pool)
    const due = readMigrations().filter(migration => isIndex(migration) && !noted.has(migration.number))
    let later = false
    for (const migration of due) {
      if (givenUp.has(migration.number)) continue
      stop.throwIfAborted()
      const outcome = await build(pool, migration, parts, stop)
      if (outcome === 'given-up') givenUp.add(migration.number)
      later ||= outcome === 'later'
    }
    return later ? 'later' : 'done'
  } finally {
    // What is under way there was cancelled; whoever closes does not wait for the server's answer.
    void pool.close().catch(() => {})
  }
}

async function build(pool: ConnectionPool, migration: Migration, parts: BackgroundIndexesParts, stop: AbortSignal): Promise<Outcome> {
  const { logger, driver } = parts
  const { statement, table } = indexOf(migration)
  const warn = (why: string): Outcome => {
    const words = `${why}; the service works without it, but slower. To make it by hand, in a quiet hour: sqlcmd -b -d DATABASE -i sql/sqlserver/${migration.file} (${statement})`
    logger.warn({ migration: migration.file }, `An index of the company database is not there: ${words}`)
    return 'given-up'
  }
  try {
    const isSmall = await hasFewRows(pool, table)
    if (!isSmall && !(await buildsOnline(pool)))
      return warn(`${table} is large, and this edition of SQL Server would keep its writers waiting during the build`)
    if (!isSmall) logger.info({ migration: migration.file }, `An index of ${table} is built in the background: ${statement}`)
    const step = {
      number: migration.number,
      resource: lockName('indexes', parts.database ?? ''),
      timeoutMs: BUILD_TIMEOUT_MS,
      waitForOthersMs: 0,
    }
    const batch = isSmall ? migration.batches[0]! : online(migration)
    const isOurs = await runStep(pool, driver, { ...step, batch, onRequest: request => cancelAt(stop, request) })
    if (isOurs) logger.info({ migration: migration.file }, `Applied sql/sqlserver/${migration.file}`)
    return 'done'
  } catch (error) {
    stop.throwIfAborted()
    if (error instanceof StepTaken) return 'later'
    const failure = judge(error, { server: '', exhausted: false, poolSize: 0 })
    if (failure.kind === 'refused')
      return warn(`sql/sqlserver/${migration.file} is refused (${safeText(String((error as Error).message))})`)
    if (failure.timedOut) return warn(`${table} was not through after ${BUILD_TIMEOUT_MS / 3_600_000} hours`)
    return 'later'
  }
}

function cancelAt(stop: AbortSignal, request: Request): void {
  stop.addEventListener('abort', () => request.cancel(), { once: true })
}

async function hasFewRows(pool: ConnectionPool, table: string): Promise<boolean> {
  // No statistics are asked: they need rights that the login may lack, and Babelfish has none of them.
  const text = `SET LOCK_TIMEOUT 1000; SELECT COUNT(*) AS Found FROM (SELECT TOP (${SMALL_TABLE_ROWS + 1}) 1 AS One FROM ${table}) AS t`
  const { recordset } = await pool.request().query(text)
  return Number((recordset as Row[])[0]?.Found) <= SMALL_TABLE_ROWS
}

async function buildsOnline(pool: ConnectionPool): Promise<boolean> {
  const { recordset } = await pool.request().query("SELECT CAST(SERVERPROPERTY('EngineEdition') AS INT) AS Edition")
  return BUILDS_ONLINE.has(Number((recordset as Row[])[0]?.Edition))
}
