import type { FetchOutcome } from '../../../src/profiles/profile-provider.ts'
import type { ErrorType } from '../../../src/shared/error-types.ts'

/** What an upstream answers instead of a profile. */
export interface Answer {
  readonly errorType: ErrorType
  readonly status: number | null
  readonly retryAfterMs: number | null
}

/**
 * The truth of one generated world, which the engine does not know: which tokens are bad, which addresses, and when the upstream is down. A made-up
 * upstream: the answers are of the kinds that public documentation describes (401, 402, 403, 404, 429 with and without `Retry-After`, 5xx, a
 * success without values), not of one particular API.
 */
export interface World {
  readonly seed: number
  readonly lanes: number
  readonly delaySeconds: number
  readonly requestsPerToken: number
  /** Bad tokens: what they answer to everybody, from the given call on. */
  readonly tokens: readonly { readonly tokenId: string; readonly bad: (Answer & { readonly fromCall: number }) | null }[]
  /** `mine`: what every token is answered about the address. */
  readonly addresses: readonly { readonly email: string; readonly mine: Answer | null }[]
  /** Milliseconds since the start. */
  readonly outage: (Answer & { readonly from: number; readonly to: number }) | null
}

const LATENCY_MS = 100

const answer = (errorType: ErrorType, status: number | null, retryAfterMs: number | null = null): Answer => ({
  errorType,
  status,
  retryAfterMs,
})

const OF_TOKENS = [
  answer('token_error', 401),
  answer('rate_limited', 402),
  answer('user_restricted', 403),
  answer('rate_limited', 429),
  answer('rate_limited', 429, 600_000),
  answer('empty_profile', 200),
  answer('unknown', 400),
]
const OF_ADDRESSES = [
  answer('token_error', 401),
  answer('rate_limited', 429),
  answer('rate_limited', 429, 600_000),
  answer('user_restricted', 403),
  answer('unknown', 400),
]
const OF_OUTAGES = [
  answer('upstream_error', 503),
  answer('upstream_error', null),
  answer('timeout', null),
  answer('token_error', 401),
  answer('user_restricted', 403),
  answer('rate_limited', 429),
  answer('upstream_error', 503, 60_000),
]

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function worldOf(seed: number): World {
  const random = randomOf(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const size = pick([1, 2, 3, 5, 10, 20])
  const tokens = Array.from({ length: size }, (_, i) => {
    // At least one is good: a pool of bad tokens alone fetches nothing, whatever is decided.
    const bad = i > 0 && random() < 0.2 ? { ...pick(OF_TOKENS), fromCall: pick([1, 1, between(2, 12)]) } : null
    return { tokenId: `token-${i}`, bad }
  })
  const [poison, gone] = [pick([0, 0.02, 0.05]), pick([0, 0.1, 0.4])]
  const addresses = Array.from({ length: between(20, 80) }, (_, i) => {
    const roll = random()
    const mine = roll < poison ? pick(OF_ADDRESSES) : roll < poison + gone ? answer('not_found', 404) : null
    return { email: `user${i}@example.com`, mine }
  })
  const from = between(0, 60_000)
  const outage = random() < 0.3 ? { ...pick(OF_OUTAGES), from, to: from + between(20_000, 300_000) } : null
  return {
    seed,
    lanes: pick([1, 1, 2, 4, 8]),
    delaySeconds: pick([0.5, 1, 2]),
    requestsPerToken: between(3, 15),
    tokens,
    addresses,
    outage,
  }
}

/** The upstream of a world, which remembers who called. */
export class WorldUpstream {
  readonly callsWith = new Map<string, number>()
  readonly callsFor = new Map<string, number>()
  /** When each call began, in milliseconds since the start. */
  readonly callTimes: number[] = []
  callsDuringOutage = 0
  readonly #world: World
  readonly #startedAt: number
  readonly #sleep: (ms: number) => Promise<void>
  readonly #now: () => number

  constructor(world: World, clock: { now(): number; sleep(ms: number): Promise<void> }) {
    this.#world = world
    this.#startedAt = clock.now()
    this.#now = () => clock.now()
    this.#sleep = ms => clock.sleep(ms)
  }

  async fetch(email: string, tokenId: string): Promise<FetchOutcome> {
    const { outage, tokens, addresses } = this.#world
    const count = (calls: Map<string, number>, key: string) => calls.set(key, (calls.get(key) ?? 0) + 1).get(key)!
    const made = count(this.callsWith, tokenId)
    count(this.callsFor, email)
    const at = this.#now() - this.#startedAt
    this.callTimes.push(at)
    const isOut = outage !== null && at >= outage.from && at < outage.to
    if (isOut) this.callsDuringOutage += 1
    await this.#sleep(LATENCY_MS)
    const token = tokens.find(t => t.tokenId === tokenId)?.bad ?? null
    const own = addresses.find(a => a.email === email)?.mine ?? null
    const failure = isOut ? outage : token !== null && made >= token.fromCall ? token : own
    if (failure === null) return { ok: true, restMs: null, profile: { email } }
    const { errorType, status, retryAfterMs } = failure
    return { ok: false, errorType, status, retryAfterMs, restMs: null, message: 'made up' }
  }
}
