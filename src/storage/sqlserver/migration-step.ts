import type { ConnectionPool, Request } from 'mssql'
import { type Driver, newRequest, type Row } from './driver.ts'

/**
 * How long a change of a table waits for the locks of others. All who come after it, readers too, wait behind it, so this is also what it may
 * cost them; what does not get its lock comes back later.
 */
export const LOCK_TIMEOUT_MS = 3000

export interface AppLock {
  /** Who holds this application lock works, of all replicas. */
  readonly resource: string
  /** Twenty replicas that start at once wait for the one that works. */
  readonly waitForOthersMs: number
}

export interface StepOptions extends AppLock {
  readonly number: number
  readonly batch: string
  /** Milliseconds that the batch may take at the server. */
  readonly timeoutMs: number
  /** Told of the request under way, so that a stop can cancel it. */
  readonly onRequest?: (request: Request) => void
}

/** Of one database, since Babelfish has one set of application locks for all of them. */
export function lockName(work: 'start' | 'migrations' | 'indexes', database: string): string {
  return `tokenwheel-${work} ${database.toLowerCase()}`.trim()
}

/** Another replica is at work: it may be done the next time. */
export class StepTaken extends Error {
  override readonly name = 'StepTaken'
}

/**
 * Runs the work while no other replica runs its own: the lock is held by a transaction that does nothing else, on a connection beside the work's.
 * @throws StepTaken when it was not to be had in time
 */
export async function alone<T>(pool: ConnectionPool, driver: Driver, lock: AppLock, work: () => Promise<T>): Promise<T> {
  const transaction = new driver.Transaction(pool)
  await transaction.begin()
  try {
    await takeLock(newRequest(driver, transaction, lock.waitForOthersMs + LOCK_TIMEOUT_MS), driver, lock)
    const result = await work()
    await transaction.commit()
    return result
  } catch (error) {
    // With the connection lost there is nothing to roll back.
    await transaction.rollback().catch(() => {})
    throw error
  }
}

async function takeLock(request: Request, driver: Driver, { resource, waitForOthersMs }: AppLock): Promise<void> {
  const { returnValue: granted } = await request
    .input('Resource', driver.NVarChar(255), resource)
    .input('LockMode', driver.VarChar(32), 'Exclusive')
    .input('LockOwner', driver.VarChar(32), 'Transaction')
    .input('LockTimeout', driver.Int, waitForOthersMs)
    .execute('sp_getapplock')
  if (!(granted >= 0)) throw new StepTaken('another replica is at work on the tables')
}

/**
 * One batch of a migration in one transaction, under a lock that the server holds. A batch alone, because a transaction keeps the locks of every
 * table it has changed until it ends. @returns false when the migration is noted as applied meanwhile
 */
export async function runStep(pool: ConnectionPool, driver: Driver, step: StepOptions): Promise<boolean> {
  const transaction = new driver.Transaction(pool)
  await transaction.begin()
  const request = (timeoutMs = step.waitForOthersMs + LOCK_TIMEOUT_MS) => newRequest(driver, transaction, timeoutMs)
  try {
    await takeLock(request(), driver, step)
    const isDue = !(await appliedNumbers({ request })).has(step.number)
    if (isDue) {
      await request().batch(`SET LOCK_TIMEOUT ${LOCK_TIMEOUT_MS}`)
      const work = request(step.timeoutMs)
      step.onRequest?.(work)
      await work.batch(step.batch)
      await unlimited(request())
    }
    await transaction.commit()
    return isDue
  } catch (error) {
    // With the connection lost or the transaction ended by the server there is nothing to roll back.
    await unlimited(request()).catch(() => {})
    await transaction.rollback().catch(() => {})
    throw error
  }
}

/** The connection goes back to the pool: its next statement has waits of its own. */
async function unlimited(request: Request): Promise<void> {
  await request.batch('SET LOCK_TIMEOUT -1')
}

/** Of the migrations that are noted as applied. */
export async function appliedNumbers(pool: { request(): Request }): Promise<Set<number>> {
  const { recordset: tables } = await pool.request().query("SELECT OBJECT_ID(N'[docUpload].[TokenwheelMigrations]', N'U') AS Id")
  if ((tables as Row[])[0]?.Id == null) return new Set()
  const { recordset } = await pool.request().query('SELECT Number FROM [docUpload].[TokenwheelMigrations]')
  return new Set((recordset as Row[]).map(row => Number(row.Number)))
}
