import type { Logger } from '../logging/logger.ts'
import { StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import type { HourWindow } from './token.ts'
import type { NewToken, ReserveOutcome, ReserveRequest, TokenStore } from './token-store.ts'

export interface LocalShareParts {
  /** Shared by all replicas. */
  readonly main: TokenStore
  /** This replica's own. */
  readonly local: TokenStore
  readonly replicas: number
  readonly clock: Clock
  readonly logger: Logger
}

/** Used while the shared store was away; to be added to its count. */
interface Owed {
  readonly tokenId: string
  readonly reservationId: string
  readonly day: string
  readonly used: number
}

/** After a refusal the shared store is left alone for so long: lanes do not queue up behind its time-outs. */
const AWAY_MS = 1_000
const ALL = 10_000

/**
 * Fallback tokens that go on serving when only the shared token store is out of reach.
 *
 * Every use of a fallback token by this replica, with the shared store or without it, is counted in the local store first, within the replica's
 * share: `daily_limit` (and `hourly_limit`) ÷ replicas. The shares add up to the limit, so no outage and no restart can overspend it; while the shared store
 * answers, its own reservation has to be granted as well. Tokens of the pool are the shared store's alone.
 */
export function withLocalShare(parts: LocalShareParts): TokenStore {
  const { main, local, replicas, clock, logger } = parts
  const owed: Owed[] = []
  let awayUntil = 0
  let key: Buffer | undefined

  /** Null when the shared store is out of reach. */
  const reach = async <T>(ask: () => Promise<T>): Promise<{ readonly value: T } | null> => {
    if (clock.now() < awayUntil) return null
    try {
      return { value: await ask() }
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      awayUntil = clock.now() + AWAY_MS
      return null
    }
  }

  const isFile = async (tokenId: string): Promise<boolean> => (await local.get(tokenId))?.source === 'file'

  const owe = (debt: Owed): void => {
    if (debt.used === 0) return
    if (owed.length === 0) logger.warn('The token store is out of reach: fallback tokens are counted locally, within this replica’s share')
    owed.push(debt)
  }

  /** The shared count only moves up: what it may have counted already under the same id is looked for first. */
  const payUp = async (): Promise<void> => {
    for (let debt = owed[0]; debt !== undefined; debt = owed[0]) {
      const { tokenId, reservationId, day, used } = debt
      const counted = await main.reservedUnits(tokenId, reservationId)
      if (counted === null) await main.charge(tokenId, day, used)
      else await main.handBack(tokenId, reservationId, counted - used)
      owed.shift()
    }
  }

  const addFile = async (token: NewToken) => {
    const shared = await reach(() => main.add(token))
    if (shared !== null && shared.value.outcome === 'duplicate' && shared.value.tokenId !== token.tokenId) return shared.value
    const own = await local.add({ ...token, dailyLimit: Math.floor(token.dailyLimit / replicas) })
    return shared?.value ?? own
  }

  const shareOf = (hour: HourWindow | null): HourWindow | null =>
    hour === null ? null : { ...hour, limit: Math.floor(hour.limit / replicas) }

  const reserveFile = async (request: ReserveRequest): Promise<ReserveOutcome> => {
    const own = await local.reserve({ ...request, hour: shareOf(request.hour ?? null) })
    if (!own.granted) return own
    const shared = await reach(() => main.reserve({ ...request, maxUnits: own.units }))
    // Whether it was counted there is found out when the debt is paid.
    if (shared === null) return own
    if (!shared.value.granted) await local.handBack(request.tokenId, request.reservationId, own.units)
    return shared.value
  }

  const handBackFile = async (tokenId: string, reservationId: string, unused: number): Promise<void> => {
    const own = await local.reservedUnits(tokenId, reservationId)
    const day = (await local.get(tokenId))?.quotaDay ?? ''
    const shared = await reach(() => main.reservedUnits(tokenId, reservationId))
    if (shared !== null && shared.value !== null) {
      const used = shared.value - Math.min(Math.max(0, unused), shared.value)
      await main.handBack(tokenId, reservationId, unused)
      await local.handBack(tokenId, reservationId, (own ?? 0) - used)
      return
    }
    await local.handBack(tokenId, reservationId, unused)
    if (own !== null) owe({ tokenId, reservationId, day, used: own - Math.min(Math.max(0, unused), own) })
  }

  return {
    ...main,
    async fingerprintKey() {
      key ??= await main.fingerprintKey()
      return key
    },
    add: token => (token.source === 'file' ? addFile(token) : main.add(token)),
    async get(tokenId) {
      const shared = await reach(() => main.get(tokenId))
      if (shared !== null) return shared.value
      if (await isFile(tokenId)) return local.get(tokenId)
      return main.get(tokenId)
    },
    async candidates(query) {
      const shared = await reach(() => main.candidates(query))
      if (shared !== null && owed.length > 0) await reach(payUp)
      const { source, day, now, limit } = query
      if (source === 'pool') {
        if (shared !== null) return shared.value
        // The wheel turns to the file when the pool has nothing; without a file there is nothing to turn to.
        if ((await local.totals({ day, now, source: 'file' })).totalTokens > 0) return []
        return main.candidates(query)
      }
      const own = await local.candidates({ day, now, source, limit: ALL })
      if (shared === null) return own.slice(0, limit)
      const left = new Set(own.map(token => token.tokenId))
      return shared.value.filter(token => left.has(token.tokenId))
    },
    reserve: async request => ((await isFile(request.tokenId)) ? reserveFile(request) : main.reserve(request)),
    async reservedUnits(tokenId, reservationId) {
      if (!(await isFile(tokenId))) return main.reservedUnits(tokenId, reservationId)
      const shared = await reach(() => main.reservedUnits(tokenId, reservationId))
      return shared?.value ?? local.reservedUnits(tokenId, reservationId)
    },
    async adopt(tokenId, reservationId, day) {
      if (!(await isFile(tokenId))) return main.adopt(tokenId, reservationId, day)
      const own = await local.adopt(tokenId, reservationId, day)
      const shared = await reach(() => main.adopt(tokenId, reservationId, day))
      return shared?.value ?? own
    },
    async handBack(tokenId, reservationId, unused) {
      if (await isFile(tokenId)) await handBackFile(tokenId, reservationId, unused)
      else await main.handBack(tokenId, reservationId, unused)
    },
    async resting(query) {
      if (query.source === 'pool') return main.resting(query)
      return (await reach(() => main.resting(query)))?.value ?? local.resting(query)
    },
    async totals(query) {
      if (query.source === 'pool') return main.totals(query)
      const shared = await reach(() => main.totals(query))
      const own = await local.totals(query)
      if (shared === null) return own
      const { availableTokens, availableCapacity, ...rest } = shared.value
      return {
        ...rest,
        availableTokens: Math.min(availableTokens, own.availableTokens),
        availableCapacity: Math.min(availableCapacity, own.availableCapacity),
      }
    },
  }
}
