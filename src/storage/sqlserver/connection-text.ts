/** What a connection string says, by the names of {@link OPTIONS}; whichever form it has. */
export type ConnectionOptions = ReadonlyMap<OptionName, string>

/** Each option with the names it goes by in the three forms, in lower case and without blanks, dashes and underscores. The first one is what we call it. */
const OPTIONS = {
  server: ['server', 'datasource', 'address', 'addr', 'networkaddress', 'servername'],
  port: ['port', 'portnumber'],
  instance: ['instancename', 'instance'],
  database: ['database', 'initialcatalog', 'databasename'],
  user: ['user', 'userid', 'uid', 'username'],
  password: ['password', 'pwd'],
  encrypt: ['encrypt'],
  trustServerCertificate: ['trustservercertificate'],
  poolSize: ['poolsize', 'maxpoolsize'],
  authentication: ['authentication', 'authenticationscheme'],
  domain: ['domain'],
  tenantId: ['tenantid'],
  clientId: ['clientid', 'msiclientid', 'aadsecureprincipalid'],
  clientSecret: ['clientsecret', 'aadsecureprincipalsecret'],
  integratedSecurity: ['integratedsecurity', 'trustedconnection'],
  multiSubnetFailover: ['multisubnetfailover'],
  applicationIntent: ['applicationintent'],
  ca: ['ca', 'servercertificate'],
  hostNameInCertificate: ['hostnameincertificate'],
  connectTimeout: ['connecttimeout', 'connectiontimeout', 'timeout', 'logintimeout'],
  requestTimeout: ['requesttimeout', 'commandtimeout', 'querytimeout'],
  packetSize: ['packetsize'],
  applicationName: ['applicationname', 'app', 'appname'],
  workstationId: ['workstationid', 'wsid'],
  networkLibrary: ['networklibrary', 'network', 'net'],
} as const

export type OptionName = keyof typeof OPTIONS

/**
 * Said by habit, and of no consequence here: pools, retries, statements and result sets are the service's own affair, and TLS begins at 1.2. What would
 * mean something (another trust store, a mirror, encrypted columns) is not among them.
 */
const WITHOUT_EFFECT = new Set([
  ...['persistsecurityinfo', 'multipleactiveresultsets', 'pooling', 'minpoolsize', 'enlist', 'connectretrycount', 'connectretryinterval'],
  ...['loadbalancetimeout', 'connectionlifetime', 'typesystemversion', 'sendstringparametersasunicode', 'responsebuffering', 'language'],
  ...['currentlanguage', 'connectionreset', 'replication', 'transactionbinding', 'poolblockingperiod', 'transparentnetworkipresolution'],
  ...[
    'ipaddresspreference',
    'serverspn',
    'failoverpartnerspn',
    'selectmethod',
    'lastupdatecount',
    'xopenstates',
    'sendtimeasdatetime',
    'locktimeout',
  ],
  ...[
    'sockettimeout',
    'cancelquerytimeout',
    'disablestatementpooling',
    'statementpoolingcachesize',
    'serverpreparedstatementdiscardthreshold',
  ],
  ...['enableprepareonfirstpreparedstatementcall', 'usebulkcopyforbatchinsert', 'servernameasace', 'sslprotocol', 'jaasconfigurationname'],
])

const NAMES: ReadonlyMap<string, OptionName> = new Map(
  Object.entries(OPTIONS).flatMap(([option, names]) => names.map(name => [name, option as OptionName] as const)),
)
const FORMS =
  'mssql://user:password@host:1433/database?encrypt=true, Server=host,1433;Database=…;User Id=…;Password=… or jdbc:sqlserver://host:1433;databaseName=…;user=…;password=…'

/**
 * Reads a URL, an ADO.NET or a JDBC connection string.
 * @throws Error that names what is wrong, never a value
 */
export function readConnectionText(text: string): ConnectionOptions {
  const trimmed = text.trim()
  if (/^(mssql|sqlserver):\/\//i.test(trimmed)) return named(ofUrl(trimmed), 'what follows the "?"')
  const [, jdbc] = /^jdbc:(?:sqlserver|microsoft:sqlserver):\/\/(.*)$/is.exec(trimmed) ?? []
  if (jdbc !== undefined) return named(ofJdbc(jdbc), 'what follows the password')
  if (/^[\w ]+=/.test(trimmed)) return named(pairsOf(trimmed), 'what follows the password')
  throw new Error(`must look like ${FORMS}`)
}

export const INCOMPLETE = 'host, user and database must be named'

type Pair = readonly [string, string]

/** The last one of a name counts, as in ADO.NET. @param rest words for what is no name */
function named(pairs: readonly Pair[], rest: string): ConnectionOptions {
  const known = new Map<OptionName, string>()
  const unknown: string[] = []
  for (const [spelling, value] of pairs) {
    const name = spelling.toLowerCase().replace(/[\s_-]/g, '')
    const option = NAMES.get(name)
    if (option !== undefined) known.set(option, value)
    // What does not look like a name may be the end of a password that is not encoded or quoted.
    else if (!WITHOUT_EFFECT.has(name)) unknown.push(/^\w{1,30}$/.test(spelling) ? spelling : rest)
  }
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is not known; known are ${Object.keys(OPTIONS).join(', ')}`)
  return known
}

function ofUrl(text: string): Pair[] {
  // `host\instance` and `host,1433` are how people name a server, and no URL has them.
  const url = URL.parse(text.replace(/^(\w+:\/\/[^/?#]*)\\/, '$1%5C'))
  if (url === null) throw new Error(`must look like ${FORMS}; special characters of user and password percent-encoded`)
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part)
    } catch {
      throw new Error('a "%" of user, password or database must be written %25')
    }
  }
  const parts: Pair[] = [
    ['server', decoded(url.hostname.replace(/^\[|\]$/g, ''))],
    ['port', url.port],
    ['database', decoded(url.pathname.slice(1))],
    ['user', decoded(url.username)],
    ['password', decoded(url.password)],
  ]
  // Before the rest is judged: what seems to be options may be the end of a password that is not encoded.
  if (url.hostname === '' || (url.pathname.length < 2 && !url.searchParams.has('database'))) throw new Error(INCOMPLETE)
  return [...parts.filter(([, value]) => value !== ''), ...url.searchParams]
}

function ofJdbc(text: string): Pair[] {
  const end = text.indexOf(';')
  const place = end < 0 ? text : text.slice(0, end)
  const [, server = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(place) ?? []
  const parts: Pair[] = [
    ['server', server],
    ['port', port],
  ]
  return [...parts.filter(([, value]) => value !== ''), ...pairsOf(end < 0 ? '' : text.slice(end + 1))]
}

/** `name=value;…`; a value in quotes or braces may hold anything, its own end doubled. */
function pairsOf(text: string): Pair[] {
  const pairs: Pair[] = []
  const pair = /\s*([^=;]+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\{((?:[^}]|\}\})*)\}|([^;]*?))\s*(?:;|$)/gy
  while (pair.lastIndex < text.length) {
    const at = pair.lastIndex
    if (/^[;\s]*$/.test(text.slice(at))) break
    const found = pair.exec(text)
    if (found === null) throw new Error('must be name=value pairs with a ";" between them; a value that holds one stands in quotes')
    const [, name, double, single, braced, plain] = found
    pairs.push([name!, double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? braced?.replaceAll('}}', '}') ?? plain!])
  }
  return pairs
}
