import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import sql from 'mssql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogging } from '../../../../src/logging/logger.ts'
import { createRetryPolicy } from '../../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../../src/settings/app-settings.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { systemClock } from '../../../../src/shared/clock.ts'
import { createLocalTime } from '../../../../src/shared/local-time.ts'
import type { Driver, Row } from '../../../../src/storage/sqlserver/driver.ts'
import { compared } from '../../../../src/storage/sqlserver/parameters.ts'
import type { Query } from '../../../../src/storage/sqlserver/sql-files.ts'
import { SqlServer } from '../../../../src/storage/sqlserver/sql-server.ts'
import { createSqlServerCompanyStore } from '../../../../src/storage/sqlserver/sql-server-company-store.ts'
import type { Schema } from '../../../../src/storage/sqlserver/sql-server-schema.ts'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { createTableTimes } from '../../../../src/storage/sqlserver/table-times.ts'
import { createHealth } from '../../../../src/system/health.ts'
import { companyStoreProbe } from '../../../../src/system/probes.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { connectionError, scriptedDriver, serverError } from './scripted-driver.ts'

const TIMES = createTableTimes(createLocalTime('UTC'))
const AS_FOUND = { lacksIndexes: false, isMaker: false }
const COMPLETE: Schema = { state: 'complete', problem: null, ownLogColumns: true, lookAgainMs: null, ...AS_FOUND }
const lacking = (state: 'bare' | 'missing', problem: string): Schema => ({
  ...{ state, problem, ownLogColumns: false, lookAgainMs: 15_000 },
  ...AS_FOUND,
})
const QUERY: Query = { name: 'q', text: 'SELECT 1 AS A', bare: 'SELECT 0 AS A' }
const lines: { level: number; msg: string; schema?: string }[] = []
const sink = { write: (line: string) => void lines.push(JSON.parse(line)) }
const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: sink }] })

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreUnavailableError)
  return ((error as Error).cause as Error).message
}

