import type { ConnectionPool, config, Request, Transaction } from 'mssql'
import type { SqlServerAddress } from './sql-server-url.ts'

/** The `mssql` package, loaded only where the settings name SQL Server. */
export type Driver = typeof import('mssql')
export type Row = Record<string, unknown>

type WithTimeout = new (parent: ConnectionPool | Transaction, overrides: { requestTimeout: number }) => Request

/** The driver takes a time-out per request; its type declarations do not know that. */
export function newRequest(driver: Driver, parent: ConnectionPool | Transaction, timeoutMs: number): Request {
  return new (driver.Request as unknown as WithTimeout)(parent, { requestTimeout: timeoutMs })
}

const CONNECT_TIMEOUT_MS = 4000
const ACQUIRE_TIMEOUT_MS = 10_000
/** Kept open: the first statement of a connection costs the server many times the others. */
export const WARM_CONNECTIONS = 2

export function driverConfig(address: SqlServerAddress, requestTimeoutMs: number): config {
  const { server, port, database, user, password, encrypt, trustServerCertificate, poolSize } = address
  return {
    ...{ server, port, database, user, password },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    // The default asks the server `SELECT 1` before every statement; a connection that broke shows in its socket.
    validateConnection: 'socket',
    pool: {
      max: poolSize,
      min: WARM_CONNECTIONS,
      acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS,
      createTimeoutMillis: CONNECT_TIMEOUT_MS + 1000,
      idleTimeoutMillis: 60_000,
    },
    options: { encrypt: encrypt as boolean, trustServerCertificate, appName: 'tokenwheel', useUTC: true, cancelTimeout: 1000 },
  } as config
}
