import { beforeEach, describe, expect, test } from 'vitest'
import type { Row } from '../../../../src/storage/sqlserver/driver.ts'
import { readMigrations } from '../../../../src/storage/sqlserver/sql-files.ts'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { tryLogin } from '../../../../src/storage/sqlserver/try-login.ts'
import { connectionError, scriptedDriver, serverError } from './scripted-driver.ts'

const ADDRESS = readSqlServerUrl('Server=db\\PROD;Database=docs;User Id=app;Password=top-secret')

describe('the login that --check-config tries', () => {
  let script: ReturnType<typeof scriptedDriver>
  let noted: number[]
  let isSnapshot: boolean
  let lacks: RegExp | undefined
  beforeEach(() => {
    script = scriptedDriver()
    noted = readMigrations().map(({ number }) => number)
    isSnapshot = true
    lacks = undefined
    script.server.respond = text => {
      if (lacks?.test(text)) return serverError(207, 'Invalid column name.')
      if (text.includes('AS Id')) return [[{ Id: 1 }]]
      if (text.startsWith('SELECT Number FROM')) return [noted.map((applied): Row => ({ Number: applied }))]
      if (text.includes('is_read_committed_snapshot_on')) return [[{ IsSnapshot: isSnapshot, DatabaseName: 'docs' }]]
      return undefined
    }
  })
  const tried = () => tryLogin(ADDRESS, script.driver)

  test('where everything is there it has nothing to say, and it changes nothing', async () => {
    expect(await tried()).toEqual([])
    for (const { text } of script.statements) expect(text).not.toMatch(/\b(CREATE|ALTER|INSERT|UPDATE|DELETE|DROP)\b/)
    expect(script.pools.map(({ closed }) => closed)).toEqual([true])
  })

  test('what is missing, and what to do about it', async () => {
    noted = noted.filter(number => number !== 5)
    isSnapshot = false
    lacks = /WrittenBy/
    expect(await tried()).toEqual([
      expect.stringContaining('sql/sqlserver/009-own-log-columns.sql'),
      expect.stringContaining('005-index-usage-of-key.sql'),
      expect.stringContaining('ALTER DATABASE [docs] SET READ_COMMITTED_SNAPSHOT ON;'),
    ])
  })

  test('a login that is refused is told apart from a server that is not there, and neither tells the password', async () => {
    script.connects.push(
      connectionError('ELOGIN', "Login failed for user 'app' with top-secret."),
      connectionError('ESOCKET', 'no such host'),
    )
    await expect(tried()).rejects.toMatchObject({
      isRefused: true,
      message: expect.stringMatching(/^SQL Server db\\PROD refuses the login/),
    })
    await expect(tried()).rejects.toMatchObject({
      isRefused: false,
      message: expect.stringContaining('the connection to SQL Server db\\PROD fails'),
    })
  })
})
