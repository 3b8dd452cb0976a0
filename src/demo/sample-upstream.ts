import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sampleBehaviour, sampleProfile } from './sample-profile.ts'
import { SampleUpstreamCounts, type SampleUpstreamStats } from './sample-upstream-counts.ts'

export interface SampleUpstreamOptions {
  /** 0, the default, takes a free port. Always on loopback. */
  readonly port?: number
  /** Every other bearer token is answered 401. */
  readonly tokens: Iterable<string>
  /** Requests a token may make; each one beyond is answered 429 and counted as overshoot. Default: no limit. */
  readonly dailyLimit?: number
  readonly latencyMs?: number
  /** False spares the memory of a count per address, for benches of a million addresses. Default true. */
  readonly countAddresses?: boolean
}

/** What can be changed while it runs; what is left out stays as it is. */
export interface SampleUpstreamControl {
  readonly latencyMs?: number
  /** Answer every request with this status (500: down, 401: all tokens refused); null ends it. */
  readonly failStatus?: number | null
  /** Tokens answered 429 whatever they have used. */
  readonly limitedTokens?: readonly string[]
  /** Tokens answered 401. */
  readonly rejectedTokens?: readonly string[]
  /** `Retry-After` of a 429; null for the seconds to the next UTC midnight, the default. */
  readonly retryAfterSeconds?: number | null
  /** True holds every answer back (requests count all the same) until it is set to false. */
  readonly hold?: boolean
  /** Lets this many held answers go, oldest first. */
  readonly release?: number
  /** Adds tokens. */
  readonly addTokens?: readonly string[]
  /** Sets the tokens' use of the day to zero, as at midnight; `calls` and `overshoot` in the statistics go on. */
  readonly newDay?: boolean
}

/** Reached when both numbers are: requests received since the start, and answers held back at this moment. */
export interface SampleUpstreamMark {
  readonly calls?: number
  readonly held?: number
}

export interface SampleUpstream {
  readonly url: string
  stats(): SampleUpstreamStats
  /** Requests per token since the start; unknown tokens are not counted. */
  calls(): Readonly<Record<string, number>>
  callsFor(email: string): number
  control(change: SampleUpstreamControl): void
  /** Resolves as soon as the mark is reached: tests wait for it instead of sleeping. */
  reached(mark: SampleUpstreamMark): Promise<void>
  /** Breaks every connection and stops. */
  stop(): Promise<void>
}

/** Serves what the profile API does not: the control routes of the process. True when it took the request. */
export type SideRoutes = (upstream: SampleUpstream, request: IncomingMessage, response: ServerResponse) => boolean

const USERS = '/v1.0/users/'
const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * A profile API on loopback in the manner of Microsoft Graph: `GET /v1.0/users/{address}` with a bearer token. Addresses behave by
 * their local part (see `SampleBehaviour`). Every request with a known token counts against it, whatever it is answered.
 * Cheap per request, as the benches use it too.
 */
export async function startSampleUpstream(options: SampleUpstreamOptions, sideRoutes?: SideRoutes): Promise<SampleUpstream> {
  const upstream = new SampleUpstreamServer(options, sideRoutes)
  await upstream.listen(options.port ?? 0)
  return upstream
}

class SampleUpstreamServer implements SampleUpstream {
  url = ''
  readonly #server = createServer((request, response) => this.#serve(request, response))
  readonly #sideRoutes: SideRoutes | undefined
  readonly #counts: SampleUpstreamCounts
  readonly #state: { latencyMs: number; failStatus: number | null; retryAfterSeconds: number | null; hold: boolean }
  #limited: ReadonlySet<string> = new Set()
  #rejected: ReadonlySet<string> = new Set()
  #held: { response: ServerResponse; send: () => void }[] = []
  #waiters: { mark: SampleUpstreamMark; resolve: () => void }[] = []

