import type { ConnectionPool, Request, Transaction } from 'mssql'

/** The `mssql` package, loaded only where the settings name SQL Server. */
export type Driver = typeof import('mssql')
export type Row = Record<string, unknown>

type WithTimeout = new (parent: ConnectionPool | Transaction, overrides: { requestTimeout: number }) => Request

/** The driver takes a time-out per request; its type declarations do not know that. */
export function newRequest(driver: Driver, parent: ConnectionPool | Transaction, timeoutMs: number): Request {
  return new (driver.Request as unknown as WithTimeout)(parent, { requestTimeout: timeoutMs })
}
