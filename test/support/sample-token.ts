import type { Penalty, Token } from '../../src/tokens/token.ts'

/** A token in good standing, with what a test changes about it. */
export function sampleToken(change: Partial<Token> = {}): Token {
  return {
    tokenId: 'tok-1',
    source: 'pool',
    enabled: true,
    dailyLimit: 500,
    quotaDay: null,
    dailyUsage: 0,
    totalUsage: 0,
    errorCount: 0,
    consecutiveErrors: 0,
    strikes: 0,
    lastError: null,
    lastUsed: null,
    createdAt: 0,
    expiresAt: null,
    exclusion: null,
    learned: null,
    hour: null,
    ...change,
  }
}

export function samplePenalty(change: Partial<Penalty> = {}): Penalty {
  return {
    penaltyId: 'p1',
    kind: 'token_error',
    evidence: 'HTTP 401: refused',
    reservedAt: 0,
    now: 1_000_000,
    cooldownMs: 60_000,
    maxErrors: 5,
    retryAfterMs: null,
    ...change,
  }
}
