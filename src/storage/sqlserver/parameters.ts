import type { ISqlType } from 'mssql'
import { invalidInput } from '../../shared/app-error.ts'
import type { TextColumns } from './sql-text.ts'

type Types = typeof import('mssql')

/** A typed value of a statement. Typed, because a NVARCHAR compared with a VARCHAR column would not use its index. */
export type Parameter = (types: Types, columns: TextColumns) => { readonly type: ISqlType | (() => ISqlType); readonly value: unknown }

/** For a VARCHAR column of `size`: what is longer loses its end, what the code page lacks is escaped. */
export const varchar =
  (size: number, text: string | null): Parameter =>
  (types, columns) => ({ type: types.VarChar(size), value: text === null ? null : columns.fit(text, size) })

/** What rows are found by is never cut. @throws AppError when it does not fit, `field` names it */
export const identifier =
  (field: string, size: number, text: string): Parameter =>
  (types, columns) => {
    const value = columns.encode(text)
    if (columns.fit(text, size) !== value) {
      const problem = `is longer than ${size} bytes in the database's code page`
      throw invalidInput(`${field} ${problem}.`, [{ field, problem }])
    }
    return { type: types.VarChar(size), value }
  }

/** To be compared with a VARCHAR column, never cut: what is longer than the column equals nothing in it. */
export const compared =
  (text: string): Parameter =>
  (types, columns) => ({ type: types.VarChar(8000), value: columns.encode(text) })

export const nvarchar =
  (text: string | null): Parameter =>
  types => ({ type: types.NVarChar(types.MAX), value: text?.toWellFormed().replaceAll('\0', '\\u0000') ?? null })

/** Kept within INT: a number that does not fit would refuse its row for ever. */
export const int =
  (value: number | null): Parameter =>
  types => ({ type: types.Int, value: value === null ? null : inInt(value) })

export const bit =
  (value: boolean): Parameter =>
  types => ({ type: types.Bit, value })

/** DATETIME counts in 1/300 s and rounds: 23:59:59.999 would become the next day, so instants are rounded down first. */
export const datetime =
  (iso: string | null): Parameter =>
  types => ({ type: types.DateTime, value: iso === null ? null : datetimeOf(iso) })

export const datetime2 =
  (iso: string | null): Parameter =>
  types => ({ type: types.DateTime2(3), value: iso === null ? null : new Date(within(Date.parse(iso))) })

const INT_MAX = 2_147_483_647

export function inInt(value: number): number {
  return Math.min(INT_MAX, Math.max(-INT_MAX, Math.trunc(value)))
}

/** What DATETIME can say; the driver refuses everything else. */
const [EARLIEST, LATEST] = [Date.UTC(1753, 0, 1), Date.UTC(9999, 11, 31, 23, 59, 59, 997)]
const within = (ms: number) => Math.min(LATEST, Math.max(EARLIEST, ms))

/** The last instant of DATETIME that is not after this one. Its milliseconds end in 0, 3 or 7. */
export function datetimeOf(iso: string): Date {
  const ms = within(Date.parse(iso))
  const digit = ((ms % 10) + 10) % 10
  return new Date(ms - digit + (digit >= 7 ? 7 : digit >= 3 ? 3 : 0))
}
