import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiKey, Scope } from '../settings/environment.ts'
import { isLoopback } from '../settings/settings.ts'
import { AppError } from '../shared/app-error.ts'
import { type Owner, ownerOfKey, ownerOfTeam, type Sight } from '../shared/ownership.ts'
import { secretEquals } from '../shared/secret-box.ts'

/** Who is calling. `name` is what logs may say of the caller. */
export interface Caller {
  readonly name: string
  /** True for the holder of one of API_KEYS. */
  readonly authenticated: boolean
  /** True where keys are asked for and the caller has shown none of them. */
  readonly isStranger: boolean
  /** True when the caller has the scope itself. */
  has(scope: Scope): boolean
  /** True when the caller may use and see this company's keys in `/extract` (`extract`, or `extract@COMPANY`). */
  mayExtractFor(companyId: string): boolean
  /** Whose the jobs are that this caller makes: its first team's, else its key's. */
  readonly owner: Owner
  /** Whose jobs and profiles it may open: addresses, results, and what can be done with a job. */
  readonly opens: Sight
  /** Whose jobs it may watch: their state and figures, which name nobody. */
  readonly watches: Sight
}

/**
 * What a route demands: one of these scopes, or nothing at all (`public`). `extract` also lets `extract@COMPANY` in, and `jobs` lets `jobs@TEAM`
 * in: the route checks the company, or whose the job is.
 */
export type Access = 'public' | readonly Scope[]

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
  interface FastifyContextConfig {
    /** Mandatory on every route; registration fails without it. */
    access?: Access
  }
}

export interface AuthOptions {
  readonly apiKeys: readonly ApiKey[]
  readonly host: string
}

const ANONYMOUS: Caller = {
  ...{ name: 'anonymous', authenticated: false, isStranger: false, has: () => true, mayExtractFor: () => true },
  ...{ owner: null, opens: 'everything', watches: 'everything' },
}
const NOBODY: Caller = {
  ...{ name: 'nobody', authenticated: false, isStranger: true, has: () => false, mayExtractFor: () => false },
  ...{ owner: null, opens: [], watches: [] },
}

/** Says who is calling, by API key in constant time. Nothing is refused yet. */
export function installIdentity(server: FastifyInstance, options: AuthOptions): void {
  server.decorateRequest('caller')
  server.addHook('onRequest', async request => {
    request.caller = options.apiKeys.length === 0 ? ANONYMOUS : (authenticate(request, options.apiKeys) ?? NOBODY)
  })
}

/** Scopes on every route; without keys, protection against other sites' pages in the operator's browser. */
export function installAccess(server: FastifyInstance, options: AuthOptions): void {
  server.addHook('onRoute', route => {
    if (route.config?.access === undefined) throw new Error(`${route.method} ${route.url} declares no access`)
  })
  server.addHook('onRequest', async request => {
    if (options.apiKeys.length === 0) return refuseForeignPages(request, options.host)
    const { caller } = request
    const access = request.routeOptions.config.access
    // An unknown path has no access rule and is answered by the 404 handler.
    if (access === undefined || access === 'public') return
    if (!caller.authenticated) {
      throw new AppError('A valid API key is required, as "Authorization: Bearer KEY" or "X-API-Key: KEY".', {
        code: 'UNAUTHENTICATED',
        kind: 'unauthenticated',
      })
    }
    if (!access.some(scope => caller.has(scope) || (scope === 'extract' && caller.mayExtractFor('')))) {
      throw new AppError(`This API key lacks the scope ${access.map(s => `"${s}"`).join(' or ')}.`, {
        code: 'FORBIDDEN',
        kind: 'forbidden',
      })
    }
  })
}

function authenticate(request: FastifyRequest, apiKeys: readonly ApiKey[]): Caller | undefined {
  const header = request.headers['x-api-key'] ?? /^bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const presented = Array.isArray(header) ? header[0] : header
  if (presented === undefined) return undefined
  let found: ApiKey | undefined
  // All keys are compared, whichever matches: the time taken says nothing.
  for (const candidate of apiKeys) if (secretEquals(candidate.key, presented)) found = candidate
  return found === undefined ? undefined : callerOf(found)
}

function callerOf({ name, scopes }: ApiKey): Caller {
  const own = new Set(scopes)
  const companies = namedIn(scopes, 'extract')
  const teams = namedIn(scopes, 'jobs').map(ownerOfTeam)
  const isOfJobs = own.has('jobs') || teams.length > 0
  // What the key made under its own name stays its own when it is given a team.
  const opens = own.has('jobs') && own.has('admin') ? 'everything' : isOfJobs ? [ownerOfKey(name), ...teams] : []
  return {
    name,
    authenticated: true,
    isStranger: false,
    owner: teams[0] ?? ownerOfKey(name),
    opens,
    watches: own.has('ops') ? 'everything' : opens,
    has: scope => own.has(scope) || (scope === 'jobs' && isOfJobs),
    // The empty company asks: "for any company at all?"
    mayExtractFor: company => own.has('extract') || (company === '' ? companies.length > 0 : companies.includes(foldAscii(company))),
  }
}

/** `COMPANY` of `extract@COMPANY`. */
function namedIn(scopes: readonly string[], scope: Scope): string[] {
  return scopes.filter(each => each.startsWith(`${scope}@`)).map(each => foldAscii(each.slice(scope.length + 1)))
}

/** Case as the company's database knows it. Unicode's rules would take the Kelvin sign for a `k`, and with it another name for this one. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}

/** Without keys only this machine may call: a web page elsewhere must not drive the service through the operator's browser (DNS rebinding, CSRF). */
function refuseForeignPages(request: FastifyRequest, listenHost: string): void {
  const refuse = (message: string) => {
    throw new AppError(message, { code: 'FOREIGN_ORIGIN', kind: 'forbidden' })
  }
  if (isLoopback(listenHost) && !isLoopback(hostName(request.headers.host ?? 'localhost'))) {
    refuse('The Host header does not name this machine. Set API_KEYS to serve other names.')
  }
  const origin = request.headers.origin
  if (origin !== undefined && request.method !== 'GET' && request.method !== 'HEAD') {
    const sameHost = URL.canParse(origin) && new URL(origin).host === request.headers.host
    if (!sameHost) refuse('Requests from pages of another origin are refused while no API_KEYS are set.')
  }
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '')
}
