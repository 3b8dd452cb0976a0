import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionPool } from 'mssql'
import type { Driver, Row } from './driver.ts'
import { readQuery } from './sql-files.ts'
import { isRefused } from './sql-server-errors.ts'

/** The one place that says what the service needs: what a DBA runs is what is looked for. */
const GRANTS = join(import.meta.dirname, '../../../sql/sqlserver/setup/grant-rights.sql')
const RIGHTS = { SELECT: 'MaySelect', INSERT: 'MayInsert', UPDATE: 'MayUpdate', DELETE: 'MayDelete' } as const
type Right = keyof typeof RIGHTS

export interface Grant {
  readonly rights: readonly Right[]
  /** `[schema].[table]` */
  readonly table: string
}

const ON_TABLE = readQuery('rights-on-table')

export function readGrants(): readonly Grant[] {
  const lines = readFileSync(GRANTS, 'utf8').matchAll(/^GRANT (.+) ON (\[\w+\]\.\[\w+\]) TO /gm)
  return [...lines].map(([, rights = '', table = '']) => ({ rights: rights.split(', ') as Right[], table }))
}

/**
 * Which of its rights the login lacks, each with the statement that gives it. Asks what it may do; tries nothing.
 * @throws when the connection fails
 */
export async function missingRights(pool: ConnectionPool, driver: Driver): Promise<string[]> {
  try {
    const rows = []
    for (const grant of readGrants()) {
      const { recordset } = await pool.request().input('table', driver.NVarChar(200), grant.table).query(ON_TABLE.text)
      rows.push({ grant, row: ((recordset as Row[])[0] ?? {}) as Row })
    }
    // A database without any of the tables, or a login without any right: that the tables are not there is said already.
    if (rows.every(({ row }) => isUnseen(row))) return []
    const seen = rows.filter(({ row }) => !isUnseen(row))
    return [...seen.flatMap(({ grant, row }) => lacking(grant, row)), ...unseen(rows.filter(({ row }) => isUnseen(row)))]
  } catch (error) {
    if (!isRefused(error)) throw error
    return [
      'Which rights the login has, the server does not tell (HAS_PERMS_BY_NAME): compare them with sql/sqlserver/setup/grant-rights.sql.',
    ]
  }
}

interface Found {
  readonly grant: Grant
  readonly row: Row
}

/** Babelfish gives no id to who may not read a table, whatever else may be done with it. */
function isUnseen(row: Row): boolean {
  return row.Id == null && Object.values(RIGHTS).every(may => row[may] !== 1)
}

function lacking({ rights, table }: Grant, row: Row): string[] {
  return rights
    .filter(right => row[RIGHTS[right]] !== 1)
    .map(right => `${right} on ${table} is missing: GRANT ${right} ON ${table} TO ${userOf(row)};`)
}

/** The server shows a table only to who has some right on it. */
function unseen(found: readonly Found[]): string[] {
  return found.map(
    ({ grant: { rights, table }, row }) =>
      `${table} is not there yet (made at the start if the login is in db_ddladmin, else by a DBA with sql/sqlserver/NNN-*.sql), or the login has no right on it: GRANT ${rights.join(', ')} ON ${table} TO ${userOf(row)};`,
  )
}

/** As an identifier. */
function userOf({ UserName }: Row): string {
  return `[${String(UserName ?? 'tokenwheel').replaceAll(']', ']]')}]`
}
