import type { FetchOutcome } from '../profiles/profile-provider.ts'
import type { JobAddress, JobResult } from './job.ts'

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
    const common = { emailNumber, email, tokenUsed: this.lastToken, attempts: this.attempts, at }
    if (outcome.ok) return { ...common, success: true, data: outcome.profile, error: null, errorType: null, saved }
    return { ...common, success: false, data: null, error: outcome.message, errorType: outcome.errorType, saved: null }
  }
}
