import { randomUUID } from 'node:crypto'
import { isSendableToken, readTokenFile } from '../settings/token-file.ts'
import { AppError, invalidInput, notFound } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import { fingerprint } from '../shared/secret-box.ts'
import type { FallbackTokens } from './fallback-tokens.ts'
import type { HourWindows } from './hour-window.ts'
import { type AttentionPage, type AttentionQuery, listAttention } from './list-attention.ts'
import { listTokens, type PoolPage, type PoolQuery } from './list-tokens.ts'
import type { PoolSurvey } from './pool-survey.ts'
import { type CallUpstream, createTestToken } from './test-token.ts'
import { type Token, UNTIL_OPERATOR } from './token.ts'
import type { TokenEvent } from './token-history.ts'
import type { TokenOutcomes } from './token-outcomes.ts'
import type { PoolTotals, TokenStore } from './token-store.ts'
import { viewToken } from './token-views.ts'
import type { TokenDetailView } from './tokens.schemas.ts'
import { whyNoneServes } from './why-none-serves.ts'

export interface TokenInput {
  readonly token: string
  readonly token_id?: string | undefined
  readonly daily_limit?: number | undefined
  readonly expires_at?: string | undefined
}

export interface TokenEditInput {
  readonly daily_limit?: number | undefined
  readonly expires_at?: string | null | undefined
}

export interface AddedToken {
  readonly tokenId: string
  readonly replaced: boolean
  readonly expiresAt: number | null
}

export interface TokenServiceParts {
  readonly store: TokenStore
  readonly fallback: FallbackTokens
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly dailyLimit: number
  readonly tokenFile: string
  /** Around the reset no call may start: when to ask again; null when one may start now. */
  readonly closedUntil: (now: number) => number | null
  readonly hours: HourWindows
  /** Waiting jobs may go on. */
  readonly onCapacity: () => Promise<void>
  readonly callUpstream: CallUpstream
  readonly outcomes: TokenOutcomes
  /** No further call may be made with what was granted of this token. */
  readonly onRevoked: (tokenId: string) => void
}

