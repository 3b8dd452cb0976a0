import type { PoolSurvey } from './pool-survey.ts'
import type { Forgiveness, GrantRequest, Penalty, RegisteredToken, Token, TokenEdit, TokenSource } from './token.ts'
import type { Act, TokenEvent } from './token-history.ts'

export interface NewToken extends RegisteredToken {
  /** Null for a fallback token: its secret stays in the file. */
  readonly secret: string | null
  readonly fingerprint: string
  /** The name of the API key that adds it, for its history. */
  readonly addedBy?: string | null
}

export type AddOutcome =
  | { readonly outcome: 'added' }
  /** The id existed with another secret: that is replaced, errors and exclusion are forgotten, the day's usage is kept. */
  | { readonly outcome: 'replaced' }
  /** The same secret is registered already, under this id. */
  | { readonly outcome: 'duplicate'; readonly tokenId: string }

/** A request for a block of units of one token's daily limit. */
export interface ReserveRequest extends GrantRequest {
  readonly tokenId: string
  /** Chosen by the caller, once per block. The same id again returns the first grant: a lost response charges nothing twice. */
  readonly reservationId: string
}

export type ReserveOutcome =
  | {
      readonly granted: true
      readonly units: number
      /** After the reservation. */
      readonly token: Token
      /** Null for a fallback token, and where it cannot be read. */
      readonly secret: string | null
      /** Why the stored secret cannot be read: the block is of no use. Null otherwise. */
      readonly unreadable: string | null
      /** The penalty that this block is the half-open trial of; then `units` is 1. */
      readonly trialOf: string | null
    }
  /** Not usable at this moment: disabled, expired, excluded, spent or gone. `token` is the state that refused, as far as it is known. */
  | { readonly granted: false; readonly token: Token | null }

export interface PoolTotals {
  readonly totalTokens: number
  /** Enabled and not expired. */
  readonly activeTokens: number
  /** Usable at this moment. */
  readonly availableTokens: number
  readonly totalDailyUsage: number
  /** Sum of the daily limits of the active tokens. */
  readonly maxDailyCapacity: number
  /** Sum of what the available tokens have left today. */
  readonly availableCapacity: number
  /** The earliest deadline among the excluded ones, or null. */
  readonly nextUntil: number | null
}

/** Excluded tokens with about the same deadline, up to {@link UNTIL_OPERATOR}: what they will give once it has come. */
export interface RestingTokens {
  readonly until: number
  readonly tokens: number
  /** What they have left of the quota day asked about. */
  readonly leftToday: number
  /** The sum of their daily limits. */
  readonly perDay: number
}

/** Deadlines are told apart to the minute: ten thousand tokens that rest must not make ten thousand rows. */
export const RESTING_MS = 60_000

/**
 * PORT: the token pool. Every method is atomic on one token, and safe under any number of processes.
 * What happens to a token is noted in its history with the write that does it; a crash in between may cost the note, never the write.
 * Every method may throw StoreUnavailableError; a write that threw may have happened, and repeating it with the same ids is safe.
 */
export interface TokenStore {
  /** The key of the fingerprints, made once by whoever asks first and shared by all processes on the same store. */
  fingerprintKey(): Promise<Buffer>
  /** Applies `register`. A secret that was used today as a fallback, or removed today, keeps its usage: it is still the same credential upstream. */
  add(token: NewToken): Promise<AddOutcome>
  /** Forgets the secret. The usage of `day` is remembered by fingerprint, so that removing and adding does not renew the limit. */
  remove(tokenId: string, day: string): Promise<boolean>
  get(tokenId: string): Promise<Token | null>
  /** The secret as stored, for a block that is resumed after a crash. Null when unknown, unreadable, or a fallback token. */
  secretOf(tokenId: string): Promise<string | null>
  /** Applies `enable` or `disable`. Returns the token afterwards, null when there is none. */
  setEnabled(tokenId: string, enabled: boolean, day: string, act: Act): Promise<Token | null>
  /** Applies `edit`. Returns the token afterwards, null when there is none. */
  edit(tokenId: string, change: TokenEdit, act: Act): Promise<Token | null>

  /**
   * Some usable tokens, the best first (score, then least recently used); at most `limit`. A hint: it may lag, and only {@link reserve}
   * decides. Half-open tokens are among them.
   */
  candidates(query: { readonly day: string; readonly now: number; readonly source: TokenSource; readonly limit: number }): Promise<Token[]>
  /**
   * Takes what `grantOf` gives, in one conditional write that holds the day, the limit and the token's usability.
   * The cost of being wrong here is an overspent token: there is no other check anywhere.
   */
  reserve(request: ReserveRequest): Promise<ReserveOutcome>
  /** Units of an existing reservation; null when it was never made, was handed back, or its day is over. */
  reservedUnits(tokenId: string, reservationId: string): Promise<number | null>
  /**
   * Units of a reservation whose lane is gone; null as {@link reservedUnits} says. One that was not made can not be made from then on: the write
   * that is still on its way finds its place taken, and is refused. So it stays after it has been handed back.
   */
  adopt(tokenId: string, reservationId: string, day: string): Promise<number | null>
  /** Hands back the unused units and forgets the reservation. Without effect when it is not there (handed back before, or its day is over). */
  handBack(tokenId: string, reservationId: string, unusedUnits: number): Promise<void>

  /** Applies `penalize`; the same penalty id twice counts once. Returns the token afterwards. */
  penalize(tokenId: string, penalty: Penalty): Promise<Token | null>
  /** Applies `recover`. */
  recover(tokenId: string, trialOf: string | null, now: number): Promise<void>
  /** Applies `forgive`. */
  forgive(tokenId: string, penalty: Forgiveness, now: number): Promise<void>
  /** Its last events, the newest first: those of its id, whichever secret that held. Gone with the token. Empty when there is none. */
  history(tokenId: string): Promise<readonly TokenEvent[]>

  /** Adds units that were spent elsewhere while this store was out of reach: the count only moves up, beyond the limit if need be. */
  charge(tokenId: string, day: string, units: number): Promise<void>

  /** Counts units that stay reserved although nobody knows of a call: what a crash has cost. May count twice when its answer is lost. */
  writeOff(day: string, units: number): Promise<void>
  writtenOff(day: string): Promise<number>

  /** Looks at every token of the pool. Of a large pool it may be some seconds old. */
  survey(query: { readonly day: string; readonly now: number }): Promise<PoolSurvey>
  list(query: { readonly after: string | null; readonly limit: number; readonly source: TokenSource }): Promise<Token[]>
  totals(query: { readonly day: string; readonly now: number; readonly source: TokenSource }): Promise<PoolTotals>
  /** The enabled and unexpired tokens that are excluded at this moment, by their deadline rounded up to {@link RESTING_MS}, the earliest first. */
  resting(query: { readonly day: string; readonly now: number; readonly source: TokenSource }): Promise<RestingTokens[]>
}
