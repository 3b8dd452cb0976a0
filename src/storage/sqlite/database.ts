import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { derivedStatus } from '../../companies/key-usability.ts'
import { AppError, StoreUnavailableError } from '../../shared/app-error.ts'
import { eraserOf, mentionOf } from '../../shared/erase-text.ts'
import { makePrivateFile, openPrivateFolder } from '../private-files.ts'
import { Checkpointer } from './checkpointer.ts'
import { RowQuery } from './row-query.ts'
import { explainUnusable, NewerDatabaseError, primaryCode, SQLITE_BUSY } from './unusable-database.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../sql/sqlite')

/** One connection to the embedded database. Reads are immediate; writes that come turn by turn of the event loop share one transaction. */
export interface Database {
  /** Where it lies; null for one in memory, which no other thread can open. */
  readonly file: string | null
  /** A prepared statement, compiled once per SQL text. */
  statement(sql: string): StatementSync
  /** A prepared query for rows that are read often and have many columns. It must name them: they are looked up once. */
  rows<T>(sql: string): RowQuery<T>
  /**
   * Runs `work` in the next group's transaction; resolves after its commit, so what resolved survives `kill -9`.
   * `work` may run twice (when another member of its group fails): it must only touch the database.
   * @throws StoreUnavailableError when the database is locked, full or gone
   */
  write<T>(work: () => T): Promise<T>
  /**
   * What the members of one group add up together: created at the first call for its key in a group. Only within `work` of {@link write}.
   */
  perGroup<T>(sum: GroupSum<T>): T
  /**
   * Empties the log beside the file, in which older versions of changed pages lie. False when somebody else was reading or writing: it may be
   * tried again.
   */
  emptyLog(): boolean
  /** @throws StoreUnavailableError, like {@link write} */
  read<T>(work: () => T): T
  /** What reads the file beside this connection has to end first. */
  beforeClose(step: () => Promise<void>): void
  close(): Promise<void>
}

export interface GroupSum<T> {
  readonly key: string
  create(): T
  /** Called just before the commit; one that throws spoils the group like any member. */
  finish(sum: T): void
  /** Called after the commit. Not called when the group is rolled back. */
  committed(sum: T): void
}

/**
 * A group waits as long as every turn of the event loop brings it company, for this many turns at most. A commit costs several times as much as a row: with
 * many answers on their way groups become large, and a lone write waits two turns, which take microseconds.
 */
const MOST_TURNS = 16

/**
 * From this size on (24 MB) a commit checkpoints the log itself, so that it begins anew: while commits go on, the {@link Checkpointer} never
 * catches up with the last of them. What it has not copied by then is little.
 */
const FULL_LOG_PAGES = 6000

/** A write waits so long for a lock that another process holds, then it fails. */
const PATIENCE_MS = 5_000
/** Of that, at most so long at a time on the thread that serves everything else. */
const ON_THREAD_MS = 20
/** Pauses between two tries at the lock: from the first, doubling, to the longest. */
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 100

export interface DatabaseOptions {
  /** How long a write waits for a lock that another process holds. */
  readonly patienceMs?: number
  /** The directory of numbered scripts that make its tables. */
  readonly migrations?: string
}

/** A member of a group: a class rather than closures, because there is one for every result. */
class Pending<T = unknown> {
  readonly #work: () => T
  readonly #resolve: (value: T) => void
  readonly #reject: (error: unknown) => void
  #value: T | undefined

  constructor(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void) {
    this.#work = work
    this.#resolve = resolve
    this.#reject = reject
  }

  run(): void {
    this.#value = this.#work()
  }

  resolve(): void {
    this.#resolve(this.#value as T)
  }

  reject(error: unknown): void {
    this.#reject(asStoreError(error))
  }
}

/**
 * What is deleted is overwritten (`secure_delete`): an erased person must not live on in free pages.
 *
 * WAL with `synchronous=NORMAL`: a commit survives the death of the process; only a loss of power can undo the last moments. A full
 * sync per group would hold the event loop for the disk's sake (docs/adr/0001-embedded-sqlite.md).
 */