/** The use cases behind `/tokens`. No secret ever leaves here. */
export function createTokenService(parts: TokenServiceParts) {
  const { store, clock } = parts
  const today = () => parts.quotaDay(clock.now())

  const add = async (input: TokenInput, by: string | null): Promise<AddedToken> => {
    const secret = input.token.trim().replace(/^bearer\s+/i, '')
    if (!isSendableToken(secret))
      throw invalidInput('The token has characters that no header can carry.', [
        { field: 'token', problem: 'must be visible ASCII without spaces' },
      ])
    if (input.token_id === secret)
      throw invalidInput('The token itself is no id: ids are shown and logged.', [{ field: 'token_id', problem: 'is the secret itself' }])
    const expiresAt = input.expires_at === undefined ? jwtExpiry(secret) : showable(Date.parse(input.expires_at))
    const print = fingerprint(await store.fingerprintKey(), secret)
    const tokenId = input.token_id ?? randomUUID()
    const outcome = await store.add({
      tokenId,
      secret,
      fingerprint: print,
      source: 'pool',
      dailyLimit: input.daily_limit ?? parts.dailyLimit,
      createdAt: clock.now(),
      expiresAt,
      addedBy: by,
    })
    if (outcome.outcome === 'duplicate') throw new DuplicateTokenError(outcome.tokenId)
    // What was granted of it was granted for the secret that is gone.
    if (outcome.outcome === 'replaced') parts.onRevoked(tokenId)
    return { tokenId, replaced: outcome.outcome === 'replaced', expiresAt }
  }

  const addAll = async (inputs: readonly (TokenInput | { readonly problem: string })[], by: string | null): Promise<AddOutcomes> => {
    const results: AddOutcomes['results'][number][] = []
    for (const [index, input] of inputs.entries()) {
      if ('problem' in input) {
        results.push({ index, token_id: null, outcome: 'invalid', problem: input.problem })
        continue
      }
      try {
        const added = await add(input, by)
        results.push({ index, token_id: added.tokenId, outcome: added.replaced ? 'replaced' : 'added', problem: null })
      } catch (error) {
        if (!(error instanceof AppError) || error.kind === 'unavailable') throw error
        const duplicate = error instanceof DuplicateTokenError
        results.push({
          index,
          token_id: duplicate ? error.tokenId : (input.token_id ?? null),
          outcome: duplicate ? 'duplicate' : 'invalid',
          problem: error.message,
        })
      }
    }
    if (results.some(result => result.outcome === 'added' || result.outcome === 'replaced')) await parts.onCapacity()
    return { results }
  }

  return {
    /** @param by the name of the API key that asks, for the token's history; null where none is asked for */
    async add(input: TokenInput, by: string | null): Promise<AddedToken> {
      const added = await add(input, by)
      await parts.onCapacity()
      return added
    },
    addAll,
    async addFromFile(by: string | null): Promise<AddOutcomes> {
      const secrets = await readTokenFile(parts.tokenFile)
      if (secrets.length === 0) throw invalidInput(`The token file ${parts.tokenFile} holds no token.`)
      const key = await store.fingerprintKey()
      // Named after their fingerprint: adding the same file again finds the same ids, in every replica.
      return addAll(
        secrets.map(token => ({ token, token_id: `tok-${fingerprint(key, token).slice(0, 12)}` })),
        by,
      )
    },
    async remove(tokenId: string): Promise<void> {
      if (!(await store.remove(tokenId, today().day))) throw notFound('This token')
      parts.onRevoked(tokenId)
    },
    async setEnabled(tokenId: string, enabled: boolean, by: string | null): Promise<Token> {
      const token = await store.setEnabled(tokenId, enabled, today().day, { by, at: clock.now() })
      if (token === null) throw notFound('This token')
      if (enabled) await parts.onCapacity()
      else parts.onRevoked(tokenId)
      return token
    },
    /** The quota day at this moment. */
    today,
    /** The pool's totals, and the fallback's. Both of the whole pool, however many tokens are shown. */
    async totals(): Promise<TokenTotals> {
      const now = clock.now()
      const day = today()
      const tokens = await parts.fallback.refresh()
      const pool = await store.totals({ day: day.day, now, source: 'pool' })
      const file = tokens === 0 ? undefined : await store.totals({ day: day.day, now, source: 'file' })
      const writtenOff = await store.writtenOff(day.day)
      return { pool, day, fallback: { tokens, availableCapacity: file?.availableCapacity ?? 0 }, writtenOff }
    },
    /** In words, for when no token of the pool is available. */
    whyNoneServes: (): Promise<string> => whyNoneServes(store, today().day, clock.now()),
    list: (query: PoolQuery, poolSize: number): Promise<PoolPage> =>
      listTokens(store, query, { size: poolSize, day: today().day, now: clock.now() }),
    /** Those that need a person, in the order of their ids. */
    async listAttention(query: AttentionQuery): Promise<AttentionPage> {
      const now = clock.now()
      return listAttention(store, query, { day: today().day, now })
    },
    survey: (): Promise<PoolSurvey> => store.survey({ day: today().day, now: clock.now() }),
    get: (tokenId: string): Promise<Token | null> => store.get(tokenId),
    /** What has happened to it, the newest first. */
    async history(tokenId: string): Promise<readonly TokenEvent[]> {
      if ((await store.get(tokenId)) === null) throw notFound('This token')
      return store.history(tokenId)
    },
    /** As operators see it at this moment. */
    view(token: Token): TokenDetailView {
      const { day } = today()
      return viewToken(token, day, clock.now(), parts.outcomes.of(token.tokenId, day))
    },
    async edit(tokenId: string, { daily_limit: dailyLimit, expires_at: expiresAt }: TokenEditInput, by: string | null): Promise<Token> {
      const change = {
        ...(dailyLimit === undefined ? {} : { dailyLimit }),
        ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : showable(Date.parse(expiresAt)) }),
      }
      const token = await store.edit(tokenId, change, { by, at: clock.now() })
      if (token === null) throw notFound('This token')
      // Blocks that were granted under another limit or expiry come back; who still may reserves anew.
      parts.onRevoked(tokenId)
      await parts.onCapacity()
      return token
    },
    test: createTestToken({ ...parts, call: parts.callUpstream }),
  }
}

export interface TokenTotals {
  readonly pool: PoolTotals
  readonly fallback: { readonly tokens: number; readonly availableCapacity: number }
  readonly day: QuotaDay
  /** Units of the day that stay reserved without a call that anybody knows of. */
  readonly writtenOff: number
}

export type TokenService = ReturnType<typeof createTokenService>

export interface AddOutcomes {
  readonly results: readonly {
    readonly index: number
    readonly token_id: string | null
    readonly outcome: 'added' | 'replaced' | 'duplicate' | 'invalid'
    readonly problem: string | null
  }[]
}

class DuplicateTokenError extends AppError {
  readonly tokenId: string
  constructor(tokenId: string) {
    const errors = [{ field: 'token', problem: `is the secret of token_id "${tokenId}"` }]
    super(`This token is registered already, as "${tokenId}".`, { code: 'TOKEN_EXISTS', kind: 'conflict', errors })
    this.tokenId = tokenId
  }
}

/** The `exp` claim of a JWT, in milliseconds; null for anything else. Not verified: it is our own token, and only says when to stop using it. */
export function jwtExpiry(token: string): number | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    const claims = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8')) as { exp?: unknown } | null
    return typeof claims?.exp === 'number' && Number.isFinite(claims.exp) ? showable(Math.round(claims.exp * 1000)) : null
  } catch {
    return null
  }
}

/** Within what an ISO date can show: an `exp` in the wrong unit must not make the whole pool unreadable. */
function showable(ms: number): number {
  return Math.max(0, Math.min(ms, UNTIL_OPERATOR))
}
