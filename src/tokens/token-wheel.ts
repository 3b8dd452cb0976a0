import { randomUUID } from 'node:crypto'
import { createLineLog } from '../logging/line-log.ts'
import type { Logger } from '../logging/logger.ts'
import type { RotationSettings } from '../settings/app-settings.ts'
import { StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import type { ErrorType } from '../shared/error-types.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import { type Block, type BlockRecord, shortId } from './block.ts'
import type { FallbackTokens } from './fallback-tokens.ts'
import { isUsable, namesDeadline, scoreOn, type Token, type TokenSource, usageOn } from './token.ts'
import type { ReserveOutcome, TokenStore } from './token-store.ts'
import type { Admission, UpstreamBreaker } from './upstream-breaker.ts'

/** No token can serve now. `until`: when it is worth looking again (the earliest deadline, else the next reset). */
export interface NoCapacity {
  readonly until: number
}

/** Why a call made with a token gave nothing, as the profile provider classified it. */
export interface CallFailure {
  readonly errorType: ErrorType
  readonly message: string
  readonly status?: number
  readonly retryAfterMs?: number
}

export interface OpenBlockRequest {
  /** The address that needs a token, for the log. */
  readonly email: string
  readonly maxUnits: number
  /** The token just used: it comes last, so that the wheel turns. */
  readonly last: string | null
  /** Tokens that the job's lanes hold or are about to: each lane has its own as long as there are enough. The chosen one is added here. */
  readonly inUse: Set<string>
  /** True while the upstream breaker is open: tokens that helped to open it come last. */
  readonly probe: boolean
  /** Writes the intent down before units are taken: a crash in between leaves a block that can be found. */
  readonly journal: (record: BlockRecord) => Promise<void>
  /** Repeats a write while the store is out of reach: the reservation's id stays the same, so an unknown outcome charges nothing twice. */
  readonly persist: <T>(write: () => Promise<T>) => Promise<T>
}

/** Turns the wheel: chooses tokens, reserves blocks, hands back what is unused, and charges each failure to whom it belongs. */
export interface TokenWheel {
  openBlock(request: OpenBlockRequest): Promise<Block | NoCapacity>
  /** Whether some token could serve at this moment. Asks the store, whatever was remembered. */
  canServe(): Promise<boolean>
  /**
   * The block of a lane whose worker died, or null when nothing of it is left. The call that may have been under way counts as made. A block
   * whose token must not be used any more comes back `spoilt`: it only waits to be closed.
   */
  resumeBlock(record: BlockRecord): Promise<Block | null>
  /**
   * Hands back what was not used. Only after a fenced write has made sure that no other worker can go on with the block: units handed back
   * while somebody else spends them would be spent twice. Safe to repeat.
   */
  handBack(block: Block): Promise<void>
  /** A promise when something is written, which a token without errors does not need. */
  succeeded(block: Block, admission: Admission): Promise<void> | undefined
  /** The upstream answered, and the answer is about the address. */
  answered(block: Block, admission: Admission): Promise<void>
  failed(block: Block, admission: Admission, failure: CallFailure): Promise<void>
}

export interface TokenWheelParts {
  readonly store: TokenStore
  readonly fallback: FallbackTokens
  readonly breaker: UpstreamBreaker
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly rotation: RotationSettings
  readonly logger: Logger
  readonly random?: () => number
}

/** How often a lane asks for a token before it waits: each refusal means that another lane was faster. */
const MAX_REQUESTS = 50
const CANDIDATES = 16
/** How long the store's hint is used. Busy lanes turn the wheel hundreds of times a second, and each look at the pool costs as much as a reservation. */
const HINT_MS = 100
/** A half-open trial that has not come back by then (a crash) may be followed by another. */
const TRIAL_MS = 60_000

export function createTokenWheel(parts: TokenWheelParts): TokenWheel {
  const { store, fallback, breaker, clock, logger } = parts
  const lines = createLineLog(logger)
  const random = parts.random ?? Math.random

  const known: Record<TokenSource, { at: number; day: string; limit: number; tokens: Map<string, Token> } | null> = {
    pool: null,
    file: null,
  }

  /** What the store last said, with what this wheel has reserved since; a hint, like the store's own answer. */
  const choose = async (source: TokenSource, request: OpenBlockRequest, now: number, day: string): Promise<Token[]> => {
    // Rounded up: a hint is not asked for again because another lane has taken a token meanwhile.
    const limit = CANDIDATES * (2 + Math.floor(request.inUse.size / CANDIDATES))
    let hint = known[source]
    if (hint === null || hint.day !== day || hint.limit < limit || now - hint.at >= HINT_MS || now < hint.at) {
      const tokens = await store.candidates({ day, now, source, limit })
      hint = { at: now, day, limit, tokens: new Map(tokens.map(token => [token.tokenId, token])) }
      // An empty answer is asked for again: a token that is added must be found at once.
      known[source] = tokens.length === 0 ? null : hint
    }
    return [...hint.tokens.values()]
  }

  const remember = (source: TokenSource, tokenId: string, outcome: ReserveOutcome, day: string, now: number): void => {
    const hint = known[source]
    if (hint === null) return
    const { token } = outcome
    if (outcome.granted && isUsable(outcome.token, day, now)) hint.tokens.set(tokenId, outcome.token)
    else hint.tokens.delete(tokenId)
    if (token === null || hint.tokens.size === 0) known[source] = null
  }

  /** The pool first; then, if it has nothing at all, the file. */
  const candidatesFor = async (request: OpenBlockRequest, now: number, day: string): Promise<Token[]> => {
    const pool = await choose('pool', request, now, day)
    if (pool.length > 0) return pool
    if ((await fallback.refresh()) === 0) return []
    return (await choose('file', request, now, day)).filter(token => fallback.secretOf(token.tokenId) !== null)
  }

  const tryReserve = async (token: Token, request: OpenBlockRequest, now: number, today: QuotaDay): Promise<Block | null> => {
    const reservationId = randomUUID()
    const { tokenId, source } = token
    await request.journal({ tokenId, source, reservationId, day: today.day, reservedAt: now, units: request.maxUnits, used: 0 })
    const reservation = { tokenId, reservationId, day: today.day, maxUnits: request.maxUnits, now, trialMs: TRIAL_MS }
    const outcome = await request.persist(() => store.reserve(reservation))
    remember(source, tokenId, outcome, today.day, now)
    if (!outcome.granted) return null
    const secret = outcome.secret ?? fallback.secretOf(tokenId)
    if (secret === null) {
      await store.handBack(tokenId, reservationId, outcome.units)
      return null
    }
    const { dailyLimit } = outcome.token
    const usage = usageOn(today.day, outcome.token)
    lines.info({ tokenId, usage, dailyLimit }, '🆕', `Switching to token ${shortId(tokenId)} (daily usage: ${usage}/${dailyLimit})`)
    return blockOf(outcome, { source, secret, reservationId, day: today.day, expiresAt: today.resetsAt, reservedAt: now })
  }

  const nextUntil = async (now: number, today: QuotaDay): Promise<number> => {
    const query = { day: today.day, now }
    const totals = await Promise.all([store.totals({ ...query, source: 'pool' }), store.totals({ ...query, source: 'file' })])
    return Math.min(today.resetsAt, ...totals.map(t => t.nextUntil ?? Number.POSITIVE_INFINITY))
  }

  return {
    async openBlock(request) {
      for (let attempt = 1; attempt <= MAX_REQUESTS; attempt += 1) {
        const now = clock.now()
        const today = parts.quotaDay(now)
        lines.info({ email: request.email, attempt }, '🔍', `Requesting token for ${request.email} (attempt ${attempt}/${MAX_REQUESTS})`)
        const candidates = await candidatesFor(request, now, today.day)
        const best = pickBest(candidates, request, today.day, random, breaker)
        if (best === undefined) return { until: await nextUntil(now, today) }
        const shared = request.inUse.has(best.tokenId)
        // Chosen and marked in one step, without an await: sibling lanes that choose meanwhile take another one.
        request.inUse.add(best.tokenId)
        const block = await tryReserve(best, request, now, today)
        if (block !== null) return block
        if (!shared) request.inUse.delete(best.tokenId)
      }
      return { until: clock.now() + 1000 }
    },

    async canServe() {
      const now = clock.now()
      const query = { day: parts.quotaDay(now).day, now, limit: CANDIDATES }
      if ((await store.candidates({ ...query, source: 'pool' })).length > 0) return true
      if ((await fallback.refresh()) === 0) return false
      return (await store.candidates({ ...query, source: 'file' })).some(token => fallback.secretOf(token.tokenId) !== null)
    },

    async resumeBlock(record) {
      const now = clock.now()
      const today = parts.quotaDay(now)
      const { tokenId, source, reservationId, day, reservedAt } = record
      const units = day === today.day ? await store.reservedUnits(tokenId, reservationId) : null
      if (units === null) return null
      if (source === 'file') await fallback.refresh()
      const secret = source === 'file' ? fallback.secretOf(tokenId) : await store.secretOf(tokenId)
      const token = await store.get(tokenId)
      const spoilt = secret === null || token === null || token.exclusion !== null || !token.enabled
      const used = Math.min(units, record.used + 1)
      const common = { tokenId, source, reservationId, day, reservedAt, expiresAt: today.resetsAt, units, used }
      return { ...common, secret: secret ?? '', trialOf: null, errorCount: token?.errorCount ?? 0, spoilt }
    },

    handBack: block => store.handBack(block.tokenId, block.reservationId, block.units - block.used),

    succeeded(block, admission) {
      breaker.succeeded(admission, block.tokenId)
      if (block.errorCount === 0 && block.trialOf === null) return undefined
      block.errorCount = Math.max(0, block.errorCount - 1)
      return bestEffort(() => store.recover(block.tokenId, block.trialOf))
    },

    async answered(block, admission) {
      breaker.succeeded(admission, block.tokenId)
      if (block.trialOf !== null) await bestEffort(() => store.recover(block.tokenId, block.trialOf))
    },

    async failed(block, admission, failure) {
      const { errorType: cause, retryAfterMs } = failure
      if (cause === 'upstream_error' || cause === 'timeout') {
        breaker.failed(admission, cause, block.tokenId, null, retryAfterMs)
        return
      }
      if (cause !== 'token_error' && cause !== 'rate_limited') return
      block.spoilt = true
      const penaltyId = randomUUID()
      const penalty = {
        tokenId: block.tokenId,
        penaltyId,
        kind: cause,
        wasTrial: block.trialOf !== null,
        deadlineGiven: namesDeadline(retryAfterMs),
      }
      const after = await bestEffort(() =>
        store.penalize(block.tokenId, {
          penaltyId,
          kind: cause,
          evidence: failure.status === undefined ? failure.message : `HTTP ${failure.status}: ${failure.message}`,
          reservedAt: block.reservedAt,
          now: clock.now(),
          cooldownMs: parts.rotation.cooldown_seconds * 1000,
          maxErrors: parts.rotation.max_errors_per_token,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        }),
      )
      // The same incident as the current exclusion cost nothing more, so there is nothing to undo. Not known: undone all the same.
      const cost = after === undefined || after?.exclusion?.penaltyId === penaltyId
      const applied = cost ? penalty : null
      for (const undo of breaker.failed(admission, cause, block.tokenId, applied, retryAfterMs)) {
        await bestEffort(() => store.forgive(undo.tokenId, undo, clock.now()))
      }
    },
  }

  /** Penalties and their lifting guide the choice of tokens; they never hold up the address that caused them. */
  async function bestEffort<T>(write: () => Promise<T>): Promise<T | undefined> {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      logger.warn({ err: error }, 'The token store is out of reach: the state of a token could not be updated.')
      return undefined
    }
  }
}

