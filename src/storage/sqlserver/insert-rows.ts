import type { ConnectionPool } from 'mssql'
import { type Driver, newRequest } from './driver.ts'
import type { Parameter } from './parameters.ts'
import type { TextColumns } from './sql-text.ts'

/** A column of rows that are inserted together, with the value of each. */
export interface BulkColumn<T> {
  readonly name: string
  readonly type: Parameter
  readonly value: (row: T, columns: TextColumns) => unknown
  /** The service's own: left out where the table has none of them. */
  readonly isOwn?: boolean
}

export interface RowsToInsert<T> {
  readonly table: string
  readonly columns: readonly BulkColumn<T>[]
  readonly rows: readonly T[]
}

const TIMEOUT_MS = 15_000
/** A request holds 2,100 parameters at most, a VALUES list 1,000 rows. */
const MAX_PARAMETERS = 2000
const MAX_ROWS = 1000

/** One bulk insert: all rows or none. */
export async function insertInBulk<T>(pool: ConnectionPool, driver: Driver, text: TextColumns, insert: RowsToInsert<T>): Promise<void> {
  const load = new driver.Table(insert.table)
  load.create = false
  for (const { name, type } of insert.columns) load.columns.add(name, type(driver, text).type, { nullable: true })
  for (const row of insert.rows) load.rows.add(...(insert.columns.map(column => column.value(row, text)) as never[]))
  // The triggers and constraints of whoever owns the table hold for bulk loads only if asked for.
  await newRequest(driver, pool, TIMEOUT_MS).bulk(load, { checkConstraints: true, fireTriggers: true })
}

/** The same by ordinary statements in one transaction, for a login or a server that may not load in bulk. */
export async function insertByStatements<T>(
  pool: ConnectionPool,
  driver: Driver,
  text: TextColumns,
  insert: RowsToInsert<T>,
): Promise<void> {
  const { table, columns, rows } = insert
  const perStatement = Math.min(MAX_ROWS, Math.floor(MAX_PARAMETERS / columns.length))
  const transaction = new driver.Transaction(pool)
  await transaction.begin()
  try {
    for (let from = 0; from < rows.length; from += perStatement) {
      const request = newRequest(driver, transaction, TIMEOUT_MS)
      const lists = rows.slice(from, from + perStatement).map((row, at) => {
        const names = columns.map(({ type, value }, column) => {
          const name = `r${at}c${column}`
          request.input(name, type(driver, text).type, value(row, text))
          return `@${name}`
        })
        return `(${names.join(', ')})`
      })
      await request.query(`INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')}) VALUES ${lists.join(', ')}`)
    }
    await transaction.commit()
  } catch (error) {
    await transaction.rollback().catch(() => {})
    throw error
  }
}
