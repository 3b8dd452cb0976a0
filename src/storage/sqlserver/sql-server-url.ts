import { readFileSync } from 'node:fs'
import { type ConnectionOptions, INCOMPLETE, type OptionName, readConnectionText } from './connection-text.ts'

/** How the service proves who it is. */
export type Login =
  | { readonly kind: 'sql'; readonly user: string; readonly password: string }
  | { readonly kind: 'ntlm'; readonly domain: string; readonly user: string; readonly password: string }
  | {
      readonly kind: 'entra-password'
      readonly user: string
      readonly password: string
      readonly clientId: string
      readonly tenantId: string
    }
  | { readonly kind: 'entra-service-principal'; readonly clientId: string; readonly clientSecret: string; readonly tenantId: string }
  | { readonly kind: 'entra-managed-identity'; readonly clientId: string | undefined }
  | { readonly kind: 'entra-default'; readonly clientId: string | undefined }

/** What `SQLSERVER_URL` says. */
export interface SqlServerAddress {
  readonly server: string
  /** Undefined with an instance: the server's browser service is asked for it. */
  readonly port: number | undefined
  readonly instance: string | undefined
  readonly database: string
  readonly login: Login
  readonly encrypt: boolean | 'strict'
  readonly trustServerCertificate: boolean
  /** The certificate of who signed the server's, PEM. */
  readonly ca: string | undefined
  /** The name in the server's certificate, where it is not the one that is connected to. */
  readonly hostNameInCertificate: string | undefined
  readonly multiSubnetFailover: boolean
  readonly readOnlyIntent: boolean
  readonly connectTimeoutMs: number | undefined
  /** Of ordinary statements; what somebody waits for has shorter ones of its own. */
  readonly requestTimeoutMs: number | undefined
  readonly packetSize: number | undefined
  readonly applicationName: string
  readonly workstationId: string | undefined
  /** Connections at most. */
  readonly poolSize: number
}

const DEFAULT_POOL_SIZE = 10
const DEFAULT_PORT = 1433
/** ADO.NET's name of it. */
const TCP = 'dbmssocn'
const YES_OR_NO = { true: true, yes: true, false: false, no: false } as const
/** As ADO.NET, JDBC and the driver call them, in lower case and without blanks and dashes. */
const LOGINS: Readonly<Record<string, Login['kind']>> = {
  sqlpassword: 'sql',
  sqlserver: 'sql',
  notspecified: 'sql',
  default: 'sql',
  ntlm: 'ntlm',
  activedirectorypassword: 'entra-password',
  azureactivedirectorypassword: 'entra-password',
  activedirectoryserviceprincipal: 'entra-service-principal',
  azureactivedirectoryserviceprincipalsecret: 'entra-service-principal',
  activedirectorymanagedidentity: 'entra-managed-identity',
  activedirectorymsi: 'entra-managed-identity',
  azureactivedirectorymsivm: 'entra-managed-identity',
  activedirectorydefault: 'entra-default',
  azureactivedirectorydefault: 'entra-default',
}

/**
 * Reads `mssql://user:password@host:1433/database?encrypt=true&trustServerCertificate=false&poolSize=10`, or the same as an ADO.NET or a JDBC
 * connection string.
 * @throws Error that names what is wrong, never the password
 */
export function readSqlServerUrl(text: string): SqlServerAddress {
  const options = readConnectionText(text)
  const take = <T>(name: OptionName, values: Readonly<Record<string, T>>, fallback: T, said = Object.keys(values)): T => {
    const value = options.get(name)?.toLowerCase()
    if (value === undefined) return fallback
    if (!Object.hasOwn(values, value)) throw new Error(`${name} must be ${said.join(' or ')}`)
    return values[value]!
  }
  const place = placeOf(options)
  const database = options.get('database') ?? ''
  if (place.server === '' || database === '') throw new Error(INCOMPLETE)
  const encryption = { ...YES_OR_NO, mandatory: true, optional: false, strict: 'strict' } as const
  return {
    ...place,
    database,
    login: loginOf(options),
    encrypt: take<boolean | 'strict'>('encrypt', encryption, true, ['true', 'false', 'strict']),
    trustServerCertificate: take<boolean>('trustServerCertificate', YES_OR_NO, false, ['true', 'false']),
    ca: certificateOf(options),
    hostNameInCertificate: options.get('hostNameInCertificate'),
    multiSubnetFailover: take<boolean>('multiSubnetFailover', YES_OR_NO, false, ['true', 'false']),
    readOnlyIntent: take<boolean>('applicationIntent', { readwrite: false, readonly: true }, false),
    connectTimeoutMs: inMs(numberOf(options, 'connectTimeout', 1, 60)),
    requestTimeoutMs: inMs(numberOf(options, 'requestTimeout', 1, 600)),
    packetSize: numberOf(options, 'packetSize', 512, 32_767),
    applicationName: options.get('applicationName') ?? 'tokenwheel',
    workstationId: options.get('workstationId'),
    poolSize: numberOf(options, 'poolSize', 2, 1000) ?? DEFAULT_POOL_SIZE,
  }
}

