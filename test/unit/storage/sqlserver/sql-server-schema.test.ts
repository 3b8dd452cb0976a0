import type { ConnectionPool } from 'mssql'
import { beforeEach, describe, expect, test } from 'vitest'
import { createLogging } from '../../../../src/logging/logger.ts'
import type { Row } from '../../../../src/storage/sqlserver/driver.ts'
import { indexOf, isIndex, readMigrations } from '../../../../src/storage/sqlserver/sql-files.ts'
import { createPrepareSchema } from '../../../../src/storage/sqlserver/sql-server-schema.ts'
import { connectionError, scriptedDriver, serverError } from './scripted-driver.ts'

const lines: { level: number; msg: string }[] = []
const sink = { write: (line: string) => void lines.push(JSON.parse(line)) }
const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: sink }] })
const LOCKED = () => serverError(1222, 'Lock request time out period exceeded.')
const DENIED = () => serverError(1088, 'Cannot find the object or you do not have permissions.')
/** The first one to come makes the tables; the indexes come later. */
const MADE = { lacksIndexes: true, isMaker: true }
const ALL = readMigrations().map(({ number }) => number)

describe('the tables at a start', () => {
  let script: ReturnType<typeof scriptedDriver>
  let noted: Set<number>
  let fails: (text: string) => Error | undefined
  let now: number
  let prepare: ReturnType<typeof createPrepareSchema>
  beforeEach(() => {
    lines.length = 0
    script = scriptedDriver()
    noted = new Set()
    fails = () => undefined
    now = Date.parse('2026-11-21T12:00:00Z')
    prepare = createPrepareSchema(logger, { now: () => now, sleep: async () => {} })
    script.server.respond = text => {
      const error = fails(text)
      if (error !== undefined) return error
      for (const [, number] of text.matchAll(/SELECT (\d+), SYSUTCDATETIME\(\)/g)) noted.add(Number(number))
      if (text.includes('OBJECT_ID(N') && text.includes('AS Id')) return [[{ Id: 1 }]]
      if (text.startsWith('SELECT Number FROM')) return [[...noted].map((applied): Row => ({ Number: applied }))]
      return undefined
    }
  })
  const look = (vitalOnly = false) => prepare(new script.driver.ConnectionPool('') as ConnectionPool, script.driver, vitalOnly)
  const texts = () => script.statements.map(({ text }) => text)
  const changes = () => texts().filter(text => /ALTER TABLE|CREATE (TABLE|INDEX)/.test(text))

  test('every change waits for a lock no longer than 3 s, in a transaction of its own that changes one table', async () => {
    expect(await look()).toEqual({ state: 'complete', problem: null, ownLogColumns: true, lookAgainMs: null, ...MADE })
    expect(changes().length).toBeGreaterThan(15)
    for (const change of changes()) {
      const at = texts().indexOf(change)
      expect(texts().slice(at - 1, at + 3)).toEqual(['SET LOCK_TIMEOUT 3000', change, 'SET LOCK_TIMEOUT -1', 'COMMIT'])
      expect(texts()[texts().lastIndexOf('BEGIN', at) + 1]).toBe('sp_getapplock')
      expect(change.match(/ALTER TABLE|CREATE TABLE/g)?.length ?? 0).toBeLessThanOrEqual(1)
    }
  })

  test('no index is built while somebody waits for the tables', async () => {
    await look()
    const indexes = readMigrations().filter(isIndex)
    expect(indexes.map(({ number }) => number)).toEqual([3, 4, 5, 6])
    for (const index of indexes) expect(texts().join('\n')).not.toContain(indexOf(index).statement)
    expect([...noted].sort((a, b) => a - b)).toEqual(ALL.filter(number => !indexes.some(index => index.number === number)))
  })

  test('a foreign lock is a thing that passes: one wait, no more, and it is come back for when readers have had theirs', async () => {
    fails = text =>
      text.includes('ALTER TABLE [docUpload].[TokenMaster]') ? LOCKED() : /TOP \(0\) RestUntil/.test(text) ? DENIED() : undefined
    const { state, problem, lookAgainMs } = await look()
    expect([state, lookAgainMs]).toEqual(['bare', 60_000])
    expect(problem).toContain('somebody else holds the lock')
    expect(problem).not.toContain('a DBA must run')
    expect(changes().filter(text => text.includes('[TokenMaster] ADD'))).toHaveLength(1)
    expect(texts()).toContain('ROLLBACK')

    fails = () => undefined
    expect((await look()).state).toBe('complete')
  })

  test('while somebody waits nothing is made that metering can do without; it comes with the next look, at once', async () => {
    expect(await look(true)).toMatchObject({ state: 'complete', lookAgainMs: 0 })
    expect(texts().join()).not.toMatch(/\[dbo\]\.\[ApplicationLogs\] ADD|KeptResults/)
    expect(await look()).toMatchObject({ state: 'complete', lookAgainMs: null })
    expect(texts().join()).toMatch(/\[dbo\]\.\[ApplicationLogs\] ADD/)
    expect(await look(true)).toMatchObject({ lookAgainMs: null })
  })

  test('what was made stays made: the next try goes on where this one ended', async () => {
    fails = text => (text.includes('ADD BaseUrl') ? LOCKED() : undefined)
    await look()
    const before = script.statements.length
    fails = () => undefined
    await look()
    const again = texts()
      .slice(before)
      .filter(text => /ALTER TABLE|CREATE TABLE/.test(text))
    expect(again.every(text => /ADD (Model|BaseUrl)/.test(text))).toBe(true)
  })

  test('a lock on a log table keeps no key from being chosen and no usage from being written', async () => {
    fails = text =>
      /ALTER TABLE \[dbo\]/.test(text) ? LOCKED() : /TOP \(0\) RequestID, CompanyID, TokenID/.test(text) ? DENIED() : undefined
    expect(await look()).toEqual({ state: 'complete', problem: null, ownLogColumns: false, lookAgainMs: 60_000, ...MADE })
    await look()
    expect(lines.filter(({ level }) => level === 40).map(({ msg }) => msg)).toEqual([
      expect.stringContaining('009-own-log-columns.sql is not applied; the service writes log rows without request and key'),
    ])
  })

  test('a start that finds everything made takes no lock and changes nothing', async () => {
    noted = new Set(ALL)
    expect(await look(true)).toEqual({
      ...{ state: 'complete', problem: null, ownLogColumns: true, lookAgainMs: null },
      ...{ lacksIndexes: false, isMaker: false },
    })
    expect(texts().filter(text => /BEGIN|sp_getapplock|ALTER|CREATE|INSERT|UPDATE/.test(text))).toEqual([])
  })

  test('who has waited for another replica, and finds that it was kept by a foreign lock, makes nobody wait once more', async () => {
    script.server.respond = text => {
      // The other one waits for the foreign lock meanwhile, as long as a change may.
      if (text === 'sp_getapplock') now += 3000
      return text.includes('OBJECT_ID(N') ? [[{ Id: null }]] : undefined
    }
    const { state, lookAgainMs, isMaker } = await look(true)
    expect({ state, lookAgainMs, isMaker }).toEqual({ state: 'complete', lookAgainMs: 60_000, isMaker: false })
    expect(changes()).toEqual([])
  })

  test('the replica that has not made the tables leaves the rest to the one that has', async () => {
    noted = new Set([1, 2, 7])
    expect(await look(true)).toMatchObject({ state: 'complete', isMaker: false, lookAgainMs: 10_000 })
  })

  test('tables that somebody holds are there', async () => {
    noted = new Set(ALL)
    fails = text => (text.includes('TOP (0)') ? LOCKED() : undefined)
    expect((await look()).state).toBe('complete')
  })

  test('a login that may not: which scripts a DBA must run, and no wait for them', async () => {
    fails = text => (/ALTER TABLE|TOP \(0\) RestUntil/.test(text) ? DENIED() : undefined)
    const { state, problem, lookAgainMs } = await look()
    expect([state, lookAgainMs]).toEqual(['bare', 15_000])
    expect(problem).toContain('a DBA must run sql/sqlserver/001-company-tables.sql')
    expect(problem).toContain('refused it')
  })

  test('a connection that breaks is nothing that tables lack', async () => {
    fails = text => (text.includes('ALTER TABLE') ? connectionError('ECONNCLOSED') : undefined)
    await expect(look()).rejects.toThrow()
  })
})
