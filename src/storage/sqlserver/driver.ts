import type { ConnectionPool, config, Request, Transaction } from 'mssql'
import type { Login, SqlServerAddress } from './sql-server-url.ts'

/** The `mssql` package, loaded only where the settings name SQL Server. */
export type Driver = typeof import('mssql')
export async function loadDriver(): Promise<Driver> {
  return (await import('mssql')).default
}

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
  const { server, port, database, poolSize, connectTimeoutMs = CONNECT_TIMEOUT_MS } = address
  return {
    ...{ server, ...(port === undefined ? {} : { port }), database },
    authentication: authenticationOf(address.login),
    connectionTimeout: connectTimeoutMs,
    requestTimeout: address.requestTimeoutMs ?? requestTimeoutMs,
    // The default asks the server `SELECT 1` before every statement; a connection that broke shows in its socket.
    validateConnection: 'socket',
    pool: {
      max: poolSize,
      min: WARM_CONNECTIONS,
      acquireTimeoutMillis: Math.max(ACQUIRE_TIMEOUT_MS, connectTimeoutMs + 2000),
      createTimeoutMillis: connectTimeoutMs + 1000,
      idleTimeoutMillis: 60_000,
    },
    options: optionsOf(address),
  } as config
}

/** The options of tedious, by their names there. */
function optionsOf(address: SqlServerAddress) {
  const { encrypt, trustServerCertificate, multiSubnetFailover, readOnlyIntent, ca } = address
  const given = {
    instanceName: address.instance,
    serverName: address.hostNameInCertificate,
    packetSize: address.packetSize,
    workstationId: address.workstationId,
    cryptoCredentialsDetails: ca === undefined ? undefined : { ca },
  }
  return {
    ...{ encrypt, trustServerCertificate, multiSubnetFailover, readOnlyIntent },
    ...{ appName: address.applicationName, useUTC: true, cancelTimeout: 1000 },
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}

/** Each kind of login as tedious has it. */
function authenticationOf(login: Login) {
  switch (login.kind) {
    case 'sql':
      return { type: 'default', options: { userName: login.user, password: login.password } }
    case 'ntlm':
      return { type: 'ntlm', options: { userName: login.user, password: login.password, domain: login.domain } }
    case 'entra-password': {
      const { user, password, clientId, tenantId } = login
      return { type: 'azure-active-directory-password', options: { userName: user, password, clientId, tenantId } }
    }
    case 'entra-service-principal': {
      const { clientId, clientSecret, tenantId } = login
      return { type: 'azure-active-directory-service-principal-secret', options: { clientId, clientSecret, tenantId } }
    }
    case 'entra-managed-identity':
      return { type: 'azure-active-directory-msi-vm', options: login.clientId === undefined ? {} : { clientId: login.clientId } }
    case 'entra-default':
      return { type: 'azure-active-directory-default', options: login.clientId === undefined ? {} : { clientId: login.clientId } }
  }
}
