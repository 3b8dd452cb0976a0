import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { init, parse } from '@guanmingchiu/sqlparser-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { readGrants } from '../../../../src/storage/sqlserver/missing-rights.ts'
import { batchesOf, readMigrations, readQuery } from '../../../../src/storage/sqlserver/sql-files.ts'

const FOLDER = join(import.meta.dirname, '../../../../sql/sqlserver')
const queries = readdirSync(join(FOLDER, 'queries')).map(file => file.replace('.sql', ''))
const migrations = readMigrations()
/** The parser knows no logins, no users of logins and no options of databases: those three batches it cannot judge. */
const setup = batchesOf(readFileSync(join(FOLDER, 'setup/create-database.sql'), 'utf8')).filter(
  batch => !/CREATE (LOGIN|USER)|ALTER DATABASE/.test(batch),
)

/** What Babelfish 4.3 does not know, or accepts and ignores: correctness must not rest on it. */
const NOT_ON_BABELFISH = [
  /\bMERGE\b/i,
  /\bWAITFOR\b/i,
  /CREATE\s+OR\s+ALTER/i,
  /OUTPUT\s+DELETED/i,
  /\bUPDATE\b[^;]*\bSET\s+@/i,
  /\b(UPDLOCK|HOLDLOCK|READPAST|NOLOCK|SERIALIZABLE)\b/i,
  /sys\.indexes/i,
  /^\s*(?!FOREIGN|CONSTRAINT)\w+\s+\w+.*\bREFERENCES\b/im,
]

/** Sent only where the tables are complete. */
const NEED_OWN_COLUMNS = ['record-usage', 'rest-key', 'end-rest', 'own-columns', 'own-log-columns']

function parsed(sql: string): number {
  // The parser knows no hints; this one the servers check.
  return parse(sql.replace('\nOPTION (RECOMPILE)', '').trim(), 'mssql').length
}

