import type { FetchFailure, FetchOutcome } from '../../profiles/profile-provider.ts'
import { isFaultOf } from '../../shared/error-types.ts'
import type { JobAddress, JobResult } from '../job.ts'

/** An address is tried on this many other tokens after a token error. */
const OTHER_TOKENS = 3

/** What one address has cost so far. */
export class AddressCalls {
  readonly address: JobAddress
  attempts = 0
  badTokens = 0
  lastToken: string | null = null

  constructor(address: JobAddress) {
    this.address = address
  }

  /** Counts a failure. True when the address goes to another token: always where this one may only not be used now, else a few times. */
  turnsWheel({ errorType }: FetchFailure): boolean {
    if (isFaultOf(errorType, 'token-for-now')) return true
    if (!isFaultOf(errorType, 'token')) return false
    this.badTokens += 1
    return this.badTokens <= OTHER_TOKENS
  }

  /** @param saved whether the profile was saved; null when that was not asked for */
  result(outcome: FetchOutcome, at: number, saved: boolean | null): JobResult {
    const { emailNumber, email } = this.address
    return {
      emailNumber,
      email,
      success: outcome.ok,
      data: outcome.ok ? outcome.profile : null,
      error: outcome.ok ? null : outcome.message,
      errorType: outcome.ok ? null : outcome.errorType,
      tokenUsed: this.lastToken,
      attempts: this.attempts,
      at,
      saved: outcome.ok ? saved : null,
    }
  }
}