export function openDatabase(file: string, options: DatabaseOptions = {}): Database {
  const { patienceMs = PATIENCE_MS, migrations = MIGRATIONS } = options
  try {
    return open(file, patienceMs, migrations)
  } catch (error) {
    throw explainUnusable(file, error)
  }
}

function open(file: string, patienceMs: number, migrations: string): Database {
  if (file !== ':memory:') {
    openPrivateFolder(join(file, '..'))
    makePrivateFile(file)
  }
  // Nothing is served yet: here the lock may be waited for.
  const db = new DatabaseSync(file, { timeout: PATIENCE_MS })
  db.exec(
    `PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8192; PRAGMA secure_delete=ON;
    PRAGMA wal_autocheckpoint=${FULL_LOG_PAGES}`,
  )
  // SQLite's own lower() knows ASCII only: an erasure would pass by "Ädele@…".
  db.function('unicode_lower', { deterministic: true }, text => String(text).toLowerCase())
  db.function('key_status', { deterministic: true }, (status, limit, used, writtenRemaining, threshold) =>
    derivedStatus({
      status: String(status),
      limit: limit === null ? null : Number(limit),
      used: Number(used),
      writtenRemaining: writtenRemaining === null ? null : Number(writtenRemaining),
      threshold: Number(threshold),
    }),
  )
  db.function('erase_text', { deterministic: true }, (text, erased) => (text === null ? null : eraserOf(String(erased))(String(text))))
  db.function('names_address', { deterministic: true }, (text, address) => Number(mentionOf(String(address))(String(text))))
  migrate(db, migrations)
  db.exec(`PRAGMA busy_timeout=${Math.min(ON_THREAD_MS, patienceMs)}`)
  return new GroupedDatabase(db, file === ':memory:' ? null : file, patienceMs)
}

/** No transaction could begin: the database is locked or gone. Nobody's fault; trying for each member would wait for the lock once for each. */
class BeginFailedError extends Error {
  constructor(cause: unknown) {
    super('No transaction could begin.', { cause })
    this.name = 'BeginFailedError'
  }
}

function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY
}

function rejectAll(members: readonly Pending[], error: unknown): void {
  for (const member of members) member.reject(error)
}

class GroupedDatabase implements Database {
  readonly file: string | null
  readonly #db: DatabaseSync
  readonly #checkpointer: Checkpointer | undefined
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #rowQueries = new Map<string, RowQuery<unknown>>()
  #group: Pending[] = []
  /** Of the jobs of one group, which are few. */
  #sums: { readonly value: unknown; readonly sum: GroupSum<unknown> }[] = []
  #closed = false
  readonly #closing: (() => Promise<void>)[] = []
  readonly #patienceMs: number
  /** Since when the group waits for a lock, and the timer of its next try. */
  #waiting: { readonly since: number; readonly pauseMs: number; readonly timer: NodeJS.Timeout } | undefined

