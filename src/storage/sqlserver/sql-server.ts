import type { ConnectionPool } from 'mssql'
import type { Logger } from '../../logging/logger.ts'
import { RetryFailedError, type RetryPolicy } from '../../retry/retry-policy.ts'
import { AppError, RowRefusedError, SlowStoreError, StoreUnavailableError } from '../../shared/app-error.ts'
import { type Clock, toIso } from '../../shared/clock.ts'
import { firstOf } from '../../shared/race.ts'
import { safeText } from '../../shared/redact.ts'
import { type Driver, driverConfig, newRequest, type Row, WARM_CONNECTIONS } from './driver.ts'
import { createGate, type Gate } from './gate.ts'
import { type BulkColumn, insertByStatements, insertInBulk } from './insert-rows.ts'
import { compared, datetime2, type Parameter } from './parameters.ts'
import { type Query, readQuery } from './sql-files.ts'
import { CallerWaitedTooLong, ConflictError, isRefused, judge, SqlServerProblem } from './sql-server-errors.ts'
import type { PrepareSchema, Schema } from './sql-server-schema.ts'
import { nameOf, type SqlServerAddress } from './sql-server-url.ts'
import { type TextColumns, textColumns } from './sql-text.ts'

/** The values of a statement, by the names they have in it. */
type Parameters = Readonly<Record<string, Parameter>>

export interface QueryOptions {
  /** Milliseconds that the statement may take at the server; the default suits what somebody waits for. */
  readonly timeoutMs?: number
  /** Milliseconds after which the caller is told, the wait for a free connection included. */
  readonly waitMs?: number
  /** The statement needs the service's own columns, and has no form without them. */
  readonly needsOwnColumns?: boolean
  /** The own columns it names are those of the log tables. */
  readonly ofLogs?: boolean
}

export interface SqlServerParts {
  readonly address: SqlServerAddress
  readonly driver: Driver
  /** Makes the tables what the service needs, as far as it may, and tells what they are then. Called with the first connection. */
  readonly prepare: PrepareSchema
  /** Called whenever the tables were looked at and what metering needs was there. */
  readonly onComplete?: (schema: Schema) => void
  readonly retry: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
}

/** A server that is busy still answers within that; whoever cannot wait so long says so (`waitMs`). */
const REQUEST_TIMEOUT_MS = 15_000
/** A refused bulk insert is not tried again before this: the rights may have been granted meanwhile. */
const BULK_AGAIN_MS = 600_000
/** Health must be told soon. */
const PING_WAIT_MS = 1500
/** A server that has answered somebody within that, however late, is slow; beyond it it is away. Longer than health's questions are apart. */
const STILL_SERVES_MS = 20_000
/** A first start may build indexes over large tables: nobody waits for that longer than for an answer. */
const PREPARE_WAIT_MS = 2500
const CLOSE_WAIT_MS = 2000
/** As long as connecting and a cold statement may take. */
const ASK_WAIT_MS = 10_000
const SELECT_KEY = readQuery('select-key')
const NOBODYS_KEY = { company: compared(''), now: datetime2('2000-01-01T00:00:00.000Z'), excluded: compared(',,') }
/** A server that has answered somebody within that is there. */
const ALIVE_MS = 2000

