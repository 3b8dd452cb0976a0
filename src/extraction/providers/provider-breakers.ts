import type { ProviderName } from '../../settings/ai-providers.ts'
import type { Clock } from '../../shared/clock.ts'
import { consequencesOf, type FailureReason, type Reach } from './failure-reasons.ts'
import type { ProviderError } from './provider-error.ts'

/** Where a call goes: everything that a failure may be about. */
export interface Route {
  readonly provider: ProviderName
  readonly address: string
  readonly model: string
  /** Tells keys apart without being one. */
  readonly key: string
}

/** What an open breaker is about, for health. */
export interface ProviderTrouble {
  readonly provider: ProviderName
  readonly address: string
  readonly model: string
  readonly key: string
  readonly reach: Reach
  readonly reason: FailureReason
  /** Clean: it may be shown. */
  readonly message: string
  /** Unix milliseconds. */
  readonly since: number
  readonly until: number
}

/**
 * A breaker for each provider's address, each model there and each key there, as far as a failure reaches (`failure-reasons.ts`). Closed until
 * failures in a row open it; open, what is behind it comes last, after every other key that is ready. It shuts nobody out: where nothing
 * else serves it is asked all the same. When its time is over one call goes there first again; its success closes, its failure doubles the
 * time. Per process: every replica sees the same providers and comes to the same conclusion by itself.
 */
export interface ProviderBreakers {
  standing(route: Route): 'ready' | 'last'
  /** A call begins. Of those for whom the time is over it is the one; until its outcome is told, others come last. */
  begins(route: Route): void
  succeeded(route: Route): void
  failed(route: Route, error: ProviderError): void
  /** The call ended without an outcome that says anything. */
  abandoned(route: Route): void
  /** A key that is in no table and can neither be blocked nor rest there: it comes last until then. */
  rest(route: Route, until: number, error: ProviderError): void
  /** What is open, oldest first. */
  troubles(): readonly ProviderTrouble[]
}

/** An outage: looked at again after 5 s, 10 s, … 60 s. */
const OUTAGE_WAITS = { first: 5_000, most: 60_000 }
/** What an operator has to mend: it costs a call each time. */
const MENDING_WAITS = { first: 60_000, most: 600_000 }
/** A provider may ask for more than our own waits; by then an operator should know. */
const MOST_ASKED_MS = 600_000
/** Keys that say of one model that it is gone, from which on the model is. One alone may be all that was withdrawn. */
const GONE_FOR_ALL = 2
/** Far more than there are addresses and models; keys that were refused fit. */
const MAX_BREAKERS = 5_000

interface Breaker {
  readonly route: Route
  readonly reach: Reach
  reason: FailureReason
  message: string
  since: number
  /** In a row. */
  failures: number
  /** Keys that failed so. */
  readonly keys: Set<string>
  /** Null while it is closed. */
  until: number | null
  waitMs: number
  probing: boolean
}

export function createProviderBreakers(clock: Clock): ProviderBreakers {
  const breakers = new Map<string, Breaker>()

  const onTheWay = (route: Route): Breaker[] =>
    REACHES.map(reach => breakers.get(idOf(route, reach))).filter(breaker => breaker !== undefined)

  const at = (route: Route, reach: Reach, error: ProviderError): Breaker => {
    const id = idOf(route, reach)
    let breaker = breakers.get(id)
    if (breaker === undefined) {
      const closed = { failures: 0, keys: new Set<string>(), until: null, waitMs: 0, probing: false }
      breaker = { route, reach, reason: error.reason, message: error.message, since: clock.now(), ...closed }
      breakers.set(id, breaker)
      if (breakers.size > MAX_BREAKERS) breakers.delete(breakers.keys().next().value!)
    }
    breaker.reason = error.reason
    breaker.message = error.message
    return breaker
  }

  const open = (breaker: Breaker, askedMs = 0): void => {
    const { first, most } = consequencesOf(breaker.reason).opensAfter > 1 ? OUTAGE_WAITS : MENDING_WAITS
    // Calls that began before it opened say nothing new.
    if (breaker.until !== null && clock.now() < breaker.until && !breaker.probing) return
    breaker.waitMs = breaker.until === null ? first : Math.min(breaker.waitMs * 2, most)
    breaker.until = clock.now() + Math.max(breaker.waitMs, Math.min(askedMs, MOST_ASKED_MS))
  }

  const count = (route: Route, reach: Reach, error: ProviderError, opensAfter: number): void => {
    const breaker = at(route, reach, error)
    breaker.failures += 1
    if (breaker.failures >= opensAfter) open(breaker, error.retryAfterMs)
  }

  const countGone = (route: Route, error: ProviderError): void => {
    const model = at(route, 'model', error)
    if (model.keys.size < GONE_FOR_ALL) model.keys.add(route.key)
    if (model.keys.size >= GONE_FOR_ALL) open(model, error.retryAfterMs)
  }

  const endProbes = (route: Route): void => {
    for (const breaker of onTheWay(route)) breaker.probing = false
  }

  return {
    standing(route) {
      if (breakers.size === 0) return 'ready'
      const now = clock.now()
      const shut = onTheWay(route).some(({ until, probing }) => until !== null && (probing || now < until))
      return shut ? 'last' : 'ready'
    },
    begins(route) {
      if (breakers.size === 0) return
      for (const breaker of onTheWay(route)) if (breaker.until !== null && clock.now() >= breaker.until) breaker.probing = true
    },
    succeeded(route) {
      for (const reach of REACHES) breakers.delete(idOf(route, reach))
    },
    failed(route, error) {
      const { fault, reach, opensAfter } = consequencesOf(error.reason)
      if (opensAfter > 0) count(route, reach, error, opensAfter)
      if (error.reason === 'model_gone') countGone(route, error)
      // Whoever refuses a key, an account or a document is there and answers.
      if (opensAfter === 0 && error.reason !== 'rate_limited' && fault !== 'provider') breakers.delete(idOf(route, 'address'))
      endProbes(route)
    },
    abandoned: endProbes,
    rest(route, until, error) {
      const breaker = at(route, 'key', error)
      breaker.until = Math.max(breaker.until ?? 0, until)
    },
    troubles: () =>
      [...breakers.values()]
        .flatMap(({ route, reach, reason, message, since, until }) =>
          until === null ? [] : [{ ...route, reach, reason, message, since, until }],
        )
        .toSorted((a, b) => a.since - b.since),
  }
}

const REACHES: readonly Reach[] = ['address', 'model', 'key']

function idOf({ provider, address, model, key }: Route, reach: Reach): string {
  const place = `${provider} ${address}`
  if (reach === 'address') return place
  return reach === 'model' ? `${place} ${model}` : `${place} ${model} key ${key}`
}
