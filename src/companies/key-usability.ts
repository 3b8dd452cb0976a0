import { companyKeyPlace, type SecretBox, UnreadableSecretError } from '../shared/secret-box.ts'
import { isUsable, remainingTokens } from './company-key.ts'
import { type TargetDefaults, targetOf } from './key-target.ts'

/** What the rows of a key say, in TokenMaster and TokenUsageSummary. */
export interface KeyFigures {
  readonly status: string
  readonly limit: number | null
  /** Of the summary; of the key's history where it has none. */
  readonly used: number
  /** TotalRemainingTokens as it was written last; null where there is no summary, or no limit was known to it. */
  readonly writtenRemaining: number | null
  readonly threshold: number
}

/**
 * A key's status as it is now. The one that was written stands while the tokens that are left are those of the summary. Where they differ,
 * somebody has changed the limit (or the used tokens) by hand, and the status follows as if it had been changed here: `Active` and `BelowThreshold`
 * in both directions, `FullyUtilized` and `Exceeded` upwards alone. A key without a summary begins at its history, and only goes down.
 * The statements of SQL Server read the figures and leave the judgement to this; record-usage.sql alone takes the step of a raised limit itself.
 */
export function derivedStatus({ status, limit, used, writtenRemaining, threshold }: KeyFigures): string {
  const written = status.replace(/^ +| +$/g, '')
  const remaining = remainingTokens(limit, used)
  const before = writtenRemaining === null ? null : Math.max(0, writtenRemaining)
  if (remaining === before) return written
  if (isUsable(written)) {
    if (remaining !== null && remaining <= 0) return 'FullyUtilized'
    if (remaining !== null && remaining < threshold) return 'BelowThreshold'
    return before === null ? written : 'Active'
  }
  const isUsedUp = ['fullyutilized', 'exceeded'].includes(written.toLowerCase())
  if (!isUsedUp || before === null || (remaining !== null && remaining <= before)) return written
  return remaining !== null && remaining < threshold ? 'BelowThreshold' : 'Active'
}

/** A key that may serve, as far as its row goes: its status allows it, and it holds something to be opened. The stores choose by the same. */
export function mayServe({ status, storedKey }: { readonly status: string; readonly storedKey: string }): boolean {
  return isUsable(status) && storedKey.trim() !== ''
}

/** @returns the secret itself; or why it cannot be had, in words without it */
export function openKey(
  key: { readonly companyId: string; readonly storedKey: string },
  secrets: SecretBox,
): { readonly apiKey: string } | { readonly why: string } {
  try {
    const apiKey = secrets.open(key.storedKey, companyKeyPlace(key.companyId)).trim()
    return apiKey === '' ? { why: 'it is empty' } : { apiKey }
  } catch (error) {
    if (!(error instanceof UnreadableSecretError)) throw error
    return { why: error.message }
  }
}

interface JudgedKey {
  readonly status: string
  readonly companyId: string
  readonly storedKey: string
  readonly provider: string | null
  readonly model: string | null
  readonly baseUrl: string | null
}

/**
 * The ONE rule on whether a key serves, in the order in which `/extract` looks: its row, its provider, its secret. `problem` is what `/extract` says
 * when no key of a company is called for that reason; null where the states of the keys say enough.
 */
export function judgeKey(key: JudgedKey, secrets: SecretBox, defaults: TargetDefaults): 'usable' | { readonly problem: string | null } {
  if (!mayServe(key)) return { problem: null }
  const target = targetOf({ ...key, provider: key.provider?.trim() ?? null }, defaults)
  if ('problem' in target) return { problem: target.problem }
  return 'why' in openKey(key, secrets) ? { problem: null } : 'usable'
}
