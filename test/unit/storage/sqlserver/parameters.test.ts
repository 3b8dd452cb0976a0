import { describe, expect, test } from 'vitest'
import { datetimeOf, inInt } from '../../../../src/storage/sqlserver/parameters.ts'

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

  test('numbers are kept within INT', () => {
    expect([inInt(3e9), inInt(-3e9), inInt(1.9), inInt(7)]).toEqual([2_147_483_647, -2_147_483_647, 1, 7])
  })
})