/** One connection pool, opened with its first use and again after it failed. Every failure has words for operators as its cause. */
export class SqlServer {
  readonly #parts: SqlServerParts
  readonly #gate: Gate
  readonly #name: string
  #opening: Promise<ConnectionPool> | undefined
  #pool: ConnectionPool | undefined
  #schema: Schema | undefined
  #openingSince = 0
  #schemaLookedAt = 0
  #lookingAgain = false
  /** A statement was refused since the tables were looked at. */
  #doubtful = false
  #columns: TextColumns = textColumns(undefined)
  #lastAnswer = Number.NEGATIVE_INFINITY
  #bulkFrom = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(parts: SqlServerParts) {
    this.#parts = parts
    this.#gate = createGate(parts.clock, () => this.#ask())
    this.#name = nameOf(parts.address)
  }

  /**
   * Runs one statement file in one round trip and returns its result sets. A statement that lost to another
   * transaction (deadlock, the same key at once) is repeated through the shared policy.
   * @throws StoreUnavailableError without an answer; RowRefusedError when the server refuses the statement itself
   */
  async query(query: Query, parameters: Parameters, options: QueryOptions = {}): Promise<Row[][]> {
    const attempt = () => this.#attempt(query, parameters, options)
    try {
      const { value } = await this.#parts.retry.execute(attempt, { classify: error => ({ retryable: error instanceof ConflictError }) })
      return value
    } catch (error) {
      const last = error instanceof RetryFailedError ? error.cause : error
      if (!(last instanceof ConflictError)) throw last
      // A key that stays taken is the row's own trouble and must not hold up the others.
      throw last.kind === 'duplicate' ? new RowRefusedError(last.message) : this.#unavailable(last.message)
    }
  }

  /**
   * All rows or none, by bulk insert, or by ordinary ones where that is refused. After a time-out it may have happened: rows of logs may then be
   * there twice.
   */
  async insert<T>(table: string, columns: readonly BulkColumn<T>[], rows: readonly T[]): Promise<void> {
    const { driver, clock, logger } = this.#parts
    await this.#use(async (pool, schema) => {
      const insert = { table, rows, columns: schema.ownLogColumns ? columns : columns.filter(column => column.isOwn !== true) }
      if (clock.now() >= this.#bulkFrom) {
        try {
          return await insertInBulk(pool, driver, this.#columns, insert)
        } catch (error) {
          if (!isRefused(error)) throw error
        }
      }
      await insertByStatements(pool, driver, this.#columns, insert)
      if (clock.now() < this.#bulkFrom) return
      // The very rows went in the other way: it is not them that the server refuses.
      this.#bulkFrom = clock.now() + BULK_AGAIN_MS
      logger.info({ table }, 'Bulk inserts are refused by the company database; rows go in by ordinary statements')
    })
  }

  /** ISO 8601, by the clock of the service. */
  now(): string {
    return toIso(this.#parts.clock.now())
  }

  /** Resolves when the server answers, with what is missing there in words, or null. @throws SlowStoreError when others are answered meanwhile */
  async ping(): Promise<string | null> {
    const started = this.#parts.clock.now()
    try {
      await this.#use(pool => this.#noteAnswer(pool.request().query('SELECT 1 AS Answer')), { waitMs: PING_WAIT_MS })
    } catch (error) {
      // An answer since then, or shortly before: the server serves, only not in the time that health has.
      const free = this.#pool !== undefined && this.#pool.borrowed < this.#parts.address.poolSize
      const serves = free && started - this.#lastAnswer < STILL_SERVES_MS
      const waited = this.#parts.clock.now() - started >= PING_WAIT_MS
      if (serves && waited) throw new SlowStoreError(`SQL Server ${this.#name} takes longer than ${PING_WAIT_MS / 1000} s to answer`)
      throw error
    }
    return this.#schema?.problem ?? null
  }

  /** However late it comes. */
  async #noteAnswer<T>(answer: Promise<T>): Promise<T> {
    const value = await answer
    this.#answered()
    return value
  }

  /** Connects and prepares the tables, however long that takes; a failure is only logged, because it heals with time. */
  async warmUp(): Promise<void> {
    try {
      await this.#use(pool => this.#warm(pool), { prepareWaitMs: Number.POSITIVE_INFINITY })
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'The company database cannot be used yet; the service goes on without it and tries again')
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const closePool = async () => {
      const pool = await this.#opening?.catch(() => undefined)
      await pool?.close().catch(() => {})
    }
    const closed = Promise.all([closePool(), this.#gate.close()])
    // The driver waits for statements under way, a migration or a foreign lock among them, and one of them may never end.
    await firstOf([closed], CLOSE_WAIT_MS, this.#parts.clock)
  }

  #attempt(query: Query, parameters: Parameters, options: QueryOptions): Promise<Row[][]> {
    return this.#use((pool, schema) => {
      if (schema.state === 'bare' && options.needsOwnColumns) throw this.#unavailable(schema.problem ?? '')
      return this.#send(pool, query, parameters, options)
    }, options)
  }

  /** The form of the statement that suits the tables, with its values. */
  async #send(pool: ConnectionPool, query: Query, parameters: Parameters, options: QueryOptions = {}): Promise<Row[][]> {
    const { driver } = this.#parts
    const { timeoutMs = REQUEST_TIMEOUT_MS, ofLogs = false } = options
    const isWhole = ofLogs ? this.#schema?.ownLogColumns : this.#schema?.state === 'complete'
    const request = newRequest(driver, pool, timeoutMs)
    for (const [name, parameter] of Object.entries(parameters)) {
      const { type, value } = parameter(driver, this.#columns)
      request.input(name, type, value)
    }
    const { recordsets } = await request.query(isWhole ? query.text : query.bare)
    return recordsets as Row[][]
  }

  /** Everything that touches the server goes through here: the gate, the pool, and the words for what fails. */
  async #use<T>(
    work: (pool: ConnectionPool, schema: Schema) => Promise<T>,
    { waitMs, prepareWaitMs = PREPARE_WAIT_MS }: QueryOptions & { readonly prepareWaitMs?: number } = {},
  ): Promise<T> {
    const started = this.#parts.clock.now()
    this.#gate.enter()
    let pool: ConnectionPool | undefined
    try {
      pool = await this.#open(Math.min(prepareWaitMs, waitMs ?? prepareWaitMs))
      const schema = this.#lookAgain(pool)
      if (schema.state === 'missing') throw this.#unavailable(schema.problem ?? '')
      const working = work(pool, schema)
      const result = await (waitMs === undefined ? working : this.#within(waitMs - (this.#parts.clock.now() - started), working))
      this.#answered()
      return result
    } catch (error) {
      // An identifier that does not fit is the caller's matter.
      throw error instanceof AppError ? error : this.#translate(error, pool)
    }
  }

  #translate(error: unknown, pool: ConnectionPool | undefined): Error {
    const exhausted = pool !== undefined && pool.borrowed >= this.#parts.address.poolSize
    const failure = judge(error, { server: this.#name, exhausted, poolSize: this.#parts.address.poolSize })
    if (failure.kind === 'away') {
      const unavailable = this.#unavailable(failure.words)
      // While others are answered, a time-out is one statement's own, or the queue before the pool; no outage.
      const alive = failure.timedOut && this.#parts.clock.now() - this.#lastAnswer < ALIVE_MS
      if (!alive) this.#gate.failed(unavailable, pool === undefined)
      return unavailable
    }
    this.#answered()
    if (failure.kind === 'conflict' || failure.kind === 'duplicate') return new ConflictError(failure.words, failure.kind)
    if (failure.kind === 'busy') return this.#unavailable(failure.words)
    // Tables may have been changed or rights withdrawn: looked at with the next statement.
    this.#doubtful = true
    return new RowRefusedError(safeText(failure.words, 500))
  }

  #answered(): void {
    this.#lastAnswer = this.#parts.clock.now()
    this.#gate.answered()
  }

  /** For the gate: whether the server is back. Nobody waits for it, so it may take its time. */
  async #ask(): Promise<void> {
    const pool = await this.#open(ASK_WAIT_MS)
    try {
      await this.#within(ASK_WAIT_MS, this.#warm(pool))
    } catch (error) {
      // An answer, if not a good one: the tables have changed, and are looked at with the next statement.
      if (!isRefused(error)) throw error
      this.#doubtful = true
    }
    this.#lastAnswer = this.#parts.clock.now()
    this.#parts.logger.info({ server: this.#name }, `SQL Server ${this.#name} answers again`)
  }

  /** The statement that callers wait for, on as many connections as are kept: the first time costs the server many times the others. */
  async #warm(pool: ConnectionPool): Promise<void> {
    if (this.#schema?.state === 'missing') return
    await Promise.all(Array.from({ length: WARM_CONNECTIONS }, () => this.#send(pool, SELECT_KEY, NOBODYS_KEY)))
  }

  #unavailable(words: string): StoreUnavailableError {
    return new StoreUnavailableError('company database', new SqlServerProblem(safeText(words, 500)))
  }

  async #open(waitMs: number): Promise<ConnectionPool> {
    if (this.#closed) throw this.#unavailable('the service stops')
    if (this.#pool !== undefined) return this.#pool
    if (this.#opening === undefined) {
      this.#openingSince = this.#parts.clock.now()
      this.#opening = this.#connect().catch((error: unknown) => {
        this.#opening = undefined
        throw error
      })
    }
    if (waitMs === Number.POSITIVE_INFINITY) return this.#opening
    // Who comes late waits no longer than who came first.
    const left = waitMs - (this.#parts.clock.now() - this.#openingSince)
    return this.#within(Math.max(0, left), this.#opening, 'is still being connected to, or its tables are being prepared')
  }

  /** @throws StoreUnavailableError, or a time-out that {@link judge} finds words for, when the work takes longer; it goes on nevertheless */
  async #within<T>(ms: number, work: Promise<T>, words?: string): Promise<T> {
    if ((await firstOf([work], ms, this.#parts.clock)) !== 'due') return work
    throw words === undefined ? new CallerWaitedTooLong() : this.#unavailable(`SQL Server ${this.#name} ${words}`)
  }

  async #connect(): Promise<ConnectionPool> {
    const { driver, prepare, logger, clock } = this.#parts
    const pool = new driver.ConnectionPool(driverConfig(this.#parts.address, REQUEST_TIMEOUT_MS))
    // Errors of single connections reach whoever uses them; without a listener they would end the process.
    pool.on('error', (error: unknown) => logger.debug({ err: error }, 'A connection of the pool failed'))
    try {
      await pool.connect()
      this.#schema = await prepare(pool, driver, true)
      if (this.#schema.problem !== null) logger.warn({ schema: this.#schema.state }, this.#schema.problem)
    } catch (error) {
      pool.close().catch(() => {})
      throw error
    }
    this.#schemaLookedAt = clock.now()
    this.#lastAnswer = clock.now()
    this.#columns = textColumns((pool as unknown as { collation?: { codepage?: string } }).collation?.codepage)
    this.#pool = pool
    logger.info({ server: this.#name, schema: this.#schema.state }, `Connected to SQL Server ${this.#name}`)
    if (this.#schema.state === 'complete') this.#parts.onComplete?.(this.#schema)
    return pool
  }

  /** Beside the statements, not before them: nobody waits for it. */
  #lookAgain(pool: ConnectionPool): Schema {
    const { clock, prepare, driver, logger } = this.#parts
    const schema = this.#schema!
    const wait = schema.lookAgainMs ?? Number.POSITIVE_INFINITY
    if ((this.#doubtful || clock.now() - this.#schemaLookedAt >= wait) && !this.#lookingAgain) {
      this.#lookingAgain = true
      this.#schemaLookedAt = clock.now()
      this.#doubtful = false
      prepare(pool, driver)
        .then(found => {
          this.#schema = found
          if (found.state === 'complete') this.#parts.onComplete?.(found)
          if (found.problem === schema.problem) return
          if (found.problem === null) logger.info({ schema: found.state }, 'The tables of the company database are complete now')
          else logger.warn({ schema: found.state }, found.problem)
        })
        .catch((error: unknown) => logger.debug({ err: error }, 'The tables of the company database could not be looked at'))
        .finally(() => {
          this.#lookingAgain = false
        })
    }
    return schema
  }
}
