import type { ConnectionPool } from 'mssql'
import type { Logger } from '../../logging/logger.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import { safeText } from '../../shared/redact.ts'
import type { Driver } from './driver.ts'
import { alone, appliedNumbers, LOCK_TIMEOUT_MS, lockName, runStep, StepTaken } from './migration-step.ts'
import { isIndex, type Migration, type Query, readMigrations, readQuery } from './sql-files.ts'
import { judge } from './sql-server-errors.ts'

/**
 * What the database holds. `complete`: everything that metering needs. `bare`: the five tables without the service's own columns: keys can be
 * chosen, usage waits in the outbox. `missing`: not even those.
 */
export interface Schema {
  readonly state: 'complete' | 'bare' | 'missing'
  /** Words for operators, with the scripts that must be run; null when complete. */
  readonly problem: string | null
  /** Whether the log tables have the service's own columns. Without them rows are written as before, and none is deleted by age. */
  readonly ownLogColumns: boolean
  /** Milliseconds after which it is worth looking again; null when nothing is missing that could still come. */
  readonly lookAgainMs: number | null
  /** Whether an index is not noted as built. */
  readonly lacksIndexes: boolean
  /** Something was made by this very replica: what is still to be made is its affair, too. */
  readonly isMaker: boolean
}

/**
 * Makes what is missing, as far as the login may and others let it, and looks at what is there then. @throws when the connection fails
 * @param vitalOnly somebody waits: what metering can do without is left for the next look, which is due at once
 */
export type PrepareSchema = (pool: ConnectionPool, driver: Driver, vitalOnly?: boolean) => Promise<Schema>

/** Metadata alone: adding a nullable column takes no time, once the lock is there. */
const STEP_TIMEOUT_MS = 30_000
/** Twenty replicas that start at once, each with a dozen steps of milliseconds, and one that waits for a foreign lock. */
const WAIT_FOR_OTHERS_MS = 20_000
/** Of one batch, when another replica was at the same. */
const STEP_TRIES = 5
/** A DBA may have run the script. */
const LOOK_AGAIN_MS = 15_000
/** Somebody holds a table: each try costs those who read it up to {@link LOCK_TIMEOUT_MS}, so they are rare. */
const TRY_AGAIN_MS = 60_000
/** The replica that has made the tables makes the rest, too. */
const LEFT_TO_MAKER_MS = 10_000

/** These make what metering needs. Of the others, indexes are built in the background; the rest is done without where it is refused. */
const VITAL: readonly number[] = [1, 2, 7]
const WITHOUT: Readonly<Record<number, string>> = {
  8: 'keeps no results',
  9: 'writes log rows without request and key, and deletes none by age',
}

const FIVE_TABLES = readQuery('five-tables')
const OWN_COLUMNS = readQuery('own-columns')
const OWN_LOG_COLUMNS = readQuery('own-log-columns')
const SCRIPTS = 'sql/sqlserver/001-company-tables.sql and sql/sqlserver/002-own-columns.sql, then sql/sqlserver/007-key-settings.sql'

/** Why something was not made: refused for good, or held by somebody (`passing`). */
interface Hindrance {
  readonly words: string
  readonly passing: boolean
}

/** @param database what the application locks are named after: those of Babelfish are the whole server's */
export function createPrepareSchema(logger: Logger, clock: Clock = systemClock, database = ''): PrepareSchema {
  const told = new Map<number, string>()
  const tell = (migration: Migration, words: string) => {
    if (told.get(migration.number) === words) return
    told.set(migration.number, words)
    const file = `sql/sqlserver/${migration.file}`
    logger.warn({ migration: migration.file }, `${file} is not applied; the service ${WITHOUT[migration.number]} until it is: ${words}`)
  }

  return async (pool, driver, vitalOnly = false) => {
    let isMaker = false
    const apply = async (migration: Migration) => {
      const done = await applied(pool, driver, migration, { logger, database })
      isMaker ||= done === 'ours'
      return typeof done === 'string' ? undefined : done
    }
    const { vital, others, lacksIndexes } = await due(pool)
    const hindrance = vital.length === 0 ? undefined : await makeVital(pool, driver, apply, { clock, database })
    const state = await stateOf(pool, hindrance)
    let passing = hindrance?.passing ?? false
    const postponed = vitalOnly && others.length > 0
    for (const migration of postponed || state === 'missing' ? [] : others) {
      const hindered = await apply(migration)
      if (hindered === undefined) continue
      tell(migration, hindered.words)
      passing ||= hindered.passing
    }
    const postponedMs = isMaker ? 0 : LEFT_TO_MAKER_MS
    return {
      state,
      problem: problemOf(state, hindrance),
      ownLogColumns: state !== 'missing' && (await looksLike(pool, OWN_LOG_COLUMNS)) === 'yes',
      lookAgainMs: passing ? TRY_AGAIN_MS : state !== 'complete' ? LOOK_AGAIN_MS : postponed ? postponedMs : null,
      ...{ lacksIndexes, isMaker },
    }
  }
}

