import { beforeEach, describe, expect, test } from 'vitest'
import type { Row } from '../../../../src/storage/sqlserver/driver.ts'
import { readGrants } from '../../../../src/storage/sqlserver/missing-rights.ts'
import { readMigrations } from '../../../../src/storage/sqlserver/sql-files.ts'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { tryLogin } from '../../../../src/storage/sqlserver/try-login.ts'
import { connectionError, scriptedDriver, serverError } from './scripted-driver.ts'

const ALL_RIGHTS = { UserName: 'app', Id: 1, MaySelect: 1, MayInsert: 1, MayUpdate: 1, MayDelete: 1 }
const ADDRESS = readSqlServerUrl('Server=db\\PROD;Database=docs;User Id=app;Password=top-secret')

describe('the login that --check-config tries', () => {
  let script: ReturnType<typeof scriptedDriver>
  let noted: number[]
  let isSnapshot: boolean
  let lacks: RegExp | undefined
  let rights: (table: string) => Row
  beforeEach(() => {
    script = scriptedDriver()
    noted = readMigrations().map(({ number }) => number)
    isSnapshot = true
    lacks = undefined
    rights = () => ALL_RIGHTS
    script.server.respond = text => {
      if (lacks?.test(text)) return serverError(207, 'Invalid column name.')
      if (text.includes('HAS_PERMS_BY_NAME')) return [[rights(String(script.statements.at(-1)!.inputs.table))]]
      if (text.includes('AS Id')) return [[{ Id: 1 }]]
      if (text.startsWith('SELECT Number FROM')) return [noted.map((applied): Row => ({ Number: applied }))]
      if (text.includes('is_read_committed_snapshot_on')) return [[{ IsSnapshot: isSnapshot, DatabaseName: 'docs' }]]
      return undefined
    }
  })
  const tried = () => tryLogin(ADDRESS, script.driver)

  test('where everything is there it has nothing to say, and it changes nothing', async () => {
    expect(await tried()).toEqual([])
    // What it asks for by name is a text, and no statement.
    for (const { text } of script.statements)
      expect(text.replaceAll(/'[^']*'/g, "''")).not.toMatch(/\b(CREATE|ALTER|INSERT|UPDATE|DELETE|DROP)\b/)
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

  test('each right that is missing is named with the statement that gives it, and no other', async () => {
    for (const { table, rights: needed } of readGrants())
      for (const right of needed) {
        rights = asked => (asked === table ? { ...ALL_RIGHTS, [`May${right[0]}${right.slice(1).toLowerCase()}`]: 0 } : ALL_RIGHTS)
        expect(await tried()).toEqual([`${right} on ${table} is missing: GRANT ${right} ON ${table} TO [app];`])
      }
    // What the service never does it need not be allowed to do.
    rights = table => (table.includes('TokenMaster') ? { ...ALL_RIGHTS, MayDelete: 0 } : ALL_RIGHTS)
    expect(await tried()).toEqual([])
  })

  test('a table that the login may not even see is told from a database without any', async () => {
    const unseen = { UserName: 'app]s', Id: null, MaySelect: null, MayInsert: null, MayUpdate: null, MayDelete: null }
    rights = table => (table.includes('KeptResults') ? unseen : ALL_RIGHTS)
    expect(await tried()).toEqual([
      expect.stringMatching(
        /^\[docUpload\]\.\[KeptResults\] is not there yet .*: GRANT SELECT, INSERT, UPDATE, DELETE ON \[docUpload\]\.\[KeptResults\] TO \[app\]\]s\];$/,
      ),
    ])
    rights = () => unseen
    expect(await tried()).toEqual([])
  })

  test('a server that does not tell what a login may do, or a list of scripts that may not be read, is no failure', async () => {
    lacks = /HAS_PERMS_BY_NAME|SELECT Number FROM/
    expect(await tried()).toEqual([expect.stringContaining('sql/sqlserver/setup/grant-rights.sql')])
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