describe('SQL Server at the boundary of the driver', () => {
  let clock: ManualClock
  let script: ReturnType<typeof scriptedDriver>
  let schema: Schema
  let db: SqlServer
  beforeEach(() => {
    clock = new ManualClock()
    script = scriptedDriver()
    schema = COMPLETE
    lines.length = 0
    db = new SqlServer({
      address: readSqlServerUrl('mssql://app:top-secret@db/docs?poolSize=3'),
      driver: script.driver,
      prepare: async () => schema,
      retry: createRetryPolicy({ ...appSettingsSchema.parse({}).retry, jitter: false }, { clock }),
      clock,
      logger,
    })
  })
  const query = (options = {}) => db.query(QUERY, { company: compared('ACME') }, options)
  const settled = () => new Promise(resolve => setImmediate(resolve))

  test('one statement is one round trip, on one pool', async () => {
    script.answers.push([[{ A: 1 }]])
    expect(await query()).toEqual([[{ A: 1 }]])
    await query()
    expect(script.statements.map(({ inputs }) => inputs)).toEqual([{ company: 'ACME' }, { company: 'ACME' }])
    expect(script.pools).toHaveLength(1)
  })

  test.each([
    [connectionError('ELOGIN', "Login failed for user 'app'."), 'SQL Server db:1433 refuses the login: check user, password and database'],
    [connectionError('ESOCKET', 'Could not connect (sequence)'), 'the connection to SQL Server db:1433 fails: Could not connect'],
    [connectionError('ETIMEOUT', 'Failed to connect to db:1433 in 4000ms'), 'SQL Server db:1433 does not answer in time'],
  ])('a connection that fails is named (%s)', async (error, words) => {
    script.connects.push(error)
    expect(await problemOf(query())).toContain(words)
  })

  test('nobody else knocks while it fails; it is opened again by itself', async () => {
    script.connects.push(connectionError('ESOCKET'), connectionError('ESOCKET'))
    const words = await problemOf(query())
    expect(await problemOf(query())).toBe(words)
    expect(script.pools).toHaveLength(1)
    await clock.advance(250)
    await settled()
    expect(script.pools).toHaveLength(2)
    await problemOf(query())
    await clock.advance(500)
    await settled()
    await query()
    expect(script.pools).toHaveLength(3)
    expect(script.pools.map(({ closed }) => closed)).toEqual([true, true, false])
  })

  test('a deadlock victim is repeated after the wait of the shared policy', async () => {
    script.answers.push(serverError(1205), [[{ A: 2 }]])
    const answer = query()
    await settled()
    await settled()
    expect(script.statements).toHaveLength(1)
    await clock.advance(1000)
    expect(await answer).toEqual([[{ A: 2 }]])
  })

  test('a deadlock that does not end is an outage, not a refusal', async () => {
    for (let times = 0; times < 4; times += 1) script.answers.push(serverError(1205))
    const answer = problemOf(query())
    for (const wait of [1000, 2000, 4000]) {
      await settled()
      await settled()
      await clock.advance(wait)
    }
    expect(await answer).toBe('SQL Server db:1433 answers with error 1205')
    expect(script.statements).toHaveLength(4)
  })

  test('an exhausted pool is called that', async () => {
    await query()
    script.pools[0]!.borrowed = 3
    script.answers.push(new Error('Failed to acquire a connection from the pool: operation timed out for an unknown reason'))
    expect(await problemOf(query())).toBe(
      'the connection pool is exhausted: all 3 connections to SQL Server db:1433 were in use (poolSize in SQLSERVER_URL)',
    )
    script.pools[0]!.borrowed = 1
    script.answers.push(new Error('Failed to acquire a connection from the pool: operation timed out for an unknown reason'))
    expect(await problemOf(query())).toBe('SQL Server db:1433 lets no new connection in')
  })

  test('a caller that cannot wait is told in time, and why', async () => {
    await query()
    script.answers.push('hang')
    const answer = problemOf(query({ waitMs: 2700 }))
    await settled()
    await clock.advance(2700)
    expect(await answer).toBe('SQL Server db:1433 does not answer in time')
  })

  test("what fails after its caller was told is nobody else's error", async () => {
    await query()
    const late = Promise.withResolvers<never>()
    script.answers.push(late.promise)
    const answer = problemOf(query({ waitMs: 2700 }))
    await settled()
    await clock.advance(2700)
    await answer
    // An unhandled rejection would end the process, and fails the run.
    late.reject(connectionError('ECONNCLOSED'))
    await settled()
    await query()
  })

  test('a statement that never ends holds up no stop', async () => {
    await query()
    script.pools[0]!.close = () => new Promise(() => {})
    const closed = db.close()
    await settled()
    await clock.advance(2000)
    await closed
  })

  test('a connection that is lost in a statement leaves its outcome open: the caller repeats it', async () => {
    script.answers.push(
      Object.assign(new sql.RequestError(new Error('Connection lost - read ECONNRESET') as never, 'ECONNCLOSED' as never)),
    )
    expect(await problemOf(query())).toContain('the connection to SQL Server db:1433 fails: Connection lost')
    expect(script.statements).toHaveLength(1)
  })

  test.each([
    [40613, 16],
    [3906, 16],
    [823, 24],
  ])('error %i of severity %i: the server, not the row', async (number, severity) => {
    script.answers.push(serverError(number, 'Database is not currently available', severity))
    expect(await problemOf(query())).toBe(`SQL Server db:1433 answers with error ${number}`)
  })

  test('a row that the server refuses is not an outage', async () => {
    script.answers.push(serverError(245, 'Conversion failed'))
    await expect(query()).rejects.toThrow('SQL Server db:1433 answers with error 245: Conversion failed')
    await expect(query()).resolves.toBeDefined()
  })

  test('three failures in a row shut the gate: nobody waits any more, until the server answers the gate itself', async () => {
    await query()
    const fail = async () => {
      script.answers.push(connectionError('ECONNCLOSED'))
      return problemOf(query())
    }
    await fail()
    await fail()
    await query()
    await fail()
    await fail()
    await fail()
    const before = script.statements.length
    await Promise.all(Array.from({ length: 100 }, () => problemOf(query())))
    expect(script.statements).toHaveLength(before)
    // The gate's own question is a cold one, on the connections that are kept; this one fails.
    script.answers.push(connectionError('ECONNCLOSED'), connectionError('ECONNCLOSED'))
    await clock.advance(250)
    await settled()
    expect(script.statements).toHaveLength(before + 2)
    await problemOf(query())
    await clock.advance(500)
    await settled()
    await query()
    expect(script.statements).toHaveLength(before + 5)
  })

  test('a time-out while others are answered is one statement of its own, no outage', async () => {
    for (let times = 0; times < 5; times += 1) {
      await query()
      script.answers.push('hang')
      const slow = problemOf(query({ waitMs: 1000 }))
      await settled()
      await query()
      await clock.advance(1000)
      await slow
    }
    await query()
  })

  test('without its own columns it asks what it can, says what is missing, and looks again', async () => {
    schema = lacking('bare', 'a DBA must run sql/sqlserver/002-own-columns.sql')
    await query()
    expect(script.statements[0]!.text).toBe(QUERY.bare)
    expect(await problemOf(query({ needsOwnColumns: true }))).toBe(schema.problem)
    expect(await db.ping()).toBe(schema.problem)
    schema = COMPLETE
    await clock.advance(15_000)
    await query()
    await settled()
    await query({ needsOwnColumns: true })
    expect(script.statements.at(-1)!.text).toBe(QUERY.text)
    expect(await db.ping()).toBeNull()
  })

  test('what is missing is logged once, again when it has changed, and when all is there', async () => {
    schema = lacking('bare', 'a DBA must run 002')
    const look = async () => {
      await clock.advance(15_000)
      await query()
      await settled()
    }
    await look()
    await look()
    schema = lacking('bare', 'a DBA must run 002; the service itself is refused it')
    await look()
    await look()
    schema = COMPLETE
    await look()
    const told = lines.filter(line => line.schema !== undefined && !line.msg.startsWith('Connected'))
    expect(told.map(({ level, msg }) => [level, msg])).toEqual([
      [40, 'a DBA must run 002'],
      [40, 'a DBA must run 002; the service itself is refused it'],
      [30, 'The tables of the company database are complete now'],
    ])
  })

  test('a server that answers the gate with an error is there: its tables are looked at again', async () => {
    await query()
    for (let times = 0; times < 3; times += 1) {
      script.answers.push(connectionError('ECONNCLOSED'))
      await problemOf(query())
    }
    script.answers.push(serverError(207, "Invalid column name 'RestUntil'."), serverError(207, "Invalid column name 'RestUntil'."))
    schema = lacking('bare', 'a backup of before')
    await clock.advance(250)
    await settled()
    script.answers.push(serverError(207, "Invalid column name 'RestUntil'."))
    await expect(query()).rejects.toThrow('207')
    await settled()
    await query()
    expect(script.statements.at(-1)!.text).toBe(QUERY.bare)
  })

  test('a value that cannot be sent is its own trouble, however often', async () => {
    for (let times = 0; times < 5; times += 1) {
      script.answers.push(
        new sql.RequestError(new Error("Validation failed for parameter 'to'. Out of range.") as never, 'EPARAM' as never),
      )
      await expect(query()).rejects.toThrow("a value cannot be sent to SQL Server db:1433: Validation failed for parameter 'to'")
    }
    await query()
  })

  test('a key that stays taken is refused; a lock that is held means busy; neither is an outage', async () => {
    for (let times = 0; times < 4; times += 1) script.answers.push(serverError(2627, 'Violation of UNIQUE KEY'))
    const taken = query().catch((error: unknown) => (error as Error).name)
    for (const wait of [1000, 2000, 4000]) {
      await settled()
      await settled()
      await clock.advance(wait)
    }
    expect(await taken).toBe('RowRefusedError')
    script.answers.push(serverError(33_557_097, 'canceling statement due to lock timeout'))
    expect(await problemOf(query())).toContain('33557097')
    await query()
  })

  test('a value that the server quotes is cut off its words', async () => {
    script.answers.push(
      serverError(2628, "String or binary data would be truncated in table 't', column 'ApiKey'. Truncated value: 'top-secret'."),
    )
    const error = await query().catch((reason: unknown) => reason as Error)
    expect(String(error)).toContain("column 'ApiKey'")
    expect(String(error)).not.toContain('top-secret')
  })

  test('companies that are only spelled alike share no read', async () => {
    await query()
    const companies = createSqlServerCompanyStore(db, TIMES)
    const select = (companyId: string) => companies.selectKey({ companyId, excludeKeyIds: [], now: clock.now() })
    const busy = [Promise.withResolvers<Row[][]>(), Promise.withResolvers<Row[][]>()]
    script.answers.push(...busy.map(({ promise }) => promise))
    const first = [select('ONE'), select('TWO')]
    // All of these wait for their turn. The second one ends in a Kelvin sign, whose lower case is a common k.
    const asked = ['ACMEK', 'ACME\u212a', 'acmek', 'ACMEK'].map(select)
    const key = { TokenID: 7, CompanyID: 'ACMEK', Provider: 'Gemini', Status: 'Active', ApiKey: 'a-key' }
    script.answers.push([[key], [], [{}]], [[], [], [{}]], [[], [], [{}]])
    for (const { resolve } of busy) resolve([[], [], []])
    await Promise.all(first)
    expect((await Promise.all(asked)).map(selection => selection.key?.keyId)).toEqual([7, undefined, undefined, 7])
    expect(new Set(script.statements.slice(-3).map(({ inputs }) => inputs.company)).size).toBe(3)
  })

  test('health names what is wrong before its own patience ends', async () => {
    await query()
    script.pools[0]!.borrowed = 3
    script.answers.push('hang')
    const never = async () => ({ status: 'healthy' }) as const
    const others = ['token_store', 'job_runner', 'upstream', 'extraction', 'outbox', 'log_queue'].map(name => [name, never])
    const probes = { ...Object.fromEntries(others), company_store: companyStoreProbe(createSqlServerCompanyStore(db, TIMES)) } as never
    const report = createHealth({ probes, clock, version: '0', startedAt: 0 }).report()
    await settled()
    await clock.advance(1500)
    expect((await report).issues.join()).toContain('the connection pool is exhausted: all 3 connections')
  })

  test('a server that serves, but later than health waits, is called slow and not away; one that is silent is away', async () => {
    const slowly = async () => {
      const late = Promise.withResolvers<Row[][]>()
      script.answers.push(late.promise)
      const words = db.ping().catch((error: Error) => [error.name, error.cause instanceof Error ? error.cause.message : error.message])
      await settled()
      await clock.advance(1500)
      late.resolve([[]])
      await settled()
      return words
    }
    await query()
    for (let times = 0; times < 4; times += 1) {
      expect(await slowly()).toEqual(['SlowStoreError', 'SQL Server db:1433 takes longer than 1.5 s to answer'])
      await clock.advance(10_000)
    }
    await query()
    await clock.advance(20_000)
    script.answers.push('hang')
    const silent = problemOf(db.ping())
    await settled()
    await clock.advance(1500)
    expect(await silent).toBe('SQL Server db:1433 does not answer in time')
  })

  test('without its tables nothing is asked', async () => {
    schema = lacking('missing', 'a DBA must run sql/sqlserver/001-company-tables.sql')
    expect(await problemOf(query())).toBe(schema.problem)
    expect(await problemOf(db.ping())).toBe(schema.problem)
    expect(script.statements).toHaveLength(0)
  })

  test.each(['ELOGIN', 'EWEIRD'])('no password in any word (%s)', async code => {
    script.connects.push(connectionError(code, 'cannot use mssql://app:top-secret@db/docs password=top-secret'))
    expect(await problemOf(query())).not.toContain('top-secret')
  })
})

