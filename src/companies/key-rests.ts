import type { Logger } from '../logging/logger.ts'
import type { Clock } from '../shared/clock.ts'
import type { CompanyStore } from './company-store.ts'

/**
 * Keys that are out of quota, each until an instant, and keys that are dead. This process knows at once and even while the store is away; the
 * store tells the other replicas. A rest only ever gets longer, until the key itself proves that it works again.
 */
export interface KeyRests {
  rest(key: RestingKey, until: number, reason: string): void
  /** The provider rejects it: it is blocked in the store, and named by health until it is replaced. */
  died(key: RestingKey, reason: string): void
  /** The key has just answered: a call that began after its rest did is the proof. */
  proved(keyId: number, callStartedAt: number): void
  /** The store hands it out: whoever replaced a dead key did so by whichever way. */
  isUsable(keyId: number): void
  /** An operator replaced or enabled the key. */
  forget(keyId: number): void
  /** The company's ids that rest now, with the end of each rest. */
  resting(companyId: string): ReadonlyMap<number, number>
  /** Oldest first. */
  dead(): readonly DeadKey[]
}

interface RestingKey {
  readonly keyId: number
  readonly companyId: string
}

export interface DeadKey extends RestingKey {
  readonly reason: string
  /** Unix milliseconds. */
  readonly since: number
}

interface Rest {
  readonly company: string
  readonly until: number
  readonly since: number
}

/** A dead key that nobody replaced by then is in its company's `token-status`; health has said it long enough. */
const DEAD_TOLD_MS = 7 * 86_400_000
/** Selections that were read before the key was blocked are over by then. */
const SETTLED_MS = 60_000
/** Somebody's whole list of keys may be revoked at once. */
const MAX_DEAD = 1000

export function createKeyRests(parts: { store: CompanyStore; clock: Clock; logger: Logger }): KeyRests {
  const { store, clock, logger } = parts
  const rests = new Map<number, Rest>()
  const dead = new Map<number, DeadKey>()
  // Best effort: without the store this process still lets the key rest.
  const persist = (what: string, work: Promise<void>) => {
    work.catch((error: unknown) => logger.warn({ err: error }, `The company store could not be told that ${what}`))
  }
  return {
    rest({ keyId, companyId }, until, reason) {
      const before = rests.get(keyId)
      if (before !== undefined && before.until >= until) return
      rests.set(keyId, { company: companyId.toLowerCase(), until, since: clock.now() })
      logger.warn({ token_id: keyId, until: new Date(until).toISOString(), reason }, `Company key ${keyId} rests: ${reason}`)
      persist(`key ${keyId} rests`, store.restKey(keyId, until, reason))
    },
    died({ keyId, companyId }, reason) {
      if (dead.size >= MAX_DEAD) dead.delete(dead.keys().next().value!)
      dead.set(keyId, { keyId, companyId, reason, since: clock.now() })
    },
    proved(keyId, callStartedAt) {
      const rest = rests.get(keyId)
      if (rest === undefined || callStartedAt < rest.since) return
      rests.delete(keyId)
      persist(`key ${keyId} works again`, store.endRest(keyId))
    },
    isUsable(keyId) {
      const since = dead.get(keyId)?.since
      if (since !== undefined && since + SETTLED_MS <= clock.now()) dead.delete(keyId)
    },
    forget(keyId) {
      rests.delete(keyId)
      dead.delete(keyId)
    },
    resting(companyId) {
      const now = clock.now()
      const wanted = companyId.toLowerCase()
      const resting = new Map<number, number>()
      for (const [keyId, { company, until }] of rests) {
        if (until <= now) rests.delete(keyId)
        else if (company === wanted) resting.set(keyId, until)
      }
      return resting
    },
    dead() {
      for (const [keyId, { since }] of dead) if (since + DEAD_TOLD_MS <= clock.now()) dead.delete(keyId)
      return [...dead.values()]
    },
  }
}
