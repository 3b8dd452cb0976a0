import type { Logger } from '../logging/logger.ts'
import type { Clock } from '../shared/clock.ts'
import type { CompanyStore } from './company-store.ts'

/**
 * Keys that are out of quota, each until an instant. This process knows at once and even while the store is away; the store tells the
 * other replicas. A rest only ever gets longer, until the key itself proves that it works again.
 */
export interface KeyRests {
  rest(key: RestingKey, until: number, reason: string): void
  /** The key has just answered: a call that began after its rest did is the proof. */
  proved(keyId: number, callStartedAt: number): void
  /** An operator replaced or enabled the key. */
  forget(keyId: number): void
  /** The company's ids that rest now, with the end of each rest. */
  resting(companyId: string): ReadonlyMap<number, number>
}

interface RestingKey {
  readonly keyId: number
  readonly companyId: string
}

interface Rest {
  readonly company: string
  readonly until: number
  readonly since: number
}

export function createKeyRests(parts: { store: CompanyStore; clock: Clock; logger: Logger }): KeyRests {
  const { store, clock, logger } = parts
  const rests = new Map<number, Rest>()
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
    proved(keyId, callStartedAt) {
      const rest = rests.get(keyId)
      if (rest === undefined || callStartedAt < rest.since) return
      rests.delete(keyId)
      persist(`key ${keyId} works again`, store.endRest(keyId))
    },
    forget(keyId) {
      rests.delete(keyId)
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
  }
}
