import type { FetchOutcome } from '../../profiles/profile-provider.ts'
import { ERASED } from '../../shared/erase-text.ts'
import { AddressEvidence } from '../../tokens/faults.ts'
import type { JobAddress, JobResult } from '../job.ts'

const NONE: ReadonlySet<string> = new Set()

/** What one address has cost so far, and what speaks against it: kept until it has its result, also while it is put aside. */
export class AddressCalls {
  readonly address: JobAddress
  readonly evidence: AddressEvidence
  attempts = 0
  lastToken: string | null = null
  /** How often the shared retry policy has given up while nobody succeeded. */
  rounds = 0
  /** Tokens whose answer about this address is known. */
  avoid: ReadonlySet<string> = NONE

  /** @param known what is known against it from before */
  constructor(address: JobAddress, known: AddressEvidence | null = null) {
    this.address = address
    this.evidence = known ?? new AddressEvidence(address.email)
  }

  /** The next call is made with another token. */
  leave(tokenId: string): void {
    this.avoid = new Set([...this.avoid, tokenId])
  }

  /** The address is taken up again after others: any token may be asked. */
  forgetTokens(): void {
    this.avoid = NONE
  }

  /** @param saved whether the profile was saved; null when that was not asked for */
  result(outcome: FetchOutcome, at: number, saved: boolean | null): JobResult {
    const { emailNumber, email } = this.address
    return {
      emailNumber,
      // Erased while it was under way: nothing may name the person any more.
      email: !outcome.ok && outcome.errorType === 'erased' ? ERASED : email,
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
