import type { FetchOutcome } from '../../profiles/profile-provider.ts'
import type { JobAddress, JobResult } from '../job.ts'

/** What one address has cost so far. */
export class AddressCalls {
  readonly address: JobAddress
  attempts = 0
  badTokens = 0
  lastToken: string | null = null

  constructor(address: JobAddress) {
    this.address = address
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
