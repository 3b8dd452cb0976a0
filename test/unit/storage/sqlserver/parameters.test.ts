import sql from 'mssql'
import { describe, expect, test } from 'vitest'
import { datetime2, datetimeOf, inInt } from '../../../../src/storage/sqlserver/parameters.ts'
import { textColumns } from '../../../../src/storage/sqlserver/sql-text.ts'

describe('values for SQL Server', () => {
  test.each([
    ['2026-11-19T23:59:59.999Z', '2026-11-19T23:59:59.997Z'],
    ['2026-11-19T12:00:00.000Z', '2026-11-19T12:00:00.000Z'],
    ['2026-11-19T12:00:00.002Z', '2026-11-19T12:00:00.000Z'],
    ['2026-11-19T12:00:00.006Z', '2026-11-19T12:00:00.003Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.997Z'],
  ])('DATETIME rounds %s down, never into the next day', (iso, floored) => {
    expect(datetimeOf(iso).toISOString()).toBe(floored)
  })

  test.each([
    ['0001-01-01T00:00:00.000Z', '1753-01-01T00:00:00.000Z'],
    ['+010000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.997Z'],
    ['1753-01-01T00:00:00.000Z', '1753-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.997Z'],
  ])('%s, which DATETIME may not know, is %s: the driver would refuse it', (iso, kept) => {
    expect(datetimeOf(iso).toISOString()).toBe(kept)
    expect(datetime2(iso)(sql, textColumns('CP1252')).value).toEqual(new Date(kept))
  })

  test('numbers are kept within INT', () => {
    expect([inInt(3e9), inInt(-3e9), inInt(1.9), inInt(7)]).toEqual([2_147_483_647, -2_147_483_647, 1, 7])
  })
})
