import type { FallbackTokens } from './fallback-tokens.ts'
import type { Faults } from './faults.ts'
import { learnIds } from './short-id.ts'
import { isUsable, scoreOn, type Token, type TokenSource } from './token.ts'
import type { ReserveOutcome, TokenStore } from './token-store.ts'
import type { TokensInUse } from './tokens-in-use.ts'

export interface ChoiceRequest {
  /** The token just used: it comes last, so that the wheel turns. */
  readonly last: string | null
  /** What the job's lanes hold or are about to: each lane has its own token as long as there are enough. The chosen one is taken here. */
  readonly inUse: TokensInUse
  /** The address has failed, or it is the probe of an outage: tokens that work come first, and those that have failed since they did last. */
  readonly careful: boolean
  /** Tokens whose answer about the address is known. */
  readonly avoid: ReadonlySet<string>
}

/** Which token comes next. All of it is a hint: only a reservation decides. */
export interface TokenChoice {
  /**
   * The best token of the pool; of the file where the pool has none; undefined where the file has none either; `avoided` where there are only
   * tokens to avoid.
   */
  best(request: ChoiceRequest, now: number, day: string): Promise<Token | 'avoided' | undefined>
  /** What a reservation has shown of a token, for the choices that follow. */
  learnt(source: TokenSource, tokenId: string, outcome: ReserveOutcome, day: string, now: number): void
  /** A token was excluded, or made usable again: what was remembered is no longer true. */
  forget(): void
  /** Whether some token could serve. Asks the store, whatever was remembered. */
  any(now: number, day: string): Promise<boolean>
}

const CANDIDATES = 16
/** How long the store's hint is used. Busy lanes turn the wheel hundreds of times a second, and each look at the pool costs as much as a reservation. */
const HINT_MS = 100

/** What the store last said, with what this process has reserved since. */
interface Hint {
  readonly at: number
  readonly day: string
  readonly limit: number
  readonly tokens: Map<string, Token>
}

export function createTokenChoice(parts: {
  readonly store: Pick<TokenStore, 'candidates'>
  readonly fallback: FallbackTokens
  readonly faults: Faults
  readonly random: () => number
}): TokenChoice {
  const { store, fallback, faults, random } = parts
  const hints: Record<TokenSource, Hint | null> = { pool: null, file: null }

  const look = async (source: TokenSource, { inUse }: ChoiceRequest, now: number, day: string): Promise<Token[]> => {
    // Rounded up: a hint is not asked for again because another lane has taken a token meanwhile.
    const limit = CANDIDATES * (2 + Math.floor(inUse.size / CANDIDATES))
    let hint = hints[source]
    if (hint === null || hint.day !== day || hint.limit < limit || now - hint.at >= HINT_MS || now < hint.at) {
      const tokens = await store.candidates({ day, now, source, limit })
      learnIds(tokens.map(token => token.tokenId))
      hint = { at: now, day, limit, tokens: new Map(tokens.map(token => [token.tokenId, token])) }
      // An empty answer is asked for again: a token that is added must be found at once.
      hints[source] = tokens.length === 0 ? null : hint
    }
    return [...hint.tokens.values()]
  }

  /** 0: it works; 1: nothing is known of it; 2: it has failed since it last worked; more: so many probes of an outage have failed with it. */
  const doubtOf = ({ tokenId }: Token, { careful }: ChoiceRequest, now: number): number => {
    if (!careful) return 0
    const failedProbes = faults.failedProbes(tokenId)
    if (failedProbes > 0) return 2 + failedProbes
    return faults.works(tokenId, now) ? 0 : faults.isDoubted(tokenId) ? 2 : 1
  }

  const hasSecret = ({ tokenId }: Token): boolean => fallback.secretOf(tokenId) !== null

  /** The pool first; then, if it has nothing at all, the file. */
  const candidates = async (request: ChoiceRequest, now: number, day: string): Promise<Token[]> => {
    const pool = await look('pool', request, now, day)
    if (pool.length > 0) return pool
    if ((await fallback.refresh()) === 0) return []
    return (await look('file', request, now, day)).filter(hasSecret)
  }

  return {
    async best(request, now, day) {
      const tokens = await candidates(request, now, day)
      const { avoid } = request
      const eligible = avoid.size === 0 ? tokens : tokens.filter(token => !avoid.has(token.tokenId))
      if (eligible.length === 0 && tokens.length > 0) return 'avoided'
      const ranked = eligible.map(token => rank(token, request, day, random(), doubtOf(token, request, now)))
      ranked.sort(
        (a, b) => a.doubt - b.doubt || a.taken - b.taken || a.last - b.last || a.score - b.score || a.used - b.used || a.chance - b.chance,
      )
      const best = ranked[0]?.token
      // Chosen and taken in one step, without an await: sibling lanes that choose meanwhile take another one.
      if (best !== undefined) request.inUse.take(best.tokenId)
      return best
    },
    learnt(source, tokenId, outcome, day, now) {
      const hint = hints[source]
      if (hint === null) return
      if (outcome.granted && isUsable(outcome.token, day, now)) hint.tokens.set(tokenId, outcome.token)
      else hint.tokens.delete(tokenId)
      if (outcome.token === null || hint.tokens.size === 0) hints[source] = null
    },
    forget() {
      hints.pool = null
      hints.file = null
    },
    async any(now, day) {
      const query = { day, now, limit: CANDIDATES }
      if ((await store.candidates({ ...query, source: 'pool' })).length > 0) return true
      if ((await fallback.refresh()) === 0) return false
      return (await store.candidates({ ...query, source: 'file' })).some(hasSecret)
    },
  }
}

/** Nothing against it, not a sibling's, not the one just used; then by score, then least recently used; of equals at random. */
function rank(token: Token, { last, inUse }: ChoiceRequest, day: string, chance: number, doubt: number) {
  const { tokenId } = token
  return {
    token,
    doubt,
    taken: tokenId !== last && inUse.has(tokenId) ? 1 : 0,
    last: tokenId === last ? 1 : 0,
    score: scoreOn(day, token),
    used: token.lastUsed ?? 0,
    chance,
  }
}