  constructor(options: SampleUpstreamOptions, sideRoutes: SideRoutes | undefined) {
    this.#sideRoutes = sideRoutes
    this.#counts = new SampleUpstreamCounts(options.tokens, options.dailyLimit ?? Infinity, options.countAddresses ?? true)
    this.#state = { latencyMs: options.latencyMs ?? 0, failStatus: null, retryAfterSeconds: null, hold: false }
    // Longer than any pause of a client, so that it is never the sample that breaks an idle connection.
    this.#server.keepAliveTimeout = 120_000
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stats(): SampleUpstreamStats {
    return this.#counts.stats(this.#heldNow())
  }

  calls(): Readonly<Record<string, number>> {
    return this.#counts.callsPerToken()
  }

  callsFor(email: string): number {
    return this.#counts.callsFor(email)
  }

  control(change: SampleUpstreamControl): void {
    const { latencyMs, failStatus, retryAfterSeconds, hold } = change
    if (latencyMs !== undefined) this.#state.latencyMs = latencyMs
    if (failStatus !== undefined) this.#state.failStatus = failStatus
    if (retryAfterSeconds !== undefined) this.#state.retryAfterSeconds = retryAfterSeconds
    if (change.limitedTokens !== undefined) this.#limited = new Set(change.limitedTokens)
    if (change.rejectedTokens !== undefined) this.#rejected = new Set(change.rejectedTokens)
    for (const token of change.addTokens ?? []) this.#counts.addToken(token)
    if (change.newDay === true) this.#counts.newDay()
    if (hold !== undefined) this.#state.hold = hold
    const release = hold === false ? this.#held.length : (change.release ?? 0)
    for (const { send } of this.#held.splice(0, release)) send()
  }

  reached(mark: SampleUpstreamMark): Promise<void> {
    return new Promise(resolve => {
      this.#waiters.push({ mark, resolve })
      this.#wake()
    })
  }

  async stop(): Promise<void> {
    this.#held = []
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? ''
    if (!url.startsWith(USERS)) {
      if (this.#sideRoutes?.(this, request, response) !== true) send(response, 404, graphError('NotFound', 'There is no such resource.'))
      return
    }
    const email = decodeAddress(url)
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    const withinLimit = this.#counts.count(token, email)
    const answer = () => this.#reply(response, token, email, withinLimit)
    if (this.#state.hold) this.#held.push({ response, send: answer })
    else if (this.#state.latencyMs > 0) setTimeout(answer, this.#state.latencyMs)
    else answer()
    if (this.#waiters.length > 0) this.#wake()
  }

  #reply(response: ServerResponse, token: string, email: string, withinLimit: boolean): void {
    const [status, body] = this.#decide(token, email, withinLimit)
    send(response, status, body, status === 429 ? this.#retryAfter() : undefined)
  }

  /** Status and body follow the state at the moment of answering: what is held back can be made to fail. */
  #decide(token: string, email: string, withinLimit: boolean): readonly [status: number, body: string] {
    const { failStatus } = this.#state
    if (failStatus !== null) return [failStatus, graphError('serviceNotAvailable', 'The sample upstream was told to fail.')]
    if (!this.#counts.knows(token) || this.#rejected.has(token))
      return [401, graphError('InvalidAuthenticationToken', 'Access token validation failure.')]
    if (!withinLimit || this.#limited.has(token)) return [429, graphError('TooManyRequests', 'The daily limit of this token is used up.')]
    switch (sampleBehaviour(email)) {
      case 'restricted':
        return [403, graphError('Authorization_UserRestricted', 'Access to this user is restricted.')]
      case 'denied':
        return [424, graphError('FailedDependency', 'Request denied')]
      case 'missing':
        return [404, graphError('Request_ResourceNotFound', `Resource '${email}' does not exist.`)]
      case 'flaky':
        if (this.#counts.firstTry(email)) return [503, graphError('serviceNotAvailable', 'Please retry the request.')]
    }
    return [200, JSON.stringify(sampleProfile(email))]
  }

  #retryAfter(): number {
    return this.#state.retryAfterSeconds ?? 86_400 - (Math.floor(Date.now() / 1000) % 86_400)
  }

  #heldNow(): number {
    // A client that was killed leaves its answers behind; nobody waits for those.
    return this.#held.reduce((count, { response }) => count + (response.destroyed ? 0 : 1), 0)
  }

  #wake(): void {
    const held = this.#heldNow()
    const reached = ({ mark }: { mark: SampleUpstreamMark }) => this.#counts.total >= (mark.calls ?? 0) && held >= (mark.held ?? 0)
    const done = this.#waiters.filter(reached)
    this.#waiters = this.#waiters.filter(waiter => !done.includes(waiter))
    for (const { resolve } of done) resolve()
  }
}

function decodeAddress(url: string): string {
  const end = url.indexOf('?')
  const encoded = end < 0 ? url.slice(USERS.length) : url.slice(USERS.length, end)
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

function graphError(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } })
}

function send(response: ServerResponse, status: number, body: string, retryAfterSeconds?: number): void {
  const headers: Record<string, string | number> = { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(body) }
  if (retryAfterSeconds !== undefined) headers['retry-after'] = retryAfterSeconds
  response.writeHead(status, headers).end(body)
}
