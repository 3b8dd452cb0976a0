import type { FetchOutcome, ProfileProvider } from '../../../src/profiles/profile-provider.ts'
import type { Process, Random, Scheduler } from './scheduler.ts'

/** How often the simulated upstream fails, and how. */
export interface UpstreamRates {
  unauthorized: number
  limited: number
  broken: number
}

/** How the upstream counts. */
export interface Counting {
  readonly now: () => number
  readonly day: (at: number) => string
  /** Of every token, in the hours of UTC. */
  readonly hourlyLimit: number | undefined
}

const HOUR_MS = 3_600_000

/** The upstream's own books: who called with which token on which day. What it counts is the truth that G1 is about. */
export class UpstreamBooks {
  readonly violations: string[] = []
  /** Calls per `token day` and `token hour`. */
  readonly calls = new Map<string, number>()
  /** Answers that settle an address: a profile, or "not found" by one token. */
  readonly settled = new Map<string, number>()
  total = 0
  lastCaller = ''
  readonly #limits = new Map<string, number>()
  readonly #bad = new Set<string>()
  readonly #rates: UpstreamRates
  readonly #random: Random
  readonly #counting: Counting

  constructor(rates: UpstreamRates, random: Random, counting: Counting) {
    this.#rates = rates
    this.#random = random
    this.#counting = counting
  }

  issue(secret: string, limit: number, bad: boolean): void {
    this.#limits.set(secret, limit)
    if (bad) this.#bad.add(secret)
  }

  calm(): void {
    Object.assign(this.#rates, { unauthorized: 0, limited: 0, broken: 0 })
  }

  callsOn(day: string, secret: string): number {
    return this.calls.get(`${secret} ${day}`) ?? 0
  }

  /** The provider as one process sees it: the call is made when it is sent; the answer comes when the scheduler lets it. */
  provider(process: Process, scheduler: Scheduler): ProfileProvider {
    return {
      fetch: (email, secret, signal) => {
        signal?.throwIfAborted()
        this.#count(secret)
        this.lastCaller = process.name
        const outcome = this.#decide(email, secret)
        // Another token may be asked for a second opinion, but none twice.
        const settles = outcome.ok ? email : outcome.errorType === 'not_found' ? `${email} with ${secret}` : null
        if (settles !== null) this.settled.set(settles, (this.settled.get(settles) ?? 0) + 1)
        const answered = scheduler.call(process, `upstream.fetch ${email} with ${secret}`, false, async () => outcome)
        const aborted = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
        return Promise.race([answered, aborted])
      },
      close: async () => {},
    }
  }

  #count(secret: string): void {
    this.total += 1
    const { now, day: dayOf, hourlyLimit = Number.POSITIVE_INFINITY } = this.#counting
    const day = dayOf(now())
    const made = this.callsOn(day, secret) + 1
    this.calls.set(`${secret} ${day}`, made)
    const limit = this.#limits.get(secret) ?? 0
    if (made > limit) this.violations.push(`G1: call ${made} of ${limit} with ${secret} on ${day}`)
    const hour = new Date(Math.floor(now() / HOUR_MS) * HOUR_MS).toISOString()
    const madeInHour = this.callsOn(hour, secret) + 1
    this.calls.set(`${secret} ${hour}`, madeInHour)
    if (madeInHour > hourlyLimit) this.violations.push(`G1: call ${madeInHour} of ${hourlyLimit} with ${secret} in the hour of ${hour}`)
  }

  #decide(email: string, secret: string): FetchOutcome {
    const roll = this.#random()
    const { unauthorized, limited, broken } = this.#rates
    const fail = (errorType: 'token_error' | 'rate_limited' | 'upstream_error' | 'not_found', status: number) =>
      ({ ok: false, errorType, status, message: 'simulated', retryAfterMs: null, restMs: null }) as const
    if (this.#bad.has(secret) || roll < unauthorized) return fail('token_error', 401)
    if (roll < unauthorized + limited)
      return { ...fail('rate_limited', 429), retryAfterMs: this.#random() < 0.5 ? Math.floor(this.#random() * 90_000) : null }
    if (roll < unauthorized + limited + broken) return fail('upstream_error', 503)
    return email.startsWith('missing') ? fail('not_found', 404) : { ok: true, restMs: null, profile: { email } }
  }
}