/** Best first: not the one just used, not a sibling's, (for a probe) not a suspect; then by score, then least recently used; of equals at random. */
function pickBest(
  tokens: readonly Token[],
  request: OpenBlockRequest,
  day: string,
  random: () => number,
  breaker: UpstreamBreaker,
): Token | undefined {
  const keyed = tokens.map(token => ({
    token,
    taken:
      (token.tokenId !== request.last && request.inUse.has(token.tokenId) ? 1 : 0) +
      (request.probe && breaker.isSuspect(token.tokenId) ? 1 : 0),
    last: token.tokenId === request.last ? 1 : 0,
    score: scoreOn(day, token),
    used: token.lastUsed ?? 0,
    chance: random(),
  }))
  keyed.sort((a, b) => a.taken - b.taken || a.last - b.last || a.score - b.score || a.used - b.used || a.chance - b.chance)
  return keyed[0]?.token
}

function blockOf(
  outcome: Extract<ReserveOutcome, { granted: true }>,
  own: Pick<Block, 'source' | 'secret' | 'reservationId' | 'day' | 'expiresAt' | 'reservedAt'>,
): Block {
  const { token, units, trialOf } = outcome
  return { ...own, tokenId: token.tokenId, units, used: 0, trialOf, errorCount: token.errorCount, spoilt: false }
}