describe('SQL Server over real sockets', () => {
  let server: Server
  const sockets = new Set<Socket>()
  const listen = async (onConnection: (socket: Socket) => void) => {
    server = createServer(socket => {
      sockets.add(socket)
      socket.on('error', () => {})
      onConnection(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })

  const open = (port: number) =>
    new SqlServer({
      address: readSqlServerUrl(`mssql://app:top-secret@127.0.0.1:${port}/docs?encrypt=false`),
      driver: sql as Driver,
      prepare: async () => COMPLETE,
      retry: createRetryPolicy(appSettingsSchema.parse({}).retry, { clock: systemClock }),
      clock: systemClock,
      logger,
    })

  test('nobody listens', async () => {
    const port = await listen(() => {})
    await new Promise(resolve => server.close(resolve))
    const db = open(port)
    expect(await problemOf(db.ping())).toContain(`the connection to SQL Server 127.0.0.1:${port} fails`)
    await db.close()
  })

  test('something listens and says nothing: the caller is told within its own limit', async () => {
    const port = await listen(() => {})
    const db = open(port)
    const started = performance.now()
    expect(await problemOf(db.ping())).toContain('is still being connected to')
    expect(performance.now() - started).toBeLessThan(4000)
    await db.close()
  })

  test('something listens and hangs up', async () => {
    const port = await listen(socket => socket.destroy())
    const db = open(port)
    expect(await problemOf(db.ping())).toContain(`SQL Server 127.0.0.1:${port}`)
    await db.close()
  })
})
