import type { UsageRecord } from '../companies/company-store.ts'
import type { EngineName, EngineUsage } from './engine.ts'
import { NO_USAGE } from './engine.ts'

/** Who is billed: a company key, or the fallback key (null). */
export interface BilledKey {
  readonly keyId: number | null
  readonly engine: EngineName
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
  add(key: BilledKey, usage: EngineUsage, raw: unknown): void
  /** Everything of this request. */
  total(): EngineUsage
  /** One row per key. The first bears the request's id, a further one the id and a number. */
  records(owner: LedgerOwner, loggedAt: string): UsageRecord[]
}

export function createUsageLedger(): UsageLedger {
  const entries = new Map<number | null, { key: BilledKey; usage: EngineUsage; raw: unknown[] }>()
  return {
    add(key, usage, raw) {
      const entry = entries.get(key.keyId)
      if (entry === undefined) entries.set(key.keyId, { key, usage, raw: [raw] })
      else entries.set(key.keyId, { key, usage: sum(entry.usage, usage), raw: [...entry.raw, raw] })
    },
    total: () => [...entries.values()].reduce((total, { usage }) => sum(total, usage), NO_USAGE),
    records: (owner, loggedAt) =>
      [...entries.values()].map(({ key, usage, raw }, index) => ({
        requestId: index === 0 ? owner.requestId : `${owner.requestId}:${index + 1}`,
        keyId: key.keyId,
        companyId: owner.companyId,
        branch: owner.branch,
        requestedBy: owner.username,
        licenceId: owner.licenceId,
        inputTokens: usage.input_tokens,
        outputTokens: usage.output_tokens,
        textPromptTokens: usage.text_prompt_tokens,
        imagePromptTokens: usage.image_prompt_tokens,
        textCandidatesTokens: usage.text_candidates_tokens,
        requestCount: usage.requests,
        provider: key.engine,
        model: key.model,
        rawUsage: JSON.stringify(raw.length === 1 ? raw[0] : raw).slice(0, 4000),
        loggedAt,
      })),
  }
}

function sum(a: EngineUsage, b: EngineUsage): EngineUsage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    text_prompt_tokens: a.text_prompt_tokens + b.text_prompt_tokens,
    image_prompt_tokens: a.image_prompt_tokens + b.image_prompt_tokens,
    text_candidates_tokens: a.text_candidates_tokens + b.text_candidates_tokens,
    requests: a.requests + b.requests,
  }
}
