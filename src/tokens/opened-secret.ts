import { randomUUID } from 'node:crypto'
import { type SecretBox, tokenPlace, UnreadableSecretError } from '../shared/secret-box.ts'
import type { Penalty } from './token.ts'

/** A token's secret as it is needed for a call, or why it cannot be read. */
export interface OpenedSecret {
  /** Null for a fallback token, whose secret lies in the file, and for one that cannot be read. */
  readonly secret: string | null
  /** Why it cannot be read; null otherwise. */
  readonly unreadable: string | null
}

/** Never throws for a secret that cannot be read: that is this one token's fault, and no reason to stop a job. */
export function openedSecret(secrets: SecretBox, stored: string | null, tokenId: string): OpenedSecret {
  if (stored === null) return { secret: null, unreadable: null }
  try {
    return { secret: secrets.open(stored, tokenPlace(tokenId)), unreadable: null }
  } catch (error) {
    if (error instanceof UnreadableSecretError) return { secret: null, unreadable: error.message }
    throw error
  }
}

/** It is tried again after so long: keys of the settings come back with a start, and a secret may be set anew. */
const UNREADABLE_MS = 600_000

/** What excludes a token whose secret cannot be read. Its upstream has said nothing, so no error is counted. */
export function unreadablePenalty(evidence: string, now: number): Penalty {
  return {
    penaltyId: randomUUID(),
    kind: 'unreadable_secret',
    evidence: `Its stored secret cannot be decrypted. ${evidence}`,
    reservedAt: now,
    now,
    cooldownMs: UNREADABLE_MS,
    maxErrors: Number.MAX_SAFE_INTEGER,
    retryAfterMs: UNREADABLE_MS,
  }
}
