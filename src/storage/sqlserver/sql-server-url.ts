/** What `SQLSERVER_URL` says. */
export interface SqlServerAddress {
  readonly server: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly encrypt: boolean | 'strict'
  readonly trustServerCertificate: boolean
  /** Connections at most. */
  readonly poolSize: number
}

const DEFAULT_POOL_SIZE = 10

/**
 * Reads `mssql://user:password@host:1433/database?encrypt=true&trustServerCertificate=false&poolSize=10`.
 * @throws Error that names what is wrong, never the password
 */
export function readSqlServerUrl(text: string): SqlServerAddress {
  const url = new URL(text)
  const database = decodeURIComponent(url.pathname.slice(1))
  if (url.hostname === '' || url.username === '' || database === '') throw new Error('host, user and database must be named')
  const options = new Map(url.searchParams)
  const take = <T>(name: string, values: Readonly<Record<string, T>>, fallback: T): T => {
    const value = options.get(name)
    options.delete(name)
    if (value === undefined) return fallback
    if (!Object.hasOwn(values, value)) throw new Error(`${name} must be ${Object.keys(values).join(' or ')}`)
    return values[value]!
  }
  const encrypt = take<boolean | 'strict'>('encrypt', { true: true, false: false, strict: 'strict' }, true)
  const trustServerCertificate = take('trustServerCertificate', { true: true, false: false }, false)
  const poolSize = Number(options.get('poolSize') ?? DEFAULT_POOL_SIZE)
  options.delete('poolSize')
  if (!Number.isInteger(poolSize) || poolSize < 2 || poolSize > 1000) throw new Error('poolSize must be a number from 2 to 1000')
  if (options.size > 0) {
    // What does not look like a name may be the end of a password that is not percent-encoded.
    const names = [...options.keys()].map(name => (/^\w{1,30}$/.test(name) ? name : 'what follows the "?"'))
    throw new Error(`${names.join(', ')} is not known; known are encrypt, trustServerCertificate, poolSize`)
  }
  return {
    server: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 1433 : Number(url.port),
    database,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    encrypt,
    trustServerCertificate,
    poolSize,
  }
}