describe('the T-SQL in sql/sqlserver', () => {
  beforeAll(async () => {
    await init()
  })

  test('the parser tells T-SQL from typing errors', () => {
    for (const wrong of [
      'SELECT TOP (1) TokenID FORM t WHERE a = 1',
      'UPDATE t SET a = 1 WERE b = 2',
      'CREATE TABEL t (a INT)',
      "IF OBJECT_ID('x') IS NULL CREATE TABLE x (a INT, b VARCHAR(5)",
      'INSERT INTO t (a, b VALUES (1, 2)',
      'BEGIN TRANSACTION; UPDATE t SET a == 1; COMMIT TRANSACTION;',
    ])
      expect(() => parsed(wrong), wrong).toThrow()
  })

  test.each(queries)('queries/%s.sql, with the own columns and without', name => {
    const { text, bare } = readQuery(name)
    expect(parsed(text)).toBeGreaterThan(0)
    expect(parsed(bare)).toBeGreaterThan(0)
  })

  test.each(migrations.flatMap(({ file, batches }) => batches.map((batch, index) => [`${file}, batch ${index + 1}`, batch] as const)))(
    '%s',
    (_, batch) => {
      expect(parsed(batch)).toBeGreaterThan(0)
    },
  )

  test('setup/create-database.sql, but for the login and its user', () => {
    expect(setup).toHaveLength(3)
    for (const batch of setup) expect(parsed(batch), batch).toBeGreaterThan(0)
  })

  test('setup/grant-rights.sql gives what the statements of the service need of each table, and no more', () => {
    const script = readFileSync(join(FOLDER, 'setup/grant-rights.sql'), 'utf8')
    expect(script.match(/^GRANT/gm)).toHaveLength(readGrants().length)
    const [batch] = batchesOf(script)
    expect(parsed(batch!)).toBe(readGrants().length)
    // Rows of the log tables go in by a bulk insert that no statement here shows; the list of scripts is read without one.
    const inserted = ['[dbo].[ApplicationLogs]', '[dbo].[RetryAttempts]']
    const needed = new Map([
      ...inserted.map(table => [table, new Set(['INSERT'])] as const),
      ['[docUpload].[TokenwheelMigrations]', new Set(['SELECT'])] as const,
    ])
    for (const name of queries) {
      const text = readQuery(name).text.replace(/--.*$/gm, '')
      for (const [, verb, table] of text.matchAll(/\b(FROM|JOIN|INSERT INTO|UPDATE|DELETE FROM)\s+(\[\w+\]\.\[\w+\])/g)) {
        const right = { FROM: 'SELECT', JOIN: 'SELECT', 'INSERT INTO': 'INSERT', UPDATE: 'UPDATE', 'DELETE FROM': 'DELETE' }[verb!]!
        needed.set(table!, (needed.get(table!) ?? new Set()).add(right))
        // Who changes or deletes rows reads which ones.
        if (right !== 'INSERT') needed.get(table!)!.add('SELECT')
      }
    }
    const sorted = (rights: Iterable<string>) => [...rights].sort()
    expect(Object.fromEntries(readGrants().map(({ table, rights }) => [table, sorted(rights)]))).toEqual(
      Object.fromEntries([...needed].map(([table, rights]) => [table, sorted(rights)])),
    )
  })

  test.each(readdirSync(join(FOLDER, 'views')))('views/%s can be made again, and shows no key', file => {
    const batches = batchesOf(readFileSync(join(FOLDER, 'views', file), 'utf8'))
    expect(batches).toHaveLength(2)
    for (const batch of batches) expect(parsed(batch), batch).toBeGreaterThan(0)
    expect(batches[0]).toMatch(/IS NOT NULL DROP VIEW/)
    expect(batches[1]!.replace(/--.*$/gm, '')).not.toMatch(/SELECT[^;]*\bt\.ApiKey\s*,/)
  })

  test('migrations are numbered without a gap, and each notes its number', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1))
    const all = migrations.map(({ batches }) => batches.join('\n')).join('\n')
    for (const { number } of migrations) expect(all).toContain(`SELECT ${number}, SYSUTCDATETIME()`)
  })

  test('nothing needs what Babelfish lacks', () => {
    const scripts = [...queries.map(name => `queries/${name}.sql`), ...migrations.map(({ file }) => file)]
    for (const file of scripts) {
      const code = readFileSync(join(FOLDER, file), 'utf8').replace(/--.*$/gm, '')
      for (const pattern of NOT_ON_BABELFISH) expect(code, file).not.toMatch(pattern)
    }
  })

  test('a report is compiled for its own values', () => {
    expect(readQuery('usage').text.trim()).toMatch(/OPTION \(RECOMPILE\);$/)
  })

  test('nothing is written that changes nothing: it would run the triggers of others', () => {
    for (const name of queries) expect(readQuery(name).text, name).not.toMatch(/\bSET\s+(\w+)\s*=\s*\1\b(?!\s*[-+*/(])/i)
    expect('UPDATE t SET Status = Status WHERE a = 1').toMatch(/\bSET\s+(\w+)\s*=\s*\1\b(?!\s*[-+*/(])/i)
  })

  test('scripts are cut at GO, as sqlcmd does', () => {
    expect(batchesOf('SELECT 1;\nGO\n\nSELECT 2;\ngo_on;\ngo\n')).toEqual(['SELECT 1;', 'SELECT 2;\ngo_on;'])
  })

  test('without the own columns no query names one', () => {
    const columns =
      /\b(RestUntil|RestReason|BaseUrl|RequestID|LicenceID|RawUsage)\b|\bl\.(CompanyID|Provider|Model)\b|TokenUsageRequests|WrittenBy|TokenwheelPurges/
    const withoutThem = queries.filter(name => !NEED_OWN_COLUMNS.includes(name))
    for (const name of withoutThem) expect(readQuery(name).bare.replace(/--.*$/gm, ''), name).not.toMatch(columns)
    // What has no form without them has nothing to cut.
    for (const name of NEED_OWN_COLUMNS) expect(readFileSync(join(FOLDER, `queries/${name}.sql`), 'utf8'), name).not.toContain('-- ours')
    for (const name of NEED_OWN_COLUMNS) expect(readQuery(name).text, name).toMatch(columns)
  })
})