/** `tcp:host\instance,1433`: a port that is named makes the instance's name idle. */
function placeOf(options: ConnectionOptions): Pick<SqlServerAddress, 'server' | 'port' | 'instance'> {
  const [, address = '', comma] = /^(?:tcp:)?(.*?)(?:,\s*(\d+))?$/i.exec(options.get('server')?.trim() ?? '') ?? []
  const library = options.get('networkLibrary')?.toLowerCase() ?? TCP
  if (/^(np|lpc|admin):/i.test(address) || ![TCP, 'tcp'].includes(library))
    throw new Error('only TCP is possible, no named pipe and no shared memory')
  const [host = '', ...rest] = address.split('\\')
  if (host.includes(',')) throw new Error('the port after the comma must be a number')
  const instance = options.get('instance') ?? rest.join('\\')
  const port = comma === undefined ? numberOf(options, 'port', 1, 65_535) : within('port', Number(comma), 1, 65_535)
  const server = ['.', '(local)', 'localhost'].includes(host.trim().toLowerCase()) ? 'localhost' : host.trim()
  if (port === undefined && instance !== '') return { server, port: undefined, instance }
  return { server, port: port ?? DEFAULT_PORT, instance: undefined }
}

function loginOf(options: ConnectionOptions): Login {
  const spelling = options.get('authentication') ?? (options.has('domain') ? 'ntlm' : 'sqlpassword')
  const kind = LOGINS[spelling.toLowerCase().replace(/[\s_-]/g, '')]
  if (/^(true|yes|sspi)$/i.test(options.get('integratedSecurity') ?? '') && kind !== 'ntlm')
    throw new Error(
      'the login of the process cannot be used: name authentication=ntlm with domain, user and password, or an Entra ID login',
    )
  if (kind === undefined)
    throw new Error(
      'authentication must be SqlPassword, ntlm, ActiveDirectoryPassword, ActiveDirectoryServicePrincipal, ActiveDirectoryManagedIdentity or ActiveDirectoryDefault',
    )
  const clientId = options.get('clientId')
  const optional = { kind, clientId: clientId ?? options.get('user') }
  if (optional.kind === 'entra-managed-identity' || optional.kind === 'entra-default') return optional as Login
  if (kind === 'entra-service-principal')
    return {
      kind,
      // As ADO.NET has them: the principal in the place of the user.
      clientId: needed(clientId ?? options.get('user'), 'clientId'),
      clientSecret: needed(options.get('clientSecret') ?? options.get('password'), 'clientSecret'),
      tenantId: needed(options.get('tenantId'), 'tenantId'),
    }
  const user = options.get('user') ?? ''
  if (user === '') throw new Error(INCOMPLETE)
  const password = options.get('password') ?? ''
  if (kind === 'sql') return { kind, user, password }
  if (kind === 'ntlm') {
    const [before, name] = user.includes('\\') ? user.split('\\', 2) : [undefined, user]
    return { kind, domain: needed(options.get('domain') ?? before, 'domain'), user: name!, password }
  }
  return { kind: 'entra-password', user, password, clientId: needed(clientId, 'clientId'), tenantId: options.get('tenantId') ?? 'common' }
}

function needed(value: string | undefined, name: OptionName): string {
  if (value === undefined || value === '') throw new Error(`${name} is needed for this kind of login`)
  return value
}

function certificateOf(options: ConnectionOptions): string | undefined {
  const file = options.get('ca')
  if (file === undefined) return undefined
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch {
    throw new Error('ca names a file that cannot be read')
  }
  throw new Error('ca names a file that is no certificate in PEM')
}

function numberOf(options: ConnectionOptions, name: OptionName, least: number, most: number): number | undefined {
  const value = options.get(name)
  return value === undefined ? undefined : within(name, value.trim() === '' ? Number.NaN : Number(value), least, most)
}

function within(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) throw new Error(`${name} must be a number from ${least} to ${most}`)
  return value
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)

/** As words name it: host:1433, or host\instance. */
export function nameOf({ server, port, instance }: SqlServerAddress): string {
  return instance === undefined ? `${server}:${port}` : `${server}\\${instance}`
}
