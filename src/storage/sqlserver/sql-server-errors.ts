/** What the driver says of a failure; nothing of it is promised, so everything is optional. */
interface DriverError {
  readonly name?: string
  readonly code?: string
  readonly number?: number
  readonly message?: string
  readonly class?: number
  readonly originalError?: { readonly code?: string; readonly info?: { readonly number?: number; readonly class?: number } }
}

/** Words for operators: what is wrong with the connection, never a password or a statement. */
export class SqlServerProblem extends Error {
  override readonly name = 'SqlServerProblem'
}

/** Nothing came within the caller's own time; it looks to {@link judge} like a time-out of the driver's. */
export class CallerWaitedTooLong extends Error {
  readonly code = 'ETIMEOUT'
}

/** Another transaction was in the way and nothing of this one happened: the same statement may succeed now. */
export class ConflictError extends SqlServerProblem {
  readonly kind: 'conflict' | 'duplicate'
  constructor(words: string, kind: 'conflict' | 'duplicate') {
    super(words)
    this.kind = kind
  }
}

/** Where something failed. */
export interface Circumstances {
  /** host:port */
  readonly server: string
  /** Every connection of the pool was in use. */
  readonly exhausted: boolean
  readonly poolSize: number
}

export interface Failure {
  /**
   * `away`: no answer, the outcome is unknown. `busy`: the server says that the same may succeed later. `conflict`: another transaction
   * was in the way, and nothing of this one happened (`duplicate`: it holds the same key). `refused`: the statement itself is answered with an error.
   */
  readonly kind: 'away' | 'busy' | 'conflict' | 'duplicate' | 'refused'
  readonly words: string
  /** Nothing came in time; nothing broke either. */
  readonly timedOut: boolean
}

/** Two writers of one request id at once; or a constraint that does not go away. */
const DUPLICATE_KEY = new Set([2601, 2627])
/** Deadlock victim, snapshot conflicts. */
const CONFLICTS = new Set([1205, 3960, 3961])
/** The driver refused to send a value: nobody is away. */
const OUR_OWN = new Set(['EPARAM', 'EARGS', 'EINJECT'])
/** Babelfish has no number of its own for it. */
const LOCK_TIMEOUT = /lock timeout/i
/** Lock time-out, out of memory or log space, shutting down, read-only after a failover, Azure's throttles and failovers. */
const BUSY = new Set([
  1222, 701, 802, 8645, 8651, 1105, 9002, 3906, 6005, 17142, 10928, 10929, 40197, 40501, 40613, 40615, 49918, 49919, 49920,
])
/** From here on the server itself has a problem (resources, hardware, a connection that it ends). */
const SERVER_AT_FAULT = 17

export function judge(error: unknown, circumstances: Circumstances): Failure {
  const { server } = circumstances
  const driver = (error ?? {}) as DriverError
  const number = driver.number ?? driver.originalError?.info?.number
  const severity = driver.class ?? driver.originalError?.info?.class ?? 0
  const code = driver.code ?? driver.originalError?.code
  if (code === 'EREQUEST' && number !== undefined) {
    const words = `SQL Server ${server} answers with error ${number}`
    const timedOut = false
    if (DUPLICATE_KEY.has(number)) return { kind: 'duplicate', words, timedOut }
    if (CONFLICTS.has(number)) return { kind: 'conflict', words, timedOut }
    if (BUSY.has(number) || severity >= SERVER_AT_FAULT || LOCK_TIMEOUT.test(driver.message ?? '')) return { kind: 'busy', words, timedOut }
    // SQL Server quotes the value that did not fit; it may be a key.
    const message = (driver.message ?? '').replace(/Truncated value:.*/s, '')
    return { kind: 'refused', words: `${words}: ${message}`, timedOut }
  }
  if (code !== undefined && OUR_OWN.has(code)) {
    return { kind: 'refused', words: `a value cannot be sent to SQL Server ${server}: ${driver.message ?? code}`, timedOut: false }
  }
  // tarn's time-out is passed on without a code.
  const timedOut = code === 'ETIMEOUT' || (code === undefined && /acquire|timed out/i.test(driver.message ?? ''))
  return { kind: 'away', words: wordsOf(driver, code, timedOut, circumstances), timedOut }
}

function wordsOf(error: DriverError, code: string | undefined, timedOut: boolean, { server, exhausted, poolSize }: Circumstances): string {
  if (timedOut && exhausted) {
    return `the connection pool is exhausted: all ${poolSize} connections to SQL Server ${server} were in use (poolSize in SQLSERVER_URL)`
  }
  if (timedOut && code === undefined) return `SQL Server ${server} lets no new connection in`
  switch (code) {
    case 'ELOGIN':
      return `SQL Server ${server} refuses the login: check user, password and database in SQLSERVER_URL, and that the login may use the database`
    case 'ETIMEOUT':
      return `SQL Server ${server} does not answer in time`
    case 'ESOCKET':
    case 'EINSTLOOKUP':
    case 'ECONNCLOSED':
    case 'ECONNRESET':
    case 'EINVALIDSTATE':
      return `the connection to SQL Server ${server} fails: ${error.message ?? code}`
    default:
      return `SQL Server ${server} cannot be used: ${error.message ?? code ?? 'unknown reason'}`
  }
}

/** The server has judged the statement itself: no such table, no right. Not that it is busy, or that another transaction was in the way. */
export function isRefused(error: unknown): boolean {
  return judge(error, { server: '', exhausted: false, poolSize: 0 }).kind === 'refused'
}
