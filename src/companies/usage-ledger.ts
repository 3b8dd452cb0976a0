import { type AiUsage, addUsage, figuresOf, NO_USAGE } from './ai-usage.ts'
import type { UsageRecord } from './company-store.ts'

/** Who is billed: a company key, or the fallback key (null). */
export interface BilledKey {
  readonly keyId: number | null
  readonly provider: string
  readonly model: string | null
}

export interface LedgerOwner {
  readonly requestId: string
  readonly companyId: string
  readonly branch: string | null
  readonly username: string
  readonly licenceId: string | null
}

/** What one request was billed, by key: answers that could not be used were billed too. */
export interface UsageLedger {
  add(key: BilledKey, usage: AiUsage, raw: unknown): void
  /** Everything of this request. */
  total(): AiUsage
  /** One row per key. The first bears the request's id, a further one the id and a number. */
  records(owner: LedgerOwner, loggedAt: string): UsageRecord[]
}

/** @param whole of a request, of which this one is a part: what is added here is added there */
export function createUsageLedger(whole?: UsageLedger): UsageLedger {
  const entries = new Map<number | null, { key: BilledKey; usage: AiUsage; raw: unknown[] }>()
  return {
    add(key, usage, raw) {
      whole?.add(key, usage, raw)
      const entry = entries.get(key.keyId)
      if (entry === undefined) entries.set(key.keyId, { key, usage, raw: [raw] })
      else entries.set(key.keyId, { key, usage: addUsage(entry.usage, usage), raw: [...entry.raw, raw] })
    },
    total: () => [...entries.values()].reduce((total, { usage }) => addUsage(total, usage), NO_USAGE),
    records: (owner, loggedAt) =>
      [...entries.values()].map(({ key, usage, raw }, index) => ({
        requestId: index === 0 ? owner.requestId : `${owner.requestId}:${index + 1}`,
        keyId: key.keyId,
        companyId: owner.companyId,
        branch: owner.branch,
        requestedBy: owner.username,
        licenceId: owner.licenceId,
        ...figuresOf(usage),
        provider: key.provider,
        model: key.model,
        rawUsage: JSON.stringify(raw.length === 1 ? raw[0] : raw).slice(0, 4000),
        loggedAt,
      })),
  }
}
