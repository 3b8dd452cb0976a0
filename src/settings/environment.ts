import { isIP } from 'node:net'
import { z } from 'zod'

/** A caller's credential: who it is (logged) and what it may do. The key itself is compared and never stored, logged or echoed. */
export interface ApiKey {
  readonly name: string
  readonly key: string
  readonly scopes: readonly string[]
}

export const SCOPES = ['jobs', 'extract', 'ops', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], { error: 'must be true or false' })
  .transform(v => v === 'true' || v === '1' || v === 'yes')

const apiKeysSchema = z.string().transform((value, context) => {
  const keys: ApiKey[] = []
  const entries = value
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
  // Set, and yet without a key: taken for "unset" it would let everybody in.
  if (entries.length === 0) context.addIssue({ code: 'custom', message: 'names no key (the form is name:key or name:key:scope+scope)' })
  for (const [index, entry] of entries.entries()) {
    const [name, key, scopes, ...rest] = entry.split(':').map(part => part.trim())
    const problem = apiKeyProblem(name, key, scopes, rest.length, keys)
    // The entry is named by position alone: whatever stands in it may be the key, also in the place of the name or of a scope.
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `entry ${index + 1} ${problem}` })
    else keys.push({ name: name!, key: key!, scopes: scopes === undefined ? SCOPES : scopes.split('+') })
  }
  const names = keys.map(({ name }) => name)
  const shown = keys.findIndex(({ key }) => names.includes(key))
  if (keys.length === entries.length && shown >= 0)
    context.addIssue({ code: 'custom', message: `entry ${shown + 1} has a key that is also a name, and names are logged` })
  return keys
})

const NO_NAMES = ['nobody', 'anonymous']

const isScope = (text: string): boolean => /^(?:extract|jobs)@[\w.-]{1,50}$/.test(text) || (SCOPES as readonly string[]).includes(text)

function apiKeyProblem(name: string | undefined, key: string | undefined, scopes: string | undefined, extra: number, before: ApiKey[]) {
  if (extra > 0) return 'has too many colons (the form is name:key or name:key:scope+scope)'
  if (name === undefined || !/^[\w.-]{1,64}$/.test(name)) return 'needs a name of letters, digits, dots, dashes or underscores'
  // As the log calls callers without a key: nobody could tell the two apart.
  if (NO_NAMES.includes(name.toLowerCase()))
    return `must not be called ${NO_NAMES.join(' or ')}: that is how the log calls callers without a key`
  // A name was forgotten: the key would stand in its place, and names are logged.
  if (key?.split('+').every(isScope)) return 'has scopes in the place of its key (the form is name:key or name:key:scope+scope)'
  if (key === undefined || key.length < 8)
    return 'needs a name and a key of at least 8 characters (the form is name:key or name:key:scope+scope)'
  if (!/^[\x20-\x7e\xa0-\xff]+$/.test(key)) return 'has a key with characters that no header can carry'
  if (before.some(other => other.name.toLowerCase() === name.toLowerCase())) return 'repeats the name of another entry (whatever its case)'
  if (before.some(other => other.key === key)) return 'repeats the key of another entry'
  if (scopes !== undefined && !scopes.split('+').every(isScope))
    return `has an unknown scope (known: ${SCOPES.join(', ')}, extract@COMPANY, jobs@TEAM)`
  return undefined
}

/** Ranges that go by a name, as Fastify knows them. */
const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal']

/** Named one by one: "everyone" would let any caller choose the address it is counted and logged under. */
const trustProxySchema = z.string().transform((value, context) => {
  if (value === 'false') return []
  const proxies = value
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
  for (const proxy of proxies) {
    if (isProxy(proxy)) continue
    const message = `"${proxy}" must be an address, a range (10.0.0.0/8) or one of ${PROXY_RANGES.join(', ')}; name the proxies, comma-separated`
    context.addIssue({ code: 'custom', message })
  }
  return proxies
})

function isProxy(text: string): boolean {
  if (PROXY_RANGES.includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))

const tableName = (fallback: string) =>
  z
    .string()
    .regex(/^[\w.-]{3,255}$/, 'must be 3 to 255 letters, digits, dots, dashes or underscores')
    .default(fallback)

const secretsKey = z
  .string()
  .refine(value => Buffer.from(value, 'base64').length === 32, {
    error: 'must be 32 bytes in base64 (make one: openssl rand -base64 32)',
  })
  .transform(value => Buffer.from(value, 'base64'))

/** Every environment variable the service reads. Empty values count as unset. */
export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(0, 65_535).default(8000),
  DATA_DIR: z.string().min(1).default('./data'),
  TOKEN_STORE: z.enum(['sqlite', 'dynamodb']).default('sqlite'),
  COMPANY_STORE: z.enum(['sqlite', 'sqlserver']).default('sqlite'),
  AWS_REGION: z
    .string()
    .regex(/^[a-z\d]+(?:-[a-z\d]+)*$/i, 'must be a region such as eu-west-1 (also where AWS_DEFAULT_REGION names it)')
    .optional(),
  DYNAMODB_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  DYNAMODB_CREATE_TABLES: flag.default(true),
  BEARER_TOKENS_TABLE: tableName('bearer_tokens'),
  JOBS_TABLE: tableName('batch_jobs'),
  JOB_RESULTS_TABLE: tableName('batch_job_results'),
  DYNAMODB_TABLE_NAME: tableName('linkedin_profiles'),
  /** A URL, an ADO.NET or a JDBC connection string: read by the adapter, which says what is wrong with it. */
  SQLSERVER_URL: z.string().optional(),
  TOKEN_FILE: z.string().min(1).default('./token.txt'),
  APP_SETTINGS: z.string().min(1).default('./appSetting.json'),
  API_KEYS: apiKeysSchema.default([]),
  ALLOW_ANONYMOUS: flag.default(false),
  RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000).default(600),
  MAX_CONNECTIONS: integer(1, 1_000_000).default(2000),
  TRUST_PROXY: trustProxySchema.default([]),
  SECRETS_KEY: secretsKey.optional(),
  /** Keys of before, comma-separated: what they sealed is read, and sealed anew with SECRETS_KEY. */
  SECRETS_KEY_PREVIOUS: z
    .string()
    .transform(value => value.split(',').map(part => part.trim()))
    .pipe(z.array(secretsKey))
    .default([]),
  CALLBACK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json']).optional(),
  MAX_CONCURRENT_JOBS: integer(1, 1000).default(50),
})

export type Environment = z.infer<typeof environmentSchema>