/** What is not noted as applied. */
async function due(pool: ConnectionPool) {
  const noted = await appliedNumbers(pool)
  const missing = readMigrations().filter(migration => !noted.has(migration.number))
  const tables = missing.filter(migration => !isIndex(migration))
  const isVital = ({ number }: Migration) => VITAL.includes(number)
  return {
    vital: tables.filter(isVital),
    others: tables.filter(migration => !isVital(migration)),
    lacksIndexes: tables.length < missing.length,
  }
}

type Apply = (migration: Migration) => Promise<Hindrance | undefined>

/**
 * One replica at a time, and one try for all of them: who has waited for another replica as long as that one waits for a foreign lock, and finds
 * nothing made, does not make those who read the table wait once more.
 */
async function makeVital(
  pool: ConnectionPool,
  driver: Driver,
  apply: Apply,
  { clock, database }: { readonly clock: Clock; readonly database: string },
): Promise<Hindrance | undefined> {
  const askedAt = clock.now()
  const make = async () => {
    const hasWaited = clock.now() - askedAt >= LOCK_TIMEOUT_MS
    const { vital } = await due(pool)
    if (hasWaited && vital.length > 0) throw new StepTaken('another replica has just tried in vain')
    return firstHindrance(vital, apply)
  }
  const lock = { resource: lockName('start', database), waitForOthersMs: WAIT_FOR_OTHERS_MS }
  return alone(pool, driver, lock, make).catch(hindranceOf)
}

/** In their order, since each builds on those before it. */
async function firstHindrance(migrations: readonly Migration[], apply: Apply): Promise<Hindrance | undefined> {
  for (const migration of migrations) {
    const hindrance = await apply(migration)
    if (hindrance !== undefined) return hindrance
  }
  return undefined
}

/** `noted`: another replica did it meanwhile. @throws when the connection fails */
async function applied(
  pool: ConnectionPool,
  driver: Driver,
  migration: Migration,
  { logger, database }: { readonly logger: Logger; readonly database: string },
): Promise<'ours' | 'noted' | Hindrance> {
  const { number, batches, file } = migration
  try {
    let isOurs = false
    for (const batch of batches) {
      const step = {
        number,
        batch,
        resource: lockName('migrations', database),
        timeoutMs: STEP_TIMEOUT_MS,
        waitForOthersMs: WAIT_FOR_OTHERS_MS,
      }
      isOurs = await insistently(() => runStep(pool, driver, step))
      if (!isOurs) break
    }
    if (isOurs) logger.info({ migration: file }, `Applied sql/sqlserver/${file}`)
    return isOurs ? 'ours' : 'noted'
  } catch (error) {
    return hindranceOf(error)
  }
}

/**
 * Babelfish lets go of the application lock a moment before the transaction is seen by others: the next replica may still find a table missing and
 * then, making it, find it there. Every batch is guarded, so it is repeated.
 */
async function insistently<T>(step: () => Promise<T>): Promise<T> {
  for (let left = STEP_TRIES; ; left -= 1) {
    try {
      return await step()
    } catch (error) {
      const { kind, words } = judge(error, { server: '', exhausted: false, poolSize: 0 })
      const isRace = kind === 'conflict' || kind === 'duplicate' || (kind === 'refused' && /already exists|already an object/i.test(words))
      if (!isRace || left === 1) throw error
    }
  }
}

/** @throws the error when nobody has judged the statement */
function hindranceOf(error: unknown): Hindrance {
  if (error instanceof StepTaken) return { words: error.message, passing: true }
  const { kind } = judge(error, { server: '', exhausted: false, poolSize: 0 })
  if (kind === 'away') throw error
  if (kind === 'refused') return { words: safeText(String((error as Error).message)), passing: false }
  return { words: 'somebody else holds the lock of a table that has to be changed; the service comes back for it', passing: true }
}

async function stateOf(pool: ConnectionPool, hindrance: Hindrance | undefined): Promise<Schema['state']> {
  // A lock on a table proves that it is there; whether its columns are, what was noted says.
  if ((await looksLike(pool, FIVE_TABLES)) === 'no') return 'missing'
  const own = await looksLike(pool, OWN_COLUMNS)
  return own === 'yes' || (own === 'locked' && hindrance === undefined) ? 'complete' : 'bare'
}

function problemOf(state: Schema['state'], hindrance: Hindrance | undefined): string | null {
  if (state === 'complete') return null
  const lacks =
    state === 'bare'
      ? "the company database lacks the service's own columns, so usage waits in the local outbox"
      : 'the company database lacks tables, or the login may not read them'
  if (hindrance?.passing) return `${lacks}: ${hindrance.words}`
  const why = hindrance === undefined ? '' : `; the service itself is refused it: ${hindrance.words}`
  return `${lacks}: a DBA must run ${SCRIPTS}${state === 'bare' ? '' : ' and grant the login its rights'}${why}`
}

async function looksLike(pool: ConnectionPool, { text }: Query): Promise<'yes' | 'no' | 'locked'> {
  try {
    await pool.request().query(text)
    return 'yes'
  } catch (error) {
    return hindranceOf(error).passing ? 'locked' : 'no'
  }
}
