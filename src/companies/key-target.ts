import { type KeyField, lackInWords, lacksOf, PROVIDER_TITLES, type ProviderName, providerNamed } from '../settings/ai-providers.ts'
import { safeText } from '../shared/redact.ts'

/** Where a call with a key goes. */
export interface KeyTarget {
  readonly provider: ProviderName
  /** Empty: the provider's own. */
  readonly address: string
  readonly model: string
}

/** What the settings say where a key says nothing. */
export interface TargetDefaults {
  readonly defaultProvider: string
  readonly models: Readonly<Partial<Record<ProviderName, string | null | undefined>>>
  readonly baseUrls: Readonly<Partial<Record<ProviderName, string | undefined>>>
}

/** As a row of TokenMaster or the settings have it. */
interface Given {
  readonly provider: string | null
  readonly model: string | null
  readonly baseUrl?: string | null
}

/** Why a key cannot be called, in words, and what it lacks. */
export interface Uncallable {
  readonly problem: string
  readonly lacks: readonly KeyField[]
}

/** The ONE rule on what a key can be called for; `problem` says in words why it cannot, to `token-status` and `/extract` alike. */
export function targetOf(key: Given, defaults: TargetDefaults): KeyTarget | Uncallable {
  const spelling = key.provider || defaults.defaultProvider
  const provider = providerNamed(spelling)
  const said = `The key's provider "${safeText(spelling, 50)}"`
  if (provider === undefined) return { problem: `${said} is not supported; it must be ${PROVIDER_TITLES}.`, lacks: [] }
  const baseUrl = key.baseUrl ?? defaults.baseUrls[provider] ?? null
  const model = key.model ?? defaults.models[provider] ?? null
  const lacks = lacksOf(provider, { model, baseUrl })
  if (lacks.length > 0 || model === null) return { problem: `${said} needs ${lackInWords(provider, lacks)}.`, lacks }
  return { provider, address: baseUrl ?? '', model }
}
