import type { Penalty } from '../../../src/tokens/token.ts'
import type { NewToken, ReserveRequest, TokenStore } from '../../../src/tokens/token-store.ts'

/** Two processes' views of one fresh, empty token store. */
export interface TokenStores {
  readonly store: TokenStore
  readonly sibling: TokenStore
  /** The network loses answers after the store has written: what was granted may remain unknown. */
  readonly losesAnswers?: boolean
  close(): Promise<void>
}

export const NOW = Date.parse('2026-11-21T12:00:00.000Z')
export const TODAY = '2026-11-21'
export const TOMORROW = '2026-11-22'
export const NEXT_NOON = NOW + 86_400_000

export function newToken(tokenId: string, changes: Partial<NewToken> = {}): NewToken {
  return {
    tokenId,
    secret: `secret-of-${tokenId}`,
    fingerprint: `print-of-${changes.secret ?? tokenId}`,
    source: 'pool',
    dailyLimit: 100,
    createdAt: NOW - 1000,
    expiresAt: null,
    ...changes,
  }
}

let blocks = 0

export function block(tokenId: string, maxUnits: number, changes: Partial<ReserveRequest> = {}): ReserveRequest {
  blocks += 1
  return { tokenId, reservationId: `block-${blocks}`, day: TODAY, maxUnits, now: NOW, trialMs: 60_000, ...changes }
}

export function penalty(penaltyId: string, changes: Partial<Penalty> = {}): Penalty {
  return {
    penaltyId,
    kind: 'token_error',
    evidence: `HTTP 401: ${penaltyId}`,
    reservedAt: NOW,
    now: NOW,
    cooldownMs: 60_000,
    maxErrors: 5,
    retryAfterMs: null,
    ...changes,
  }
}

/** What an operator does. */
export const ACT = { by: 'night-shift', at: NOW + 5_000 }
