/**
 * Whose a provider's failure is. It decides what follows (`call-provider.ts`, `provider-breakers.ts`):
 *
 * - `key`: dead for good. It is blocked, the next key serves.
 * - `account`: the key is good, its account or project may not or cannot pay. It rests with the reason, the next key serves.
 * - `provider`: nothing usable comes from there. No key is touched; a key of another provider serves at once, and the retry policy repeats
 *   only where there is none.
 * - `installation`: what only the operator can mend: proxy, region, address, a setting that the provider refuses. No key is touched, health
 *   says it, and another provider serves meanwhile.
 * - `document`: it would fare the same with every key. One call, nobody rests, a clear 4xx.
 */
export type Fault = 'key' | 'account' | 'provider' | 'installation' | 'document'

/** What a failure says about others that would be called alike: the key alone, the model at this address, or all that is behind the address. */
export type Reach = 'key' | 'model' | 'address'

interface Consequences {
  readonly fault: Fault
  readonly reach: Reach
  /** Whether the same call with the same key is worth repeating within a request's life. */
  readonly repeated: boolean
  /** Failures in a row that open the breaker; 0: this says nothing about the next request. */
  readonly opensAfter: number
}

/** A busy server says so now and then and is well: three in a row are an outage. */
const OUTAGE = 3
/** What does not change from one call to the next is believed at once. */
const AT_ONCE = 1

/** THE TABLE: what a failure can be. A new one is an entry here, and the compiler asks for its consequences. */
export const FAILURES = {
  /** Invalid, expired, leaked, revoked. */
  invalid_key: { fault: 'key', reach: 'key', repeated: false, opensAfter: 0 },
  /** Credit, spending limit, a day's quota. */
  quota: { fault: 'account', reach: 'key', repeated: false, opensAfter: 0 },
  rate_limited: { fault: 'account', reach: 'key', repeated: true, opensAfter: 0 },
  /** Access denied to the project, a scope that lacks, a model that this account may not use. */
  no_access: { fault: 'account', reach: 'key', repeated: false, opensAfter: 0 },
  /** 5xx, "temporarily unavailable", "try again". */
  overloaded: { fault: 'provider', reach: 'address', repeated: true, opensAfter: OUTAGE },
  timeout: { fault: 'provider', reach: 'address', repeated: true, opensAfter: OUTAGE },
  /** Refused, reset. */
  network: { fault: 'provider', reach: 'address', repeated: true, opensAfter: OUTAGE },
  /** Retired, or never there; also withdrawn from accounts that had not used it, so that another key may have it still. */
  model_gone: { fault: 'provider', reach: 'key', repeated: false, opensAfter: AT_ONCE },
  /** An answer that ends well and says nothing: models do so at times. */
  no_answer: { fault: 'provider', reach: 'model', repeated: true, opensAfter: OUTAGE },
  /** An answer that is not what was asked for. */
  bad_answer: { fault: 'provider', reach: 'model', repeated: false, opensAfter: OUTAGE },
  /** Any other 4xx: a parameter or a schema that the model does not take. */
  bad_request: { fault: 'installation', reach: 'model', repeated: false, opensAfter: OUTAGE },
  /** The country or the address that we call from. Google lets paying projects in where others may not: it is judged key by key. */
  place_refused: { fault: 'installation', reach: 'key', repeated: false, opensAfter: AT_ONCE },
  /** 401, 403 or 407 of somebody in between. */
  proxy: { fault: 'installation', reach: 'address', repeated: false, opensAfter: AT_ONCE },
  /** No such host, a certificate of somebody else, a page where the API should be. */
  wrong_address: { fault: 'installation', reach: 'address', repeated: false, opensAfter: AT_ONCE },
  unreadable_document: { fault: 'document', reach: 'key', repeated: false, opensAfter: 0 },
  /** For the model's context, the provider's upload limit, or the account's tokens per minute. */
  too_large: { fault: 'document', reach: 'key', repeated: false, opensAfter: 0 },
  /** By a safety filter or by the model. */
  refused: { fault: 'document', reach: 'key', repeated: false, opensAfter: 0 },
  /** The answer reached its length limit. */
  truncated: { fault: 'document', reach: 'key', repeated: false, opensAfter: 0 },
} as const satisfies Record<string, Consequences>

export type FailureReason = keyof typeof FAILURES

export function consequencesOf(reason: FailureReason): Consequences {
  return FAILURES[reason]
}