  constructor(db: DatabaseSync, file: string | null, patienceMs: number) {
    this.#db = db
    this.file = file
    this.#checkpointer = file === null ? undefined : new Checkpointer(file)
    this.#patienceMs = patienceMs
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
  }

  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  rows<T>(sql: string): RowQuery<T> {
    let query = this.#rowQueries.get(sql)
    if (query === undefined) {
      query = new RowQuery(this.#db.prepare(sql))
      this.#rowQueries.set(sql, query)
    }
    return query as RowQuery<T>
  }

  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) return reject(new StoreUnavailableError('embedded database', new Error('closed')))
      this.#group.push(new Pending(work, resolve, reject) as Pending)
      if (this.#group.length === 1) this.#gather(0, MOST_TURNS - 1)
    })
  }

  perGroup<T>(sum: GroupSum<T>): T {
    for (const known of this.#sums) if (known.sum.key === sum.key) return known.value as T
    const value = sum.create()
    this.#sums.push({ value, sum: sum as GroupSum<unknown> })
    return value
  }

  read<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw asStoreError(error)
    }
  }

  emptyLog(): boolean {
    this.#flush()
    return this.#group.length === 0 && this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
  }

  beforeClose(step: () => Promise<void>): void {
    this.#closing.push(step)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#flush()
    while (this.#group.length > 0) await delay(FIRST_PAUSE_MS)
    this.#closed = true
    for (const step of this.#closing) await step()
    await this.#checkpointer?.close()
    this.#db.close()
  }

  #gather(known: number, turnsLeft: number): void {
    setImmediate(() => {
      const size = this.#group.length
      if (size > known && turnsLeft > 0) this.#gather(size, turnsLeft - 1)
      else this.#flush()
    })
  }

  #flush(): void {
    clearTimeout(this.#waiting?.timer)
    const group = this.#group
    if (group.length === 0) return
    const begun = performance.now()
    try {
      this.#transact(group)
    } catch (error) {
      if (error instanceof BeginFailedError && isBusy(error.cause) && this.#waits(begun)) return
      this.#group = []
      this.#waiting = undefined
      if (error instanceof BeginFailedError) rejectAll(group, error.cause)
      else if (group.length === 1) group[0]!.reject(error)
      else this.#oneByOne(group)
      return
    }
    this.#group = []
    this.#waiting = undefined
    for (const member of group) member.resolve()
  }

  /** Somebody else holds the lock: the group tries again later, with the writes that come meanwhile. False when its time is over. */
  #waits(begun: number): boolean {
    const since = this.#waiting?.since ?? begun
    if (performance.now() - since >= this.#patienceMs) return false
    const pauseMs = Math.min(LONGEST_PAUSE_MS, (this.#waiting?.pauseMs ?? FIRST_PAUSE_MS / 2) * 2)
    this.#waiting = { since, pauseMs, timer: setTimeout(() => this.#flush(), pauseMs) }
    return true
  }

  /** One member spoilt the group: each runs again alone, and only the culprit fails. */
  #oneByOne(group: readonly Pending[]): void {
    for (const [index, member] of group.entries()) {
      try {
        this.#transact([member])
      } catch (error) {
        if (error instanceof BeginFailedError) {
          rejectAll(group.slice(index), error.cause)
          return
        }
        member.reject(error)
        continue
      }
      member.resolve()
    }
  }

  #transact(members: readonly Pending[]): void {
    try {
      this.#begin.run()
    } catch (error) {
      throw new BeginFailedError(error)
    }
    try {
      for (const member of members) member.run()
      for (const { value, sum } of this.#sums) sum.finish(value)
      this.#commit.run()
    } catch (error) {
      this.#sums = []
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
    for (const { value, sum } of this.#sums) sum.committed(value)
    this.#sums = []
    this.#checkpointer?.committed()
  }
}

/** As long as it takes to copy the results of a year: whoever starts meanwhile waits for it. */
const MIGRATION_WAIT_MS = 300_000

/** Numbered scripts of `sql/sqlite`, each applied once, all in one transaction; several processes may start at the same time. */
function migrate(db: DatabaseSync, migrations: string): void {
  const scripts = readdirSync(migrations).filter(file => /^\d+-.*\.sql$/.test(file))
  const applied = () =>
    db
      .prepare('SELECT name FROM schema_migrations')
      .all()
      .map(row => String(row.name))
  const due = () => {
    const done = new Set(applied())
    return scripts.filter(name => !done.has(name)).sort()
  }
  db.exec('CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) WITHOUT ROWID')
  const unknown = applied().find(name => !scripts.includes(name))
  if (unknown !== undefined) throw new NewerDatabaseError(unknown)
  if (due().length === 0) return
  db.exec(`PRAGMA busy_timeout=${MIGRATION_WAIT_MS}; BEGIN IMMEDIATE`)
  try {
    for (const name of due()) {
      db.exec(readFileSync(join(migrations, name), 'utf8'))
      db.prepare("INSERT INTO schema_migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))").run(name)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function asStoreError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const isDatabaseError = error instanceof Error && (error as { code?: string }).code === 'ERR_SQLITE_ERROR'
  return isDatabaseError ? new StoreUnavailableError('embedded database', error) : error
}
