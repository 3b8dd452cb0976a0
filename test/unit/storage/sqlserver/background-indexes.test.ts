import type { ConnectionPool } from 'mssql'
import { beforeEach, describe, expect, test } from 'vitest'
import { createLogging } from '../../../../src/logging/logger.ts'
import { createBackgroundIndexes } from '../../../../src/storage/sqlserver/background-indexes.ts'
import type { Row } from '../../../../src/storage/sqlserver/driver.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { connectionError, scriptedDriver, serverError } from './scripted-driver.ts'

const lines: { level: number; msg: string }[] = []
const sink = { write: (line: string) => void lines.push(JSON.parse(line)) }
const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: sink }] })
const ENTERPRISE = 3
const STANDARD = 2

describe('indexes that are built beside the work', () => {
  let script: ReturnType<typeof scriptedDriver>
  let clock: ManualClock
  let noted: Set<number>
  let [rows, edition] = [0, STANDARD]
  let fails: (text: string) => Error | 'hang' | undefined
  let indexes: ReturnType<typeof createBackgroundIndexes>
  beforeEach(() => {
    lines.length = 0
    script = scriptedDriver()
    clock = new ManualClock()
    noted = new Set()
    ;[rows, edition] = [0, STANDARD]
    fails = () => undefined
    const connect = async () => new script.driver.ConnectionPool('') as ConnectionPool
    indexes = createBackgroundIndexes({ driver: script.driver, connect, clock, logger })
    script.server.respond = text => {
      const error = fails(text)
      if (error !== undefined) return error
      for (const [, number] of text.matchAll(/SELECT (\d+), SYSUTCDATETIME\(\)/g)) noted.add(Number(number))
      if (text.includes('AS Id')) return [[{ Id: 1 }]]
      if (text.startsWith('SELECT Number FROM')) return [[...noted].map((applied): Row => ({ Number: applied }))]
      if (text.includes('AS Found')) return [[{ Found: rows }]]
      if (text.includes('EngineEdition')) return [[{ Edition: edition }]]
      return undefined
    }
  })
  const settled = async () => {
    for (let turns = 0; turns < 100; turns += 1) await new Promise(resolve => setImmediate(resolve))
  }
  const start = () => {
    indexes.start()
    return settled()
  }
  const builds = () => script.statements.map(({ text }) => text).filter(text => text.includes('CREATE INDEX'))
  const warnings = () => lines.filter(({ level }) => level === 40).map(({ msg }) => msg)

  test('small tables get theirs wherever they are, each noted, and once', async () => {
    await start()
    await start()
    expect(builds()).toHaveLength(4)
    expect(builds().join('\n')).not.toContain('ONLINE')
    expect([...noted]).toEqual([3, 4, 5, 6])
    expect(script.pools.map(({ closed }) => closed)).toEqual([true])
  })

  test('large ones online, where the edition can: others go on writing', async () => {
    ;[rows, edition] = [100_001, ENTERPRISE]
    await start()
    expect(builds().map(text => /\((.*)\) WITH \(ONLINE = ON\);/.exec(text)?.[1])).toEqual([
      'CompanyID',
      'TokenID',
      'TokenID, LoggedAt',
      'CompanyID, LoggedAt',
    ])
    expect(warnings()).toEqual([])
  })

  test('where it cannot, nobody is kept waiting: a warning with what to run by hand', async () => {
    rows = 100_001
    await start()
    expect(builds()).toEqual([])
    expect(warnings()).toHaveLength(4)
    expect(warnings()[0]).toContain('sqlcmd -b -d DATABASE -i sql/sqlserver/003-index-company.sql')
    expect(warnings()[0]).toContain('CREATE INDEX IX_tokenwheel_TokenMaster_CompanyID ON [docUpload].[TokenMaster] (CompanyID);')
    await clock.advance(24 * 3_600_000)
    await settled()
    expect(warnings()).toHaveLength(4)
  })

  test('one that is refused costs the others nothing', async () => {
    fails = text => (text.includes('TokenMaster_CompanyID') ? serverError(1088, 'You do not have permissions.') : undefined)
    await start()
    expect([...noted]).toEqual([4, 5, 6])
    expect(warnings()).toEqual([expect.stringContaining('003-index-company.sql is refused')])
  })

  test('one that is slower than its time-out costs the others nothing, and is not begun again: the script to run by hand is told', async () => {
    fails = text => (text.includes('TokenMaster_CompanyID') ? Object.assign(new Error('Timeout'), { code: 'ETIMEOUT' }) : undefined)
    await start()
    expect([...noted]).toEqual([4, 5, 6])
    expect(warnings()).toEqual([expect.stringMatching(/was not through after 6 hours; .*003-index-company\.sql/)])
    await clock.advance(24 * 3_600_000)
    await settled()
    expect(builds().filter(text => text.includes('TokenMaster_CompanyID'))).toHaveLength(1)
  })

  test('a lock that somebody holds, or a server that went away: tried again after a minute', async () => {
    fails = text => (text.includes('CREATE INDEX') ? serverError(1222, 'Lock request time out period exceeded.') : undefined)
    await start()
    expect(noted.size).toBe(0)
    fails = text => (text.includes('TokenUsageLogs') ? connectionError('ECONNCLOSED') : undefined)
    await clock.advance(60_000)
    await settled()
    expect([...noted]).toEqual([3, 4])
    fails = () => undefined
    await clock.advance(120_000)
    await settled()
    expect([...noted]).toEqual([3, 4, 5, 6])
    expect(warnings()).toEqual([])
  })

  test('a stop cancels what is being built and waits no longer than 2 s for it', async () => {
    fails = text => (text.includes('CREATE INDEX') ? 'hang' : undefined)
    await start()
    const closed = indexes.close()
    await settled()
    expect(script.cancelled).toHaveLength(1)
    await clock.advance(2000)
    await closed
  })
})
