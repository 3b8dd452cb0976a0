import { describe, expect, test } from 'vitest'
import { readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'

describe('SQLSERVER_URL', () => {
  test('everything it can say', () => {
    expect(readSqlServerUrl('mssql://app:p%40ss%2Fw@db.example:1444/docs?encrypt=false&trustServerCertificate=true&poolSize=20')).toEqual({
      server: 'db.example',
      port: 1444,
      database: 'docs',
      user: 'app',
      password: 'p@ss/w',
      encrypt: false,
      trustServerCertificate: true,
      poolSize: 20,
    })
  })

  test('defaults are the safe ones', () => {
    expect(readSqlServerUrl('mssql://app@[::1]/docs')).toMatchObject({
      ...{ server: '::1', port: 1433, encrypt: true, trustServerCertificate: false, poolSize: 10 },
    })
  })

  test.each([
    ['mssql://app:secret@host', 'host, user and database'],
    ['mssql://host/db', 'host, user and database'],
    ['mssql://app:secret@host/db?encrypt=yes', 'encrypt must be true or false or strict'],
    ['mssql://app:secret@host/db?poolSize=0', 'poolSize must be'],
    ['mssql://sa:1433?secret-word@host/db', 'host, user and database'],
    ['mssql://app:pw@host/db?secret@x=1', 'what follows the "?" is not known'],
    ['mssql://app:secret@host/db?trustservercertificate=true', 'trustservercertificate is not known'],
  ])('%s is refused in words, without the password', (url, words) => {
    expect(() => readSqlServerUrl(url)).toThrow(words)
    expect(() => readSqlServerUrl(url)).not.toThrow('secret')
  })
})
